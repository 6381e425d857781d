"""What a learner's pages weigh on the bus's Wi-Fi, as real Chromium counts it.

``python3 bus.py bench weight``: one learner signs in at a browser that was never here, reads,
practises, takes the quiz. Counted is what arrives over TLS, headers included; the browser
trusts the server's certificate, as it must to keep files. A sound is asked for only when
somebody listens, so none is counted.
"""

import gzip
import sys
from collections import defaultdict
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from bench.pages import find_enrolments
from bench.rig import ROOT, Bus, Server, make_bus, scratch
from courses.catalog import Catalog
from lms_server.demo import COURSE_ID
from tests.browser.paths import give
from tests.chromium import CHROMIUM, CHROMIUM_FLAGS, trust_in
from tests.playing import play_step

FIRST_KB = 150
LATER_KB = 15
SCRIPT_KB = 60
_FOREIGN = ("/static/vendor/players",)
"""Code of imported activities, which is not ours."""
_FETCHED_AHEAD = """async () => {
  const isThere = () => localStorage.getItem("bus-ahead");
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 20));
}"""


class Scales:
    """Weighs all that arrives at one page of the browser."""

    def __init__(self, session: CDPSession) -> None:
        self.arrived: dict[str, int] = defaultdict(int)
        """Bytes by address since the last weighing."""
        self.scripts: dict[str, int] = {}
        """Compressed size by path, of every script that ever ran."""
        self._addresses: dict[str, str] = {}
        session.send("Network.enable")
        session.on("Network.responseReceived", self._note)
        session.on("Network.loadingFinished", self._add)

    def take(self) -> dict[str, int]:
        """Return what arrived since the last time, and begin anew."""
        taken = dict(self.arrived)
        self.arrived.clear()
        return taken

    def _note(self, event) -> None:
        self._addresses[event["requestId"]] = event["response"]["url"]

    def _add(self, event) -> None:
        address = self._addresses.get(event["requestId"], "?")
        self.arrived[address] += int(event["encodedDataLength"])


def weigh(page: Page, base: str, bus: Bus) -> tuple[list[tuple[str, dict[str, int]]], int]:
    """Go a learner's way; return what each page brought, and the size of all scripts."""
    scripts: dict[str, int] = {}
    page.on("response", lambda answer: _note_script(answer, scripts))
    scales = Scales(page.context.new_cdp_session(page))
    weighed = []

    def seen(name: str) -> None:
        page.wait_for_load_state("networkidle")
        weighed.append((name, scales.take()))

    enrolment = find_enrolments(bus)[0]
    page.goto(f"{base}/learn/")
    page.evaluate(_FETCHED_AHEAD)  # while nobody taps
    seen("names (the first page)")
    page.goto(f"{base}/learn/who/{enrolment.id}")
    seen("pictures")
    page.click(f"[name=picture][value={enrolment.learner.picture}]")
    seen("signed in")
    page.goto(f"{base}/learn/course")
    seen("path of the course")
    course = Catalog.load(ROOT / "courses" / "packages").get_course(COURSE_ID)
    _read(page, base, course, seen)
    _practise(page, base, course, seen)
    _answer(page, base, course, seen)
    return weighed, sum(scripts.values())


def _read(page: Page, base: str, course, seen) -> None:
    lesson = course.lessons[0]
    for number in range(1, len(lesson.pages) + 1):
        page.goto(f"{base}/learn/lesson/{lesson.lesson_id}/{number}")
        seen(f"lesson page {number}")


def _practise(page: Page, base: str, course, seen) -> None:
    for task in course.simulators.values():
        page.goto(f"{base}/learn/task/{task.simulator_id}")
        for step in task.steps:
            play_step(page, step)
        seen(f"practice {task.simulator_id}")


def _answer(page: Page, base: str, course, seen) -> None:
    items = {item.prompt: item for item in course.quiz.items}
    page.goto(f"{base}/learn/quiz")
    seen("quiz, before it begins")
    page.click(".kiosk-next .button-main")
    for number in range(course.quiz.draw):
        page.wait_for_selector("#prompt:not(:empty)")
        give(page, items[page.text_content("#prompt")])
        page.click("#go:enabled")
        page.wait_for_selector("#explanation:not(:empty)")
        seen(f"question {number + 1} and why")
        if number < course.quiz.draw - 1:
            before = page.text_content("#progress")
            page.click("#go:enabled")
            expect(page.locator("#progress")).not_to_have_text(before)
    page.click("#go:enabled")
    page.wait_for_url("**/learn/result")
    seen("result")


def _note_script(answer, scripts: dict[str, int]) -> None:
    path = urlsplit(answer.url).path
    is_script = answer.request.resource_type == "script" and answer.status == 200
    if is_script and not path.startswith(_FOREIGN) and path not in scripts:
        scripts[path] = len(gzip.compress(answer.body(), 9))


def main() -> int:
    """Print the figures; return 0 when the bars hold."""
    with scratch() as folder, sync_playwright() as playwright:
        bus = make_bus(folder / "bus", learners=1)
        server = Server(bus.data_dir)
        flags = [*CHROMIUM_FLAGS, trust_in(bus.certificate)]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            server.start()
            base = f"https://127.0.0.1:{server.lan_port}"
            context = browser.new_context(
                viewport={"width": 1366, "height": 768},
                extra_http_headers={"Authorization": f"Bearer {bus.sittings[0].device_token}"},
            )
            weighed, scripts = weigh(context.new_page(), base, bus)
        finally:
            browser.close()
            server.kill()
    return _tell(weighed, scripts)


def _tell(weighed: list[tuple[str, dict[str, int]]], scripts: int) -> int:
    print("| page | files | kB | heaviest |")
    print("|---|---|---|---|")
    for name, arrived in weighed:
        heaviest = sorted(arrived.items(), key=lambda one: -one[1])[:2]
        told = ", ".join(f"{urlsplit(at).path[-40:]} {size / 1000:.1f}" for at, size in heaviest)
        print(f"| {name} | {len(arrived)} | {sum(arrived.values()) / 1000:.1f} | {told} |")
    first, *later = [sum(arrived.values()) / 1000 for _, arrived in weighed]
    bars = {
        f"first page <= {FIRST_KB} kB": first <= FIRST_KB,
        f"each later page <= {LATER_KB} kB": max(later) <= LATER_KB,
        f"all scripts <= {SCRIPT_KB} kB (they are {scripts / 1000:.1f})": scripts
        <= SCRIPT_KB * 1000,
    }
    for bar, holds in bars.items():
        print(f"bar: {bar}:", "holds" if holds else "BROKEN")
    return 0 if all(bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
