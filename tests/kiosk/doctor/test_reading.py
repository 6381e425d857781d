"""What a laptop tells of itself, as Linux, Windows and a broken engine write it."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from common.clock import utc_now
from kiosk.config import Address
from kiosk.doctor import keeping, laptop, networks, state
from kiosk.doctor.engine import Engine, find_engine, read_engine
from kiosk.doctor.findings import Level
from kiosk.doctor.networks import Radio
from kiosk.identity import IdentityStore
from kiosk.store import Store

ROOT = Path(__file__).parents[3]
LEVELS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
wlp2s0: 0000   54.  -56.  -256        0      0      0      0     12        0
 wlan1: 0000   12.  -81.  -256        0      0      0      0      0        0
"""
NETSH = """
    Name                   : Wi-Fi
    Trạng thái             : đã kết nối
    Signal                 : 84%
    Profile                : Xe 03
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("lines", "engine"),
    [
        (['"gtkwebkit2"', "[[1366, 768], [1920, 1080]]"],
         Engine("gtkwebkit2", ((1366, 768), (1920, 1080)))),
        (['"gtkwebkit2"'], Engine("gtkwebkit2")),
        (['"gtkwebkit2"', "[]"], Engine("gtkwebkit2")),
        (["null"], Engine()),
        ([], Engine()),
    ],
)  # fmt: skip
def test_an_engine_may_die_after_any_line(lines, engine):
    assert read_engine(lines) == engine


def test_this_machine_has_the_engine_of_its_windows():
    assert find_engine().kind == "gtkwebkit2"


def test_linux_tells_the_plugged_screen_without_a_window_system(tmp_path):
    write(tmp_path / "card0-HDMI-A-1/status", "disconnected\n")
    write(tmp_path / "card0-HDMI-A-1/modes", "")
    write(tmp_path / "card0-eDP-1/status", "connected\n")
    write(tmp_path / "card0-eDP-1/modes", "1366x768\n1024x768i\n")

    assert laptop.find_plugged_screen(tmp_path) == (1366, 768)


@pytest.mark.parametrize("modes", ["", "auto\n"])
def test_a_screen_of_no_known_size_is_none(tmp_path, modes):
    write(tmp_path / "card0-eDP-1/status", "connected\n")
    write(tmp_path / "card0-eDP-1/modes", modes)

    assert laptop.find_plugged_screen(tmp_path) is None


@pytest.mark.parametrize(
    ("pcm", "is_there"),
    [
        ("00-00: ALC269 Analog : ALC269 Analog : playback 1 : capture 1\n", True),
        ("01-00: USB Mic : USB Mic : capture 1\n", False),
        ("", False),
    ],
)
def test_only_what_plays_is_sound(tmp_path, pcm, is_there):
    write(tmp_path / "pcm", pcm)

    assert laptop.has_sound(tmp_path / "pcm") is is_there


def test_without_any_sound_system_there_is_no_sound(tmp_path):
    assert not laptop.has_sound(tmp_path / "pcm")


@pytest.mark.parametrize("place", ["usr/lib/x86_64-linux-gnu", "usr/lib64", "usr/lib"])
def test_what_the_web_engine_lacks_to_play_is_named(tmp_path, place):
    write(tmp_path / place / "gstreamer-1.0/libgstopus.so", "")

    assert laptop.find_lacking_plugins(tmp_path) == ["libgstautodetect.so"]
    write(tmp_path / place / "gstreamer-1.0/libgstautodetect.so", "")
    assert laptop.find_lacking_plugins(tmp_path) == []


def test_the_engine_of_this_machine_can_play_the_lessons():
    assert laptop.find_lacking_plugins() == []


def test_printers_on_a_cable_are_seen_by_their_class(tmp_path):
    write(tmp_path / "1-2:1.0/bInterfaceClass", "07\n")
    write(tmp_path / "1-3:1.0/bInterfaceClass", "03\n")

    assert laptop.find_usb_printers(tmp_path) == ["USB 1-2:1.0"]


def test_the_strength_is_read_from_the_table_of_linux(tmp_path):
    (tmp_path / "net/wlp2s0/phy80211").mkdir(parents=True)
    (tmp_path / "net/eth0").mkdir()
    write(tmp_path / "wireless", LEVELS)

    found = networks.find_radios(tmp_path / "net", tmp_path / "wireless")

    assert found == [Radio("wlp2s0", -56)]
    assert networks.read_levels(LEVELS) == {"wlp2s0": -56, "wlan1": -81}


def test_a_radio_of_which_nothing_is_known_is_told_without_strength(tmp_path):
    (tmp_path / "net/no-such-radio/phy80211").mkdir(parents=True)

    found = networks.find_radios(tmp_path / "net", tmp_path / "wireless")

    assert found == [Radio("no-such-radio", None)]


def test_windows_tells_the_strength_in_per_cent_in_any_language():
    assert networks.read_netsh(NETSH) == [Radio("Wi-Fi", -58)]
    assert networks.read_netsh("There is no wireless interface on the system.") == []


def test_free_space_is_that_of_the_disk_the_folder_will_be_on(tmp_path):
    assert state.find_free_mb(tmp_path / "not" / "yet") > 0


def test_a_folder_for_this_user_alone_is_good(tmp_path):
    Store.open_in(tmp_path / "kiosk").close()

    assert keeping.judge_folder(tmp_path / "kiosk").level is Level.GREEN
    assert keeping.judge_folder(tmp_path / "none").level is Level.GREEN
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", ["", "kiosk.key"])
def test_what_others_may_read_is_told_with_the_cure(tmp_path, name):
    folder = tmp_path / "kiosk"
    Store.open_in(folder).close()
    path = folder / name
    path.chmod(path.stat().st_mode | stat.S_IRGRP)

    finding = keeping.judge_folder(folder)

    assert finding.level is Level.RED
    assert f"chmod 700 {folder}" in finding.fix.say(str)


def test_a_folder_that_cannot_be_written_is_told_with_its_owner_to_be(tmp_path):
    """A file stands where the folder should be: also root cannot write into that."""
    write(tmp_path / "kiosk", "")

    finding = keeping.judge_folder(tmp_path / "kiosk")

    assert finding.level is Level.RED
    assert "chown" in finding.fix.say(str)


def test_files_of_another_user_in_the_folder_are_told(tmp_path):
    """Root sees no obstacle there, but the kiosk's user is locked out."""
    folder = tmp_path / "kiosk"
    Store.open_in(folder).close()

    finding = keeping.judge_folder(folder, lambda path: 0 if path.name == "kiosk.db" else 1000)

    assert finding.level is Level.RED
    assert f"chown -R 1000 {folder}" in finding.fix.say(str)


