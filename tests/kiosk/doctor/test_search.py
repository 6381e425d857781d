"""Looking for a bus with real sockets, real TLS and a real announcement."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from common.clock import utc_now
from common.ids import new_id
from kiosk.config import Address
from kiosk.doctor.bus import Search, search
from kiosk.finder import ServerFinder
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.screens import Trouble
from kiosk.store import Store

ROOT = Path(__file__).parents[3]
LOOPBACK = "127.0.0.1"
SHORT_S = 1.5


def identity_of(bus, *, token=None):
    return BusIdentity(
        fingerprint=bus.fingerprint,
        bus_code="79B03",
        bus_name=bus.name,
        device_id=new_id(),
        device_token=token or bus.token,
    )


def look_for(identity, *known, patience_s=SHORT_S, is_networked=True):
    finder = ServerFinder(interfaces=[LOOPBACK])
    return search(Search(identity, known, lambda: is_networked, finder), patience_s=patience_s)


def place_of(bus):
    return Address(bus.host, bus.port)


def test_the_own_bus_is_found_by_its_key_and_asked_for_its_clock(bus):
    met = look_for(identity_of(bus), place_of(bus))

    assert met.sighting.fingerprint == bus.fingerprint
    assert met.is_known_there is True
    assert abs(met.bus_at - utc_now()) < timedelta(seconds=10)
    assert met.seconds < SHORT_S
    assert [method for method, _path, _headers in bus.requests] == ["GET"]


def test_a_bus_that_removed_this_laptop_is_told(bus):
    assert look_for(identity_of(bus, token="old"), place_of(bus)).is_known_there is False


def test_a_bus_in_trouble_is_not_blamed_for_forgetting(bus):
    bus.status = 503

    assert look_for(identity_of(bus), place_of(bus)).is_known_there is None


def test_before_pairing_any_bus_will_do_and_gets_no_token(bus):
    met = look_for(None, place_of(bus))

    assert met.sighting.fingerprint == bus.fingerprint
    assert all("Authorization" not in headers for _, _, headers in bus.requests)


def test_another_bus_gets_no_word(bus, make_bus):
    met = look_for(identity_of(bus), place_of(make_bus()), patience_s=SHORT_S)

    assert met.sighting is None
    assert met.trouble is Trouble.OTHER_BUS


def test_without_network_nothing_else_is_said(bus):
    assert look_for(identity_of(bus), is_networked=False).trouble is Trouble.NO_NETWORK


def test_nobody_there_is_no_firewall(bus):
    """Other tests may announce buses of their own on loopback at this moment."""
    place = place_of(bus)
    bus.stop()

    met = look_for(identity_of(bus), place)

    assert met.sighting is None
    assert met.trouble in {Trouble.NOT_FOUND, Trouble.OTHER_BUS}
    assert SHORT_S <= met.seconds < SHORT_S + 2


def doctor(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "--data", str(folder), "doctor", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_page_of_this_machine_names_everything_once_and_ends_with_a_sum(bus, tmp_path):
    folder = tmp_path / "laptop"
    store = Store.open_in(folder)
    IdentityStore(store).keep(identity_of(bus))
    store.close()

    ended = doctor(folder, "--server", str(place_of(bus)), "--lang", "en")

    lines = ended.stdout.splitlines()
    heads = [line[6:21].strip() for line in lines if line[:5].strip() in {"good", "look", "MEND"}]
    assert heads == [
        *("Screen", "Web engine", "Sound", "Camera", "Printer", "Battery", "Disk", "Data folder"),
        *("Answers", "Networks", "Wi-Fi", "Bus", "Clock"),
    ]
    assert any(line.startswith(f"good  Bus            {bus.name} at") for line in lines)
    assert any(line.startswith("good  Clock") and "as on the bus" in line for line in lines)
    assert ended.returncode == ("MEND" in ended.stdout)
    assert ended.stderr == ""
    assert max(map(len, lines)) < 80 or str(tmp_path) in ended.stdout


def test_red_is_the_exit_code_and_vietnamese_the_language(tmp_path, bus):
    (tmp_path / "laptop").write_text("no folder")

    ended = doctor(tmp_path / "laptop", "--server", str(place_of(bus)))

    assert ended.returncode == 1
    assert "SỬA   Thư mục" in ended.stdout
    assert "Chưa dùng cho lớp được" in ended.stdout
