"""When a page is opened anew: rules alone, no window and no clock."""

import itertools

from kiosk.watchdog import FIRST_SILENCE_S, SILENCE_S, Cure, Watchdog

PERIOD_S = 0.5


class Page:
    """Time passes tick by tick; the page is well or it is not."""

    def __init__(self):
        self.now = 100.0
        self.watchdog = Watchdog(self.now, period_s=PERIOD_S)

    def pass_(self, seconds, *, is_well):
        """Return what was done, and after how many seconds."""
        begun, cures = self.now, []
        while self.now - begun < seconds:
            self.now += PERIOD_S
            if is_well:
                self.watchdog.note_well(self.now)
            cure = self.watchdog.tick(self.now)
            if cure is not None:
                cures.append((cure, self.now - begun))
        return cures


def test_a_page_that_is_well_is_left_alone():
    assert Page().pass_(600, is_well=True) == []


def test_a_page_that_falls_silent_is_opened_again_within_four_seconds():
    page = Page()
    page.pass_(10, is_well=True)

    assert page.pass_(SILENCE_S + PERIOD_S, is_well=False) == [(Cure.REOPEN, SILENCE_S)]


def test_the_first_page_of_a_slow_laptop_has_more_time():
    page = Page()

    assert page.pass_(FIRST_SILENCE_S - PERIOD_S, is_well=False) == []
    assert page.pass_(PERIOD_S, is_well=False) == [(Cure.REOPEN, PERIOD_S)]


def test_a_page_that_is_lost_again_and_again_is_left_for_the_first_page():
    page = Page()
    page.pass_(10, is_well=True)

    cures = page.pass_(60, is_well=False)

    assert [cure for cure, _ in cures][:3] == [Cure.REOPEN, Cure.ENTER, Cure.START_OVER]
    assert {cure for cure, _ in cures[2:]} == {Cure.START_OVER}
    pauses = [after - before for (_, before), (_, after) in itertools.pairwise(cures)]
    assert pauses == sorted(pauses), "a bus that is slow gets more time"


def test_what_was_long_ago_does_not_count():
    page = Page()
    page.pass_(10, is_well=True)
    page.pass_(SILENCE_S, is_well=False)

    page.pass_(120, is_well=True)

    assert page.pass_(SILENCE_S, is_well=False) == [(Cure.REOPEN, SILENCE_S)]


def test_a_machine_that_stood_still_does_not_blame_the_page():
    page = Page()
    page.pass_(10, is_well=True)

    page.now += 30

    assert page.watchdog.tick(page.now) is None
    assert page.pass_(SILENCE_S - 2 * PERIOD_S, is_well=False) == []


def test_renderers_that_die_in_a_row_are_told_as_well():
    page = Page()

    cures = [page.watchdog.lose(page.now + each) for each in range(3)]

    assert cures == [Cure.REOPEN, Cure.ENTER, Cure.START_OVER]
