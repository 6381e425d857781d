"""What tests of several packages share: a throw-away PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import sync_playwright

from lms_server import keys
from tests.chromium import CHROMIUM, CHROMIUM_FLAGS, trust_in
from tests.real_window import ROOT, check_installed, open_screen, open_window
from tests.same_process import share_what_is_compiled

TO_INSTALL = "PostgreSQL's programs are not here; install them with: apt-get install postgresql"


def pytest_configure():
    """Before the first program is made."""
    share_what_is_compiled()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Put what needs a browser first: a file that takes a minute must not be the last one.

    Windows meet each other's buses: one worker runs them all, another what needs root.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    for item in items:
        for name in ("window", "root"):
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.xdist_group(name))
                break


class PostgresServer:
    """One PostgreSQL of its own on a Unix socket; its data die with the test run."""

    def __init__(self, folder):
        self._folder = folder
        self._programs = find_programs()
        self._run_as = []
        self._numbers = count(1)
        if os.geteuid() == 0:
            user = unprivileged_user()
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._run_as = [
                "setpriv",
                f"--reuid={user.pw_uid}",
                f"--regid={user.pw_gid}",
                "--clear-groups",
            ]

    def start(self):
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
        settings = f"-c listen_addresses='' -c fsync=off -k {self._folder}"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", settings, "start")

    def stop(self):
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def new_database(self, template="template1"):
        """Make an empty database; return its address for SQLAlchemy."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    @property
    def _data(self):
        return str(self._folder / "data")

    def _address(self, name):
        return f"host={self._folder} user=postgres dbname={name}"

    def _run(self, program, *arguments):
        command = [*self._run_as, str(self._programs / program), *arguments]
        environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        # Into a file, not a pipe: the server that pg_ctl starts would hold the pipe open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command,
                cwd=self._folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            output.seek(0)
            said = output.read()
        if done.returncode != 0:
            pytest.fail(f"{' '.join(command)}: {said}")


def find_programs():
    for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (place / "initdb").exists():
            return place
    found = shutil.which("initdb")
    if found is None:
        pytest.fail(TO_INSTALL)
    return Path(found).parent


def unprivileged_user():
    """PostgreSQL refuses to run as root."""
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server; never skipped: without its programs the test fails and says so."""
    # Not pytest's own folder: PostgreSQL's user may not enter it.
    folder = Path(tempfile.mkdtemp(prefix="bus-lms-pg-"))
    server = PostgresServer(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def display():
    """A real screen of 1366 x 768; without its programs the test fails and says so."""
    check_installed()
    with open_screen() as environ:
        yield environ


@pytest.fixture
def window(display, tmp_path):
    """The kiosk's window as it comes up on a new laptop."""
    with open_window(tmp_path, display) as window:
        yield window


@pytest.fixture
def pictures():
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def trusted_keys(tmp_path_factory):
    """A folder with TLS keys that the browser trusts, for the bus that most pages come from."""
    folder = tmp_path_factory.mktemp("trusted")
    (folder / "keys").mkdir()
    keys.make_tls(folder, bus_code="40B01")
    return folder / "keys"


@pytest.fixture(scope="session")
def chromium(trusted_keys):
    """A real browser, one for the whole run: Playwright starts only once in a process."""
    if not Path(CHROMIUM).exists():
        pytest.fail("apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        flags = [*CHROMIUM_FLAGS, trust_in(trusted_keys / keys.TLS_CERTIFICATE)]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()
