import getpass
import json
import stat
import unicodedata
from dataclasses import replace

import pytest

from certificates.keys import OfficerKey
from common.sealing import WrongPassphraseError
from registry.cli import build_parser, main
from registry.keys import RootSealedError, load_keys, load_root
from sync.bundle import RegistryBox
from sync.carried import CarriedAsk, box_key_of, open_carried, sign_ask
from sync.enrolment import parse_pack
from sync.receipt import parse_receipt


@pytest.fixture
def data(tmp_path):
    return tmp_path / "province"


@pytest.fixture
def run(data, capsys):
    """Run one command in the data folder; return its exit code and what it printed."""

    def run(command, *arguments):
        code = main([command, "--data", str(data), *map(str, arguments)])
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def made(run, data):
    run("init", "--province-code", "79", "--province-name", "tỉnh Khánh Hòa", "--issuer-did",
        "did:web:gcn.khanhhoa.example")  # fmt: skip
    return data


def commands():
    rooms = next(a for a in build_parser()._actions if a.dest == "==SUPPRESS==" or a.choices)
    return sorted(rooms.choices)


def test_the_commands_are_those_of_the_design():
    assert commands() == [
        "doubled", "dump", "enrol-bus", "import", "init", "receipt", "restored", "retire-bus",
        "revoke-bus", "serve", "upgrade",
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["", *commands()])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([*command.split(), "--help"])

    assert end.value.code == 0
    assert "usage: bus-registry" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["fly"], ["dump"], ["init", "--data", "x"]])
def test_wrong_usage_is_two(arguments, monkeypatch):
    monkeypatch.delenv("BUS_REGISTRY_DATA", raising=False)

    with pytest.raises(SystemExit) as end:
        main(arguments)

    assert end.value.code == 2


def test_a_new_registry_knows_nothing(made, run):
    assert run("dump") == (0, '{"certificates":[],"people":[],"progress":[],"results":[]}\n')
    assert (made / "keys" / "root.key").stat().st_mode & 0o777 == 0o600
    assert (made / "keys").stat().st_mode & 0o777 == 0o700


def test_init_never_touches_a_registry_that_is_there(made, run):
    before = (made / "keys" / "root.key").read_bytes()

    code, _ = run("init", "--province-code", "79", "--province-name", "x")

    assert code == 1
    assert (made / "keys" / "root.key").read_bytes() == before


def test_init_names_every_wrong_setting(data, capsys):
    code = main(["init", "--data", str(data), "--province-code", "", "--province-name", "x",
                 "--public-url", "ftp://x", "--database-url", "oracle://x"])  # fmt: skip

    said = capsys.readouterr().err
    assert code == 1
    assert all(name in said for name in ("province_code", "public_url", "database_url"))
    assert not data.exists()


def cut_database(data):
    path = data / "registry.db"
    path.write_bytes(path.read_bytes()[:20_000])


def garble_database(data):
    (data / "registry.db").write_bytes(b"x" * 9_000)


def garble_key(data):
    (data / "keys" / "database.key").write_text("no key\n")


def garble_root(data):
    (data / "keys" / "root.key").write_bytes(b"\xff\xfe")


def garble_settings(data):
    (data / "config.toml").write_bytes(b"\xff\xfe")


def lose_server(data):
    with (data / "config.toml").open("a") as file:
        file.write('database_url = "postgresql+psycopg://u:secretword@127.0.0.1:1/x"\n')


def misspell_server(data):
    with (data / "config.toml").open("a") as file:
        file.write('database_url = "postgresql+psycopg://u:secretword@127.0.0.1:port/x"\n')


@pytest.mark.parametrize(
    "harm",
    [
        cut_database, garble_database, garble_key, garble_root, garble_settings,
        lose_server, misspell_server,
    ],
)  # fmt: skip
def test_what_is_broken_is_said_in_one_line(made, capsys, harm):
    harm(made)
    capsys.readouterr()

    code = main(["revoke-bus", "--data", str(made), "79B03"])

    said = capsys.readouterr().err
    assert code == 1
    assert said.startswith("refused: ")
    assert len(said.splitlines()) == 1
    assert "secretword" not in said


