"""A backup holds all that stands the bus up again, is added to, and can be proven."""

import errno
import os
import shutil

import pytest

from lms_server.backup import packages
from lms_server.backup.making import back_up
from lms_server.cli import main
from lms_server.keys import load_database_key
from lms_server.opening import open_bus
from tests.activity_packages import h5p, scorm_2004


def copies(folder):
    """Return all files of packages in a backup by their addresses, with their bytes."""
    homes = [folder / name for name in ("courses", "activities", "settings")]
    files = (path for home in homes for path in home.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def pull_after(monkeypatch, count):
    """Let the stick be pulled after so many more files were written."""
    left = iter(range(count))
    real = packages.os.fsync

    def sync(handle):
        if next(left, None) is None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(handle)

    monkeypatch.setattr(packages.os, "fsync", sync)


def back_up_to(data, stick, now):
    with open_bus(data) as bus:
        return back_up(bus, stick, now=now)


def test_a_backup_stands_the_bus_up_again(data, stick, run, tmp_path):
    code, out, _ = run("backup", "--data", data, "--to", stick)
    assert code == 0
    assert "MB" in out
    assert " s\n" in out

    new = tmp_path / "new"
    shutil.copytree(data / "keys", new / "keys")
    for name in ("courses", "activities"):
        shutil.copytree(stick / name, new / name)
    (settings,) = (stick / "settings").iterdir()
    shutil.copytree(settings, new, dirs_exist_ok=True)
    shutil.copy(next(stick.glob("bus-*.db")), new / "bus.db")

    assert copies(new) == copies(data)
    assert (new / "config.toml").read_bytes() == (data / "config.toml").read_bytes()
    assert run("verify", "--data", new)[0] == 0
    assert run("dump", "--data", new)[1] == run("dump", "--data", data)[1]


def test_no_key_is_in_a_backup(data, stick, run):
    run("backup", "--data", data, "--to", stick)

    names = {path.name for path in stick.rglob("*")}
    assert names.isdisjoint(path.name for path in (data / "keys").rglob("*"))
    assert load_database_key(data).hex().encode() not in b"".join(copies(stick).values())


def test_a_second_backup_copies_only_what_is_new(data, stick, bring, now):
    first = back_up_to(data, stick, now)
    before = {path: path.stat().st_mtime_ns for path in stick.glob("*/*/**/*") if path.is_file()}
    bring(data, h5p())

    second = back_up_to(data, stick, now.replace(hour=now.hour + 1))

    assert first.copied.kept_files == 0
    assert second.copied.kept_files == first.copied.new_files
    assert second.copied.new_files == 4
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_stick_pulled_in_the_middle_leaves_the_backup_before_it_whole(
    data, stick, run, bring, now, monkeypatch
):
    back_up_to(data, stick, now)
    bring(data, scorm_2004())
    bring(data, h5p())
    with monkeypatch.context() as patch:
        pull_after(patch, 3)
        with pytest.raises(OSError, match="Input/output"):
            back_up_to(data, stick, now.replace(hour=now.hour + 1))

    code, out, _ = run("backup", "--data", data, "--check", stick)

    assert code == 0, out
    assert len(list(stick.glob("bus-*"))) == 2, "the database and the list of the first"
    resumed = back_up_to(data, stick, now.replace(hour=now.hour + 2))
    assert 0 < resumed.copied.new_files < 6, "what was copied before the pull is not copied again"
    assert run("backup", "--data", data, "--check", stick)[0] == 0
    assert not list(stick.rglob("*.part"))


@pytest.mark.parametrize("place", ["courses", "activities", "settings"])
def test_one_changed_byte_on_the_stick_is_told_and_the_next_backup_mends_it(
    data, stick, run, place
):
    run("backup", "--data", data, "--to", stick)
    victim = next(path for path in (stick / place).rglob("*") if path.is_file())
    raw = bytearray(victim.read_bytes())
    raw[-1] ^= 1
    victim.write_bytes(raw)

    code, out, _ = run("backup", "--data", data, "--check", stick)
    assert code == 1
    assert f"BAD: {place}/" in out

    assert run("backup", "--data", data, "--to", stick)[0] == 0
    assert run("backup", "--data", data, "--check", stick)[0] == 0


def test_a_good_copy_outlives_a_damaged_bus(data, stick, run, used):
    run("backup", "--data", data, "--to", stick)
    whole = copies(stick)
    (used / "course.yaml").write_bytes(b"x")
    shutil.rmtree(data / "activities")

    code, _, _ = run("backup", "--data", data, "--to", stick)

    assert code == 0
    assert copies(stick) == whole


@pytest.mark.parametrize("harm", ["lost", "changed"])
@pytest.mark.parametrize("place", ["courses", "activities"])
def test_a_package_the_bus_has_lost_is_told_and_the_rest_is_kept(data, stick, run, place, harm):
    (home,) = (data / place).glob("?" * 64)
    if harm == "lost":
        shutil.rmtree(home)
    else:
        victim = next(path for path in home.rglob("*") if path.is_file())
        victim.chmod(0o600)
        victim.write_bytes(victim.read_bytes() + b"x")

    code, out, _ = run("backup", "--data", data, "--to", stick)

    assert code == 1
    assert f"MISSING on this bus, or changed on its disk: {place}/{home.name}" in out
    code, out, _ = run("backup", "--data", data, "--check", stick)
    assert code == 1
    assert f"BAD: {place}/{home.name}: needed and not in the backup" in out


def test_a_damaged_database_copy_is_told(data, stick, run):
    run("backup", "--data", data, "--to", stick)
    copy = next(stick.glob("bus-*.db"))
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")

    code, out, _ = run("backup", "--data", data, "--check", stick)

    assert code == 1
    assert f"BAD: {copy.name}: damaged" in out


def test_without_its_key_or_with_another_a_database_is_not_called_proven(data, stick, run):
    run("backup", "--data", data, "--to", stick)
    key = data / "keys" / "database.key"

    key.write_text("00" * 32)
    wrong = run("backup", "--data", data, "--check", stick)
    key.unlink()
    without = run("backup", "--data", data, "--check", stick)

    assert (wrong[0], without[0]) == (1, 1)
    assert "BAD: not opened: another key" in wrong[1]
    assert "BAD: not opened: the key of this bus is not here" in without[1]


def test_checking_writes_nothing(data, stick, run):
    run("backup", "--data", data, "--to", stick)
    before = {path: path.stat().st_mtime_ns for path in (stick, *stick.rglob("*"))}

    run("backup", "--data", data, "--check", stick)

    assert {path: path.stat().st_mtime_ns for path in (stick, *stick.rglob("*"))} == before


def test_a_folder_without_a_backup_is_refused(data, stick, run):
    code, _, errors = run("backup", "--data", data, "--check", stick)

    assert code == 1
    assert "backup.none_found" in errors


@pytest.mark.parametrize("name", ["../evil", "/etc/x", "a/../../b", "a\\b", "c:x", "a//b", "."])
def test_a_list_that_leads_elsewhere_is_no_list(data, stick, run, newest, name):
    run("backup", "--data", data, "--to", stick)
    path = next(stick.glob("bus-*.json"))
    text = path.read_text(encoding="utf-8")
    first = newest(stick)["packages"][0]["files"][0]["name"]
    escaped = name.replace("\\", "\\\\")
    path.write_text(text.replace(f'"{first}"', f'"{escaped}"', 1), encoding="utf-8")

    assert main(["backup", "--data", str(data), "--check", str(stick)]) == 1
