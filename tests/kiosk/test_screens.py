from functools import reduce

import pytest

from kiosk.board import ScreenBoard
from kiosk.screens import (
    Asked,
    BusGone,
    BusInView,
    BusLost,
    BusMissed,
    BusReached,
    BusSeen,
    Left,
    PairingBegun,
    PairingRefused,
    Problem,
    Screen,
    State,
    Unpaired,
    WelcomeOver,
    after,
)

BUS = BusInView("aa" * 32, "Xe 03")
OTHER = BusInView("bb" * 32, "Xe 04")
SEEN = [BusSeen(BUS)]
PAIRING = [*SEEN, PairingBegun()]
WELCOME = [*PAIRING, BusReached("Xe 03")]
LEARNING = [*WELCOME, WelcomeOver()]
MISSED = [BusMissed("Xe 03", waiting=2)]
OTHER_SEEN = [*MISSED, BusSeen(OTHER)]
LEFT_LESSON = [*LEARNING, BusLost(), Asked(Screen.LOOKING)]
CHANGE = [*OTHER_SEEN, Asked(Screen.CHANGE)]


def state_after(events):
    return reduce(after, events, State())


@pytest.mark.parametrize(
    ("events", "screen"),
    [
        ([], Screen.LOOKING),
        (SEEN, Screen.CODE),
        (PAIRING, Screen.PAIRING),
        ([*PAIRING, PairingRefused(Problem.WRONG_CODE)], Screen.CODE),
        ([*PAIRING, BusSeen(OTHER)], Screen.PAIRING),
        (WELCOME, Screen.WELCOME),
        (LEARNING, Screen.LEARNING),
        ([BusReached("Xe 03")], Screen.LEARNING),
        ([*WELCOME, BusLost()], Screen.LOOKING),
        ([*LEARNING, BusLost()], Screen.LEARNING),
        ([*LEARNING, BusLost(), BusReached("Xe 03")], Screen.LEARNING),
        ([*LEARNING, Unpaired()], Screen.LOOKING),
        ([*LEARNING, Unpaired(), BusSeen(BUS)], Screen.CODE),
        ([PairingBegun()], Screen.LOOKING),
        ([*SEEN, WelcomeOver()], Screen.CODE),
        ([*SEEN, BusGone(BUS.fingerprint)], Screen.LOOKING),
        ([*SEEN, BusSeen(OTHER), BusGone(BUS.fingerprint)], Screen.CODE),
        ([*PAIRING, BusGone(BUS.fingerprint)], Screen.PAIRING),
        (
            [*PAIRING, BusGone(BUS.fingerprint), PairingRefused(Problem.BUS_AWAY)],
            Screen.LOOKING,
        ),
        ([*LEARNING, Asked(Screen.LOOKING)], Screen.LEARNING),
        (LEFT_LESSON, Screen.LOOKING),
        ([*LEFT_LESSON, Left()], Screen.LEARNING),
        ([*LEFT_LESSON, Asked(Screen.PLACE)], Screen.PLACE),
        ([*LEFT_LESSON, Asked(Screen.PLACE), Left()], Screen.LOOKING),
        ([*LEFT_LESSON, BusSeen(OTHER), Asked(Screen.CHANGE)], Screen.CHANGE),
        ([*LEFT_LESSON, BusReached("Xe 03")], Screen.LEARNING),
        ([*LEFT_LESSON, Unpaired(), Left()], Screen.LOOKING),
        ([*MISSED, Left()], Screen.LOOKING),
        (OTHER_SEEN, Screen.LOOKING),
        (CHANGE, Screen.CHANGE),
        ([*MISSED, Asked(Screen.CHANGE)], Screen.LOOKING),
        ([*SEEN, Asked(Screen.CHANGE)], Screen.CODE),
        ([*LEARNING, *OTHER_SEEN, Asked(Screen.CHANGE)], Screen.LEARNING),
        ([*CHANGE, Left()], Screen.LOOKING),
        ([*CHANGE, BusGone(OTHER.fingerprint)], Screen.LOOKING),
        ([*CHANGE, BusReached("Xe 03")], Screen.LEARNING),
        ([*CHANGE, PairingBegun()], Screen.PAIRING),
        ([*CHANGE, PairingBegun(), PairingRefused(Problem.WRONG_CODE)], Screen.CHANGE),
        ([*CHANGE, PairingBegun(), BusMissed("Xe 04", 0), BusReached("Xe 04")], Screen.WELCOME),
        ([*OTHER_SEEN, Asked(Screen.PLACE), Left()], Screen.LOOKING),
        ([*SEEN, Asked(Screen.PLACE), Left()], Screen.CODE),
    ],
)
def test_each_course_of_events_ends_on_its_screen(events, screen):
    assert state_after(events).screen is screen


def test_a_wrong_code_keeps_the_bus_and_says_why():
    state = state_after([*PAIRING, PairingRefused(Problem.WRONG_CODE)])

    assert (state.buses, state.problem) == ((BUS,), Problem.WRONG_CODE)


def test_the_next_try_no_longer_shows_the_old_problem():
    state = state_after([*PAIRING, PairingRefused(Problem.WRONG_CODE), PairingBegun()])

    assert state.problem is None


def test_two_buses_stay_in_the_order_they_were_found_and_take_a_new_name():
    renamed = BusInView(BUS.fingerprint, "Xe 03 mới")

    state = state_after([BusSeen(BUS), BusSeen(OTHER), BusSeen(renamed)])

    assert state.buses == (renamed, OTHER)


def test_a_removed_kiosk_says_so_when_it_asks_for_a_code_again():
    assert state_after([*LEARNING, Unpaired(), BusSeen(BUS)]).problem is Problem.UNPAIRED


def test_a_new_search_begins_with_no_bus_in_view():
    state = state_after([*OTHER_SEEN, BusMissed("Xe 04", waiting=0)])

    assert (state.buses, state.bus_name, state.may_change) == ((), "Xe 04", False)


def test_only_learning_shows_a_page_of_the_bus():
    paths = {screen: State(screen).path for screen in Screen}

    assert paths.pop(Screen.LEARNING) == "/"
    assert all(path.startswith("/_kiosk/") for path in paths.values())


def test_listeners_hear_of_changes_only():
    board, heard = ScreenBoard(), []
    board.listen(heard.append)

    board.tell(BusSeen(BUS))
    board.tell(BusSeen(BUS))

    assert [state.screen for state in heard] == [Screen.CODE]
    assert board.now() == (heard[0], 1)