def test_a_rehearsed_init_makes_nothing(run, data):
    code, _ = run("init", "--province-code", "79", "--province-name", "x", "--dry-run")

    assert code == 0
    assert not data.exists()


@pytest.fixture
def enrolled(made, make_bus, run, tmp_path):
    """A bus enrolled by the command."""
    bus = make_bus(officer=OfficerKey.create("did:web:gcn.khanhhoa.example"))
    (tmp_path / "request.json").write_bytes(bus.request())
    run("enrol-bus", tmp_path / "request.json", "--out", tmp_path / "pack.json")
    bus.pack = parse_pack((tmp_path / "pack.json").read_bytes())
    keys = load_keys(made)
    bus.province = replace(bus.province, keys=keys)
    return bus.teach(1)


@pytest.fixture
def stick(enrolled, tmp_path):
    """A stick with the bundle of the enrolled bus; beside it two that show a copied disk."""
    bus = enrolled
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "a1b2.tbus").write_bytes(bus.bundle())
    copy = bus.fork()
    copy.register(2)
    bus.register(3)
    (tmp_path / "copy.tbus").write_bytes(copy.bundle())
    (tmp_path / "original.tbus").write_bytes(bus.bundle())
    return folder


def test_a_stick_goes_in_and_its_receipt_comes_back(stick, made, run):
    code, said = run("import", stick)

    receipt = parse_receipt(
        (stick / "a1b2.receipt.json").read_bytes(), load_keys(made).signing.public_key()
    )
    assert (code, said) == (0, "a1b2.tbus: taken, bus 79B03\n")
    assert [head.seq for head in receipt.heads] == [6]
    assert [p["full_name"] for p in json.loads(run("dump")[1])["people"]] == ["Nguyễn Thị Hoa"]


def test_a_copied_disk_is_an_alarm(stick, run, tmp_path):
    run("import", stick, tmp_path / "copy.tbus")

    code, said = run("import", tmp_path / "original.tbus")

    assert code == 0
    assert "ALARM: bus 79B03 has two branches from 0123abcd.R.7" in said


def test_what_is_no_file_on_a_stick_stops_no_bundle(stick, run):
    (stick / "a-folder.tbus").mkdir()
    (stick / "a-dead-link.tbus").symlink_to(stick / "gone")

    code, said = run("import", stick)

    assert code == 1
    assert "taken, bus 79B03" in said
    assert list(stick.glob("*.receipt.json"))


def test_importing_a_stick_twice_is_harmless(stick, run):
    run("import", stick)
    before = run("dump")

    code, _ = run("import", stick)

    assert code == 0
    assert run("dump") == before


def test_a_rehearsed_import_keeps_nothing(stick, run):
    code, said = run("import", stick, "--dry-run")

    assert (code, said) == (0, "a1b2.tbus: taken, bus 79B03\n")
    assert not (stick / "a1b2.receipt.json").exists()
    assert json.loads(run("dump")[1])["people"] == []


def test_a_bad_bundle_on_the_stick_holds_up_no_other(stick, run):
    (stick / "a0.tbus").write_bytes(b"TBUS1\nrubbish")

    code, said = run("import", stick)

    assert code == 1
    assert "a0.tbus: refused, sync.bundle_refused" in said
    assert (stick / "a1b2.receipt.json").exists()
    assert not (stick / "a0.receipt.json").exists()


@pytest.fixture
def ask(stick, make_bus, run, tmp_path, now):
    """A stick on which another bus asks what was left unfinished; returns that bus."""
    other = make_bus(code="79B04")
    (tmp_path / "other.json").write_bytes(other.request())
    run("enrol-bus", tmp_path / "other.json", "--out", tmp_path / "other-pack.json")
    box_key = box_key_of(other.key).public_key().public_bytes_raw()
    asked = CarriedAsk(bus=other.code, box_key=box_key, made=now)
    (stick / "c3d4.ask.json").write_bytes(sign_ask(asked, other.key))
    return other


