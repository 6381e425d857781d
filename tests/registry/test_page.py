from pathlib import Path

import pytest

from tests.live_app import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("new_database", ["sqlite"], indirect=True),
]

AXE = Path(__file__).parents[2] / "tests" / "browser" / "static" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def address(app):
    with served(app) as address:
        yield address


@pytest.fixture
def visit(chromium):
    """Open a page on a small phone; what the browser complains about fails the test."""
    complaints, pages = [], []

    def visit(url, width=360):
        page = chromium.new_page(viewport={"width": width, "height": 740})
        pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(f"{line.type}: {line.text}"))
        page.goto(url)
        return page

    yield visit
    for page in pages:
        page.close()
    assert complaints == []


@pytest.fixture
def faults():
    """What is wrong with a page for people who see, hear or tap differently."""

    def look(page):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return [v["id"] for v in found["violations"]] + (["wider than the phone"] if wide else [])

    return look


def test_the_camera_opens_the_page_and_the_page_reads_the_qr_code(bus, address, visit, faults):
    bus.teach(1).revoke(1)
    bus.send()

    page = visit(f"{address}/v#{bus.signed(1).qr_text.partition('#')[2]}")
    page.get_by_text("Giấy chứng nhận này ĐÃ BỊ THU HỒI").wait_for()

    assert page.get_by_text("Nguyễn Thị Hoa", exact=True).is_visible()
    assert page.get_by_text("Gian lận").is_visible()
    assert faults(page) == []


@pytest.mark.parametrize("width", [360, 1366])
def test_a_villager_types_the_code_from_the_paper(bus, address, visit, faults, width):
    bus.teach(1).send()
    page = visit(f"{address}/v", width)
    before = faults(page)
    code = bus.claim(1).lookup_code

    page.get_by_label("Mã tra cứu").fill(f"{code[:4]}-{code[4:8]}-{code[8:]}")
    page.get_by_role("button", name="Tra cứu").click()
    page.get_by_text("Kết quả tra cứu").wait_for()

    assert page.get_by_text("Nguyễn Thị Hoa", exact=True).is_visible()
    assert before == faults(page) == []
