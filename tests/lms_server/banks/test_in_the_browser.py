"""A trainer brings a file of questions and takes the draft, in a real browser."""

from pathlib import Path

import pytest

from tests.live_app import served

pytestmark = pytest.mark.browser
SCREENSHOTS = Path(__file__).parents[3] / "screenshots"
BANK = """\
Quét mã xong, bác làm gì? {=Xem tên người nhận ~Bấm nhanh ~Đưa mật khẩu ####Xem tên trước.}

Bác giữ riêng những gì? {=Mật khẩu ~Tên quầy ~Giá bánh}

Bác kể lại chuyện của mình. {}

Ghép đôi {=113 -> Công an =114 -> Cứu hỏa}

Đọc bài này nhé.
"""


@pytest.fixture
def address(app):
    """The program on a socket of its own."""
    with served(app) as address:
        yield address


@pytest.fixture
def page(chromium, address, as_staff):
    """The page of a signed-in trainer; an error of the console fails the test."""
    complaints = []
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    cookie = as_staff("trainer").get_cookie("bus_staff")
    context.add_cookies([{"name": "bus_staff", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text))
    page.goto(f"{address}/staff/banks/")
    yield page
    context.close()
    assert complaints == []


def test_a_trainer_sends_a_bank_and_takes_the_draft(page, tmp_path):
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "staff-banks.png", full_page=True)
    file = tmp_path / "câu hỏi.gift"
    file.write_text(BANK, "utf-8")

    page.set_input_files("#bank", file)
    named = page.inner_text("#bank-name")
    page.click("main form button[type=submit]")
    page.screenshot(path=SCREENSHOTS / "staff-banks-report.png", full_page=True)
    with page.expect_download() as download:
        page.click("a.button-main")

    assert named == "câu hỏi.gift"
    assert "Tệp có 5 câu hỏi: nhận 2 câu, bỏ lại 3 câu." in page.inner_text("main")
    assert download.value.suggested_filename == "ban-nhap-cau-hoi.zip"
