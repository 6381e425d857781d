"""What each check makes of what it sees."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Interface
from uuid import UUID

import pytest

from kiosk.camera import CameraBusyError, Grey, NoCameraError
from kiosk.config import Address
from kiosk.doctor import bus, keeping, laptop, networks, state
from kiosk.doctor.bus import Met
from kiosk.doctor.engine import Engine, judge_engine
from kiosk.doctor.findings import Check, Level, look_at
from kiosk.doctor.keeping import Kept
from kiosk.doctor.networks import Radio
from kiosk.finder import Sighting
from kiosk.identity import BusIdentity
from kiosk.screens import Trouble
from kiosk.vitals import Battery
from kiosk.words import translator

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
HERE = Address("192.168.8.2", 8443)
SEEN = Sighting(HERE, "aa" * 32)
OURS = BusIdentity(
    fingerprint="aa" * 32,
    bus_code="79B03",
    bus_name="Xe 03",
    device_id=UUID(int=1),
    device_token="secret",
)
GREEN, AMBER, RED = Level.GREEN, Level.AMBER, Level.RED


def said(finding, language="vi"):
    translate = translator(language)
    fix = finding.fix.say(translate) if finding.fix else ""
    return f"{finding.what.say(translate)} {fix}"


@pytest.mark.parametrize(
    ("size", "level"),
    [
        ((1366, 768), GREEN),
        ((1920, 1080), GREEN),
        ((1280, 800), AMBER),
        ((1366, 767), AMBER),
        ((800, 600), RED),
        ((768, 1366), RED),
        (None, AMBER),
    ],
)
def test_a_screen_must_hold_a_page(size, level):
    assert laptop.judge_screen(size).level is level


def test_a_small_screen_is_told_with_what_it_needs():
    told = said(laptop.judge_screen((1280, 720)))

    assert "1280 x 720" in told
    assert "1366 x 768" in told
    assert "100 %." in told


@pytest.mark.parametrize(
    ("kind", "platform", "level", "words"),
    [
        ("gtkwebkit2", "linux", GREEN, "WebKit"),
        ("qtwebengine", "linux", GREEN, "Qt WebEngine"),
        ("qtwebkit", "linux", RED, "apt-get install"),
        ("edgechromium", "win32", GREEN, "Edge"),
        ("mshtml", "win32", RED, "WebView2"),
        (None, "win32", RED, "WebView2"),
        (None, "linux", RED, "apt-get install"),
    ],
)
def test_only_an_engine_that_shows_the_lessons_counts(kind, platform, level, words):
    finding = judge_engine(Engine(kind), platform)

    assert finding.level is level
    assert words in said(finding)


@pytest.mark.parametrize(
    ("has_device", "lacking", "level", "words"),
    [
        (True, [], GREEN, "có thiết bị phát tiếng"),
        (False, [], RED, "Cắm tai nghe"),
        (False, ["libgstopus.so"], RED, "Cắm tai nghe"),
        (True, ["libgstopus.so"], RED, "gstreamer1.0-plugins-base"),
    ],
)
def test_without_sound_nothing_is_read_aloud(has_device, lacking, level, words):
    finding = laptop.judge_sound(has_device=has_device, lacking=lacking)

    assert finding.level is level
    assert words in said(finding)


class PictureOf:
    def __init__(self, grey):
        self.grey = grey
        self.is_open = True

    def frames(self):
        yield Grey(4, 2, bytes([self.grey] * 8))

    def close(self):
        self.is_open = False


@pytest.mark.parametrize(("grey", "level"), [(90, GREEN), (12, GREEN), (11, AMBER), (0, AMBER)])
def test_a_dark_picture_means_a_shut_lid(grey, level):
    camera = PictureOf(grey)

    finding = laptop.look_at_camera(lambda: camera)

    assert finding.level is level
    assert not camera.is_open


@pytest.mark.parametrize("trouble", [NoCameraError, CameraBusyError])
def test_a_class_can_be_held_without_a_camera(trouble):
    def open_camera():
        raise trouble

    assert laptop.look_at_camera(open_camera).level is AMBER


def test_a_printer_on_a_kiosk_is_named():
    assert laptop.judge_printers([]).level is GREEN
    assert laptop.judge_printers(["HP-1", "HP-2"]).level is AMBER
    assert "HP-1, HP-2" in said(laptop.judge_printers(["HP-1", "HP-2"]))


@pytest.mark.parametrize(
    ("battery", "level"),
    [
        (Battery(3, is_charging=True), GREEN),
        (Battery(50, is_charging=False), GREEN),
        (Battery(49, is_charging=False), AMBER),
        (Battery(20, is_charging=None), AMBER),
        (Battery(19, is_charging=False), RED),
        (None, AMBER),
    ],
)
def test_a_battery_lasts_half_a_class_or_is_on_the_cable(battery, level):
    finding = state.judge_battery(battery)

    assert finding.level is level
    assert battery is None or f"{battery.percent} %" in said(finding)


@pytest.mark.parametrize(
    ("free_mb", "level"), [(1000, GREEN), (999, AMBER), (200, AMBER), (199, RED), (0, RED)]
)
def test_a_full_disk_endangers_answers(free_mb, level):
    assert state.judge_disk(free_mb).level is level


@pytest.mark.parametrize(
    ("now", "ahead_s", "level"),
    [
        (NOON, 0, GREEN),
        (NOON, 120, GREEN),
        (NOON, -121, AMBER),
        (NOON, 3600 * 9, AMBER),
        (NOON, 86400 + 1, RED),
        (NOON, None, GREEN),
        (NOON - timedelta(days=400), None, RED),
        (NOON - timedelta(days=400), 0, RED),
        (NOON + timedelta(days=4000), None, RED),
    ],
)
def test_a_clock_is_held_against_the_program_and_the_bus(now, ahead_s, level):
    bus_at = None if ahead_s is None else now - timedelta(seconds=ahead_s)

    assert state.judge_clock(now, installed_at=NOON, bus_at=bus_at).level is level


@pytest.mark.parametrize(
    ("addresses", "level"),
    [
        (["192.168.8.20/24"], GREEN),
        (["169.254.3.4/16", "192.168.8.20/24"], GREEN),
        (["169.254.3.4/16"], RED),
        ([], RED),
    ],
)
def test_an_address_of_its_own_making_is_no_network(addresses, level):
    finding = networks.judge_networks(frozenset(map(IPv4Interface, addresses)))

    assert finding.level is level
    assert "169.254" not in said(finding)


@pytest.mark.parametrize(
    ("radios", "level"),
    [
        ([], GREEN),
        ([Radio("wlan0", -67)], GREEN),
        ([Radio("wlan0", -68)], AMBER),
        ([Radio("wlan0", -75)], AMBER),
        ([Radio("wlan0", -76)], RED),
        ([Radio("wlan0", None)], AMBER),
        ([Radio("wlan0", None), Radio("wlan1", -50)], GREEN),
    ],
)
def test_the_strength_of_the_wi_fi(radios, level):
    assert networks.judge_radios(radios).level is level


@pytest.mark.parametrize(
    ("met", "identity", "level", "words"),
    [
        (Met(SEEN, is_known_there=True, seconds=0.4), OURS, GREEN, "Xe 03 ở 192.168.8.2:8443"),
        (Met(SEEN, is_known_there=False), OURS, RED, "không còn nhận máy này"),
        (Met(SEEN), OURS, RED, "chưa trả lời"),
        (Met(SEEN), None, AMBER, "gõ mã 6 số"),
        (Met(trouble=Trouble.FIREWALL), OURS, RED, "tường lửa"),
        (Met(trouble=Trouble.NOT_FOUND), OURS, RED, "không thấy"),
        (Met(trouble=Trouble.NO_NETWORK), OURS, RED, "chưa vào mạng nào"),
        (Met(trouble=Trouble.OTHER_BUS), OURS, RED, "xe khác"),
        (Met(), None, RED, "không thấy"),
    ],
)
def test_what_keeps_a_laptop_from_its_bus(met, identity, level, words):
    finding = bus.judge_search(met, identity)

    assert finding.level is level
    assert words in said(finding)


def test_a_firewall_sounds_different_from_a_bus_that_is_not_there():
    shut, absent = (
        said(bus.judge_search(Met(trouble=each), OURS))
        for each in (Trouble.FIREWALL, Trouble.NOT_FOUND)
    )

    assert "8443" in shut
    assert "8443" not in absent


@pytest.mark.parametrize(
    ("header", "instant"),
    [
        ("Mon, 02 Mar 2026 05:00:00 GMT", NOON),
        ("Mon, 02 Mar 2026 05:00:00 -0000", NOON),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_bus_tells_its_clock_with_each_answer(header, instant):
    assert bus.read_date(header) == instant


@pytest.mark.parametrize(
    ("kept", "level", "words"),
    [
        (Kept(), GREEN, "không còn câu nào"),
        (Kept(waiting=7), AMBER, "7 câu trả lời đang chờ"),
        (Kept(waiting=7, set_aside=2), AMBER, "2 câu xe không nhận"),
        (Kept(trouble="kiosk.db: file is not a database"), RED, "file is not a database"),
    ],
)
def test_answers_that_wait_are_counted(kept, level, words):
    finding = keeping.judge_queue(kept)

    assert finding.level is level
    assert words in said(finding)


def test_a_check_that_fails_itself_is_told_and_stops_no_other(caplog):
    def look():
        raise ZeroDivisionError

    finding = look_at(Check("Screen", look))

    assert finding.level is AMBER
    assert "ZeroDivisionError" in said(finding, "en")
    assert "check failed" in caplog.text
