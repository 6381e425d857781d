"""What is in the store stays there: whatever program opens it, and whatever became of its key."""

import hashlib
from contextlib import closing

import pytest
from msgspec.structs import replace

from common.clock import utc_now
from common.wire.away import File
from kiosk import store as module
from kiosk.course_files import CourseFiles
from kiosk.store import Store, StoreUnreadableError

STEPS = module._MIGRATIONS
TODAY = utc_now().date()


def hash_of(body):
    return hashlib.sha256(body).hexdigest()


FILE = File(path="/learn/media/x/a.svg", sha256=hash_of(b"foo"))


def keep_one(folder):
    with closing(Store.open_in(folder)) as store, store.write() as connection:
        connection.execute("INSERT INTO settings VALUES ('kept', x'01')")


def kept(folder):
    with closing(Store.open_in(folder)) as store, store.read() as connection:
        return connection.execute("SELECT value FROM settings WHERE name = 'kept'").fetchone()


def test_an_older_program_leaves_the_file_of_a_newer_one_alone(tmp_path, monkeypatch):
    keep_one(tmp_path)
    before = (tmp_path / "kiosk.db").read_bytes()

    monkeypatch.setattr(module, "_MIGRATIONS", STEPS[:3])
    with pytest.raises(StoreUnreadableError, match="update this laptop's program"):
        Store.open_in(tmp_path)

    assert (tmp_path / "kiosk.db").read_bytes() == before
    monkeypatch.setattr(module, "_MIGRATIONS", STEPS)
    assert kept(tmp_path) == (b"\x01",)


def test_a_newer_program_goes_on_with_the_file_of_an_older_one(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_MIGRATIONS", STEPS[:1])
    keep_one(tmp_path)

    monkeypatch.setattr(module, "_MIGRATIONS", STEPS)

    assert kept(tmp_path) == (b"\x01",)


def test_files_of_an_older_program_are_still_known(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_MIGRATIONS", STEPS[:4])
    with closing(Store.open_in(tmp_path)) as store, store.write() as connection:
        row = (FILE.path, FILE.sha256, "[]", b"foo", TODAY.isoformat())
        connection.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?)", row)

    monkeypatch.setattr(module, "_MIGRATIONS", STEPS)

    with closing(Store.open_in(tmp_path)) as store:
        files = CourseFiles(store)
        assert files.lacking([FILE], on=TODAY) == []
        assert files.find(FILE.path).body == b"foo"


def test_a_file_that_changed_takes_the_place_of_the_one_before(store):
    files = CourseFiles(store)
    files.keep(replace(FILE, sha256=hash_of(b"old")), (), b"old", on=TODAY)

    files.keep(FILE, (), b"foo", on=TODAY)

    assert files.lacking([FILE], on=TODAY) == []
    assert files.find(FILE.path).body == b"foo"


def test_no_answer_waits_while_the_bodies_of_all_files_are_read(store):
    """The store has one lock, and there are 40 MB of them."""
    files, read = CourseFiles(store), set()
    files.keep(FILE, (), b"foo", on=TODAY)

    def note(_action, table, column, *_):
        read.add((table, column))
        return 0

    with store.read() as connection:
        connection.set_authorizer(note)
        files.lacking([FILE], on=TODAY)
        seen_by_lacking = {table for table, _column in read}
        files.keep(replace(FILE, path="/b"), (), b"foo", on=TODAY)
        connection.set_authorizer(None)

    assert "file_facts" in seen_by_lacking
    assert "files" not in seen_by_lacking
    assert ("files", "body") not in read


def test_no_other_key_is_made_for_a_file_whose_key_is_lost(tmp_path):
    keep_one(tmp_path)
    key = tmp_path / "kiosk.key"
    aside = key.rename(tmp_path / "elsewhere")

    with pytest.raises(StoreUnreadableError, match=r"kiosk\.key is lost"):
        Store.open_in(tmp_path)

    assert not key.exists()
    aside.rename(key)
    assert kept(tmp_path) == (b"\x01",)


def test_what_is_no_file_is_told_like_any_other_broken_one(tmp_path):
    (tmp_path / "kiosk.key").write_text("00" * 32)
    (tmp_path / "kiosk.key").chmod(0o600)
    (tmp_path / "kiosk.db").mkdir()

    with pytest.raises(StoreUnreadableError, match=r"kiosk\.db"):
        Store.open_in(tmp_path)
