"""How soon a learner sees that the machine felt the tap, in Chromium, with 40 learners at work.

``python3 bus.py bench reactions [TAPS]``: one learner turns pages, practises and answers by mouse
while 40 others answer a question every 2 s each. A tap in a page is measured by the browser's own
Event Timing (from the press to the next picture drawn, in steps of 8 ms); a tap that leads to
another page from the press to that page's first contentful paint.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect, sync_playwright

from bench.pages import Visitor, find_enrolments
from bench.rig import ROOT, Bus, Server, make_bus, scratch
from courses.catalog import Catalog
from lms_server.demo import COURSE_ID
from tests.browser.paths import give
from tests.chromium import CHROMIUM, CHROMIUM_FLAGS, trust_in
from tests.playing import play_step

LEARNERS = 40
BAR_MS = 100
_WATCH = """(() => {
  window.slowest = 0;
  const note = (list) => {
    for (const one of list.getEntries()) slowest = Math.max(slowest, one.duration);
  };
  new PerformanceObserver(note).observe({ type: "event", durationThreshold: 16 });
  addEventListener("pointerdown", () => sessionStorage.setItem("pressed", Date.now()), true);
})()"""
_DRAWN = """async () => {
  const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
  while (!painted()) await new Promise((resolve) => setTimeout(resolve, 5));
  return performance.timeOrigin + painted().startTime - Number(sessionStorage.getItem("pressed"));
}"""
_FELT = """async () => {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 60)));
  const felt = slowest;
  slowest = 0;
  return Math.max(felt, 16);
}"""


class Learner:
    """One learner at a browser; notes what each tap took."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.taps: list[float] = []
        self.turns: list[float] = []

    def tap(self, _page: Page, selector: str) -> None:
        """Press something that changes the page."""
        self.page.click(selector)
        self.taps.append(self.page.evaluate(_FELT))

    def turn(self, selector: str) -> None:
        """Press something that leads to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(selector)
        self.turns.append(self.page.evaluate(_DRAWN))


def learn(learner: Learner, least: int) -> None:
    """Read, practise, answer, until ``least`` taps and turns are measured."""
    course = Catalog.load(ROOT / "courses" / "packages").get_course(COURSE_ID)
    while min(len(learner.taps), len(learner.turns)) < least:
        _read(learner, course.lessons[0])
        _practise(learner, course)
        _answer(learner, course)


def _read(learner: Learner, lesson) -> None:
    learner.page.goto(f"{learner.base}/learn/lesson/{lesson.lesson_id}/1")
    for _ in lesson.pages[1:]:
        learner.turn(".kiosk-next .button-main")


def _practise(learner: Learner, course) -> None:
    for task in course.simulators.values():
        learner.page.goto(f"{learner.base}/learn/task/{task.simulator_id}")
        for step in task.steps:
            play_step(learner.page, step, learner.tap)


def _answer(learner: Learner, course) -> None:
    page = learner.page
    items = {item.prompt: item for item in course.quiz.items}
    page.goto(f"{learner.base}/learn/quiz")
    learner.turn(".kiosk-next .button-main")
    for number in range(course.quiz.draw):
        page.wait_for_selector("#prompt:not(:empty)")
        give(page, items[page.text_content("#prompt")])
        learner.tap(page, "#go:enabled")
        page.wait_for_selector("#explanation:not(:empty)")
        if number < course.quiz.draw - 1:
            before = page.text_content("#progress")
            learner.tap(page, "#go:enabled")
            expect(page.locator("#progress")).not_to_have_text(before)
    learner.turn("#go:enabled")


@contextmanager
def busy(bus: Bus, server: Server) -> Iterator[None]:
    """Let the class answer, one question every 2 s each, as long as the block runs."""
    command = [
        *(sys.executable, "-m", "bench.load", bus.write_sittings(), server.lan_port),
        *(bus.certificate, LEARNERS, 3600, 2, next(bus.revisions)),
    ]
    loading = subprocess.Popen([str(part) for part in command], cwd=ROOT)
    try:
        yield
        if loading.poll() is not None:
            raise RuntimeError("the class stopped answering")
    finally:
        loading.kill()
        loading.wait()


def seated(browser, bus: Bus, server: Server) -> Learner:
    """Return a learner of the class, signed in at a machine of their own."""
    device = bus.sittings[-1].device_token
    visitor = Visitor(server, bus.certificate, device)
    own_name = f"Lò Thị Thử {LEARNERS}"
    visitor.sign_in(next(e for e in find_enrolments(bus) if e.learner.full_name == own_name))
    context = browser.new_context(
        viewport={"width": 1366, "height": 768},
        locale="vi-VN",
        extra_http_headers={"Authorization": f"Bearer {device}"},
    )
    base = f"https://127.0.0.1:{server.lan_port}"
    cookies = [{"name": k, "value": v, "url": base} for k, v in visitor.cookies.items()]
    context.add_cookies(cookies)
    context.add_init_script(_WATCH)
    return Learner(context.new_page(), base)


def main() -> int:
    """Print the figures; return 0 when the bar holds."""
    least = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with scratch() as folder, sync_playwright() as playwright:
        bus = make_bus(folder / "bus", learners=LEARNERS + 1)
        server = Server(bus.data_dir)
        flags = [*CHROMIUM_FLAGS, trust_in(bus.certificate)]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            server.start()
            learner = seated(browser, bus, server)
            with busy(bus, server):
                learn(learner, least)
        finally:
            browser.close()
            server.kill()
    print("| tap | number | p50 ms | p95 ms | most ms |")
    print("|---|---|---|---|---|")
    worst = max(_row("in a page", learner.taps), _row("to another page", learner.turns))
    print(f"bar: p95 <= {BAR_MS} ms:", "holds" if worst <= BAR_MS else "BROKEN")
    return 0 if worst <= BAR_MS else 1


def _row(name: str, measured: list[float]) -> float:
    ordered = sorted(measured)
    p50, p95 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
    print(f"| {name} | {len(ordered)} | {p50:.0f} | {p95:.0f} | {ordered[-1]:.0f} |")
    return p95


if __name__ == "__main__":
    sys.exit(main())
