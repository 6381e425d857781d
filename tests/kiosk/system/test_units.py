"""The units as systemd itself reads them."""

import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kiosk.system.own_files import MARK, write_all
from kiosk.system.sessions import Places, cage_files, desktop_files, openbox_files

USER = "daemon"
"""Every Debian has it."""


def everywhere(_name):
    return "/bin/true"


def make_desktop(places, command):
    return desktop_files(places, command)


def make_cage(places, command):
    return cage_files(places, command, user=USER, find=everywhere)


def make_openbox(places, command):
    return openbox_files(places, command, user=USER, find=everywhere)


def verify(unit, folder, *options):
    """Return what systemd has against ``unit``."""
    ended = subprocess.run(
        ["systemd-analyze", *options, "verify", "--man=no", str(unit)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return [line for line in ended.stderr.splitlines() if unit.name in line]


@pytest.mark.parametrize(
    ("make", "options"), [(make_desktop, ["--user"]), (make_cage, []), (make_openbox, [])]
)
def test_systemd_has_nothing_against_the_unit(tmp_path, make, options):
    odd = ["/bin/sh", "--data", '/srv/a b "q" $HOME %h \\x']
    files = make(Places(tmp_path, tmp_path), odd)
    write_all(files)

    assert verify(files[0].path, tmp_path, *options) == []


def test_systemd_would_say_what_is_wrong(tmp_path):
    """Else the test above proves nothing."""
    [unit, _entry] = desktop_files(Places(tmp_path, tmp_path), ["/no/such/program"])
    write_all([unit])

    assert verify(unit.path, tmp_path, "--user") != []


def test_words_reach_the_program_as_they_were(tmp_path):
    [unit, _entry] = desktop_files(Places(home=tmp_path), ["/opt/b", 'a "b" $HOME %h \\', "--x"])

    assert 'ExecStart="/opt/b" "a \\"b\\" $$HOME %%h \\\\" "--x"\n' in unit.text


@pytest.mark.parametrize("word", ["a\nExecStartPre=/bin/evil", "a\x00", "a\x1b"])
def test_no_word_adds_a_line_to_the_unit(tmp_path, word):
    with pytest.raises(ValueError, match="not printable"):
        desktop_files(Places(home=tmp_path), ["/opt/b", word])


def loop_of(unit):
    """Return the shell words that start the kiosk, as a shell gets them."""
    text = unit.text.partition('"-c" "')[2].partition('" "')[0]
    return text.replace('\\"', '"').replace("$$", "$")


@pytest.mark.parametrize(("fails", "status"), [(0, 0), (1, 0), (9, 1)])
def test_a_kiosk_that_dies_comes_back_but_not_for_ever(tmp_path, fails, status):
    [unit] = cage_files(Places(tmp_path), ["/opt/b"], user=USER, find=everywhere)
    count = tmp_path / "count"
    count.write_text("")
    script = f'printf x >> {count}; test "$(wc -c < {count})" -gt {fails}'

    quick = loop_of(unit).replace("sleep 1", "true")
    ended = subprocess.run(
        ["sh", "-c", quick, "bus-kiosk", "sh", "-c", script], timeout=20, check=False
    )

    assert ended.returncode == status
    assert len(count.read_text()) == min(fails + 1, 5)


def test_openbox_has_no_key_and_no_menu(tmp_path):
    _unit, settings, server = openbox_files(
        Places(tmp_path), ["/opt/b"], user=USER, find=everywhere
    )

    tree = ET.fromstring(settings.text)  # noqa: S314 - our own file
    spaced = {"o": "http://openbox.org/3.4/rc"}
    assert [len(tree.find(f"o:{name}", spaced)) for name in ("keyboard", "mouse")] == [0, 0]
    assert tree.find("o:menu", spaced) is None
    assert 'Option "DontVTSwitch" "true"' in server.text


@pytest.mark.parametrize("make", [make_desktop, make_cage, make_openbox])
def test_every_file_says_who_wrote_it_and_leaves_no_gap(tmp_path, make):
    for file in make(Places(tmp_path, tmp_path), ["/opt/b"]):
        assert MARK in file.text
        assert re.findall("@[A-Z]+@", file.text) == []


def test_the_autostart_entry_is_one_that_desktops_read(tmp_path):
    _unit, entry = desktop_files(Places(home=tmp_path), ["/opt/b"])

    lines = entry.text.splitlines()
    assert lines[1] == "[Desktop Entry]"
    assert {"Type=Application", "Terminal=false"} < set(lines)
    assert entry.path == Path(tmp_path, ".config/autostart/bus-kiosk.desktop")
