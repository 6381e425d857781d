"""A new bus: its folder, its keys, its settings."""

import stat
import unicodedata
from pathlib import Path

import pytest

from lms_server import keys
from lms_server.config import BadConfigError, Config
from sync.enrolment import parse_request


def test_a_new_bus_has_settings_keys_and_a_request_for_the_province(data):
    request = parse_request((data / "enrolment-request.json").read_bytes())

    assert Config.load(data).bus_name == "Xe số 1 Nghệ An"
    assert request.bus == "40A01"
    assert request.tls_fingerprint == keys.tls_fingerprint(data)
    assert request.journal_key == keys.load_journal_key(data).public_key().public_bytes_raw()


def test_keys_are_readable_by_their_owner_alone(data):
    folder = data / "keys"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE((data / "bus.db").stat().st_mode) == 0o600


def test_the_database_is_not_readable_without_its_key(data):
    assert b"SQLite format" not in (data / "bus.db").read_bytes()


def test_a_second_init_touches_nothing(data, run, init_arguments):
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}

    code, _, errors = run(*init_arguments(data))

    assert code == 1
    assert "setting_up.folder_not_empty" in errors
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_bad_codes_are_all_told_and_leave_an_empty_folder(tmp_path, run):
    names = ("--bus-code", "x", "--bus-name", "x", "--province", "1")

    code, _, errors = run("init", "--data", tmp_path / "bus", *names)

    assert code == 1
    assert "bus_code" in errors
    assert "province_code" in errors
    assert list((tmp_path / "bus").iterdir()) == []


def test_a_sealed_bus_opens_with_its_passphrase_alone(tmp_path, run, init_arguments, monkeypatch):
    secret = tmp_path / "passphrase"
    secret.write_text("bốn mùa hoa nở rộ\n", encoding="utf-8")
    monkeypatch.setenv("BUS_LMS_PASSPHRASE_FILE", str(secret))
    folder = tmp_path / "bus"
    assert run(*init_arguments(folder, "--seal"))[0] == 0
    assert not (folder / "keys" / "database.key").exists()
    assert run("verify", "--data", folder)[0] == 0
    secret.write_text(unicodedata.normalize("NFD", "bốn mùa hoa nở rộ"), encoding="utf-8")
    assert run("verify", "--data", folder)[0] == 0  # as another keyboard writes it

    secret.write_text("một cụm từ khác hẳn\n", encoding="utf-8")

    code, _, errors = run("verify", "--data", folder)
    assert code == 1
    assert "common.wrong_passphrase" in errors


def test_a_short_passphrase_seals_nothing(tmp_path, run, init_arguments, monkeypatch):
    secret = tmp_path / "passphrase"
    secret.write_text("ngắn\n", encoding="utf-8")
    monkeypatch.setenv("BUS_LMS_PASSPHRASE_FILE", str(secret))

    code, _, errors = run(*init_arguments(tmp_path / "bus", "--seal"))

    assert code == 1
    assert "keys.short_passphrase" in errors


def test_no_key_is_ever_overwritten(data):
    with pytest.raises(keys.KeyExistsError):
        keys.make_tls(data, bus_code="40A01")
    with pytest.raises(keys.KeyExistsError):
        keys.make_journal_key(data)
    with pytest.raises(keys.KeyExistsError):
        keys.make_database_key(data, "một cụm từ thật dài")


def test_the_certificate_outlives_every_clock_error(data):
    from_pem = keys.x509.load_pem_x509_certificate((data / "keys" / "tls.pem").read_bytes())

    assert (from_pem.not_valid_before_utc.year, from_pem.not_valid_after_utc.year) == (2000, 2049)


def test_a_damaged_key_file_is_named(data):
    (data / "keys" / "journal.key").write_text("not hex")

    with pytest.raises(keys.KeyMissingError, match=r"journal\.key"):
        keys.load_journal_key(data)


def test_settings_tell_every_problem_together(data):
    (data / "config.toml").write_text('bus_code = "x"\nlan_port = "high"\ncolour = "red"\n')

    with pytest.raises(BadConfigError) as caught:
        Config.load(data, {})

    assert len(caught.value.problems) == 5


def test_the_environment_wins_over_the_file(data):
    config = Config.load(data, {"BUS_LMS_LAN_PORT": "9443", "BUS_LMS_BUS_NAME": "Xe khác"})

    assert (config.lan_port, config.bus_name) == (9443, "Xe khác")


def test_folders_named_from_here_are_found_from_everywhere(data, monkeypatch):
    monkeypatch.chdir(data.parent)
    config = Config.load(Path(data.name), {"BUS_LMS_COURSES_DIR": "courses"})

    assert (config.data_dir, config.courses_dir) == (data, data.parent / "courses")
