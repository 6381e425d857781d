"""Honest archives open; the hostile ones are in test_hostile_archives."""

import zipfile

import pytest

from courses.importers.errors import ArchiveTooLargeError, DomainError, EntryNotFoundError
from courses.importers.safe_zip import open_archive
from courses.importers.zip_entries import Limits

LESSON = "# Quét mã\n\nBác xem tên người nhận trước.\n"


@pytest.fixture
def honest(tmp_path):
    path = tmp_path / "KNS-04.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("lessons")
        archive.writestr("lessons/Bài 1.md", LESSON)
        archive.writestr("media/qr.png", bytes(range(256)) * 400, zipfile.ZIP_STORED)
    return path


def test_an_honest_archive_is_unpacked_whole(honest, tmp_path):
    with open_archive(honest) as archive:
        total = archive.unpack(tmp_path / "out")

    assert (tmp_path / "out/lessons/Bài 1.md").read_text(encoding="utf-8") == LESSON
    assert (tmp_path / "out/media/qr.png").read_bytes() == bytes(range(256)) * 400
    assert total == len(LESSON.encode()) + 102_400


def test_one_file_can_be_read_without_unpacking(honest):
    with open_archive(honest) as archive:
        assert archive.read("lessons/Bài 1.md").decode() == LESSON
        assert list(archive.entries) == ["lessons/Bài 1.md", "media/qr.png"]


def test_a_file_that_is_not_there_is_refused(honest):
    with open_archive(honest) as archive, pytest.raises(EntryNotFoundError):
        archive.read("lessons/other.md")


def test_a_file_too_large_for_the_memory_is_not_read(honest):
    with open_archive(honest) as archive, pytest.raises(ArchiveTooLargeError):
        archive.read("media/qr.png", most=1000)


def test_a_name_in_spread_form_is_written_composed(zip_file, make_part, tmp_path):
    spread = "media/bài.svg".encode()

    with open_archive(zip_file(make_part(spread))) as archive:
        archive.unpack(tmp_path / "out")

    assert (tmp_path / "out/media/bài.svg").read_bytes() == b"x"


def test_an_archive_inside_stays_packed(zip_file, make_part, make_zip, tmp_path):
    inner = make_zip(make_part(b"../evil", b"evil"))

    with open_archive(zip_file(make_part(b"inner.zip", inner))) as archive:
        archive.unpack(tmp_path / "out")

    assert [p.name for p in (tmp_path / "out").iterdir()] == ["inner.zip"]


def test_nothing_is_unpacked_over_what_is_there(honest, tmp_path):
    (tmp_path / "out").mkdir()

    with open_archive(honest) as archive, pytest.raises(FileExistsError):
        archive.unpack(tmp_path / "out")


def test_a_lie_found_late_leaves_no_file_behind(zip_file, make_part, tmp_path):
    path = zip_file(make_part(b"good.txt"), make_part(b"bad.txt", checksum=1))

    with open_archive(path) as archive, pytest.raises(DomainError, match="archive_damaged"):
        archive.unpack(tmp_path / "out")

    assert list(tmp_path.iterdir()) == [path]


def test_sizes_are_counted_against_the_limit(honest):
    with (
        pytest.raises(ArchiveTooLargeError),
        open_archive(honest, Limits(max_total=50_000)),
    ):
        pass
