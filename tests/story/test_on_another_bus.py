"""Scenario 16, its end: she left bus A at minute 40 of 75 and goes on, days later, on bus B."""

import dataclasses
import html
import json
import random
import re
from contextlib import closing, contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.uptime import uptime
from lms_server import app as bus_app
from lms_server.attendance.actions import note_activity
from lms_server.closing.actions import close_class
from lms_server.demo import SIGNING_PASSPHRASE
from lms_server.elsewhere.queries import search_elsewhere
from lms_server.issuing.queries import learner_facts
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.models import Learner
from lms_server.learners.rules import BirthDate, Means, Purpose
from lms_server.lessons.actions import complete_lesson, note_page
from lms_server.opening import open_bus
from lms_server.setting_up import REQUEST_FILE, set_up
from lms_server.training.actions import NewTrainingSession, enrol, open_training_session
from registry import app as registry_app
from registry import dump as registry_dump
from registry.config import Config as RegistryConfig
from tests.bundled import bundled_courses
from tests.live_app import served
from tests.people import InProcess, Person, read_out_code
from tests.playing import straight_way

COURSE = "KNS-02"
LEARNER = "Lò Thị Sáng"
ASKED = {"elsewhere_id", "commune_code", "full_name", "village", "birth_year", "birth_month"}
ASKED |= {"birth_day"}
BEGUN = utc_now() - timedelta(days=9)


@pytest.fixture
def course():
    """A course of 75 minutes."""
    return bundled_courses().get_course(COURSE)


@pytest.fixture
def bus_b(make_world):
    """The demo's bus with its province."""
    return make_world()


@pytest.fixture
def bus_a(bus_b, tmp_path):
    """Another bus of the same province."""
    folder, pack = tmp_path / "bus-a", tmp_path / "pack-a.json"
    set_up(
        folder,
        bus_code="40A01",
        bus_name="Xe số 1",
        province_code="40",
        passphrase=None,
        now=BEGUN,
    )
    world = dataclasses.replace(bus_b, bus=folder)
    world.run_registry("enrol-bus", folder / REQUEST_FILE, "--out", pack)
    world.enrol(pack)
    return world


@pytest.fixture
def left_early(bus_a, course):
    """She was there for 40 minutes, read one lesson and two pages of the next; the class ends."""
    with open_bus(bus_a.bus) as bus, bus.database.write() as db:
        learner_id = register_learner(
            db,
            NewLearner(
                full_name=LEARNER,
                birth=BirthDate(1958, 5, 12),
                commune_code="17071",
                village="bản Một",
            ),
            consent=ConsentGiven(
                purposes=frozenset({Purpose.LEARN, Purpose.PROVINCE}), means=Means.VOICE
            ),
            vault=IdNumberVault(bus.config.database_key),
            rng=random.Random(1),
            actor="system",
            now=BEGUN,
        )
        session_id = open_training_session(
            db,
            NewTrainingSession(
                commune_code="17071",
                village="bản Một",
                place="Nhà văn hóa",
                trainer_id=new_id(),
                trainer_name="Lò Thị Mai",
            ),
            course=course,
            actor="system",
            now=BEGUN,
        )
        enrolment_id = enrol(db, session_id, learner_id, actor="system", now=BEGUN)
        for minute in range(41):
            note_activity(db, enrolment_id, now=BEGUN + timedelta(minutes=minute))
        complete_lesson(db, enrolment_id, lesson=course.lessons[0], now=BEGUN)
        note_page(db, enrolment_id, lesson=course.lessons[1], page=2, now=BEGUN)
        close_class(
            db,
            session_id,
            courses=bundled_courses(),
            actor="system",
            now=BEGUN + timedelta(minutes=75),
            uptime=uptime(),
        )
    return learner_id


def deliver(world):
    """Carry a stick to the province and back."""
    for old in world.stick.iterdir():
        old.unlink()
    world.run_bus("bundle", "export", world.stick)
    world.run_registry("import", world.stick)
    papers = [*world.stick.glob("*.receipt.json"), *world.stick.glob("*.carried")]
    world.run_bus("bundle", "apply-receipt", *papers)


