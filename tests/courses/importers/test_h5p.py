"""H5P packages: taken when they bring all they need."""

import json

import pytest

from common.errors import DomainError
from courses.importers.activity import ActivityKind
from courses.importers.activity_import import read_activity_file
from tests.activity_packages import TINY_LIBRARY, TINY_NAME, h5p, pack

LIBRARY = "H5P.TinyTrueFalse-1.0/library.json"
OTHER = {"machineName": "H5P.Other", "majorVersion": 2, "minorVersion": 1}


@pytest.fixture
def read(tmp_path):
    def read(raw):
        path = tmp_path / "package.h5p"
        path.write_bytes(raw)
        return read_activity_file(path)

    return read


def test_a_package_with_its_library_is_taken(read):
    package = read(h5p())

    assert (package.kind, package.title, package.notes) == (ActivityKind.H5P, "Đúng hay sai", ())
    assert [part.title for part in package.parts] == ["Đúng hay sai"]


@pytest.mark.parametrize(
    "changes",
    [
        {LIBRARY: None},
        {LIBRARY: json.dumps({**TINY_LIBRARY, "preloadedDependencies": [OTHER, TINY_NAME]})},
    ],
    ids=["directly", "by a library"],
)
def test_missing_libraries_are_named(read, changes):
    with pytest.raises(DomainError) as refusal:
        read(h5p(**changes))

    assert refusal.value.code == "courses.activity_libraries_missing"
    assert refusal.value.params["libraries"] in ("H5P.TinyTrueFalse-1.0", "H5P.Other-2.1")


@pytest.mark.parametrize(
    "changes",
    [
        {"content/content.json": None},
        {"content/content.json": "[1]"},
        {"content/content.json": "[" * 100_000},
        {"h5p.json": "{}"},
        {"h5p.json": json.dumps({"mainLibrary": "../../evil", "preloadedDependencies": []})},
        {"h5p.json": json.dumps({"mainLibrary": "H5P.X", "preloadedDependencies": [TINY_NAME]})},
        {LIBRARY: "\ud83d".encode("utf-8", "surrogatepass")},
    ],
)
def test_a_broken_package_is_refused(read, changes):
    with pytest.raises(DomainError) as refusal:
        read(h5p(**changes))

    assert refusal.value.code == "courses.activity_broken"


def test_what_needs_the_internet_is_told(read):
    content = {"question": "?", "video": [{"path": "https://video.example.org/watch?v=1"}]}

    package = read(h5p(**{"content/content.json": json.dumps(content)}))

    assert [(note.reason.value, note.place) for note in package.notes] == [
        ("needs_internet", "video.example.org")
    ]


def test_a_script_that_is_listed_and_missing_is_told(read):
    package = read(h5p(**{"H5P.TinyTrueFalse-1.0/tiny.js": None}))

    assert [note.reason.value for note in package.notes] == ["listed_file_missing"]


def test_an_archive_of_something_else_is_no_activity(read):
    with pytest.raises(DomainError) as refusal:
        read(pack({"readme.txt": "x"}))

    assert refusal.value.code == "courses.not_an_activity"