def test_an_ask_on_the_stick_is_answered_beside_it(stick, ask, made, run):
    code, said = run("import", stick)

    assert code == 0
    assert "c3d4.ask.json: answered, bus 79B04" in said
    document = open_carried(
        (stick / "c3d4.carried").read_bytes(),
        bus=ask.code,
        box_key=box_key_of(ask.key),
        registry_key=load_keys(made).signing.public_key(),
    )
    assert document.learners == []


@pytest.mark.usefixtures("ask")
def test_a_rehearsed_import_answers_nothing(stick, run):
    code, said = run("import", stick, "--dry-run")

    assert code == 0
    assert "c3d4.ask.json: answered, bus 79B04" in said
    assert not (stick / "c3d4.carried").exists()


@pytest.mark.usefixtures("ask")
def test_a_bad_ask_holds_up_nothing_else(stick, run):
    (stick / "a0.ask.json").write_bytes(b"{}")
    (stick / "a1.ask.json").mkdir()

    code, said = run("import", stick)

    assert code == 1
    assert "a0.ask.json: refused, sync.document_refused" in said
    assert (stick / "a1b2.receipt.json").exists()
    assert (stick / "c3d4.carried").exists()


@pytest.fixture
def certify(made, make_bus, run, tmp_path):
    """Let a bus certify learner 1 and carry its stick to the province."""

    def send(code):
        bus = make_bus(code=code)
        (tmp_path / "request.json").write_bytes(bus.request())
        run("enrol-bus", tmp_path / "request.json", "--out", tmp_path / "pack.json")
        bus.pack = parse_pack((tmp_path / "pack.json").read_bytes())
        bus.province = replace(bus.province, keys=load_keys(made))
        bus.open_session()
        bus.register_without_consent()
        bus.enrol_learner()
        bus.issue(credential=None, qr=None)
        return bus

    return send


def test_two_certificates_of_one_course_are_an_alarm_until_one_is_withdrawn(certify, run, tmp_path):
    path = tmp_path / "a.tbus"
    for code in ("79B05", "79B06"):
        assert run("doubled") == (0, "")
        bus = certify(code)
        path.write_bytes(bus.bundle())
        _, said = run("import", path)

    assert "ALARM: KNS-26-79B06-000001" in said
    code, said = run("doubled")
    assert (code, len(said.splitlines())) == (1, 2)
    path.write_bytes(bus.revoke().bundle())
    assert "ALARM" not in run("import", path)[1]
    assert run("doubled") == (0, "")


@pytest.mark.usefixtures("made")
def test_an_empty_stick_is_said(run, tmp_path):
    code, _ = run("import", tmp_path)

    assert code == 1


def test_a_missing_file_is_said(made, capsys):
    code = main(["import", "--data", str(made), "/nowhere.tbus"])

    assert code == 1
    assert "/nowhere.tbus: No such file" in capsys.readouterr().out


def test_the_receipt_of_a_bus_can_be_printed_again(stick, made, run):
    run("import", stick)

    code, said = run("receipt", "79B03")

    receipt = parse_receipt(said.encode(), load_keys(made).signing.public_key())
    assert (code, receipt.bus) == (0, "79B03")
    assert run("receipt", "00X00")[0] == 1


def test_a_bus_is_revoked_by_command(stick, run):
    run("import", stick)

    code, said = run("revoke-bus", "79B03", "--last-good", "0123abcd.R.3")

    assert code == 0
    assert "good up to 0123abcd.R.3" in said
    assert json.loads(run("dump")[1])["certificates"] == []


@pytest.mark.usefixtures("stick")
def test_a_bus_is_retired_by_command(run):
    assert run("retire-bus", "79B03")[0] == 0
    assert run("retire-bus", "00X00")[0] == 1


