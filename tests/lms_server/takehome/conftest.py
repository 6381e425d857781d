"""A learner who did some of the course, and her screens in a real browser."""

import secrets

import pytest

from common.clock import utc_now
from common.ids import new_id
from lms_server.attendance.models import Presence
from lms_server.issuing.models import Completion
from lms_server.lessons.models import SimulatorAttempt, SimulatorTry
from lms_server.quizzes.models import Attempt, AttemptResult
from lms_server.web.sessions import cookie_name
from tests.live_app import served


@pytest.fixture
def do_task(database, now):
    """Store a try of a task, as the server replayed it."""

    def store(client, simulator_id, *, is_done=True):
        attempt = SimulatorAttempt(
            id=new_id(),
            enrolment_id=client.enrolment_id,
            learner_id=client.learner_id,
            device_id=client.device_id,
            course_id=simulator_id[:6],
            simulator_id=simulator_id,
            opened_at=now,
        )
        with database.write() as db:
            db.add(attempt)
            db.flush()
            db.add(
                SimulatorTry(
                    id=new_id(),
                    simulator_attempt_id=attempt.id,
                    content_hash=secrets.token_hex(32),
                    events=b"[]",
                    is_done=is_done,
                    hints_used=0,
                    wrong_moves=0,
                    stopped_trap=None,
                    seconds=30,
                    finished_at=now,
                    received_at=now,
                )
            )

    return store


@pytest.fixture
def take_quiz(database, course, now):
    """Store a quiz that was ended."""

    def store(client, correct, *, is_oral=False):
        attempt = Attempt(
            id=new_id(),
            enrolment_id=client.enrolment_id,
            learner_id=client.learner_id,
            device_id=client.device_id,
            earlier_devices=[],
            course_id=course.course_id,
            course_version=course.version,
            quiz_id=course.quiz.quiz_id,
            seed=1,
            items=[],
            is_oral=is_oral,
            opened_at=now,
            submitted_at=now,
        )
        with database.write() as db:
            db.add(attempt)
            db.flush()
            db.add(
                AttemptResult(
                    attempt_id=attempt.id,
                    correct=correct,
                    item_count=10,
                    scaled=correct / 10,
                    is_passed=correct >= 7,
                    is_oral=is_oral,
                    submitted_at=now,
                )
            )

    return store


@pytest.fixture
def sit_an_hour(database):
    """Store the presence that the course asks for."""

    def store(client):
        now = utc_now()
        with database.write() as db:
            hour = Presence(
                id=new_id(),
                enrolment_id=client.enrolment_id,
                started_at=now.replace(minute=0, hour=0),
                ended_at=now.replace(minute=59, hour=2),
            )
            db.add(hour)

    return store


@pytest.fixture
def complete(course, do_task, take_quiz, sit_an_hour):
    """Do all that the course asks for."""

    def make(client, *, is_oral=False):
        for task in course.simulators:
            do_task(client, task)
        take_quiz(client, 9, is_oral=is_oral)
        sit_an_hour(client)
        return client

    return make


@pytest.fixture
def note_completion(database, now):
    """Note that a learner completed a course in another class."""

    def store(client, course_id):
        with database.write() as db:
            db.add(
                Completion(
                    id=new_id(),
                    enrolment_id=client.enrolment_id,
                    learner_id=client.learner_id,
                    course_id=course_id,
                    course_version="1.0",
                    quiz_score=9,
                    quiz_items=10,
                    tasks_done=4,
                    tasks_required=4,
                    attended_minutes=60,
                    completed_at=now,
                )
            )

    return store


@pytest.fixture
def address(app):
    """The program on a socket of its own."""
    with served(app) as address:
        yield address


@pytest.fixture
def open_as(chromium, address):
    """Open a page as a learner; any script error fails the test."""
    contexts, complaints = [], []

    def open_page(client, path, **more):
        wanted = {"viewport": {"width": 1366, "height": 768}, "locale": "vi-VN", **more}
        context = chromium.new_context(**wanted)
        context.set_default_timeout(10_000)
        contexts.append(context)
        names = ("bus_device", cookie_name("/learn/"))
        context.add_cookies(
            [{"name": one, "value": client.get_cookie(one).value, "url": address} for one in names]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
