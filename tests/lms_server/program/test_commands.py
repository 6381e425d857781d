"""Commands on a bus that was set up: check, copy, print, add people."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from common.sql import SqliteDatabase
from lms_server import keys
from lms_server.cli import main
from lms_server.opening import open_bus


@pytest.mark.parametrize("words", [["--help"], ["init", "--help"], ["account", "add", "--help"]])
def test_help_is_everywhere(capsys, words):
    with pytest.raises(SystemExit) as caught:
        main(words)

    assert caught.value.code == 0
    assert "usage: bus-lms" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["fly"], [], ["init"], ["account", "add", "mai"]])
def test_wrong_usage_has_its_own_exit_code(words):
    with pytest.raises(SystemExit) as caught:
        main(words)

    assert caught.value.code == 2


@pytest.mark.parametrize("command", ["verify", "backup", "dump", "serve", "upgrade"])
def test_a_folder_without_a_bus_is_refused(tmp_path, run, command):
    code, _, errors = run(command, "--data", tmp_path)

    assert code == 1
    assert "opening.not_set_up" in errors


def test_a_new_bus_verifies(data, run):
    code, out, _ = run("verify", "--data", data)

    assert code == 0
    assert "integrity_check: ok" in out
    assert "1 records hold together" in out


def test_a_touched_journal_does_not_verify(data, run):
    with open_bus(data) as bus, bus.database.write() as db:
        db.execute(text("DROP TRIGGER journal_forbids_update"))
        db.execute(text("UPDATE journal SET raw = x'7b7d'"))

    code, out, _ = run("verify", "--data", data)

    assert code == 1
    assert "journal.broken_chain" in out


def test_the_wrong_key_is_refused_without_a_traceback(data, run):
    (data / "keys" / "database.key").write_text("00" * 32)

    code, _, errors = run("verify", "--data", data)

    assert code == 1
    assert "cannot be read" in errors


def test_the_same_facts_give_the_same_bytes(data, run):
    first, second = run("dump", "--data", data), run("dump", "--data", data)

    assert first == second
    assert json.loads(first[1]) == {
        "certificates": [],
        "people": [],
        "progress": [],
        "results": [],
    }


def test_an_account_can_be_added_and_listed(data, run):
    add = ("account", "add", "mai", "--full-name", "Lò Thị Mai", "--role", "trainer")

    code, out, _ = run(*add, "--random-password", "--data", data)

    assert code == 0
    assert "password: " in out
    assert "mai\ttrainer\tLò Thị Mai" in run("account", "list", "--data", data)[1]


def test_a_name_is_given_once(data, run):
    add = ("account", "add", "mai", "--full-name", "Mai", "--role", "admin", "--random-password")
    run(*add, "--data", data)

    code, _, errors = run(*add, "--data", data)

    assert code == 1
    assert "accounts.name_taken" in errors


def test_a_backup_is_a_whole_bus_of_its_own(data, run):
    run(
        "account",
        "add",
        "mai",
        "--full-name",
        "Mai",
        "--role",
        "admin",
        "--random-password",
        "--data",
        data,
    )

    code, out, _ = run("backup", "--data", data)

    assert code == 0
    copy = Path(out.splitlines()[0]).with_suffix(".db")
    assert b"SQLite format" not in copy.read_bytes()
    database = SqliteDatabase(copy, key=keys.load_database_key(data))
    with database.read() as db:
        assert db.scalar(text("SELECT count(*) FROM accounts")) == 1
    database.close()
    assert sorted(path.name for path in (data / "backup").iterdir()) == sorted(
        ("settings", copy.name, copy.with_suffix(".json").name)
    )


def test_a_backup_of_a_broken_journal_gets_no_name(data, run):
    with open_bus(data) as bus, bus.database.write() as db:
        db.execute(text("DROP TRIGGER journal_forbids_update"))
        db.execute(text("UPDATE journal SET hash = zeroblob(32)"))

    code, _, _ = run("backup", "--data", data)

    assert code == 1
    assert list((data / "backup").iterdir()) == []


def test_a_backup_can_be_made_while_others_write(data, run):
    with open_bus(data) as bus, bus.database.write() as db:
        db.execute(text("CREATE TABLE busy (x)"))
        code, _, _ = run("backup", "--data", data)

    assert code == 0


def test_tables_of_another_version_are_refused(data, run):
    with open_bus(data) as bus, bus.database.write() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    code, _, errors = run("verify", "--data", data)

    assert code == 1
    assert "schema.other_version" in errors


def test_upgrade_has_nothing_to_do_on_a_new_bus(data, run):
    assert run("upgrade", "--data", data)[:2] == (0, "the tables are up to date\n")
