"""A learner at a quiz that holds an item of every kind, in a real browser."""

import functools
import json
from pathlib import Path
from types import MappingProxyType

import pytest

from courses.catalog import Catalog
from lms_server.app import create_app
from lms_server.web.sessions import cookie_name
from tests.live_app import served
from tests.walk.keys import tab_to
from tests.walk.pictures import keep_picture

PACKAGES = Path(__file__).parents[3] / "packages"
ROOT = Path(__file__).parents[4]
AXE = ROOT / "tests" / "browser" / "static" / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FIND_SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden])')]
  .filter(one => one.checkVisibility())
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width < 55.5 || box.height < 55.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""
FIND_SMALL_PRINT = """() => [...document.querySelectorAll('main *')]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(one => one.checkVisibility() && !one.closest('script'))
  .filter(one => parseFloat(getComputedStyle(one).fontSize) < 22)
  .map(one => one.outerHTML.slice(0, 120))"""
FIND_CUT_OFF = """() => [...document.querySelectorAll('main *')]
  .filter(one => one.checkVisibility() && !one.closest('.visually-hidden, .sim-label'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && (box.right > innerWidth || box.left < 0
    || box.bottom > document.querySelector('.kiosk-actions').getBoundingClientRect().top + 1))
  .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.right},${box.bottom}`)"""

FIND_FAULTS = f"""async (tags) => window.axe ? {{
  size: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
  cutOff: ({FIND_CUT_OFF})(),
  small: ({FIND_SMALL})(),
  smallPrint: ({FIND_SMALL_PRINT})(),
  violations: (await axe.run(document, {{ runOnly: tags }})).violations,
}} : null"""
"""All that is wrong with a screen; null as long as axe is not there."""


@pytest.fixture(scope="session")
def kinds():
    return Catalog.load(PACKAGES)


@pytest.fixture
def course(kinds):
    return kinds.get_course("KNS-98")


@pytest.fixture
def app(config, database, kinds):
    app = create_app(config, database=database, catalog=kinds)
    app.config["TESTING"] = True
    return app


@pytest.fixture
def address(app):
    """The program on a socket of its own."""
    with served(app) as address:
        yield address


@pytest.fixture
def learner(as_learner):
    """Someone who has begun the quiz."""
    client = as_learner()
    client.post("/learn/quiz", data={"csrf_token": client.token})
    return client


@pytest.fixture
def open_quiz(chromium, address, learner):
    """Open the quiz page; any script error or message of the console fails the test."""
    contexts, complaints = [], []

    def open_page(**more):
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, **more)
        context.set_default_timeout(10_000)
        contexts.append(context)
        names = ("bus_device", cookie_name("/learn/"))
        context.add_cookies(
            [{"name": n, "value": learner.get_cookie(n).value, "url": address} for n in names]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: _note(line, complaints))
        page.goto(f"{address}/learn/quiz/questions")
        page.wait_for_selector("#choices > *")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _note(line, complaints):
    if line.type in ("error", "warning"):
        complaints.append(line.text)


@pytest.fixture
def picture():
    """Return a function that keeps a picture for people to look at."""
    return functools.partial(keep_picture, full_page=False)


@pytest.fixture(scope="session")
def fit():
    """Return a check of the screen: no scrolling, large print, large targets, open to all."""
    axe = AXE.read_text(encoding="utf-8")

    def check(page):
        told = page.evaluate(FIND_FAULTS, TAGS)
        if told is None:
            page.evaluate(axe)
            told = page.evaluate(FIND_FAULTS, TAGS)
        assert told == {**{one: [] for one in told}, "size": [1366, 768]}, json.dumps(
            told, ensure_ascii=False, indent=1
        )

    return check


class Hand:
    """One way to work a page."""

    def __init__(self, page):
        self.page = page

    def tap(self, selector):
        raise NotImplementedError

    def middle_of(self, selector):
        """Return where to press, once it stays there: a picture that comes may move it."""
        one = self.page.locator(selector)
        before, box = None, one.bounding_box()
        while box != before:
            before, box = box, one.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def write(self, text):
        """Press the keys on the screen: a small letter, or the name of a key."""
        for name in text.split():
            self.tap(f"[data-key='{name}']")


class Mouse(Hand):
    needs = MappingProxyType({})

    def tap(self, selector):
        self.page.mouse.click(*self.middle_of(selector))


class Touch(Hand):
    needs = MappingProxyType({"has_touch": True})

    def tap(self, selector):
        self.page.touchscreen.tap(*self.middle_of(selector))


class Keyboard(Hand):
    needs = MappingProxyType({})
    keys = MappingProxyType({"shift": "", "space": " ", "nang": "j", "ê": "ee"})

    def tap(self, selector):
        """Go there by Tab, as long as it takes, and press Space."""
        tab_to(self.page, selector, 60)
        self.page.keyboard.press("Space")

    def write(self, text):
        """Type on the keys of the machine, with Telex."""
        self.page.keyboard.type("".join(self.keys.get(one, one) for one in text.split()))


@pytest.fixture(params=[Mouse, Touch, Keyboard], ids=lambda one: one.__name__.lower())
def hand(request, open_quiz):
    """The quiz, worked by one of the three ways alone."""
    return request.param(open_quiz(**request.param.needs))


@pytest.fixture
def hands():
    """The three ways by name."""
    return {"mouse": Mouse, "touch": Touch, "keyboard": Keyboard}
