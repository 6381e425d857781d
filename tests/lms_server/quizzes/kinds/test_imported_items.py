"""Questions from elsewhere reach a learner's screen as words, whatever stands in them."""

import shutil
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from courses.catalog import Catalog
from courses.importers.draft import make_draft, write_draft
from courses.loader import read_package

pytestmark = pytest.mark.browser
PACKAGES = Path(__file__).parents[3] / "packages"
SIGNS = str.maketrans({one: f"\\{one}" for one in "~=#{}:"})


def evil(number):
    return f"{{{{7*{number}}}}} {{% x %}} <script>hit=1</script> <img src=x onerror=hit={number}>"


@pytest.fixture
def kinds(tmp_path):
    """A course whose bank is one imported question full of code."""
    folder = tmp_path / "courses" / "KNS-98"
    shutil.copytree(PACKAGES / "KNS-98", folder)
    texts = [f"[plain]{evil(number).translate(SIGNS)}" for number in range(5)]
    bank = f"{texts[0]} {{={texts[1]} #{texts[1]} ~{texts[2]} ~{texts[3]} ####{texts[4]}}}"
    write_draft(make_draft(read_package(folder), bank.encode()), folder)
    (path,) = (folder / "quizzes").glob("*.yaml")
    quiz = yaml.safe_load(path.read_text("utf-8"))
    quiz |= {"draw": 1, "items": quiz["items"][-1:]}
    path.write_text(yaml.safe_dump(quiz, allow_unicode=True), "utf-8")
    manifest = yaml.safe_load((folder / "course.yaml").read_text("utf-8"))
    manifest["completion"]["quiz_items"] = 1
    (folder / "course.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), "utf-8")
    return Catalog.load(folder.parent)


def test_code_in_an_imported_question_stays_words_before_and_after_the_answer(
    open_quiz, kinds, picture
):
    page = open_quiz()

    shown = page.inner_text("main")
    page.locator("#choices button, #choices label, #choices [role=radio]").first.click()
    picture(page, "quiz-imported-code")
    page.locator(".kiosk-actions button:visible").last.click()
    expect(page.locator("main")).to_contain_text(evil(4))

    assert kinds.refused == {}
    assert all(evil(number) in shown for number in range(4))
    assert page.evaluate("typeof hit") == "undefined"
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("[...document.scripts].every(one => !one.text.includes('hit=1'))")
