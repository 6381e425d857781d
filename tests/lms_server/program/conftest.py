"""A bus set up by the command line, as a person does it."""

import shutil

import pytest

from lms_server.cli import main


@pytest.fixture
def run(capfd):
    """Run a command; return its exit code, output and errors."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capfd.readouterr()

    return run


@pytest.fixture(scope="session")
def new_bus(tmp_path_factory):
    """One new bus, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("new") / "bus"
    assert main([str(argument) for argument in init(folder)]) == 0
    return folder


@pytest.fixture
def data(new_bus, tmp_path):
    """The data folder of a new bus."""
    return shutil.copytree(new_bus, tmp_path / "bus")


def init(folder, *more):
    names = ("--bus-code", "40A01", "--bus-name", "Xe số 1 Nghệ An", "--province", "40")
    return ("init", "--data", folder, *names, *more)


@pytest.fixture
def init_arguments():
    return init