def test_after_a_restore_buses_are_told_to_send_again(stick, made, run):
    code, said = run("restored")

    run("import", stick)
    receipt = parse_receipt(
        (stick / "a1b2.receipt.json").read_bytes(), load_keys(made).signing.public_key()
    )
    assert code == 0
    assert "epoch 2" in said
    assert receipt.regepoch == 2


def test_an_epoch_that_is_behind_what_a_bus_knows_is_an_alarm_until_it_is_passed(
    stick, enrolled, run
):
    """``keys/`` came back from an old backup, and three restores are forgotten."""
    (stick / "a1b2.tbus").write_bytes(enrolled.bundle(regepoch=4))

    _, rehearsed = run("import", stick, "--dry-run")
    _, behind = run("import", stick)
    _, told = run("restored", "--after", "4")
    _, passed = run("import", stick)

    assert "ALARM: bus 79B03 knows epoch 4 of this registry, and this is 1" in behind
    assert "run restored --after 4" in behind
    assert rehearsed == behind
    assert "epoch 5" in told
    assert "ALARM" not in passed


def test_what_is_missing_is_told_once_at_the_end(stick, enrolled, run):
    (stick / "a1b2.tbus").write_bytes(enrolled.bundle(enrolled.section(3, 4)))
    (stick / "c3d4.tbus").write_bytes(enrolled.bundle(enrolled.section(6, 6)))

    code, said = run("import", stick)

    assert code == 0
    assert said.count("missing:") == 2
    assert "missing: 0123abcd.R.1-2 of bus 79B03" in said


def test_what_names_people_or_opens_the_database_is_its_owners_alone(made, run, tmp_path):
    run("dump", "--out", tmp_path / "all.json")

    files = [tmp_path / "all.json", made / "config.toml"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_sealed_root_key_needs_its_passphrase(run, data, tmp_path, monkeypatch):
    (tmp_path / "words").write_text("năm con trâu trắng\n")
    monkeypatch.setenv("BUS_REGISTRY_PASSPHRASE_FILE", str(tmp_path / "words"))

    run("init", "--province-code", "79", "--province-name", "x", "--seal")

    load_root(data, passphrase="năm con trâu trắng")
    with pytest.raises(RootSealedError):
        load_root(data, passphrase=None)
    with pytest.raises(WrongPassphraseError):
        load_root(data, passphrase="năm con trâu đen")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["năm con trâu trắng", "năm con trâu trằng"], 1),
        (["năm con trâu trắng", "năm con trâu trắng"], 0),
    ],
)
def test_a_new_passphrase_is_typed_twice(run, data, monkeypatch, typed, code):
    monkeypatch.delenv("BUS_REGISTRY_PASSPHRASE_FILE", raising=False)
    answers = iter(typed)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))

    told, _ = run("init", "--province-code", "79", "--province-name", "x", "--seal")

    assert told == code
    assert list(answers) == []
    assert (data / "keys").exists() is (code == 0)


def test_a_root_sealed_on_one_keyboard_opens_on_another(run, data, tmp_path, monkeypatch):
    (tmp_path / "words").write_text(unicodedata.normalize("NFD", "năm con trâu trắng"))
    monkeypatch.setenv("BUS_REGISTRY_PASSPHRASE_FILE", str(tmp_path / "words"))

    run("init", "--province-code", "79", "--province-name", "x", "--seal")

    assert load_root(data, passphrase="năm con trâu trắng")


def test_a_short_passphrase_is_refused_before_anything_is_made(run, data, tmp_path, monkeypatch):
    (tmp_path / "words").write_text("ngắn quá\n")
    monkeypatch.setenv("BUS_REGISTRY_PASSPHRASE_FILE", str(tmp_path / "words"))

    code, _ = run("init", "--province-code", "79", "--province-name", "x", "--seal")

    assert code == 1
    assert not (data / "keys").exists()


def test_the_newest_box_is_the_one_of_the_keys(made):
    keys = load_keys(made)

    assert isinstance(keys.newest_box, RegistryBox)
    assert keys.newest_box.key_id in keys.boxes
