import hashlib
import zipfile

import pytest

from courses.archive import list_files
from courses.catalog import Catalog
from courses.cli import pack_package
from courses.errors import BrokenPackageError


def test_packing_twice_gives_the_same_bytes(package, tmp_path):
    first = pack_package(package, tmp_path / "one")
    second = pack_package(package, tmp_path / "two")

    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.path.name == "KNS-04-1.2.course.zip"


def test_the_hash_is_that_of_the_catalog_and_of_the_unpacked_files(package, tmp_path, course):
    packed = pack_package(package, tmp_path)
    unpacked = tmp_path / "again" / "KNS-04"
    with zipfile.ZipFile(packed.path) as archive:
        archive.extractall(unpacked)

    assert packed.package_hash == course.package_hash
    assert Catalog.load(unpacked.parent).get_course("KNS-04").package_hash == course.package_hash


def test_one_changed_letter_changes_the_hash(package, course):
    path = package / "lessons" / "01-tai-khoan-vi.md"
    path.write_text(path.read_text(encoding="utf-8").replace("túi.", "ví."), encoding="utf-8")

    assert Catalog.load(package.parent).get_course("KNS-04").package_hash != course.package_hash


def test_a_renamed_file_changes_the_hash(package, course):
    (package / "lessons" / "01-tai-khoan-vi.md").rename(package / "lessons" / "01.md")

    assert Catalog.load(package.parent).get_course("KNS-04").package_hash != course.package_hash


def test_links_and_hidden_files_are_no_part_of_a_package(package, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>")
    (package / "media" / "link.svg").symlink_to(secret)
    (package / "media" / ".hidden.svg").write_text("<svg/>")

    names = list_files(package)

    assert "media/link.svg" not in names
    assert "media/.hidden.svg" not in names
    assert list(names) == sorted(names)


def test_a_broken_package_is_not_packed(package, tmp_path):
    (package / "course.yaml").write_text("id: KNS-04\n")

    with pytest.raises(BrokenPackageError) as refusal:
        pack_package(package, tmp_path / "out")

    assert "course.yaml:1" in refusal.value.params["finding"]
    assert not (tmp_path / "out").exists()


def test_the_archive_holds_exactly_the_files(package, tmp_path):
    packed = pack_package(package, tmp_path)

    with zipfile.ZipFile(packed.path) as archive:
        for name, path in list_files(package).items():
            stored = hashlib.sha256(archive.read(name)).digest()
            assert stored == hashlib.sha256(path.read_bytes()).digest()
        assert len(archive.namelist()) == packed.file_count
