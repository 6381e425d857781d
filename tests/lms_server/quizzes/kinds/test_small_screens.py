"""Questions with pictures on a phone, and on a kiosk's screen at 200 %."""

import msgspec
import pytest
from playwright.sync_api import expect

from courses.catalog import Catalog
from courses.model import ItemKind
from tests.bundled import bundled_courses

pytestmark = pytest.mark.browser
SIZES = [(360, 740), (683, 384)]
FIND_LOST = """() => [...document.querySelectorAll('#choices [data-id]')].filter((one) => {
  one.scrollIntoView({ block: 'center' });
  const box = one.getBoundingClientRect();
  const met = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.width < 55.5 || box.height < 55.5 || box.right > innerWidth || !one.contains(met);
}).map((one) => one.outerHTML.slice(0, 160))"""
"""Answers that are small, outside the screen, or under something else."""


def _is_of_pictures(item):
    has_one = item.picture or item.kind in {ItemKind.HOTSPOT, ItemKind.PICTURE_CHOICE}
    return item.choices and has_one


@pytest.fixture(params=list(bundled_courses().courses))
def course(request):
    """A bundled course of whose quiz only the questions with pictures are left."""
    course = bundled_courses().get_course(request.param)
    items = tuple(one for one in course.quiz.items if _is_of_pictures(one))
    quiz = msgspec.structs.replace(course.quiz, items=items, draw=len(items))
    return msgspec.structs.replace(course, quiz=quiz, marked=None)


@pytest.fixture
def kinds(course):
    return Catalog([course])


def test_every_answer_is_within_reach(course, open_quiz, picture):
    page = open_quiz(has_touch=True)
    for number in range(course.quiz.draw):
        expect(page.locator("#progress")).to_contain_text(f"Câu {number + 1} ")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function("() => [...document.images].every((one) => one.complete)")
            name = page.get_attribute("#quiz", "data-item")
            picture(page, f"small-{name}-{width}")
            assert page.evaluate(FIND_LOST) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") == width, name
        page.locator("#choices [data-id]").first.tap()
        page.locator("#go").tap()
        page.wait_for_selector(".explained strong")
        if number < course.quiz.draw - 1:
            page.locator("#go").tap()
