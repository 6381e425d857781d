"""A used version is never rewritten; classes go on with the version they began with."""

import shutil

import pytest
from sqlalchemy import func, select

from courses.archive import hash_contents
from courses.unpacking import read_folder
from lms_server.packages.actions import note_use
from lms_server.packages.errors import ChangedOnDiskError, VersionTakenError
from lms_server.packages.models import UsedPackage
from lms_server.packages.shelf import Shelf

LESSON = "lessons/01-tai-khoan-vi.md"


@pytest.fixture
def use(database, config, now):
    """Let a class use the newest KNS-04 of a program."""

    def use(catalog):
        course = Shelf(config.data_dir).keep(catalog.get_course("KNS-04"))
        with database.write() as db:
            note_use(db, course, now=now)
        return course

    return use


@pytest.fixture
def used(start, use, catalog_of):
    """KNS-04 1.0, used by a class."""
    app = start()
    return use(catalog_of(app))


def test_a_used_version_is_copied_whole_and_noted_once(used, config, start, use, catalog_of):
    app = start()
    again = use(catalog_of(app))

    assert used.folder == config.data_dir / "courses" / used.package_hash
    assert hash_contents(read_folder(used.folder)) == used.package_hash
    assert again.folder == used.folder


def test_an_edit_without_a_new_version_is_told_and_not_used(used, edit, start, catalog_of):
    edit(LESSON, "túi", "ví")

    catalog = catalog_of(start())

    assert catalog.get_course("KNS-04").package_hash == used.package_hash
    assert catalog.get_course("KNS-04").folder == used.folder
    (finding,) = catalog.refused["KNS-04"]
    assert "Raise the version in course.yaml" in str(finding)


def test_a_raised_version_stands_beside_the_used_one(used, edit, start, catalog_of):
    edit(LESSON, "túi", "ví", version="1.10")

    catalog = catalog_of(start())

    assert catalog.refused == {}
    assert catalog.get_course("KNS-04").version == "1.10"
    assert catalog.get_course("KNS-04", "1.0").package_hash == used.package_hash
    assert [one.version for one in catalog.list_versions()] == ["1.10", "1.0"]


def test_a_used_version_survives_its_package_folder(used, courses_dir, start, catalog_of):
    shutil.rmtree(courses_dir / "KNS-04")

    catalog = catalog_of(start())

    assert catalog.get_course("KNS-04").package_hash == used.package_hash
    assert catalog.refused == {}


def test_a_changed_copy_is_put_back_from_the_true_package(used, start, catalog_of):
    (used.folder / LESSON).write_text("# Khác\n", encoding="utf-8")

    catalog = catalog_of(start())

    assert hash_contents(read_folder(used.folder)) == used.package_hash
    assert catalog.get_course("KNS-04", "1.0").folder == used.folder
    (finding,) = catalog.refused[f"courses/{used.package_hash}"]
    assert "was changed on the disk and has been put back" in finding.reason


def test_a_changed_copy_without_the_true_package_is_not_used(used, courses_dir, start, catalog_of):
    (used.folder / LESSON).write_text("# Khác\n", encoding="utf-8")
    shutil.rmtree(courses_dir / "KNS-04")

    catalog = catalog_of(start())

    assert catalog.find_course("KNS-04", "1.0") is None
    (finding,) = catalog.refused[f"courses/{used.package_hash}"]
    assert "was changed on the disk" in finding.reason


def test_a_lost_copy_is_told(used, courses_dir, start, catalog_of):
    shutil.rmtree(used.folder)
    shutil.rmtree(courses_dir / "KNS-04")

    catalog = catalog_of(start())

    (finding,) = catalog.refused["KNS-04 1.0"]
    assert used.package_hash[:12] in finding.fix


def test_a_lost_copy_is_made_again_from_the_courses_folder(used, start):
    shutil.rmtree(used.folder)

    start()

    assert hash_contents(read_folder(used.folder)) == used.package_hash


def test_files_changed_since_the_start_are_not_kept_as_the_old_version(start, edit, config):
    course = start().extensions["bus_lms.catalog"].get_course("KNS-04")
    edit(LESSON, "túi", "ví")

    with pytest.raises(ChangedOnDiskError):
        Shelf(config.data_dir).keep(course)
    assert not (config.data_dir / "courses").exists()


def test_the_database_holds_one_content_a_version(used, database, now):
    other = type(used)(**{**_fields(used), "package_hash": "0" * 64})

    with pytest.raises(VersionTakenError), database.write() as db:
        note_use(db, other, now=now)
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(UsedPackage)) == 1


@pytest.mark.usefixtures("used")
def test_rubbish_on_the_shelf_is_left_alone(config, start, catalog_of):
    (config.data_dir / "courses" / ".new-abc").mkdir()
    (config.data_dir / "courses" / "note.txt").write_text("x")

    assert catalog_of(start()).refused == {}


def _fields(course):
    return {name: getattr(course, name) for name in course.__struct_fields__}


@pytest.mark.parametrize("is_later", [False, True])
def test_another_content_on_the_shelf_never_takes_the_place_of_a_used_one(
    used, config, courses_dir, start, catalog_of, is_later
):
    """A terminal and a running server may each have taken in a package of one version."""
    contents = read_folder(used.folder)
    versions = ({**contents, LESSON: contents[LESSON] + b"\n" * more} for more in range(1, 100))
    others = (one for one in versions if (hash_contents(one) > used.package_hash) is is_later)
    other = Shelf(config.data_dir).put(next(others))
    shutil.rmtree(courses_dir / "KNS-04")

    catalog = catalog_of(start())

    assert catalog.get_course("KNS-04", "1.0").package_hash == used.package_hash
    (finding,) = catalog.refused[f"courses/{other.name}"]
    assert "Raise the version in course.yaml" in str(finding)
