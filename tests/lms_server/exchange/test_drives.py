import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lms_server.exchange.drives import list_drives, list_places, read_papers
from sync.carried import CarriedLearners, hash_content, seal_carried
from sync.receipt import RegistryReceipt, sign_receipt
from sync.signed import MAX_DOCUMENT

REGISTRY = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
OURS = X25519PrivateKey.from_private_bytes(b"o" * 32).public_key()
THEIRS = X25519PrivateKey.from_private_bytes(b"t" * 32).public_key()


def read(folder):
    return list(read_papers(folder, bus_code="79B03", box_key=OURS))


@pytest.fixture
def put(tmp_path):
    """Lay a file on the stick, the later the newer."""
    count = 0

    def lay(name, raw):
        nonlocal count
        count += 1
        path = tmp_path / name
        path.write_bytes(raw)
        os.utime(path, (count, count))

    return lay


@pytest.fixture
def receipt_for(now):
    def make(bus):
        return sign_receipt(RegistryReceipt(bus=bus, regepoch=1, heads=[], made=now), REGISTRY)

    return make


@pytest.fixture
def learners_for(now):
    def make(box_key):
        document = CarriedLearners(
            bus="79B03", regepoch=1, made=now, content=hash_content([]), learners=[]
        )
        return seal_carried(document, key=REGISTRY, box_key=box_key.public_bytes_raw())

    return make


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

    found = read(tmp_path)

    assert [raw for _, raw in found[:2]] == [b"old", b"new"]
    assert len(found[2][1]) == MAX_DOCUMENT + 1


def test_what_is_no_file_stops_no_receipt(tmp_path):
    """A stick may carry anything, also under the name of a receipt."""
    (tmp_path / "good.receipt.json").write_bytes(b"good")
    (tmp_path / "folder.receipt.json").mkdir()
    (tmp_path / "nowhere.receipt.json").symlink_to(tmp_path / "absent")
    os.mkfifo(tmp_path / "pipe.receipt.json")

    assert read(tmp_path) == [("good.receipt.json", b"good")]


def test_papers_of_other_buses_are_passed_over_and_crowd_nothing_out(
    tmp_path, put, receipt_for, learners_for
):
    put("ours.receipt.json", receipt_for("79B03"))
    put("ours.carried", learners_for(OURS))
    for n in range(60):
        put(f"{n}.receipt.json", receipt_for("79B04"))
        put(f"{n}.carried", learners_for(THEIRS))

    assert [name for name, _ in read(tmp_path)] == ["ours.receipt.json", "ours.carried"]


def test_many_papers_of_one_kind_leave_room_for_the_other(tmp_path, put, receipt_for, learners_for):
    put("ours.receipt.json", receipt_for("79B03"))
    for n in range(60):
        put(f"{n:02}.carried", learners_for(OURS))

    names = [name for name, _ in read(tmp_path)]

    assert names == ["ours.receipt.json", *(f"{n}.carried" for n in range(10, 60))]


def test_one_file_is_read_at_a_time(tmp_path, put, receipt_for):
    for name in ("a", "b"):
        put(f"{name}.receipt.json", receipt_for("79B03"))
    papers = read_papers(tmp_path, bus_code="79B03", box_key=OURS)

    next(papers)
    put("b.receipt.json", b"changed meanwhile")

    assert list(papers) == [("b.receipt.json", b"changed meanwhile")]


def test_what_cannot_be_told_is_given_so_that_somebody_hears_of_it(tmp_path, put):
    put("a.receipt.json", b'{"body":"{')
    put("b.carried", b"TCARRY1\n\xff\xff\xff\xff")
    put("c.carried", b"TCARRY1\n\x00\x00\x00\x02{}....")

    assert len(read(tmp_path)) == 3
