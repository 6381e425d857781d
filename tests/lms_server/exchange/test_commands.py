"""The commands on a data folder as ``bus-lms init`` makes it."""

import argparse
import io
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lms_server.accounts.actions import add_account
from lms_server.accounts.models import Role
from lms_server.cli import main
from lms_server.exchange.commands import add_commands
from lms_server.exchange.queries import find_pack, overview
from lms_server.issuing.keyring import create_key
from lms_server.keys import load_journal_key
from lms_server.opening import open_bus
from lms_server.setting_up import set_up
from sync.enrolment import check_code, parse_pack, parse_request


@pytest.fixture
def bus(tmp_path, now):
    """A new bus; call it with the words of a command."""
    data = tmp_path / "bus"
    set_up(
        data,
        bus_code="79B03",
        bus_name="Xe số 3",
        province_code="79",
        passphrase=None,
        now=now,
    )

    def run(*words):
        return main([*(str(word) for word in words), "--data", str(data)])

    run.data = data
    return run


@pytest.fixture
def journal_key(bus):
    """The key that ``init`` made: the province knows this bus by it."""
    return load_journal_key(bus.data)


@pytest.fixture
def enrolled(bus, province, tmp_path):
    path = tmp_path / "pack.json"
    path.write_bytes(province.pack())
    assert bus("enrol", path, "--code", check_code(parse_pack(path.read_bytes()))) == 0
    return bus


def state(bus, read=overview):
    with open_bus(bus.data) as opened, opened.database.read() as db:
        return read(db)


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_stick_goes_out_and_its_receipt_comes_home(enrolled, province, stick, capsys):
    assert enrolled("bundle", "export", stick) == 0
    (file,) = stick.glob("*.tbus")
    province.open(file.read_bytes())
    (stick / "a.receipt.json").write_bytes(province.receipt())

    assert enrolled("bundle", "apply-receipt", stick / "a.receipt.json") == 0

    assert "a.receipt.json: moved" in capsys.readouterr().out
    assert sum(s.confirmed for s in state(enrolled).streams) == 2


def test_a_dry_run_of_each_command_writes_nothing(bus, province, stick, tmp_path):
    pack = tmp_path / "pack.json"
    pack.write_bytes(province.pack())
    assert bus("enrol", pack, "--dry-run") == 0
    assert state(bus, find_pack) is None

    code = check_code(parse_pack(pack.read_bytes()))
    assert bus("enrol", pack, "--code", code) == 0
    before = state(bus)
    (stick / "a.receipt.json").write_bytes(province.receipt())
    for words in [
        ("bundle", "export", stick),
        ("bundle", "apply-receipt", stick / "a.receipt.json"),
        ("enrolment-request", stick / "request.json"),
        ("sync", "--registry", "http://127.0.0.1:9"),
    ]:
        assert bus(*words, "--dry-run") == 0

    assert state(bus) == before
    assert [path.name for path in stick.iterdir()] == ["a.receipt.json"]


def test_learners_of_other_buses_are_read_from_a_file(enrolled, province, stick, sang, capsys):
    assert enrolled("bundle", "export", stick) == 0
    (ask,) = stick.glob("*.ask.json")
    province.learners = [sang]
    (stick / "b.carried").write_bytes(province.ask_carried(ask.read_bytes()))

    for words in [("--dry-run",), (), ()]:
        assert enrolled("bundle", "apply-receipt", stick / "b.carried", *words) == 0

    told = [line for line in capsys.readouterr().out.splitlines() if "b.carried" in line]
    assert [line.partition("buses: ")[2] for line in told] == [
        "1 may go on here",
        "1 may go on here",
        "nothing new",
    ]


def test_one_bad_receipt_is_named_and_the_others_are_read(
    enrolled, province, stick, stranger, capsys
):
    names = ["altered.json", "good.json", "absent.json"]
    (stick / "altered.json").write_bytes(province.receipt(key=stranger))
    (stick / "good.json").write_bytes(province.receipt())

    code = enrolled("bundle", "apply-receipt", *(stick / name for name in names))

    told = capsys.readouterr()
    assert code == 1
    assert "altered.json: refused: The receipt was altered" in told.err
    assert "absent.json: refused" in told.err
    assert "good.json: nothing_new" in told.out


@pytest.mark.parametrize("words", [("bundle", "export", "gone"), ("sync",)])
def test_a_refusal_is_told_in_words_with_exit_code_1(bus, words, capsys):
    assert bus(*words) == 1
    assert "refused" in capsys.readouterr().err


def test_a_wrong_pack_is_refused(bus, province, tmp_path, stranger):
    province.bus_key = stranger
    path = tmp_path / "pack.json"
    path.write_bytes(province.pack())

    assert bus("enrol", path) == 1
    assert state(bus, find_pack) is None


@pytest.mark.parametrize("typed", ["0000 1111 2222 3333\n", "", "\n"])
def test_a_first_pack_without_the_code_of_the_province_is_not_stored(
    bus, province, tmp_path, monkeypatch, typed
):
    """A whole forged pack, root and all, fits itself; and the first root taken is for ever."""
    path = tmp_path / "pack.json"
    path.write_bytes(province.pack())
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))

    assert bus("enrol", path) == 1
    assert state(bus, find_pack) is None


def test_the_code_is_typed_once_and_later_packs_of_the_same_root_need_none(
    bus, province, tmp_path, monkeypatch
):
    path = tmp_path / "pack.json"
    path.write_bytes(province.pack())
    code = check_code(parse_pack(path.read_bytes()))
    monkeypatch.setattr(sys, "stdin", io.StringIO(f" {code.upper().replace(' ', '')} \n"))

    assert bus("enrol", path) == 0
    path.write_bytes(province.pack(regepoch=2))
    assert bus("enrol", path) == 0
    assert state(bus, find_pack).regepoch == 2


def test_wrong_usage_is_exit_code_2():
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True))

    with pytest.raises(SystemExit) as usage:
        parser.parse_args(["bundle"])

    assert usage.value.code == 2


def test_the_request_names_the_officers_whose_keys_the_province_shall_list(bus, stick, now):
    with open_bus(bus.data) as opened, opened.database.write() as db:
        officer = add_account(
            db,
            sign_in_name="ha.an",
            full_name="Hà Văn An",
            role=Role.OFFICER,
            password_hash="x",
            now=now,
        )
    sealed = create_key(
        bus.data, officer, issuer_did="did:web:so.example", passphrase="con trau den an co non"
    )

    assert bus("enrolment-request", stick / "request.json") == 0

    request = parse_request((stick / "request.json").read_bytes())
    assert [(k.officer_name, k.public_key) for k in request.officer_keys] == [
        ("Hà Văn An", sealed.public_key)
    ]


def test_sync_brings_everything_home_over_http(enrolled, province, capsys):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self._answer(province.post_bundle(self.rfile.read(int(self.headers["Content-Length"]))))

        def do_GET(self):
            self._answer(province.get_receipt(self.path))

        def _answer(self, body):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        code = enrolled("sync", "--registry", f"http://127.0.0.1:{server.server_port}")
        server.shutdown()

    assert code == 0
    assert "1 bundles sent" in capsys.readouterr().out
    assert all(s.confirmed == s.written for s in state(enrolled).streams)
