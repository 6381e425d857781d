"""The bus dies and comes back from an older copy: its kiosks bring every answer back."""

import http.cookiejar
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import select

from bench.pages import find_enrolments
from bench.rig import Server, make_bus
from common.clock import to_wire, utc_now
from common.ids import new_id
from common.sql import SqliteDatabase
from common.uptime import uptime
from common.wire.responses import PATH
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.store import Store
from lms_server.backup.database import copy_database
from lms_server.checking import verify
from lms_server.demo import BUS_CODE
from lms_server.devices.access import hash_token
from lms_server.devices.queries import find_by_token
from lms_server.journal.models import Epoch
from lms_server.keys import load_database_key, tls_fingerprint
from lms_server.opening import DATABASE_NAME
from lms_server.quizzes.actions import open_attempt
from lms_server.quizzes.ending import end_for_class
from lms_server.quizzes.models import Response
from lms_server.quizzes.queries import find_open_attempt, get_attempt
from tests.bundled import bundled_courses

ROOT = Path(__file__).parents[2]
START_S = 30
COURSE = bundled_courses().get_course("KNS-04")


class Bus:
    """A real server, and its data folder as an evening backup found it."""

    def __init__(self, folder):
        self.made = make_bus(folder, learners=2)
        self._folder = folder
        self._key = load_database_key(folder)
        self.server = Server(folder)
        self.server.start()

    def _open(self):
        return SqliteDatabase(self._folder / DATABASE_NAME, key=self._key, readers=1)

    def back_up(self):
        database = self._open()
        folder = self._folder / "backup"
        self._copy = copy_database(database, folder, key=self._key, now=utc_now())
        database.close()

    def restore(self):
        """Put the older copy in place of the killed server's disk, which is kept; start again."""
        self._first_disk = self._folder / "first"
        self._first_disk.mkdir()
        for path in self._folder.glob(f"{DATABASE_NAME}*"):
            path.rename(self._first_disk / path.name)
        (self._folder / DATABASE_NAME).write_bytes(self._copy.read_bytes())
        self.server.start()

    def put_first_disk_back(self):
        for path in self._folder.glob(f"{DATABASE_NAME}*"):
            path.unlink()
        for path in self._first_disk.iterdir():
            path.rename(self._folder / path.name)
        self.server.start()

    def seat(self, number, enrolment):
        """Let a learner sit down to the quiz at a machine; returns the attempt and its items."""
        database = self._open()
        token = hash_token(self.made.sittings[number].device_token)
        with database.write() as db:
            attempt_id = open_attempt(
                db,
                enrolment_id=enrolment.id,
                learner_id=enrolment.learner.id,
                device_id=find_by_token(db, token).id,
                course=COURSE,
                seed=number + 40,
                now=utc_now(),
                uptime=uptime(),
            )
        with database.read() as db:
            items = [one["item_id"] for one in get_attempt(db, attempt_id).items]
        database.close()
        return attempt_id, items

    def end_quiz(self, enrolment):
        database = self._open()
        with database.write() as db:
            going_on = find_open_attempt(db, enrolment.id)
            end_for_class(db, going_on.id, items=bundled_courses(), now=utc_now())
        database.close()

    def ask(self, question):
        database = self._open()
        with database.read() as db:
            found = question(db)
        database.close()
        return found

    def faults(self):
        database = self._open()
        found = [one.text for one in verify(database) if not one.is_good]
        database.close()
        return found

    def counted(self):
        """Return the ids of all answers, each with whether it counts."""
        rows = select(Response.id, Response.is_counted)
        return self.ask(
            lambda db: sorted((str(i), is_counted) for i, is_counted in db.execute(rows))
        )


