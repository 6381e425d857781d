"""The kiosk's real window plays real audio through the gateway: WebKit, GStreamer, Ogg Opus."""

import io
import math
import re
import struct
import wave
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, pass_context

from courses.speech.opus import to_opus
from courses.speech.sentences import text_key
from lms_server.narration.routes import Narration
from tests.fake_bus import FakeBus, announce

pytestmark = pytest.mark.window
WEB = Path(__file__).parents[2] / "lms_server" / "web"
SENTENCES = ("Mời bác chọn tên", "Đúng rồi!", "Tiếp tục")
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bài học</title>
<link rel="stylesheet" href="/static/learn/listen.css">
<script src="/static/watch.js"></script></head>
<body><main><h1 id="title">Mời bác chọn tên</h1><p>Đúng rồi!</p></main>
<form id="looks" action="/learn/preferences"></form>
<footer class="kiosk-actions">{bar}
<div class="kiosk-next"><button class="button">Tiếp tục</button></div></footer></body></html>"""
# The page's one audio element tells what it did by attributes of the page.
WATCH = """const Real = window.Audio;
window.Audio = class extends Real {
  constructor(...given) {
    super(...given);
    for (const name of ["ended", "error"]) {
      this.addEventListener(name, () => {
        const { dataset } = document.documentElement;
        dataset[name] = Number(dataset[name] ?? 0) + 1;
        dataset.speed = this.playbackRate;
      });
    }
  }
};"""
LISTEN = "document.getElementById('listen-play')?.textContent.trim()"
STATE = "document.getElementById('listen')?.dataset.state"
ENDED = "document.documentElement.dataset.ended"
ERRORS = "document.documentElement.dataset.error ?? 'none'"


def tone():
    samples = [int(8000 * math.sin(at / 9)) for at in range(8000)]
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(struct.pack("<8000h", *samples))
    return to_opus(packed.getvalue())


def the_bar(*, by_itself):
    """The real piece of the real template."""
    addresses = {"narration.audio": "/learn/speech/vi/-.opus"}

    @pass_context
    def url_for(_context, endpoint, filename="", **_more):
        return f"/static/{filename}" if endpoint == "static" else addresses[endpoint]

    pages = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
    pages.globals.update(
        url_for=url_for,
        _=lambda text: {"Listen": "Nghe", "Stop": "Dừng"}.get(text, text),
        narration=lambda: Narration("vi", "0a1b2c3d", is_slow=False, reads_by_itself=by_itself),
    )
    return pages.get_template("_listen.html").render()


class SpeakingBus(FakeBus):
    """Serves one page that can be read aloud, with the real scripts."""

    def pages(self):
        lasting = {"Cache-Control": "public, max-age=31536000"}
        script = {"Content-Type": "text/javascript", "Cache-Control": "no-cache"}
        found = {
            f"/static/learn/{path.name}": (200, script, path.read_bytes())
            for path in (WEB / "static" / "learn").glob("*.js")
        }
        found["/static/watch.js"] = (200, script, WATCH.encode())
        sound = {"Content-Type": "audio/ogg", **lasting}
        for one in SENTENCES:
            found[f"/learn/speech/vi/{text_key(one)}.opus"] = (200, sound, self.sound)
        html = {"Content-Type": "text/html; charset=utf-8"}
        found["/learn/"] = found["/"] = (200, html, self.page)
        return found


@pytest.fixture
def bus(tmp_path):
    bus = SpeakingBus(tmp_path)
    bus.sound, bus.page = tone(), PAGE.format(bar=the_bar(by_itself=False)).encode()
    announced = announce(bus.start(), address="127.0.0.1", interfaces=["127.0.0.1"])
    yield bus
    announced.close()
    bus.stop()


def test_the_window_reads_a_page_to_its_end_and_asks_the_bus_once(bus, window, pictures):
    window.pair_with(bus)
    window.wait_until(STATE, "silent")

    window.tap("#listen-play")
    window.wait_until(LISTEN, "Dừng")
    window.screenshot(pictures / "window-listen.png")
    window.wait_until(ENDED, "3")
    window.wait_until(LISTEN, "Nghe")
    window.tap("#listen-slow")
    window.tap("#listen-play")
    window.wait_until(ENDED, "6")

    asked = [target for _, target, _ in bus.requests if target.startswith("/learn/speech/")]
    assert window.ask(ERRORS) == "none"
    assert window.ask("Number(document.documentElement.dataset.speed)") == 0.75
    assert {re.search(r"[0-9a-f]{64}", one).group(0) for one in asked} == set(
        map(text_key, SENTENCES)
    )
    assert all(one.endswith("?v=0a1b2c3d") for one in asked)
    assert len(asked) <= 2 * len(SENTENCES), "the gateway keeps what never changes"


def test_a_page_may_read_itself_before_it_was_touched(bus, window):
    bus.page = PAGE.format(bar=the_bar(by_itself=True)).encode()

    window.pair_with(bus)

    window.wait_until(ENDED, "3")
    assert window.ask(ERRORS) == "none"
