"""The commands as staff type them."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.config import Config
from kiosk.store import Store
from kiosk.system.commands import add_commands, explain
from kiosk.system.errors import NotOursError
from kiosk.words import translator

ROOT = Path(__file__).parents[3]


@pytest.fixture
def type_in(machine, tmp_path, capsys):
    """Run a command on the machine of the test; return its exit code and what it says."""

    parser = argparse.ArgumentParser()
    parser.set_defaults(data=None, server=[])
    add_commands(parser.add_subparsers())

    def run(*words):
        options = parser.parse_args(words)
        data_dir = options.data or tmp_path / "data"
        config = Config.load(data_dir=data_dir, servers=options.server, windowed=False)
        status = options.run(options, config, lambda: machine.laptop)
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_installing_says_what_was_written_and_when_it_starts(type_in, machine):
    status, said = type_in("install")

    assert status == 0
    assert said.count("đã ghi: ") == 2
    assert all(path in said for path in machine.files())
    assert "khi người dùng này đăng nhập" in said


def test_the_second_time_says_that_nothing_changed(type_in):
    type_in("install")

    assert "không có gì phải đổi" in type_in("install")[1]


def test_what_was_given_goes_on_into_the_unit(type_in, machine, tmp_path):
    type_in("install", "--server", "10.0.0.2:9443", "--data", str(tmp_path / "my data"))

    unit = machine.laptop.places.desktop[0].read_text()
    assert f'"--data" "{tmp_path}/my data" "--server" "10.0.0.2:9443"' in unit
    assert f'ExecStart="{Path(sys.executable).parent}/bus-kiosk"' in unit


def test_nothing_given_nothing_goes_on(type_in, machine):
    type_in("install")

    assert "--data" not in machine.laptop.places.desktop[0].read_text()


def test_uninstalling_says_what_stays(type_in, machine, tmp_path):
    type_in("install")
    Store.open_in(tmp_path / "data").close()

    status, said = type_in("uninstall", "--lang", "en")

    assert status == 0
    assert said.count("removed: ") == 2
    assert f"kept: {tmp_path}/data" in said
    assert machine.files() == {}


def test_data_goes_with_the_rest_when_asked_for(type_in, tmp_path):
    Store.open_in(tmp_path / "data").close()

    assert type_in("uninstall", "--with-data")[0] == 0
    assert not (tmp_path / "data").exists()


def test_waiting_answers_stop_everything(type_in, machine, put, tmp_path):
    put(1)
    type_in("install")
    before = machine.files()

    status, said = type_in("uninstall", "--with-data", "--data", str(tmp_path / "kiosk"))

    assert status == 1
    assert "Còn 1 câu trả lời" in said
    assert machine.files() == before


def test_a_refusal_is_kind_and_says_what_to_do(type_in, machine):
    (machine.root / "run/systemd/system").rmdir()

    status, said = type_in("install")

    assert status == 1
    assert said.startswith("bus-kiosk: Máy này không dùng systemd")


def test_a_refusal_in_english_has_its_code():
    told = explain(NotOursError(path="/etc/x"), translator("en"))

    assert told.startswith("A file of this name is there already")
    assert told.endswith("[system.not_ours; path: /etc/x]")


def test_this_very_machine_refuses_a_user_that_it_lacks(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "kiosk", "install", "--session", "cage", "--user", "nobody-here"],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("bus-kiosk: ")
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []
