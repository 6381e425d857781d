"""Files of packages on disk: whole or absent, read-only, under their hash."""

import hashlib
import stat

import pytest

from common.errors import DomainError
from lms_server.activities import storage
from lms_server.activities.storage import FOLDER, find_file, store_package
from lms_server.cli import main
from tests.activity_packages import pack, scorm, scorm_page


@pytest.fixture
def store(tmp_path):
    def store(raw):
        path = tmp_path / "package.zip"
        path.write_bytes(raw)
        return store_package(tmp_path, path)

    return store


def test_a_package_lies_under_its_hash_and_nobody_may_write(store, tmp_path):
    raw = scorm()

    _, stored = store(raw)

    folder = tmp_path / FOLDER / hashlib.sha256(raw).hexdigest()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()]
    assert stored.package_hash == folder.name
    assert modes == [0o444, 0o444]
    assert stored.file_count == 2
    assert [one.name for one in (tmp_path / FOLDER).iterdir()] == [folder.name]


def test_the_same_package_again_leaves_its_files_alone(store, tmp_path):
    _, stored = store(scorm())
    before = find_file(tmp_path, stored.package_hash, "index.html").stat()

    store(scorm())

    after = find_file(tmp_path, stored.package_hash, "index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_disk_that_fails_in_the_middle_leaves_nothing(store, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_make_durable", full)

    with pytest.raises(OSError, match="No space"):
        store(scorm())

    assert list((tmp_path / FOLDER).iterdir()) == []


def test_what_is_refused_writes_nothing(store, tmp_path):
    with pytest.raises(DomainError):
        store(pack({"../evil.txt": "x"}))

    assert [one.name for one in tmp_path.iterdir()] == ["package.zip"]


def test_the_command_prints_the_report_and_brings_the_package_in(tmp_path, capsys):
    data, package = tmp_path / "bus", tmp_path / "p.zip"
    package.write_bytes(scorm_page("<img src='https://example.org/a.png'>"))
    set_up = ["init", "--bus-code", "79B03", "--bus-name", "Xe", "--province", "79"]
    assert main([*set_up, "--data", str(data)]) == 0

    tried = main(["activities", "import", str(package), "--dry-run", "--data", str(data)])
    nothing = list(data.glob(FOLDER))
    brought = main(["activities", "import", str(package), "--data", str(data)])
    listed = main(["activities", "list", "--data", str(data)])

    out = capsys.readouterr().out
    assert (tried, brought, listed, nothing) == (0, 0, 0, [])
    assert "changed: index.html: It shows something from the internet" in out
    assert "SCORM 1.2  1 parts  Trồng rau" in out


def test_the_command_refuses_what_is_no_package(tmp_path, capsys):
    package = tmp_path / "p.zip"
    package.write_bytes(b"x")

    assert main(["activities", "import", str(package), "--dry-run"]) == 1
    assert "courses.archive_unreadable" in capsys.readouterr().err
