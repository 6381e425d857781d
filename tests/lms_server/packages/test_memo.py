"""What a bus knows again at its next start, and what it must read anew."""

import pytest

from courses.catalog import read_one
from lms_server.packages.loading import load_catalog
from lms_server.packages.memo import FOLDER, Memo
from lms_server.packages.shelf import Shelf

KEY = b"secret of this bus"


@pytest.fixture
def memo(tmp_path):
    return Memo(tmp_path, KEY, "checked")


@pytest.fixture
def package(courses_dir):
    return courses_dir / "KNS-04"


@pytest.fixture
def noted(memo, package):
    """A course that was read and noted."""
    course = read_one(package).course
    memo.note(course)
    return course


@pytest.fixture
def load(config, database, courses_dir):
    def load():
        shelf = Shelf(config.data_dir)
        return load_catalog(courses_dir, shelf, database, key=config.database_key)

    return load


def test_a_course_is_known_again_with_all_its_words_and_marks(memo, package, noted):
    known = memo.recall(package)

    assert known == noted
    assert known.marked == noted.marked
    assert known.folder == package


def test_an_edited_package_is_not_known_again(memo, package, noted, edit):
    edit("course.yaml", noted.title, "Tên khác")

    assert memo.recall(package) is None


def test_a_course_that_another_bus_noted_or_that_was_not_checked_is_not_believed(
    tmp_path, package, noted
):
    assert noted is not None
    assert Memo(tmp_path, b"another bus", "checked").recall(package) is None
    assert Memo(tmp_path, KEY, "kept").recall(package) is None


def test_a_note_that_was_changed_or_cut_off_is_not_believed(tmp_path, memo, package, noted):
    note = tmp_path / FOLDER / "checked" / noted.package_hash
    whole = note.read_bytes()

    note.write_bytes(whole.replace(noted.version.encode(), b"9.9", 1))
    assert memo.recall(package) is None
    note.write_bytes(whole[:20])
    assert memo.recall(package) is None


def test_a_disk_that_takes_no_note_stops_nothing(tmp_path, package):
    (tmp_path / FOLDER).write_text("no folder")
    memo = Memo(tmp_path, KEY, "checked")

    memo.note(read_one(package).course)
    memo.forget_others()

    assert memo.recall(package) is None


def test_the_next_start_takes_the_courses_from_its_notes(load, config, package):
    first = load()
    (note,) = (config.data_dir / FOLDER / "checked").iterdir()
    mark = note.stat().st_mtime_ns

    second = load()

    assert second.list_versions() == first.list_versions()
    assert note.stat().st_mtime_ns == mark
    assert Memo(config.data_dir, config.database_key, "checked").recall(package) is not None


def test_notes_of_packages_that_are_gone_are_removed(load, config, edit):
    load()
    edit("course.yaml", 'version: "1.0"', 'version: "1.1"')

    catalog = load()

    (note,) = (config.data_dir / FOLDER / "checked").iterdir()
    assert note.name == catalog.get_course("KNS-04").package_hash


def test_a_package_with_errors_is_told_at_every_start(load, config, edit):
    edit("course.yaml", "minutes:", "minuten:")

    told = [str(load().refused["KNS-04"]) for _ in range(2)]

    assert told[0] == told[1]
    assert list((config.data_dir / FOLDER).rglob("*/*")) == []


def test_a_kept_course_that_was_changed_on_the_disk_is_found_at_the_next_start(load, config):
    kept = Shelf(config.data_dir).keep(load().get_course("KNS-04"))
    load()
    (kept.folder / "lessons" / "stray.md").write_text("no lesson", encoding="utf-8")

    assert f"courses/{kept.package_hash}" in load().refused
