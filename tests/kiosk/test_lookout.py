"""What the screen says while no bus is found."""

import pytest

from common.wire.discovery import Announcement
from kiosk import lookout
from kiosk.board import ScreenBoard
from kiosk.config import Address
from kiosk.finder import Shut, Sighting
from kiosk.lookout import Lookout, Outside
from kiosk.screens import BusInView, BusMissed, Screen, Trouble

OURS, OTHERS = "aa" * 32, "bb" * 32
HERE = Address("192.168.8.2", 8443)


def announced(fingerprint):
    return Announcement(fingerprint, "79B03", "Xe 03")


def seen(fingerprint, *, claims=None, bus_code="79B03"):
    words = None if claims == "" else announced(claims or fingerprint)
    return Sighting(HERE, fingerprint, words, bus_code)


class World:
    def __init__(self):
        self.board = ScreenBoard()
        self.now = 0.0
        self.is_networked = True
        self.typed = None

    def begin(self, wanted=""):
        outside = Outside(lambda: self.is_networked, lambda: self.typed, lambda: self.now)
        self.lookout = Lookout(self.board, outside, wanted=wanted)

    def trouble(self, found=None, *, after_s=0.0):
        self.now += after_s
        self.lookout.take(found)
        return self.board.now()[0].trouble

    def buses(self):
        return self.board.now()[0].buses


@pytest.fixture
def world():
    world = World()
    world.begin()
    return world


def test_nobody_is_sent_anywhere_in_the_first_seconds(world):
    assert world.trouble() is None
    assert world.trouble(after_s=lookout.NOT_FOUND_S + 1) is Trouble.NOT_FOUND


def test_a_laptop_without_network_is_told_at_once(world):
    world.is_networked = False

    assert world.trouble() is Trouble.NO_NETWORK


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_bus_that_says_it_is_there_but_lets_nobody_in_has_a_firewall(world, is_refused):
    assert world.trouble(Shut(HERE, announced(OURS), is_refused)) is Trouble.FIREWALL


def test_the_firewall_of_another_bus_is_not_our_trouble(world):
    world.begin(wanted=OURS)

    assert world.trouble(Shut(HERE, announced(OTHERS), is_refused=True)) is None
    assert world.trouble(Shut(HERE, announced(OURS), is_refused=True)) is Trouble.FIREWALL


def test_a_door_that_opens_is_no_trouble_any_more(world):
    world.trouble(Shut(HERE, announced(OURS), is_refused=True))

    assert world.trouble(seen(OURS)) is None
    assert world.board.now()[0].screen is Screen.CODE


def test_a_bus_that_no_longer_says_it_is_there_is_not_found(world):
    world.trouble(Shut(HERE, announced(OURS), is_refused=True))

    assert world.trouble(after_s=lookout.FRESH_S + 1) is Trouble.NOT_FOUND


@pytest.mark.parametrize(
    ("is_refused", "trouble"), [(True, Trouble.PLACE_SHUT), (False, Trouble.PLACE_SILENT)]
)
def test_a_typed_place_is_answered_for(world, is_refused, trouble):
    world.typed = HERE

    assert world.trouble(Shut(HERE, None, is_refused)) is trouble


def test_a_typed_place_is_answered_for_before_another_bus_is_told(world):
    world.begin(wanted=OURS)
    world.typed = Address("192.168.8.3", 8443)
    world.trouble(seen(OTHERS))

    assert world.trouble(Shut(world.typed, None, is_refused=True)) is Trouble.PLACE_SHUT


def test_a_dead_last_address_is_nobody_s_business(world):
    assert world.trouble(Shut(HERE, None, is_refused=True)) is None


def test_a_paired_kiosk_names_another_bus_and_asks_for_no_code_by_itself(world):
    world.begin(wanted=OURS)
    world.board.tell(BusMissed("Xe 03", waiting=0))

    assert world.trouble(seen(OTHERS)) is Trouble.OTHER_BUS
    assert world.buses() == (BusInView(OTHERS, "Xe 03", "79B03"),)
    assert world.board.now()[0].screen is Screen.LOOKING


def test_a_rogue_that_claims_another_key_is_not_shown(world):
    world.trouble(seen(OTHERS, claims=OURS))

    assert world.buses() == ()


def test_a_machine_nobody_announced_counts_by_its_certificate_alone(world):
    world.trouble(seen(OTHERS, claims="", bus_code=None))
    world.trouble(seen(OURS, claims="", bus_code="79B03"))

    assert world.buses() == (BusInView(OURS, str(HERE), "79B03"),)


def test_an_announced_name_is_kept_when_the_address_answers_again(world):
    world.trouble(seen(OURS))
    world.trouble(seen(OURS, claims=""))

    assert world.buses() == (BusInView(OURS, "Xe 03", "79B03"),)


def test_a_bus_that_left_is_no_longer_offered(world):
    world.trouble(seen(OURS))
    world.trouble(after_s=lookout.OUT_OF_VIEW_S + 1)

    assert world.buses() == ()
    assert world.lookout.find(OURS) is None


def test_made_up_buses_fill_no_screen_and_hide_neither_ours_nor_what_was_typed(world):
    world.trouble(seen(OURS))
    for number in range(200):
        world.trouble(seen(f"{number:064x}"))

    assert len(world.buses()) == lookout.MOST_IN_VIEW
    assert world.lookout.find(OURS) == HERE
    world.typed = HERE
    world.trouble(seen(OTHERS))
    assert world.lookout.find(OTHERS) == HERE
