"""A bus with a used course and an imported activity, and the commands of a person at it."""

import json
import shutil

import pytest

from common.clock import utc_now
from lms_server import demo
from lms_server.activities.actions import add_activity
from lms_server.activities.storage import store_package
from lms_server.cli import main
from lms_server.opening import open_bus
from lms_server.packages.actions import note_use
from lms_server.packages.shelf import Shelf
from tests import activity_packages
from tests.bundled import bundled_courses


@pytest.fixture
def run(capfd):
    """Run a command; return its exit code, output and errors."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capfd.readouterr()

    return run


@pytest.fixture(scope="session")
def made_bus(tmp_path_factory):
    data = tmp_path_factory.mktemp("made") / "bus"
    demo.make(data, now=utc_now())
    kept = Shelf(data).keep(bundled_courses().get_course("KNS-04"))
    with open_bus(data) as bus, bus.database.write() as db:
        note_use(db, kept, now=utc_now())
    bring_in(data, activity_packages.scorm_of_two())
    return data


@pytest.fixture
def data(made_bus, tmp_path):
    """The data folder of a bus that was used; a copy, so it may be broken."""
    return shutil.copytree(made_bus, tmp_path / "bus")


def bring_in(data, raw):
    path = data / "package.zip"
    path.write_bytes(raw)
    with open_bus(data) as bus:
        package, stored = store_package(data, path)
        with bus.database.write() as db:
            add_activity(db, package, stored, actor="system", now=utc_now())
    path.unlink()
    return data / "activities" / stored.package_hash


@pytest.fixture
def bring():
    return bring_in


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def newest():
    """Return the list of the newest backup of a folder, as plain values."""

    def read(folder):
        return json.loads(max(folder.glob("bus-*.json")).read_bytes())

    return read


@pytest.fixture
def used(data):
    """The folder of the course that the demo's class uses."""
    return next(Shelf(data).folder.iterdir())
