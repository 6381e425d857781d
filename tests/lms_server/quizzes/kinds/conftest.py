"""A learner at a quiz that holds an item of every kind, in a real browser."""

import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from courses.catalog import Catalog
from lms_server.app import create_app
from lms_server.web.sessions import cookie_name

PACKAGES = Path(__file__).parents[3] / "packages"
SCREENSHOTS = Path(__file__).parents[4] / "screenshots"


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
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    serving.join(10)


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
    SCREENSHOTS.mkdir(exist_ok=True)

    def take(page, name):
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return take
