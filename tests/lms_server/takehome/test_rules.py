"""Which course suits next, and what goes onto a phone."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from courses.take_home import Group, TakeHome
from lms_server.takehome import rules
from lms_server.takehome.rules import Slip, Suggestion

PIXELS_ON_SCREEN = 560
"""Of the code with its quiet zone, on a screen of 1366x768."""


def told(found):
    return [(one.course_id, one.is_before) for one in found]


@pytest.fixture
def courses(bundled):
    return list(bundled.courses.values())


@pytest.fixture
def slip(course):
    return Slip(
        full_name="Nguyễn Thị Hoa",
        course_title=course.title,
        learned_on=date(2026, 3, 2),
        place="Nhà văn hóa, bản Cá Giáng",
        deeds=tuple(course.take_home.can_do.values()),
        remember=course.take_home.remember,
        go_on=course.take_home.go_on,
    )


@pytest.mark.parametrize(
    ("group", "learned", "suggested"),
    [
        (Group.TRADER, {"KNS-01"}, [("KNS-04", False), ("KNS-05", False)]),
        (Group.PARENT, {"KNS-02"}, [("KNS-03", False), ("KNS-04", False)]),
        (Group.PARENT, {"KNS-05"}, [("KNS-02", True), ("KNS-03", False)]),
        (Group.ELDER, {"KNS-02"}, [("KNS-06", False), ("KNS-05", False)]),
        (Group.ELDER, {"KNS-01"}, [("KNS-02", True), ("KNS-06", False)]),
        (Group.FARMER, {"KNS-04"}, [("KNS-07", False), ("KNS-02", False)]),
        (Group.HELPER, {"KNS-02", "KNS-03", "KNS-04", "KNS-05"}, [("KNS-08", False)]),
        (Group.ANYONE, set(), [("KNS-05", False), ("KNS-02", False)]),
    ],
)
def test_the_group_and_what_is_learned_decide(courses, group, learned, suggested):
    found = rules.suggest(courses, group, learned)

    assert told(found)[: len(suggested)] == suggested
    assert len(found) <= rules.MOST


def test_a_completed_course_is_never_suggested(courses):
    ids = {one.course_id for one in courses}
    for group in Group:
        for gone in ids:
            assert gone not in [one.course_id for one in rules.suggest(courses, group, {gone})]
        assert rules.suggest(courses, group, ids) == ()


def test_what_is_not_on_the_bus_is_not_suggested(courses):
    here = [one for one in courses if one.course_id != "KNS-02"]

    assert told(rules.suggest(here, Group.ELDER, set()))[0] == ("KNS-06", False)


def test_courses_that_wait_for_each_other_are_still_suggested(course):
    one = msgspec.structs.replace(
        course, course_id="KNS-91", take_home=TakeHome(fits={Group.ANYONE: 1}, after=("KNS-92",))
    )
    other = msgspec.structs.replace(
        course, course_id="KNS-92", take_home=TakeHome(after=("KNS-91",))
    )

    found = rules.suggest([one, other], Group.TRADER, set())

    assert found == (Suggestion("KNS-92", is_before=True), Suggestion("KNS-91", is_before=False))


def test_the_phone_gets_what_can_be_done_and_what_to_remember(slip):
    text = rules.phone_text(slip)

    assert "Thanh toán số an toàn" in text
    assert "02/03/2026" in text
    assert "- Dừng lại khi mã bị dán đè." in text
    assert "3. Trang lạ hỏi mật khẩu thì thoát ra." in text


def test_the_phone_gets_no_name_no_place_and_nothing_to_open(courses, slip):
    for course in courses:
        home = course.take_home
        text = rules.phone_text(replace(slip, remember=home.remember, go_on=home.go_on))
        for part in ("Nguyễn", "Hoa", "Cá Giáng", "http", "www", "binhdanhocvuso", "dichvucong"):
            assert part not in text


def test_the_code_of_every_course_is_large_enough_on_a_kiosk(courses, slip):
    for course in courses:
        home = course.take_home
        text = rules.phone_text(
            replace(slip, deeds=tuple(home.can_do.values()), remember=home.remember)
        )
        code = zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level="L")
        modules = Image.fromarray(code.to_image(scale=1, add_quiet_zones=True))
        photo = modules.resize((500, 500)).filter(ImageFilter.GaussianBlur(1.2))

        (found,) = zxingcpp.read_barcodes(photo)
        assert found.text == text
        assert PIXELS_ON_SCREEN / modules.width >= 5
