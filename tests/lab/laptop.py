"""A bus, laptops and a learner that faults befall: the real server, the real kiosk, a browser."""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error

from bench.rig import Server
from common.clock import utc_now
from common.sql import SqliteDatabase
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.store import Store
from lms_server import demo
from lms_server.devices.actions import hash_token, open_code, pair_device
from lms_server.devices.models import DeviceKind
from lms_server.keys import load_database_key, tls_fingerprint
from lms_server.opening import DATABASE_NAME
from lms_server.quizzes.queries import find_open_attempt, list_counted
from lms_server.training.queries import list_enrolments, list_open_sessions

ROOT = Path(__file__).parents[2]


class Bus:
    """The demo's bus: its server in a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        demo.make(folder, now=utc_now())
        self.server = Server(folder)
        self.server.start()
        self.database = SqliteDatabase(folder / DATABASE_NAME, key=load_database_key(folder))
        with self.database.read() as db:
            everyone = list_enrolments(db, list_open_sessions(db)[0].id)
        self.enrolment = everyone[-1]

    def pair(self, folder, number):
        """Make the data of a laptop that was paired on another day."""
        token = f"token {number}"
        with self.database.write() as db:
            trainer_id = list_open_sessions(db)[0].trainer_id
            now = utc_now()
            code_id = open_code(db, code=f"{number:06}", account_id=trainer_id, now=now)
            device_id = pair_device(
                db,
                code_id=code_id,
                name=f"Máy {number}",
                kind=DeviceKind.KIOSK,
                token_hash=hash_token(token),
                now=now,
            )
        store = Store.open_in(folder)
        IdentityStore(store).keep(
            BusIdentity(
                fingerprint=tls_fingerprint(self.folder),
                bus_code=demo.BUS_CODE,
                bus_name="Xe thử",
                device_id=device_id,
                device_token=token,
            )
        )
        store.close()

    def stored(self):
        """Return the items that the learner has answered, as the bus holds them."""
        with self.database.read() as db:
            attempt = find_open_attempt(db, self.enrolment.id)
            return set() if attempt is None else _items_of(db, attempt.id)

    def fall_silent(self):
        """Take what comes and answer nothing, as a network without its access point."""
        self.server.process.send_signal(signal.SIGSTOP)

    def speak_again(self):
        self.server.process.send_signal(signal.SIGCONT)

    def close(self):
        self.speak_again()
        self.database.close()
        self.server.kill()


def _items_of(db, attempt_id):
    return {one.item_id for one in list_counted(db, attempt_id)}


class Laptop:
    """The kiosk program, and the one page in its gateway."""

    def __init__(self, bus, chromium, folder):
        self._bus, self._chromium, self._folder = bus, chromium, folder
        self.start()

    def start(self):
        with (self._folder.parent / f"{self._folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "kiosk", "--no-window"),
                    *("--data", self._folder),
                    *("--server", f"127.0.0.1:{self._bus.server.lan_port}"),
                ],
                cwd=ROOT,
                env={**os.environ, "BUS_KIOSK_INTERFACES": "127.0.0.1"},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        entry = self._process.stdout.readline().strip()
        self.origin = entry.partition("/_kiosk/")[0]
        self._context = self._chromium.new_context(viewport={"width": 1366, "height": 768})
        self._context.set_default_timeout(30_000)
        self.page = self._context.new_page()
        self.page.goto(entry)
        self.page.wait_for_url("**/learn/**")

    def kill(self):
        """End window and program as a flat battery does."""
        with suppress(Error):
            self._context.close()
        self._process.kill()
        self._process.wait(10)
        self._process.stdout.close()

    def new_window(self):
        """The web engine's process died: the same session in a new page."""
        shown = self.page.url
        self.page.close()
        self.page = self._context.new_page()
        self.page.goto(shown)

    def open(self, path):
        self.page.goto(self.origin + path)

    def sign_in(self):
        """Hold up the card."""
        self.open("/learn/card")
        self.page.fill("[name=code]", self._bus.enrolment.learner.card_code)
        self.page.press("[name=code]", "Enter")
        self.page.wait_for_url(re.compile("/learn/(?!card)"))
