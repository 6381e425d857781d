import os
from pathlib import Path

from lms_server.exchange.drives import list_drives, list_places, read_receipts
from sync.signed import MAX_DOCUMENT


def test_only_mounted_folders_are_sticks(tmp_path, monkeypatch):
    for name in ("KINGSTON", "not mounted", "user/SANDISK"):
        (tmp_path / name).mkdir(parents=True)
    mounted = {tmp_path / "KINGSTON", tmp_path / "user/SANDISK"}
    monkeypatch.setattr(Path, "is_mount", lambda path: path in mounted)

    found = list_drives((tmp_path, tmp_path / "absent"))

    assert [drive.name for drive in found] == ["KINGSTON", "SANDISK"]
    assert all(drive.free_bytes > 0 for drive in found)


def test_a_stick_pulled_out_at_that_moment_is_left_out(tmp_path, monkeypatch):
    (tmp_path / "GONE").mkdir()

    def fail(_path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "is_mount", fail)

    assert list_drives((tmp_path,)) == []


def test_the_outbox_of_the_server_is_the_last_place(tmp_path):
    (tmp_path / "outbox").mkdir()

    assert list_places(tmp_path)[-1].path == tmp_path / "outbox"


def test_receipts_are_read_oldest_first_and_never_whole_when_huge(tmp_path):
    for age, name in enumerate(["new", "old"]):
        path = tmp_path / f"{name}.receipt.json"
        path.write_bytes(name.encode())
        os.utime(path, (1000 - age, 1000 - age))
    with (tmp_path / "huge.receipt.json").open("wb") as file:
        file.truncate(MAX_DOCUMENT * 4)
    (tmp_path / "photo.jpg").write_bytes(b"x")

    found = read_receipts(tmp_path)

    assert [raw for _, raw in found[:2]] == [b"old", b"new"]
    assert len(found[2][1]) == MAX_DOCUMENT + 1


def test_what_is_no_file_stops_no_receipt(tmp_path):
    """A stick may carry anything, also under the name of a receipt."""
    (tmp_path / "good.receipt.json").write_bytes(b"good")
    (tmp_path / "folder.receipt.json").mkdir()
    (tmp_path / "nowhere.receipt.json").symlink_to(tmp_path / "absent")
    os.mkfifo(tmp_path / "pipe.receipt.json")

    assert read_receipts(tmp_path) == [("good.receipt.json", b"good")]
