import json
import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bench.rig import Server
from common.clock import utc_now
from common.sql import SqliteDatabase
from lms_server import demo
from lms_server.accounts.models import Account
from lms_server.activities.actions import add_activity, open_for_class
from lms_server.activities.models import ActivityAnswer, ActivityProgress
from lms_server.activities.storage import store_package
from lms_server.devices.actions import open_code
from lms_server.keys import load_database_key, tls_fingerprint
from lms_server.training.queries import list_enrolments, list_open_sessions
from tests.fake_bus import FakeBus, announce
from tests.real_window import check_qt, open_window


@contextmanager
def announced_bus(folder: Path):
    bus = FakeBus(folder).start()
    zeroconf = announce(bus, address="127.0.0.1", interfaces=["127.0.0.1"])
    try:
        yield bus
    finally:
        zeroconf.close()
        bus.stop()


@pytest.fixture(scope="session")
def qt_display(display):
    """A laptop without GTK; what the tests run as root, learners never do."""
    check_qt()
    sandbox = {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}
    return {**display, **sandbox, "BUS_KIOSK_WITHOUT_GTK": "1"}


@pytest.fixture
def toolkit():
    """Tests that ask for it by parameter run in another window as well."""
    return "gtk"


@pytest.fixture
def screen(request, toolkit):
    """What a program needs to show a window with that toolkit."""
    return request.getfixturevalue({"gtk": "display", "qt": "qt_display"}[toolkit])


@pytest.fixture
def window(screen, tmp_path):
    """The kiosk's window as it comes up on a new laptop."""
    with open_window(tmp_path, screen) as window:
        yield window


@pytest.fixture
def bus(tmp_path):
    with announced_bus(tmp_path) as bus:
        yield bus


@contextmanager
def open_paired(bus: FakeBus, folder: Path, screen: dict[str, str]):
    """Open the window of a kiosk that was paired with ``bus`` yesterday; it shows its page."""
    bus.leave_pairing(folder / "kiosk")
    with open_window(folder, screen) as window:
        window.wait_until("document.getElementById('title')?.textContent", "Mời bác chọn tên")
        yield window


@pytest.fixture
def paired(bus, screen, tmp_path):
    """A window that shows the bus's first page."""
    with open_paired(bus, tmp_path, screen) as window:
        yield window


@pytest.fixture(scope="module")
def gtk_window(display, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gtk")
    with announced_bus(folder) as bus, open_paired(bus, folder, display) as window:
        yield window


@pytest.fixture(scope="module")
def qt_window(qt_display, tmp_path_factory):
    folder = tmp_path_factory.mktemp("qt")
    with announced_bus(folder) as bus, open_paired(bus, folder, qt_display) as window:
        yield window


@pytest.fixture
def shared_window(request, toolkit):
    """A paired window for tests that leave it as it was."""
    return request.getfixturevalue(f"{toolkit}_window")


@pytest.fixture
def open_new():
    """Open windows that nobody waits for; whatever is left of them is closed."""
    with ExitStack() as stack:
        yield lambda folder, environ: stack.enter_context(open_window(folder, environ))


class Bus:
    """A demo bus with a class, served by the real program."""

    def __init__(self, folder):
        self.data = folder / "bus"
        demo.make(self.data, now=utc_now())
        self.server = Server(self.data)
        self.database = SqliteDatabase(self.data / "bus.db", key=load_database_key(self.data))
        self.fingerprint, self.code = tls_fingerprint(self.data), "482915"
        with self.database.write() as db:
            self.class_id = list_open_sessions(db)[0].id
            self.card = list_enrolments(db, self.class_id)[0].learner.card_code
            account_id = db.scalars(select(Account.id)).first()
            open_code(db, code=self.code, account_id=account_id, now=utc_now())

    def bring(self, raw):
        """Bring an activity in for the class; return its id."""
        path = self.data / "package.zip"
        path.write_bytes(raw)
        package, stored = store_package(self.data, path)
        with self.database.write() as db:
            activity_id = add_activity(db, package, stored, actor="system", now=utc_now())
            open_for_class(db, activity_id, self.class_id, actor="system", now=utc_now())
        return activity_id

    def stored(self, activity_id):
        """Return what lies on the disk of the bus for the one learner."""
        query = select(ActivityProgress).where(ActivityProgress.activity_id == activity_id)
        with self.database.read() as db:
            row = db.scalars(query).one()
            answers = db.scalars(select(ActivityAnswer).where(ActivityAnswer.progress_id == row.id))
            return SimpleNamespace(
                state=json.loads(row.state or b"{}"),
                score=row.score,
                answers=[(one.verb, one.result) for one in answers],
            )


@pytest.fixture(scope="module")
def seated(display, tmp_path_factory):
    """A paired window with a learner signed in by card, and its bus."""
    folder = tmp_path_factory.mktemp("window")
    bus = Bus(folder)
    bus.server.start()
    with open_window(folder, display) as window:
        window.wait_until("location.pathname", "/_kiosk/code")
        window.type_code(bus.fingerprint, lambda: window.press(*bus.code), bus.code)
        window.press("Return")
        window.wait_until("location.pathname.startsWith('/learn')", wanted=True)
        window.ask("location.href = '/learn/card'; 1")
        window.wait_until("location.pathname", "/learn/card")
        window.ask(
            f"document.querySelector('[name=code]').value = {bus.card!r};"
            "document.querySelector('[name=code]').form.submit(); 1"
        )
        window.wait_until("location.pathname", "/learn/course")
        yield SimpleNamespace(window=window, bus=bus)
    bus.server.kill()
    bus.database.close()
