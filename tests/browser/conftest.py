"""A live bus and real Chromium: what the browser tests share."""

import functools
import json
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.rig import Server
from common.clock import utc_now
from common.sql import SqliteDatabase
from lms_server import cli as lms_cli
from lms_server import demo
from lms_server.devices.actions import hash_token, open_code, pair_device
from lms_server.devices.models import DeviceKind
from lms_server.keys import load_database_key
from lms_server.opening import DATABASE_NAME
from lms_server.training.queries import list_enrolments, list_open_sessions
from registry import cli as registry_cli
from sync.enrolment import check_code, parse_pack
from tests.browser import paths
from tests.walk.pictures import keep_picture

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests" / "browser" / "static" / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALLEST_TARGET_PX = 56
_FIND_SMALL = """least => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, [role=button], [tabindex="0"]')]
  .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map(one => [one, (one.closest('label') || one).getBoundingClientRect()])
  .filter(([one, box]) => box.width > 0 && box.height > 0 && !one.closest('.visually-hidden'))
  .filter(([, box]) => box.width < least - 0.5 || box.height < least - 0.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""


@dataclass(frozen=True)
class LiveBus:
    """The running demo bus."""

    server: Server
    data_dir: Path

    @property
    def lan(self):
        return f"https://127.0.0.1:{self.server.lan_port}"

    @property
    def local(self):
        return f"http://127.0.0.1:{self.server.local_port}"

    @contextmanager
    def database(self):
        """Open the database beside the running program."""
        key = load_database_key(self.data_dir)
        database = SqliteDatabase(self.data_dir / DATABASE_NAME, key=key)
        yield database
        database.close()

    def list_enrolments(self):
        """Return everybody in the demo's class."""
        with self.database() as database, database.read() as db:
            return list_enrolments(db, list_open_sessions(db)[0].id)

    def pair(self, page):
        """Make the browser of ``page`` a machine of this bus; it shows the learners' door.

        Only tests of pairing itself take the long way, by a trainer who opens a code.
        """
        token, now = secrets.token_urlsafe(32), utc_now()
        with self.database() as database, database.write() as db:
            trainer_id = list_open_sessions(db)[0].trainer_id
            code = f"{secrets.randbelow(10**6):06}"
            pair_device(
                db,
                code_id=open_code(db, code=code, account_id=trainer_id, now=now),
                name="Máy tính",
                kind=DeviceKind.BROWSER,
                token_hash=hash_token(token),
                now=now,
            )
        cookie = {"name": "bus_device", "value": token, "url": self.lan}
        page.context.add_cookies([cookie])
        page.goto(f"{self.lan}/learn/")


def enrol_at_a_province(data_dir, registry_dir):
    """Let a province take the bus in and list its officer's key."""
    registry, pack = ("--data", str(registry_dir)), str(registry_dir.parent / "pack.json")
    request = str(data_dir / "enrolment-request.json")
    done = [
        registry_cli.main(["init", *registry, "--province-code", "40", "--province-name", "N"]),
        registry_cli.main(["enrol-bus", request, "--out", pack, *registry]),
    ]
    code = check_code(parse_pack(Path(pack).read_bytes()))
    done.append(lms_cli.main(["enrol", pack, "--code", code, "--data", str(data_dir)]))
    assert done == [0, 0, 0]


@pytest.fixture(scope="session")
def made_bus(tmp_path_factory, trusted_keys):
    """The folder of a new bus of the demo, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    demo.make(folder / "bus", now=utc_now())
    shutil.copytree(trusted_keys, folder / "bus" / "keys", dirs_exist_ok=True)
    enrol_at_a_province(folder / "bus", folder / "registry")
    return folder / "bus"


@pytest.fixture(scope="module")
def live_bus(tmp_path_factory, made_bus):
    """The demo's bus, served by the real program over TLS 1.3 and on this machine.

    Each file of tests has its own: what one leaves unfinished is no other's learners' task.
    """
    data_dir = tmp_path_factory.mktemp("live") / "bus"
    shutil.copytree(made_bus, data_dir)
    server = Server(data_dir)
    try:
        server.start()
        yield LiveBus(server, data_dir)
    finally:
        server.kill()


@pytest.fixture
def find_villager(live_bus):
    """Return a function that gives a learner of the demo's class, with the picture of the card."""

    def find(name):
        one = next(one for one in live_bus.list_enrolments() if one.learner.full_name == name)
        return paths.Villager(name, one.learner.picture)

    return find


@pytest.fixture
def visit(chromium):
    """Open a page as a new visitor; any script error or message of the console fails the test."""
    contexts, complaints = [], []

    def open_page(url):
        context = chromium.new_context(
            ignore_https_errors=True, viewport={"width": 1366, "height": 768}, locale="vi-VN"
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: _note(line, complaints))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _note(line, complaints):
    is_refusal = "Failed to load resource" in line.text and " 40" in line.text
    if line.type in ("error", "warning") and not is_refusal:
        complaints.append(f"{line.location['url']}: {line.text}")


@pytest.fixture(scope="session")
def accessible():
    """Return a check: no violation of WCAG 2.2 AA on the page as it is now."""
    axe = AXE.read_text(encoding="utf-8")

    def check(page):
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(axe)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", TAGS
        )
        told = [
            f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes']]}"
            for one in found
        ]
        assert told == [], json.dumps(told, ensure_ascii=False, indent=1)

    return check


@pytest.fixture(scope="session")
def touchable():
    """Return a check: everything that can be tapped is at least 56 pixels wide and high."""

    def check(page):
        small = page.evaluate(_FIND_SMALL, SMALLEST_TARGET_PX)
        assert small == []

    return check


@pytest.fixture(scope="session")
def picture():
    """Return a function that keeps a picture for people to look at."""
    return functools.partial(keep_picture, full_page=True)


@pytest.fixture
def sign_in(live_bus, visit):
    """Return a function that signs a member of the demo's staff in and gives their page."""

    def sign(role):
        person = next(one for one in demo.STAFF if one.role == role)
        page = visit(f"{live_bus.lan}/staff/sign-in")
        page.fill("[name=sign_in_name]", person.sign_in_name)
        page.fill("[name=password]", person.password)
        page.click("main button[type=submit]")
        page.wait_for_url("**/staff/")
        return page

    return sign
