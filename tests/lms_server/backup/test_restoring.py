"""A bus goes on from its backup in a new epoch; what was there lies aside, nothing is half done."""

import shutil

import pytest
from sqlalchemy import select

from common.clock import utc_now
from lms_server.devices.staff_pin import SALT_FILE, StaffPins, read_pin
from lms_server.issuing.doubt import check_no_doubt
from lms_server.issuing.errors import RegisterInDoubtError
from lms_server.journal.actions import append
from lms_server.journal.models import Epoch, JournalEntry
from lms_server.one_process import hold
from lms_server.opening import open_bus
from sync.chain import Stream


@pytest.fixture
def backed_up(data, run, stick):
    """A bus that went on after its backup."""
    assert run("backup", "--data", data, "--to", stick)[0] == 0
    with open_bus(data) as bus, bus.database.write() as db:
        append(db, stream=Stream.A, kind="later", data={}, actor="system", now=utc_now())
    return data


def journal(data):
    """Return the epochs in order, and the number of records of each."""
    with open_bus(data) as bus, bus.database.read() as db:
        epochs = db.scalars(select(Epoch.id).order_by(Epoch.number)).all()
        lines = db.scalars(select(JournalEntry.epoch)).all()
    return [lines.count(epoch) for epoch in epochs]


def test_the_bus_goes_on_from_the_backup_in_a_new_epoch(backed_up, run, stick):
    [before] = journal(backed_up)

    code, told, _ = run("backup", "--data", backed_up, "--restore", stick)

    assert (code, journal(backed_up)) == (0, [before - 1, 1])
    assert "in a new epoch" in told
    with open_bus(backed_up) as bus, bus.database.read() as db, pytest.raises(RegisterInDoubtError):
        check_no_doubt(db)
    assert run("verify", "--data", backed_up)[0] == 0


def test_what_was_there_lies_aside(backed_up, run, stick):
    before = journal(backed_up)

    run("backup", "--data", backed_up, "--restore", stick)

    [aside] = backed_up.glob("replaced-*")
    for path in backed_up.glob("bus.db*"):
        path.unlink()
    for path in aside.iterdir():
        path.replace(backed_up / path.name)
    assert journal(backed_up) == before


def test_a_new_machine_needs_the_keys_and_the_stick(backed_up, run, stick, tmp_path):
    new = tmp_path / "new"
    shutil.copytree(backed_up / "keys", new / "keys")

    code, _, refused = run("backup", "--data", new, "--restore", stick)

    assert (code, refused) == (0, "")
    for place in ("courses", "activities"):
        lost = {path.name for path in (backed_up / place).iterdir() if path.is_dir()}
        assert {path.name for path in (new / place).iterdir()} == lost
    assert (new / "config.toml").read_bytes() == (backed_up / "config.toml").read_bytes()
    assert run("verify", "--data", new)[0] == 0


def test_on_a_new_machine_staff_leave_kiosks_by_the_same_pin(data, run, stick, tmp_path):
    StaffPins(data).renew(bytes)
    assert run("backup", "--data", data, "--to", stick)[0] == 0
    new = tmp_path / "new"
    shutil.copytree(data / "keys", new / "keys")

    assert run("backup", "--data", new, "--restore", stick)[0] == 0

    brought, known = read_pin(new), read_pin(data)
    assert (brought.digits, brought.kept) == (known.digits, known.kept)
    assert (new / SALT_FILE).stat().st_mode & 0o777 == 0o600


def test_a_damaged_backup_changes_nothing(backed_up, run, stick):
    [path] = stick.glob("bus-*.db")
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    before = journal(backed_up)

    code, _, refused = run("backup", "--data", backed_up, "--restore", stick)

    assert code == 1
    assert "backup.not_whole" in refused
    assert journal(backed_up) == before
    assert list(backed_up.glob("replaced-*")) == []


def test_a_bus_that_is_being_served_is_not_touched(backed_up, run, stick):
    before = journal(backed_up)

    with hold(backed_up):
        code, _, refused = run("backup", "--data", backed_up, "--restore", stick)

    assert code == 1
    assert "serve.already_serving" in refused
    assert journal(backed_up) == before


def test_restoring_twice_begins_another_epoch(backed_up, run, stick):
    run("backup", "--data", backed_up, "--restore", stick)
    first = epoch_of(backed_up)
    for aside in backed_up.glob("replaced-*"):
        shutil.rmtree(aside)

    code, _, _ = run("backup", "--data", backed_up, "--restore", stick)

    assert code == 0
    assert epoch_of(backed_up) != first


def epoch_of(data):
    with open_bus(data) as bus, bus.database.read() as db:
        return db.scalar(select(Epoch.id).order_by(Epoch.number.desc()).limit(1))
