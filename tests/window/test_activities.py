"""Imported activities in the kiosk's real window, through its gateway, on a real bus."""

import json
import subprocess
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bench.rig import Server
from common.clock import utc_now
from common.sql import SqliteDatabase
from lms_server import demo
from lms_server.accounts.models import Account
from lms_server.activities.actions import add_activity, open_for_class
from lms_server.activities.models import ActivityAnswer, ActivityProgress
from lms_server.activities.storage import store_package
from lms_server.devices.actions import open_code
from lms_server.keys import load_database_key, tls_fingerprint
from lms_server.training.queries import list_enrolments, list_open_sessions
from tests.activity_packages import EVIL, SCO, TINY, h5p, scorm_page
from tests.real_window import open_window

pytestmark = pytest.mark.window
KEPT = "document.getElementById('kept')?.textContent"
PATH = "location.pathname"
# The test cannot look into the frame either, so the part tells by what it stores.
TELLING = SCO.replace(
    'show("where",',
    'api.LMSSetValue("cmi.comments", api.LMSGetValue("cmi.core.entry"));show("where",',
).replace(
    "<button", '<button style="position:fixed;left:0;top:0;width:100%;height:50%;z-index:9"', 1
)
LARGE = TINY.replace('$("<button>").text(word)', '$("<button>").css(AT[word]).text(word)').replace(
    "H5P.TinyTrueFalse = ",
    "var AT = { 'Đúng': { position: 'fixed', inset: 0 }, 'Sai': {} };\nH5P.TinyTrueFalse = ",
)


class Bus:
    """A demo bus with a class, served by the real program."""

    def __init__(self, folder):
        self.data = folder / "bus"
        demo.make(self.data, now=utc_now())
        self.server = Server(self.data)
        self.database = SqliteDatabase(self.data / "bus.db", key=load_database_key(self.data))
        self.fingerprint, self.code = tls_fingerprint(self.data), "482915"
        with self.database.write() as db:
            self.class_id = list_open_sessions(db)[0].id
            self.card = list_enrolments(db, self.class_id)[0].learner.card_code
            account_id = db.scalars(select(Account.id)).first()
            open_code(db, code=self.code, account_id=account_id, now=utc_now())

    def bring(self, raw):
        """Bring an activity in for the class; return its id."""
        path = self.data / "package.zip"
        path.write_bytes(raw)
        package, stored = store_package(self.data, path)
        with self.database.write() as db:
            activity_id = add_activity(db, package, stored, actor="system", now=utc_now())
            open_for_class(db, activity_id, self.class_id, actor="system", now=utc_now())
        return activity_id

    def stored(self, activity_id):
        """Return what lies on the disk of the bus for the one learner."""
        query = select(ActivityProgress).where(ActivityProgress.activity_id == activity_id)
        with self.database.read() as db:
            row = db.scalars(query).one()
            answers = db.scalars(select(ActivityAnswer).where(ActivityAnswer.progress_id == row.id))
            return SimpleNamespace(
                state=json.loads(row.state or b"{}"),
                score=row.score,
                answers=[(one.verb, one.result) for one in answers],
            )


@pytest.fixture(scope="module")
def seated(display, tmp_path_factory):
    """A paired window with a learner signed in by card, and its bus."""
    folder = tmp_path_factory.mktemp("window")
    bus = Bus(folder)
    bus.server.start()
    with open_window(folder, display) as window:
        window.wait_until(PATH, "/_kiosk/code")
        window.choose(bus.fingerprint)
        window.press(*bus.code, "Return")
        window.wait_until("location.pathname.startsWith('/learn')", wanted=True)
        window.ask("location.href = '/learn/card'; 1")
        window.wait_until(PATH, "/learn/card")
        window.ask(
            f"document.querySelector('[name=code]').value = {bus.card!r};"
            "document.querySelector('[name=code]').form.submit(); 1"
        )
        window.wait_until(PATH, "/learn/course")
        yield SimpleNamespace(window=window, bus=bus)
    bus.server.kill()
    bus.database.close()


def play(window, activity_id):
    window.ask(f"location.href = '/learn/extras/{activity_id}/1'; 1")
    window.wait_until(PATH, f"/learn/extras/{activity_id}/1")
    window.wait_until("document.readyState", "complete")


def press_until_saved(window, x, y):
    """Nobody can see from outside when a part is there, so its button is pressed until it hears."""
    for _ in range(30):
        press_inside(window, x, y)
        if not window.stays(f"{KEPT} === 'Đã lưu'", wanted=False):
            return
    pytest.fail(f"nothing was saved: {window.ask(KEPT)!r}")


def press_inside(window, x, y):
    """Press a place inside the frame, as a share of its width and height."""
    box = window.ask(
        "(() => { const b = document.getElementById('play').getBoundingClientRect();"
        f" return [b.x + b.width * {x}, b.y + b.height * {y}]; }})()"
    )
    place = [str(round(number)) for number in box]
    subprocess.run(["xdotool", "mousemove", *place, "click", "1"], env=window.environ, check=True)


def test_a_part_is_played_stored_and_gone_on_with(seated, pictures):
    window, bus = seated.window, seated.bus
    activity_id = bus.bring(scorm_page(TELLING))
    play(window, activity_id)
    window.ask("addEventListener('frametouch', () => { document.body.id = 'touched'; }); 1")
    press_until_saved(window, 0.5, 0.25)
    assert window.ask("document.body.id") == "touched", "work inside counts as presence"
    window.screenshot(pictures / "window-activity.png")
    first = bus.stored(activity_id).state

    window.tap(".kiosk-back a")
    window.wait_until(PATH, f"/learn/extras/{activity_id}")
    play(window, activity_id)
    press_until_saved(window, 0.5, 0.25)

    again = bus.stored(activity_id).state
    assert (first["location"], first["suspend_data"]) == ("trang 2", "đã chọn rau cải")
    assert (first["values"]["comments"], again["values"]["comments"]) == ("ab-initio", "resume")


def test_an_h5p_is_played_and_what_was_answered_is_stored(seated, pictures):
    window, bus = seated.window, seated.bus
    activity_id = bus.bring(h5p(**{"H5P.TinyTrueFalse-1.0/tiny.js": LARGE}))
    play(window, activity_id)
    press_until_saved(window, 0.5, 0.5)
    window.screenshot(pictures / "window-h5p.png")

    kept = bus.stored(activity_id)
    assert ("answered", "correct") in kept.answers
    assert json.loads(kept.state["suspend_data"]) == {"chosen": "Đúng"}


def test_an_evil_part_reaches_nothing(seated):
    window, bus = seated.window, seated.bus
    activity_id = bus.bring(scorm_page(EVIL))

    play(window, activity_id)
    window.wait_until(KEPT, "Đã lưu")

    out = json.loads(bus.stored(activity_id).state["suspend_data"])
    assert set(out.values()) == {"refused"}, out
    assert window.ask(PATH) == f"/learn/extras/{activity_id}/1"
    assert window.visible_windows() == ["bus-kiosk"]
    window.ask("location.href = '/learn/course'; 1")
    window.wait_until(PATH, "/learn/course")
