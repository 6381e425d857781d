"""Which names the door shows, and how five namesakes are told apart."""

import pytest

from common.ids import new_id
from lms_server.learners.queries import LearnerRow
from lms_server.training.name_list import (
    PAGE,
    NameScreen,
    Way,
    Wish,
    arrange,
    first_letter,
    is_seat,
)
from lms_server.training.queries import EnrolmentRow

GIVEN = ["An", "Ánh", "Ăn", "Ân", "Bình", "Đào", "Dạo", "Hoa", "Hòa", "Ổn", "Ơn", "Páo"]


@pytest.fixture
def row(now):
    """Make a row of a class."""

    def make(name, *, year=1960, usual="", seat="", has_namesake=False):
        learner = LearnerRow(
            id=new_id(),
            full_name=name,
            usual_name=usual,
            birth_year=year,
            birth_month=None,
            birth_day=None,
            sex=None,
            commune_code="17071",
            village="bản Cá Giáng",
            evidence="none",
            is_address_guessed=False,
            address_form="bac",
            picture="red_house",
            card_code="0123456789",
        )
        return EnrolmentRow(new_id(), new_id(), seat, now, learner, has_namesake)

    return make


@pytest.fixture
def large_class(row):
    """Forty-eight learners at twelve machines, four for each given name."""
    return [
        row(f"Lò Văn {given}", year=1950 + at, seat=str(at + 1))
        for at, given in enumerate(GIVEN)
        for _ in range(4)
    ]


def names_of(screen: NameScreen):
    return [one.row.learner.given_name for one in screen.names]


@pytest.mark.parametrize(
    ("given", "letter"),
    [("Ổn", "Ô"), ("Ơn", "Ơ"), ("Đức", "Đ"), ("ánh", "A"), ("Ẵm", "Ă"), ("Ỷ", "Y"), ("’Hen", "H")],
)
def test_a_name_stands_under_its_letter_whatever_the_tone(given, letter):
    assert first_letter(given) == letter


@pytest.mark.parametrize(
    ("seat", "device", "same"),
    [
        ("7", "Máy 7", True),
        ("07", "Máy 7", True),
        ("7", "Máy 17", False),
        ("Bàn A", "bàn a", True),
        ("", "Máy 7", False),
        ("7", "Máy 7 bàn 2", False),
    ],
)
def test_a_seat_is_this_machine_by_number_or_by_name(seat, device, same):
    assert is_seat(seat, device) is same


def test_a_small_class_is_shown_at_once_and_who_sits_here_comes_first(row):
    rows = [row("Lò Văn An", seat="1"), row("Vi Thị Bình", seat="2")]

    screen = arrange(rows, Wish(), device_name="Máy 2")

    assert screen.is_whole
    assert names_of(screen) == ["Bình", "An"]


def test_a_large_class_begins_with_letters_in_vietnamese_order(large_class):
    screen = arrange(large_class, Wish(), device_name="Máy 99")

    assert screen.keys == ("A", "Ă", "Â", "B", "D", "Đ", "H", "Ô", "Ơ", "P")
    assert screen.names == ()


def test_at_their_own_machine_three_names_come_before_the_letters(large_class):
    screen = arrange(large_class, Wish(), device_name="Máy 5")

    assert names_of(screen) == ["Bình"] * 3
    assert screen.keys


def test_every_name_is_found_by_letter_by_machine_and_by_turning_pages(large_class):
    everybody = {one.id for one in large_class}
    for way in (Way.LETTER, Way.SEAT):
        keys = arrange(large_class, Wish(way), device_name="").keys
        found = [
            one.row.id
            for key in keys
            for one in arrange(large_class, Wish(way, key), device_name="").names
        ]
        assert sorted(found) == sorted(everybody)
    pages = [arrange(large_class, Wish(Way.ALL, page=n), device_name="") for n in (1, 2, 3, 4)]
    assert {one.row.id for page in pages for one in page.names} == everybody


def test_no_screen_has_more_names_than_fit(large_class):
    screen = arrange(large_class, Wish(Way.ALL, page=1), device_name="")

    assert len(screen.names) == PAGE
    assert screen.page_count == 4


@pytest.mark.parametrize("wish", [Wish(Way.LETTER, "Z"), Wish(Way.SEAT, "99")])
def test_a_letter_or_machine_that_nobody_has_leads_back_to_the_start(large_class, wish):
    assert arrange(large_class, wish, device_name="").keys


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-5, 1), (99, 4)])
def test_a_page_that_is_not_there_is_the_nearest_one(large_class, asked, shown):
    assert arrange(large_class, Wish(Way.ALL, page=asked), device_name="").wish.page == shown


def test_machines_are_offered_only_when_somebody_has_one(row):
    rows = [row(f"Lò Văn {given}", year=1950 + at) for at, given in enumerate(GIVEN * 2)]

    screen = arrange(rows, Wish(Way.SEAT), device_name="")

    assert not screen.has_seats
    assert screen.wish.way is Way.LETTER


def test_five_namesakes_are_told_apart_by_usual_name_year_and_at_last_machine(row):
    hoa = "Nguyễn Thị Hoa"
    rows = [
        row(hoa, year=1960, usual="Hoa Tư", has_namesake=True, seat="1"),
        row(hoa, year=1960, usual="Hoa vợ ông Bảy", has_namesake=True, seat="2"),
        row(hoa, year=1972, has_namesake=True, seat="3"),
        row(hoa, year=1985, has_namesake=True, seat="4"),
        row("Nguyễn Thị Hoà", year=1985, has_namesake=False, seat="6"),
        row(hoa, year=1985, has_namesake=True, seat="5"),
    ]

    screen = arrange(rows, Wish(), device_name="")

    assert [(one.marks, one.seat) for one in screen.names] == [
        (("Hoa Tư", "1960"), ""),
        (("Hoa vợ ông Bảy", "1960"), ""),
        (("1972",), ""),
        (("1985",), "4"),
        ((), ""),
        (("1985",), "5"),
    ]
