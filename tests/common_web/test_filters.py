"""Instants and numbers as people in Vietnam write them."""

from datetime import UTC, date, datetime

from common.web import filters

NOON_IN_LONDON = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)


def test_instants_are_shown_on_the_clock_of_vietnam():
    assert filters.local_date(NOON_IN_LONDON) == "02/03/2026"
    assert filters.local_time(NOON_IN_LONDON) == "01:30"
    assert filters.local_datetime(NOON_IN_LONDON) == "01:30 02/03/2026"


def test_a_date_has_no_clock():
    assert filters.local_date(date(2026, 3, 1)) == "01/03/2026"


def test_nothing_is_shown_as_nothing():
    assert filters.local_date(None) == filters.local_datetime(None) == filters.percent(None) == ""


def test_points_have_a_comma_and_no_needless_nought():
    assert [filters.points(one) for one in (5.52, 7.0, 10, 0.04)] == ["5,5", "7", "10", "0"]


def test_numbers_have_dots_between_thousands():
    assert filters.thousands(1234567) == "1.234.567"
    assert filters.percent(5 / 6) == "83%"