@contextmanager
def program_of(world):
    with open_bus(world.bus) as bus:
        app = bus_app.create_app(bus.config, database=bus.database)
        app.config["PROPAGATE_EXCEPTIONS"] = True
        yield bus, app


@contextmanager
def province_of(world):
    with closing(registry_app.open_database(RegistryConfig.load(world.registry))) as database:
        yield database


def test_she_goes_on_and_completes_on_another_bus(bus_a, bus_b, left_early, course):
    deliver(bus_a)
    deliver(bus_b)

    with program_of(bus_b) as (bus, app):
        trainer = Person(InProcess(app)).sign_in("trainer")
        class_id = open_class(trainer)
        enrolment_id = enrol_at_desk(trainer, class_id, learner_id=left_early)
        assert "1/4" in row_of(trainer, class_id)
        assert (facts_of(bus, class_id, course).attended_minutes) == 40

        villager = sign_in(bus, app, trainer, learner_id=left_early)
        lesson_id = course.lessons[1].lesson_id
        resumed = villager.way.client.get(f"/learn/lesson/{lesson_id}")
        assert resumed.location == f"/learn/lesson/{lesson_id}/2"
        practise(course, villager)
        answer_quiz(course, villager)
        mark_present(trainer, class_id, enrolment_id, minutes=25)
        facts = facts_of(bus, class_id, course)
        assert (facts.is_completed, facts.attended_minutes) == (True, 65)

        see_card(trainer, left_early)
        issue_of(app, class_id, enrolment_id)
        with bus.database.read() as db:
            one_learner = select(func.count()).where(Learner.full_name == LEARNER)
            assert db.scalar(one_learner) == 1

    deliver(bus_b)
    deliver(bus_a)
    with province_of(bus_b) as database, database.read() as db:
        known = json.loads(registry_dump.dump(db, now=utc_now()))
    assert {one["learner_id"] for one in known["certificates"]} == {str(left_early)}
    assert [one["attended_minutes"] for one in known["results"]] == [65]
    assert [one["attended_minutes"] for one in known["progress"]] == [40]


def open_class(trainer):
    """End the demo's class, and open one of the course in another village."""
    trainer.get("/staff/classes/")
    demo_class = trainer.find(r"/staff/classes/([0-9a-f-]{36})")
    trainer.get(f"/staff/classes/{demo_class}/close")
    trainer.post(f"/staff/classes/{demo_class}/close")
    trainer.get("/staff/classes/open")
    fields = {"commune_code": "17071", "village": "bản Hai", "place": "Nhà văn hóa"}
    trainer.post("/staff/classes/open", course_id=COURSE, **fields)
    trainer.get("/staff/classes/")
    return trainer.find(r"/staff/classes/([0-9a-f-]{36})")


def enrol_at_desk(trainer, class_id, *, learner_id):
    """Find her by name, read the consent aloud again, enrol; return the enrolment's id."""
    desk = f"/staff/classes/{class_id}/enrol"
    trainer.get(f"{desk}?q=sang")
    assert "Đã học ở xe khác" in trainer.page
    assert f"{COURSE}: 40 phút" in trainer.page
    trainer.get(html.unescape(trainer.find(rf'href="({desk}\?elsewhere={learner_id})')))
    form = trainer.page[trainer.page.index('id="newcomer"') :]
    fields = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))
    fields = {name: html.unescape(value) for name, value in fields.items() if name in ASKED}
    assert (fields["full_name"], fields["birth_day"]) == (LEARNER, "12")
    trainer.post(desk, **fields, purposes=["learn", "province"], means="voice")
    return trainer.find(r"/cards\?only=([0-9a-f-]{36})")


def sign_in(bus, app, trainer, *, learner_id):
    """Pair a browser by the trainer's code, and sign in by card."""
    code = read_out_code(trainer)
    villager = Person(InProcess(app))
    villager.get("/join")
    villager.post("/join", code=code)
    with bus.database.read() as db:
        card = db.scalars(select(Learner.card_code).where(Learner.id == learner_id)).one()
    villager.get("/learn/card")
    villager.post("/learn/card", code=card)
    return villager


