"""Every screen that a learner can come to, looked at in every size."""

import os

import pytest
from playwright.sync_api import expect

from common.sql import SqliteDatabase
from courses.catalog import Catalog
from lms_server import demo, keys
from lms_server.app import create_app
from lms_server.config import Config
from lms_server.web.access import ACCESS
from tests.browser import paths
from tests.bundled import bundled_courses
from tests.walk.inspection import inspect

pytestmark = pytest.mark.browser
NAME = "Vi Thị Ánh"
NAMES = ("Ánh", "Minh Tâm", *(name for one in demo.LEARNERS for name in one[:2] if name))
"""What is on these screens and was not spoken ahead: who learns, where the class is."""
WHO = {"device", "learner"}
BEFORE = {
    "door.names": "/learn/",
    "door.card": "/learn/card",
    "door.class_over": "/learn/over",
}
"""Endpoint -> address, for who has not signed in."""
SIGNED_IN = {
    "together.show": "/learn/together",
    "address.ask": "/learn/address",
    "hand_test.offer": "/learn/hands",
    "hand_test.done": "/learn/hands/done",
    "dashboard.path": "/learn/course",
    "dashboard.deeds": "/learn/deeds",
    "dashboard.lesson_done": "/learn/lesson/KNS-04-L1/finished",
    "dashboard.task_done": "/learn/task/KNS-04-T1/finished?queued=1",
    "dashboard.result": "/learn/result",
    "lessons.show_page": "/learn/lesson/KNS-04-L1/1",
    "lessons.words": "/learn/words/1",
    "lessons.practise": "/learn/task/KNS-04-T1",
    "quizzes.begin_page": "/learn/quiz",
    "assistance.more_help": "/learn/more-help",
    "assistance.ask_contact": "/learn/more-help/contact",
    "assistance.ideas": "/learn/ideas",
    "assistance.thanks": "/learn/thanks",
    "takehome.show": "/learn/take-home",
    "takehome.ask": "/learn/next",
    "away.course": "/learn/away/course",
    "away.result": "/learn/away/result",
    "away.go_home": "/learn/away/home",
    "activities.list_extras": "/learn/extras",
}
"""Endpoint -> address, for who has signed in and done nothing yet."""
LONG = {"dashboard.path"}
"""Screens that are longer than a kiosk's when there is much to show."""
ELSEWHERE = {
    "activities.show_extra": "test_activities.py",
    "door.pictures": "test_door.py",
    "guests.ask": "test_door.py",
    "guests.stop": "test_door.py",
    "hand_test.play": "test_hand_test_screens.py",
    "pins.show": "test_door.py",
    "quizzes.questions": "test_the_whole_way.py",
    "together.show_turn": "test_together.py",
}
"""Screens that need more than one learner alone; who looks at them."""
NO_SCREENS = {
    "activities.play",
    "assistance.state",
    "away.files",
    "hand_test.go_on",
    "lessons.media",
    "lessons.resume",
    "narration.audio",
    "quizzes_api.get_attempt",
}
"""Answers to pages and files."""


@pytest.fixture
def shown(tmp_path):
    """The endpoints of learners and their machines that answer GET."""
    keys.make_tls(tmp_path, bus_code="40B01")
    config = Config(
        data_dir=tmp_path,
        bus_code="40B01",
        bus_name="Xe số 1",
        province_code="40",
        database_key=os.urandom(32),
    )
    database = SqliteDatabase(tmp_path / "bus.db", key=config.database_key)
    app = create_app(config, database=database, catalog=Catalog(bundled_courses().list_versions()))
    rules = [one for one in app.url_map.iter_rules() if "GET" in (one.methods or ())]
    database.close()
    return {one.endpoint for one in rules if ACCESS.get(one.endpoint, set()) & WHO}


def test_no_screen_is_forgotten_and_none_is_named_that_is_gone(shown):
    known = {*BEFORE, *SIGNED_IN, *ELSEWHERE, *NO_SCREENS}

    assert shown == known


def test_screens_before_the_sign_in_suit_everybody(live_bus, visit):
    page = visit(live_bus.lan)
    live_bus.pair(page)

    wrong = look_at(page, live_bus, BEFORE)

    assert wrong == []


@pytest.mark.timeout(300)
def test_screens_of_a_learner_suit_everybody(live_bus, visit, find_villager):
    page = visit(live_bus.lan)
    live_bus.pair(page)
    paths.sit_down(page, find_villager(NAME), lambda *_: None)

    wrong = look_at(page, live_bus, SIGNED_IN)

    assert wrong == []


def look_at(page, live_bus, screens):
    """Look at each screen; return what is wrong with any of them."""
    wrong = []
    for endpoint, path in screens.items():
        page.goto(f"{live_bus.lan}{path}")
        expect(page.locator("h1")).not_to_have_count(0)
        try:
            inspect(page, f"every-{endpoint}", names=NAMES, may_scroll=endpoint in LONG)
        except AssertionError as error:
            wrong.append(f"{page.url}\n{error}")
    return wrong