class Kiosk:
    """The kiosk program without its window, and a page of it."""

    def __init__(self, folder, bus, number):
        self._log = folder.with_suffix(".log")
        store = Store.open_in(folder)
        IdentityStore(store).keep(
            BusIdentity(
                fingerprint=tls_fingerprint(bus.made.data_dir),
                bus_code=BUS_CODE,
                bus_name="Xe thử",
                device_id=new_id(),
                device_token=bus.made.sittings[number].device_token,
            )
        )
        store.close()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "kiosk", "--no-window", "--data", folder),
                    *("--server", f"127.0.0.1:{bus.server.lan_port}"),
                ],
                cwd=ROOT,
                env={**os.environ, "BUS_KIOSK_INTERFACES": "127.0.0.1"},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        entry = self._process.stdout.readline().strip()
        self._origin = entry.partition("/_kiosk/")[0]
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(cookies)
        self._browser.open(entry, timeout=START_S).close()
        self.wait_for(lambda state: state["connected"])

    def wait_for(self, is_so):
        end = time.monotonic() + START_S
        while not is_so(state := self._ask("/_kiosk/state")):
            assert time.monotonic() < end, f"{state} {self._log.read_text()}"
            threading.Event().wait(0.05)

    def answer(self, attempt_id, items):
        """Answer as the page does; returns the ids of what the bus acknowledged."""
        messages = [
            {
                "id": str(new_id()),
                "attempt_id": str(attempt_id),
                "item_id": item_id,
                "revision": 1,
                "value": list(COURSE.quiz.get_item(item_id).key),
                "answered_at": to_wire(utc_now()),
            }
            for item_id in items
        ]
        end = time.monotonic() + START_S
        got = self._ask(PATH, messages)
        while got[0]["status"] == "queued" and time.monotonic() < end:
            got = self._ask(PATH, messages)
        assert {one["status"] for one in got} <= {"accepted", "duplicate"}, got
        assert "slip" not in got[0]
        return [one["id"] for one in messages]

    def _ask(self, path, body=None):
        raw = None if body is None else json.dumps(body).encode()
        headers = {"Origin": self._origin, "Content-Type": "application/json"}
        request = urllib.request.Request(self._origin + path, raw, headers)  # noqa: S310
        with self._browser.open(request, timeout=START_S) as answer:
            return json.load(answer)

    def close(self):
        self._process.terminate()
        self._process.wait(20)
        self._process.stdout.close()


@pytest.fixture
def bus(tmp_path):
    bus = Bus(tmp_path / "bus")
    yield bus
    bus.server.kill()


@pytest.fixture
def kiosks(tmp_path, bus):
    made = [Kiosk(tmp_path / f"laptop{number}", bus, number) for number in range(2)]
    yield made
    for each in made:
        each.close()


def go_on(bus, kiosks, start, *, until):
    """Kill the server, let it ``start`` from another disk, and wait until it holds all."""
    bus.server.kill()
    for kiosk in kiosks:
        kiosk.wait_for(lambda state: not state["connected"])
    start()
    for kiosk in kiosks:
        kiosk.wait_for(lambda state: state["connected"] and not state["waiting"])
    end = time.monotonic() + START_S
    while bus.counted() != until and time.monotonic() < end:
        threading.Event().wait(0.1)


def test_two_kiosks_bring_back_what_an_older_copy_lacks_and_then_the_first_disk(bus, kiosks):
    """One learner moved between them after the copy; the other began the quiz only then."""
    left, right = kiosks
    mover, late = find_enrolments(bus.made)
    moved, items = bus.seat(0, mover)
    kept = left.answer(moved, items[:2])
    bus.back_up()
    lost = left.answer(moved, items[2:4])
    bus.seat(1, mover)
    lost += right.answer(moved, items[4:7])
    bus.end_quiz(late)
    unseen, others = bus.seat(1, late)
    lost += right.answer(unseen, others[:3])
    before = bus.counted()

    go_on(bus, kiosks, bus.restore, until=before)

    assert bus.counted() == sorted((one, True) for one in (*kept, *lost)) == before
    assert len(bus.ask(lambda db: db.scalars(select(Epoch.id)).all())) == 2
    fresh = right.answer(moved, items[7:])
    after = sorted([*before, *((one, True) for one in fresh)])
    assert bus.counted() == after
    assert bus.faults() == []

    go_on(bus, kiosks, bus.put_first_disk_back, until=after)

    assert bus.counted() == after
    assert len(bus.ask(lambda db: db.scalars(select(Epoch.id)).all())) == 2
    assert bus.faults() == []
