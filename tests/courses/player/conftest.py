"""The player in Chromium, under the same content security policy as the bus server's."""

import functools
import http.server
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from courses.catalog import Catalog
from courses.loader import read_package, say_plainly
from courses.model import Course
from courses.simulators.machine import public_simulator
from courses.simulators.model import Simulator

ROOT = Path(__file__).parents[3]
SAMPLES = Path(__file__).parents[1] / "samples"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"
STRINGS = {
    "hint": "Gợi ý",
    "no_more_hints": "Máy đã chỉ hết",
    "progress": "Bước {n} trên {all}",
    "erase": "Xóa",
    "enter": "Xong",
    "frame": "Khung quét",
    "done": "Tiếp tục",
    "again": "Làm lại",
    "space": "Dấu cách",
    "shift": "Chữ hoa",
    "card": "Thẻ {n} trên {all}",
    "turn": "Lượt của {name}",
    "next_turn": "Đến lượt {name}",
    "real_number": "Bác đừng gõ số thật, mật khẩu thật.",
    "own_words": "(chữ bác đã gõ)",
    "slip": "Giấy ghi nhớ",
    "practice_phone": "Điện thoại tập",
    "delivery": "Tiền giao hàng",
    "total": "Tổng cộng",
}
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thực hành</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/player/player.css">
<link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script></head>
<body><header>Xe Học viện số</header><main id="sim"></main></body></html>"""
STYLE = """body { margin: 0; height: 100vh; display: grid; grid-template-rows: 64px 560px;
font-family: "Noto Sans", sans-serif } main { min-height: 0; padding: 0 24px }"""
SCRIPT = """import { mountSimulator } from "/player/player.js";
const name = new URLSearchParams(location.search).get("task");
const { simulator, strings } = await (await fetch(`/task.json?${name}`)).json();
const given = JSON.parse(decodeURIComponent(location.hash.slice(1) || "{}"));
window.sent = [];
window.screens = 0;
const place = document.getElementById("sim");
place.addEventListener("bus:screen", () => { window.screens += 1; });
window.player = mountSimulator(place, simulator, {
  ...given, strings, media: (file) => `/of/${name}/${file}`,
  onFinish: (events, result, index) => window.sent.push({ events, result, index }),
  onDone: (result, results) => Object.assign(window, { left: result, all: results }),
});"""


@dataclass(frozen=True)
class Samples:
    """One task for each kind of step; what the player needs of a course."""

    simulators: dict[str, Simulator]
    media: frozenset[str]
    folder: Path


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the player, the tasks and their pictures."""

    def __init__(self, course_of: Callable[[str], Course | Samples], *arguments: Any) -> None:
        self.course_of = course_of
        super().__init__(*arguments)

    def do_GET(self) -> None:
        body, kind = self._find()
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body or b"")

    def _find(self) -> tuple[bytes | None, str]:
        path, _, query = self.path.partition("?")
        if path == "/task.json":
            simulator = public_simulator(self.course_of(query).simulators[query])
            task = {"simulator": simulator, "strings": STRINGS}
            return json.dumps(task).encode(), "application/json"
        fixed = {
            "/": (PAGE, "text/html"),
            "/page.css": (STYLE, "text/css"),
            "/page.js": (SCRIPT, "text/javascript"),
        }
        if path in fixed:
            return fixed[path][0].encode(), fixed[path][1]
        if path.startswith("/player/"):
            kind = "text/css" if path.endswith(".css") else "text/javascript"
            return (ROOT / "courses/simulators" / path[1:]).read_bytes(), kind
        if path.startswith("/of/"):
            task, _, name = path.removeprefix("/of/").partition("/")
            course = self.course_of(task)
            if name in course.media:
                return (course.folder / name).read_bytes(), "image/svg+xml"
        return None, "text/plain"

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


@pytest.fixture(scope="session")
def samples() -> Samples:
    package = say_plainly(read_package(SAMPLES))
    media = frozenset(name for name in package.contents if name.startswith("media/"))
    tasks = {one.source.simulator_id: one.source for one in package.simulators}
    return Samples(tasks, media, SAMPLES)


@pytest.fixture(scope="session")
def course_of(catalog: Catalog, samples: Samples) -> Callable[[str], Course | Samples]:
    """Return a function that gives what a task belongs to."""

    def find(task: str) -> Course | Samples:
        is_sample = task.startswith("KNS-99")
        return samples if is_sample else catalog.get_course(task.rpartition("-")[0])

    return find


@pytest.fixture
def course(request, course_of) -> Course | Samples:
    """The course of the task that the test plays; KNS-04 where it names none."""
    task = getattr(request.node, "callspec", None)
    name = task.params.get("task", "KNS-04-T1") if task else "KNS-04-T1"
    return course_of(getattr(request, "param", name))


@pytest.fixture(scope="session")
def site(course_of) -> Iterator[str]:
    handler = functools.partial(Handler, course_of)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def kiosk(chromium: Browser):
    """Return a function that gives a kiosk's only page: tasks are opened in it one by one."""
    pages: dict[bool, Page] = {}

    def find(*, has_touch: bool) -> Page:
        if has_touch not in pages:
            size = {"width": 1366, "height": 768}
            pages[has_touch] = chromium.new_context(viewport=size, has_touch=has_touch).new_page()
        return pages[has_touch]

    yield find
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="session")
def numbers():
    """Return numbers that make an address another one than before."""
    return itertools.count()


@pytest.fixture
def open_task(kiosk, site: str, numbers):
    """Open a task on a kiosk's screen; the test fails if the page complains of anything."""
    complaints: list[str] = []
    listening: list[tuple[Page, str, Any]] = []

    def listen(page: Page, event: str, note: Any) -> None:
        page.on(event, note)
        listening.append((page, event, note))

    def open_page(task: str, *, has_touch: bool = False, **given: Any) -> Page:
        page = kiosk(has_touch=has_touch)
        listen(page, "console", lambda message: complaints.append(message.text))
        listen(page, "pageerror", lambda error: complaints.append(str(error)))
        # Where only the part behind "#" differs, a browser stays on the page of the test before.
        page.goto(f"{site}/?task={task}&try={next(numbers)}#{quote(json.dumps(given))}")
        page.wait_for_selector(".sim-phone button")
        return page

    yield open_page
    for page, event, note in listening:
        page.remove_listener(event, note)
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
