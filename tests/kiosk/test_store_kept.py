"""What is in the store stays there: whatever program opens it, and whatever became of its key."""

from contextlib import closing

import pytest

from kiosk import store as module
from kiosk.store import Store, StoreUnreadableError

STEPS = module._MIGRATIONS


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
