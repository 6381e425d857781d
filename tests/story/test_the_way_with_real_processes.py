"""The same way with everything real: server, kiosk window, stick, registry on PostgreSQL."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.rig import Server
from common.clock import utc_now
from courses.addressing import say_to
from lms_server.keys import tls_fingerprint
from tests.bundled import bundled_courses
from tests.people import OverHttp, Person, issue, mark_present, read_out_code, revoke
from tests.playing import play_step

pytestmark = [
    pytest.mark.window,
    pytest.mark.postgres,
    pytest.mark.timeout(400),
]
ROOT = Path(__file__).parents[2]
LEARNER = "Moong Văn Ổn"
COURSE = say_to(bundled_courses().get_course("KNS-04"), "ông")
"""In the words for who learns."""
START_S = 30


@pytest.fixture
def world(make_world, postgres_server):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    world = make_world(postgres_server.new_database(), public_url=f"http://127.0.0.1:{port}")
    world.url = f"http://127.0.0.1:{port}"
    return world


@pytest.fixture
def bus_url(world):
    server = Server(world.bus)
    server.start()
    yield f"http://127.0.0.1:{server.local_port}"
    assert server.stop() == 0


@pytest.fixture
def province_url(world):
    port = world.url.rpartition(":")[2]
    environ = {**os.environ, "BUS_REGISTRY_PORT": port}
    command = [sys.executable, "-m", "registry.cli", "serve", "--data", str(world.registry)]
    with (world.registry.parent / "registry.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        wait_for_port(int(port), process)
        yield world.url
    finally:
        process.terminate()
        ended = process.wait(10)
    assert ended == 0


def wait_for_port(port, process):
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail("the registry did not start")


def test_one_villager_goes_the_whole_way_by_finger_and_stick(
    world, bus_url, province_url, window, pictures
):
    trainer = Person(OverHttp(bus_url)).sign_in("trainer")
    villager = Villager(window, pictures)

    villager.pair(read_out_code(trainer), fingerprint=tls_fingerprint(world.bus))
    enrolment_id = villager.sit_down(picture_of(trainer))
    villager.practise()
    villager.answer_quiz()
    mark_present(trainer, enrolment_id)
    officer = Person(OverHttp(bus_url)).sign_in("officer")
    certificate_id = issue(officer, enrolment_id)

    carry_the_stick(world)
    assert dump("lms_server.cli", world.bus) == dump("registry.cli", world.registry)
    number, code = numbers_of(world)
    anyone = Person(OverHttp(province_url))
    anyone.get(f"/v/{code}")
    for printed in (LEARNER, number, "KNS-04", "1955", "10/10"):
        assert printed in anyone.page
    assert not is_shown_revoked(anyone.page)

    revoke(officer, certificate_id, on=utc_now().date())
    carry_the_stick(world)
    anyone.get(f"/v/{code}")
    assert is_shown_revoked(anyone.page)


@dataclass(frozen=True)
class Seen:
    """Elements of the page in the window."""

    window: object
    selector: str

    def count(self):
        return self.window.ask(f"document.querySelectorAll({self.selector!r}).length")

    def get_attribute(self, name):
        return self.window.ask(f"document.querySelector({self.selector!r}).getAttribute({name!r})")


class Villager:
    """Somebody at the kiosk's window; presses with the real pointer."""

    def __init__(self, window, pictures):
        self.window = window
        self.pictures = pictures

    def pair(self, code, *, fingerprint):
        """Type the code that the trainer reads out; no address is ever typed."""
        self.window.wait_until("location.pathname", "/_kiosk/code")
        self.window.choose(fingerprint)
        self.see("code")
        self.window.press(*code, "Return")
        self.window.wait_until("location.pathname", "/learn/")

    def sit_down(self, picture):
        """Tap the name, then the picture of the card; return the enrolment."""
        self.see("names")
        names = "[...document.querySelectorAll('a.name')]"
        path = self.window.ask(
            f"{names}.find(a => a.querySelector('strong').textContent === {LEARNER!r})"
            ".getAttribute('href')"
        )
        self.tap(f"a.name[href='{path}']")
        self.tap(f"button[value='{picture}']")
        self.window.wait_until("location.pathname", "/learn/course")
        self.see("offer")
        self.tap("form[action='/learn/hands/skip'] button")
        self.window.wait_until("document.querySelector('.path') !== null", wanted=True)
        self.see("path")
        return path.rpartition("/")[2]

    def practise(self):
        """Read the first lesson's first page, then do every task to its end."""
        self.tap(".kiosk-next a.button-main")
        self.window.wait_until("location.pathname.startsWith('/learn/lesson/')", wanted=True)
        self.see("lesson")
        for simulator_id, simulator in COURSE.simulators.items():
            self.window.ask(f"location.assign('/learn/task/{simulator_id}')")
            for number, step in enumerate(simulator.steps, start=1):
                self.window.wait_until("document.querySelector('.sim-say')?.textContent", step.say)
                if number == 1:
                    self.see(simulator_id)
                play_step(self, step, lambda _screen, selector: self.tap(selector))
            self.window.wait_until("document.getElementById('kept').textContent", "Đã lưu")

    def locator(self, selector):
        """Return what stands on the screen, as a task is played by it."""
        return Seen(self.window, selector)

    def answer_quiz(self):
        """Answer as the course knows it; each answer must be shown as saved."""
        self.window.ask("location.assign('/learn/quiz')")
        self.tap(".kiosk-next button.button-main")
        by_prompt = {item.prompt: item for item in COURSE.quiz.items}
        for number in range(COURSE.quiz.draw):
            here = "document.getElementById('dots')?.querySelectorAll('.on').length"
            self.window.wait_until(here, number + 1)
            item = by_prompt[self.window.ask("document.getElementById('prompt').textContent")]
            self.give(item)
            self.tap("#go")
            self.window.wait_until("document.getElementById('kept').textContent", "Đã lưu")
            if number == 0:
                self.see("answered")
            self.window.wait_until("document.getElementById('go').disabled", wanted=False)
            self.tap("#go")
        self.window.wait_until("location.pathname", "/learn/result")
        self.see("result")

    def give(self, item):
        """Give the right answer to the item on the screen."""
        for part in item.key:
            if item.text is not None:
                line = "document.querySelector('#choices input')"
                self.window.ask(f"{line}.value = {json.dumps(part)}")
                self.window.ask(f"{line}.dispatchEvent(new Event('input'))")
                return
            keys = [f"[data-key='{one}']" for one in part]
            ids = [f"[data-id='{one}']" for one in part.split("=")]
            for selector in keys if item.number is not None else ids:
                self.tap(selector)

    def tap(self, selector):
        found = f"document.querySelector({selector!r})?.disabled === false"
        link = f"document.querySelector({selector!r})?.tagName === 'A'"
        self.window.wait_until(
            f"document.readyState === 'complete' && ({found} || {link})", wanted=True
        )
        self.window.tap(selector)

    def see(self, name):
        self.window.screenshot(self.pictures / f"story-{name}.png")


def picture_of(trainer):
    """Read the picture mark on the learner's printed card."""
    trainer.get("/staff/classes/")
    class_id = trainer.find(r"/staff/classes/([0-9a-f-]{36})")
    trainer.get(f"/staff/classes/{class_id}/cards")
    return trainer.find(rf"pictures/(\w+)\.svg(?:(?!pictures/).)*?{LEARNER}")


def carry_the_stick(world):
    """Bus to stick, stick to province, receipt back: as a driver does it with four commands."""
    world.run_bus("bundle", "export", world.stick)
    world.run_registry("import", world.stick)
    world.run_registry("import", world.stick)
    receipts = sorted(world.stick.glob("*.receipt.json"))
    assert receipts
    world.run_bus("bundle", "apply-receipt", *receipts)


def dump(program, folder):
    command = [sys.executable, "-m", program, "dump", "--data", str(folder)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout


def numbers_of(world):
    (one,) = json.loads(dump("lms_server.cli", world.bus))["certificates"]
    return one["certificate_no"], one["lookup_code"]


def is_shown_revoked(page):
    banner = re.search(r'class="verdict-title">([^<]+)<', page)
    return banner is not None and "thu hồi" in banner.group(1).lower()
