"""A learner in a quiz meets every fault of a class day, and is on the same question again.

``python3 bus.py campaign resume [ROUNDS] [SEED]``: the real server, the real kiosk program and a
real browser in its gateway. Each round meets each fault once, in random order. After it the learner
must be on the question where she was, with every answer that was shown as saved. Seconds run from
the fault, or from the moment the network is back, to the question on the screen; signing in again
with the card is among them where the fault ended the session, and starting the programs again.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from playwright.sync_api import Error, expect, sync_playwright

from bench.rig import Server, scratch
from common.clock import utc_now
from common.sql import SqliteDatabase
from courses.catalog import Catalog
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
WITHIN_S = 10.0
CUT_S = 3.0
BROWSER = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
CHROMIUM = "/usr/bin/chromium"
SAVED = re.compile("^Đã lưu$")


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

    def sign_in(self):
        """Hold up the card."""
        self.page.goto(f"{self.origin}/learn/card")
        self.page.fill("[name=code]", self._bus.enrolment.learner.card_code)
        self.page.press("[name=code]", "Enter")
        self.page.wait_for_url(re.compile("/learn/(?!card)"))

    def go_on(self):
        """Come to the quiz as a learner does, who signed in."""
        self.page.goto(f"{self.origin}/learn/quiz")
        self.page.click(".kiosk-next button.button-main")
        self.item()

    def item(self):
        """Return the question on the screen."""
        expect(self.page.locator("#prompt")).not_to_be_empty()
        return self.page.get_attribute("#quiz", "data-item")

    def answer(self, items):
        """Answer the question on the screen, and return it."""
        item = items[self.item()]
        give(self.page, item)
        self.page.click("#go")
        self.page.wait_for_selector("#go:enabled")
        return item.item_id

    def next(self):
        self.page.click("#go")
        expect(self.page.locator("#quiz")).not_to_have_attribute("data-settled", "")


def give(page, item):
    """Give the right answer."""
    if item.text is not None:
        page.fill("#choices input", item.key[0])
        return
    for part in item.key:
        keys = [f"[data-key='{one}']" for one in part]
        ids = [f"[data-id='{one}']" for one in part.split("=")]
        for selector in keys if item.number is not None else ids:
            page.click(selector)


def window(_bus, laptops):
    laptops[0].new_window()
    return laptops[0]


def agent(_bus, laptops):
    laptops[0].kill()
    return started(laptops)


def server(bus, laptops):
    bus.server.kill()
    bus.server.start()
    laptops[0].page.reload()
    return laptops[0]


def power(bus, laptops):
    bus.server.kill()
    laptops[0].kill()
    bus.server.start()
    return started(laptops)


def started(laptops):
    laptops[0].start()
    laptops[0].sign_in()
    laptops[0].go_on()
    return laptops[0]


def other(_bus, laptops):
    laptops.reverse()
    laptops[0].sign_in()
    laptops[0].go_on()
    return laptops[0]


FAULTS = {"window": window, "agent": agent, "server": server, "power": power, "other": other}
"""What ends or moves the learner's work; ``network`` comes with an answer of its own."""


def meet(bus, laptops, fault):
    """Meet a fault in the middle of a question; return seconds, and what was not as it must be."""
    before, saved = laptops[0].item(), bus.stored()
    began = time.monotonic()
    laptop = FAULTS[fault](bus, laptops)
    after = laptop.item()
    seconds = time.monotonic() - began
    wrong = [] if after == before else [f"at {after} instead of {before}"]
    wrong += [f"lost {one}" for one in saved - bus.stored()]
    dots = laptop.page.locator("#dots i[data-stand=saved]").count()
    wrong += [] if dots == len(saved) else [f"{dots} marks for {len(saved)} answers"]
    return seconds, wrong


def cut(bus, laptops, items, *, cut_s=CUT_S):
    """Cut the network under an answer; return the seconds until the bus has it, and faults."""
    laptop, before = laptops[0], bus.stored()
    bus.fall_silent()
    item = items[laptop.item()]
    give(laptop.page, item)
    laptop.page.click("#go")
    expect(laptop.page.locator("#kept")).to_have_text("Đã lưu trên máy, đang chờ gửi")
    wrong = [] if bus.stored() == before else ["it passed the cut"]
    laptop.page.wait_for_timeout(cut_s * 1000)
    bus.speak_again()
    began = time.monotonic()
    expect(laptop.page.locator("#kept")).to_have_text(SAVED)
    seconds = time.monotonic() - began
    expect(laptop.page.locator(".explained strong")).to_be_visible()
    wrong += [] if bus.stored() == {*before, item.item_id} else ["not stored once"]
    return seconds, wrong


def one_round(bus, laptops, items, rng):
    """Yield (fault, seconds, what is wrong) for each fault."""
    laptops[0].sign_in()
    laptops[0].go_on()
    for fault in rng.sample([*FAULTS, "network"], len(FAULTS) + 1):
        if fault == "network":
            yield fault, *cut(bus, laptops, items)
        else:
            yield fault, *meet(bus, laptops, fault)
            laptops[0].answer(items)
        laptops[0].next()
    while laptops[0].page.locator("#dots i[data-stand=saved]").count() < len(bus.stored()):
        laptops[0].page.wait_for_timeout(50)
    finish(laptops[0], items)


def finish(laptop, items):
    """Answer what is left, and ask for the result."""
    while True:
        laptop.answer(items)
        is_last = laptop.page.text_content("#go") == "Xem kết quả"
        laptop.page.click("#go")
        if is_last:
            laptop.page.wait_for_url("**/learn/result")
            return
        expect(laptop.page.locator("#quiz")).not_to_have_attribute("data-settled", "")


def within_s():
    """Return what a fault may take: ``WITHIN_S``, and more where other work crowds this machine."""
    return WITHIN_S * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def campaign(folder, *, rounds, rng):
    """Run the rounds; return whether all was as it must be."""
    items = {one.item_id: one for one in Catalog.load().get_course(demo.COURSE_ID).quiz.items}
    times, is_good = {}, True
    with ExitStack() as ended:
        playwright = ended.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(BROWSER))
        bus = Bus(folder / "bus")
        ended.callback(bus.close)
        laptops = []
        for number in (1, 2):
            bus.pair(folder / f"laptop{number}", number)
            laptops.append(Laptop(bus, chromium, folder / f"laptop{number}"))
            ended.callback(laptops[-1].kill)
        ended.callback(tell_log, bus)
        for _ in range(rounds):
            for fault, seconds, wrong in one_round(bus, laptops, items, rng):
                times.setdefault(fault, []).append(seconds)
                if wrong or seconds > within_s():
                    print(f"  FAILED {fault} after {seconds:.1f} s: {wrong}", flush=True)
                    is_good = False
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for fault, found in sorted(times.items()):
        found.sort()
        middle, most = found[len(found) // 2], found[-1]
        print(f"{fault}: {len(found)} times, median {middle:.1f} s, longest {most:.1f} s")
    return is_good


def tell_log(bus):
    """Show the last lines that the server wrote when the campaign breaks off."""
    if sys.exc_info()[0] is not None:
        print((bus.folder / "serve.log").read_text(encoding="utf-8")[-3000:])


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**6
    print(f"{rounds} rounds of {len(FAULTS) + 1} faults, seed {seed}", flush=True)
    with scratch() as folder:
        is_good = campaign(folder, rounds=rounds, rng=random.Random(seed))
    print("the learner was on the same question each time" if is_good else "FAILED")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
