"""Packed courses come back byte for byte, and nothing hostile leaves a trace."""

import shutil
import zipfile

import pytest

from common.errors import DomainError
from courses.archive import write_archive
from courses.cli import main, pack_package
from courses.errors import (
    AlteredPackageError,
    FolderTakenError,
    NotAPackageError,
    StrayEntryError,
)
from courses.unpacking import hash_folder, read_archive, read_folder, unpack_package


@pytest.fixture
def packed(package, tmp_path):
    return pack_package(package, tmp_path / "packed")


def rewrite(path, change):
    """Write the archive again with other contents but the old record of the hash."""
    with zipfile.ZipFile(path) as archive:
        comment = archive.comment
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    write_archive(contents, path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = comment


def test_packing_what_was_unpacked_gives_the_same_bytes(packed, package, tmp_path):
    unpacked = unpack_package(packed.path, tmp_path / "out")
    again = pack_package(unpacked.folder, tmp_path / "again")

    assert unpacked.folder == tmp_path / "out" / "KNS-04"
    assert read_folder(unpacked.folder) == read_folder(package)
    assert again.path.read_bytes() == packed.path.read_bytes()
    assert unpacked.package_hash == packed.package_hash == hash_folder(package)


def test_unpacking_twice_writes_once(packed, tmp_path):
    unpack_package(packed.path, tmp_path / "out")

    assert unpack_package(packed.path, tmp_path / "out").was_there


def test_another_package_is_not_overwritten(packed, tmp_path):
    folder = unpack_package(packed.path, tmp_path / "out").folder
    (folder / "glossary.yaml").write_text('- {term: "ví", meaning: "Túi."}\n', encoding="utf-8")
    mine = read_folder(folder)

    with pytest.raises(FolderTakenError):
        unpack_package(packed.path, tmp_path / "out")

    assert read_folder(folder) == mine


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda files: files.update({"readme.txt": b"x"}), StrayEntryError),
        (lambda files: files.update({"media/deep/x.svg": b"x"}), StrayEntryError),
        (lambda files: files.update({"media/.hidden": b"x"}), StrayEntryError),
        (lambda files: files.pop("course.yaml"), NotAPackageError),
        (lambda files: files.update({"media/new.svg": b"<svg/>"}), AlteredPackageError),
        (lambda files: files.update({"course.yaml": b"id: KNS-04\n"}), AlteredPackageError),
        (lambda files: files.update({"../x": b"x"}), DomainError),
        (lambda files: files.update({"media/con.svg": b"x"}), DomainError),
    ],
)
def test_a_changed_archive_is_refused_and_leaves_nothing(packed, tmp_path, change, error):
    rewrite(packed.path, change)

    with pytest.raises(error):
        unpack_package(packed.path, tmp_path / "out")

    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "x").exists()


def test_an_archive_made_by_hand_has_no_hash_to_prove(package, tmp_path):
    made = tmp_path / "by-hand.zip"
    shutil.make_archive(str(made.with_suffix("")), "zip", package)

    assert read_archive(made) == read_folder(package)


def test_an_unreadable_course_yaml_is_no_package(package, tmp_path):
    contents = {**read_folder(package), "course.yaml": b"id: [KNS-04\n"}
    made = write_archive(contents, tmp_path / "x.course.zip")

    with pytest.raises(NotAPackageError):
        unpack_package(made.path, tmp_path / "out")


def test_the_terminal_unpacks_and_tells_refusals(packed, tmp_path, capsys):
    done = main(["unpack", str(packed.path), str(tmp_path / "out")])
    packed.path.write_bytes(b"x")
    refused = main(["unpack", str(packed.path), str(tmp_path / "out")])

    told = capsys.readouterr()
    assert (done, refused) == (0, 1)
    assert told.out == f"{tmp_path / 'out' / 'KNS-04'} {packed.package_hash}\n"
    assert "courses.archive_unreadable" in told.err