def test_what_waits_is_counted_and_nothing_is_made(store, put, tmp_path):
    put(3)
    IdentityStore(store).keep_last_address(Address("10.0.0.2", 8443))

    kept = keeping.read_kept(tmp_path / "kiosk")
    nothing = keeping.read_kept(tmp_path / "none")

    assert (kept.waiting, kept.set_aside, kept.identity) == (3, 0, None)
    assert kept.last_address == Address("10.0.0.2", 8443)
    assert nothing == keeping.Kept()
    assert not (tmp_path / "none").exists()


def test_a_store_of_another_key_is_told(tmp_path):
    folder = tmp_path / "kiosk"
    Store.open_in(folder).close()
    (folder / "kiosk.key").write_text("00" * 32)

    assert "kiosk.db" in keeping.read_kept(folder).trouble


def test_a_store_whose_key_is_lost_is_not_an_empty_one(tmp_path):
    folder = tmp_path / "kiosk"
    Store.open_in(folder).close()
    (folder / "kiosk.key").unlink()

    kept = keeping.read_kept(folder)

    assert keeping.judge_queue(kept).level is Level.RED
    assert "kiosk.key is lost" in kept.trouble
    assert not (folder / "kiosk.key").exists()


def test_the_program_was_put_here_in_the_past():
    assert state.find_installed_at() < utc_now()


WITHOUT_GTK = "import sys; sys.modules['gi'] = None; "
WITHOUT_ENGINES = WITHOUT_GTK + "sys.modules['qtpy'] = None; "


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("from kiosk.doctor.engine import tell; tell()", "null\n"),
        ("from kiosk.cli import main; main(['doctor', '--lang', 'xx'])", ""),
    ],
)
def test_the_doctor_comes_also_to_a_laptop_without_any_web_engine(act, said):
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_ENGINES + act],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.stdout == said
    assert ended.returncode == (0 if said else 2)


def test_on_a_laptop_without_gtk_the_doctor_names_qt_also_before_there_is_a_screen():
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_GTK + "from kiosk.doctor.engine import tell; tell()"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "DISPLAY" not in name},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.stdout == '"qtwebengine"\n', "pip install -r requirements-qt.lock"
