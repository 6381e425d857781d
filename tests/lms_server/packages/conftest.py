"""A bus with a courses folder of its own, whose packages authors edit."""

import dataclasses
import re
import shutil

import pytest

from courses.catalog import PACKAGES
from lms_server.app import create_app


@pytest.fixture
def courses_dir(tmp_path):
    """A courses folder with KNS-04 alone, as version 1.0."""
    folder = tmp_path / "offered"
    folder.mkdir()
    shutil.copytree(PACKAGES / "KNS-04", folder / "KNS-04")
    course = folder / "KNS-04" / "course.yaml"
    text = course.read_text(encoding="utf-8")
    course.write_text(re.sub('version: "[0-9.]+"', 'version: "1.0"', text), encoding="utf-8")
    return folder


@pytest.fixture
def config(config, courses_dir):
    return dataclasses.replace(config, courses_dir=courses_dir)


@pytest.fixture
def start(config, database):
    """Start the program on the same data, as after a restart."""

    def start():
        app = create_app(config, database=database)
        app.config["TESTING"] = True
        return app

    return start


@pytest.fixture
def catalog_of():
    return lambda app: app.extensions["bus_lms.catalog"]


@pytest.fixture
def edit(courses_dir):
    """Replace a text in a file of KNS-04; with ``version`` also the version."""

    def edit(name, old, new, version=None):
        path = courses_dir / "KNS-04" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        if version:
            edit("course.yaml", 'version: "1.0"', f'version: "{version}"')

    return edit