def practise(course, villager):
    """Do every task of the course."""
    for simulator_id, simulator in course.simulators.items():
        villager.get(f"/learn/task/{simulator_id}")
        message = {
            "id": str(new_id()),
            "simulator_attempt_id": villager.find(r'"attempt_id": ?"([0-9a-f-]{36})"'),
            "events": straight_way(simulator),
            "finished_at": to_wire(utc_now()),
        }
        send(villager, "/api/v1/traces", [message])


def answer_quiz(course, villager):
    villager.get("/learn/quiz")
    villager.post("/learn/quiz")
    attempt_id = villager.find(r'"attempt_id": ?"([0-9a-f-]{36})"')
    shown = villager.way.client.get(f"/api/v1/attempts/{attempt_id}").json
    messages = [
        {
            "id": str(new_id()),
            "attempt_id": attempt_id,
            "item_id": item["item_id"],
            "revision": 1,
            "value": list(course.quiz.get_item(item["item_id"]).key),
            "answered_at": to_wire(utc_now()),
        }
        for item in shown["items"]
    ]
    send(villager, "/api/v1/responses", messages)
    send(villager, f"/api/v1/attempts/{attempt_id}/submit", None)


def send(villager, path, messages):
    headers = {"X-CSRFToken": villager.token}
    answer = villager.way.client.post(path, json=messages, headers=headers)
    assert answer.status_code == 200, answer.text


def mark_present(trainer, class_id, enrolment_id, *, minutes):
    path = f"/staff/classes/{class_id}/attendance/{enrolment_id}"
    trainer.get(path)
    trainer.post(path, minutes=str(minutes), reason="Có mặt")


def see_card(trainer, learner_id):
    trainer.get(f"/staff/learners/{learner_id}")
    trainer.post(f"/staff/learners/{learner_id}/evidence", evidence="card_seen")


def issue_of(app, class_id, enrolment_id):
    """Let the officer record, approve, unlock and issue in this class."""
    officer = Person(InProcess(app)).sign_in("officer")
    path = f"/staff/certificates/classes/{class_id}"
    officer.get(path)
    officer.post(f"{path}/approve", enrolment_id=enrolment_id)
    officer.get("/staff/certificates/key")
    officer.post("/staff/certificates/key/unlock", passphrase=SIGNING_PASSPHRASE)
    officer.get(path)
    officer.post(f"{path}/issue", enrolment_id=enrolment_id)
    return officer.find(r'/staff/certificates/([0-9a-f]{8}-[0-9a-f-]{27})"')


def row_of(trainer, class_id):
    """Return the text of her row on the class page."""
    trainer.get(f"/staff/classes/{class_id}")
    row = trainer.find(rf"(<tr(?:(?!<tr).)*?{LEARNER}.*?</tr>)")
    return re.sub(r"<[^>]+>|\s+", " ", row)


def facts_of(bus, class_id, course):
    with bus.database.read() as db:
        (facts,) = learner_facts(db, UUID(class_id), course)
    return facts


@pytest.fixture
def address(bus_b):
    """Where the province answers on a real socket."""
    config = RegistryConfig.load(bus_b.registry)
    with province_of(bus_b) as database:
        app = registry_app.create_app(config, database=database)
        with served(app) as address:
            yield address


@pytest.mark.usefixtures("left_early")
def test_over_the_network_it_goes_by_itself(bus_a, bus_b, address, capsys):
    bus_a.run_bus("sync", "--registry", address)
    bus_b.run_bus("sync", "--registry", address)
    bus_b.run_bus("sync", "--registry", address)

    told = [line for line in capsys.readouterr().out.splitlines() if "other buses" in line]
    assert [line.partition(": ")[2] for line in told] == [
        "0 may go on here",
        "1 may go on here",
        "nothing new",
    ]
    with open_bus(bus_b.bus) as bus, bus.database.read() as db:
        (stranger,) = search_elsewhere(db, "sang")
    assert (stranger.full_name, stranger.minutes_of(COURSE)) == (LEARNER, 40)
