"""An attempt of a learner on a device, and messages for it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from common.ids import new_id
from common.uptime import Uptime
from common.wire.responses import ItemResponse
from lms_server.quizzes import actions, queries


class Ticking:
    """What the server's uptime reads; time passes when a test says so."""

    def __init__(self):
        self._boot, self._ms = 1, 5_000

    def __call__(self):
        return Uptime(f"boot {self._boot}", self._ms)

    def pass_s(self, seconds):
        self._ms += seconds * 1000

    def restart(self):
        """Switch the machine off and on."""
        self._boot, self._ms = self._boot + 1, 900


@pytest.fixture
def ticking():
    return Ticking()


@pytest.fixture
def open_attempt(database, course, open_class, register, enrol, now, ticking):
    """Open an attempt; returns its row and who it belongs to."""

    def make(device_id=None, *, seed=5, sitting=None, is_ahead=False):
        sitting = sitting or SimpleNamespace(learner_id=register(f"Lò Văn {seed}"))
        if not hasattr(sitting, "enrolment_id"):
            sitting.training_session_id = open_class()
            sitting.enrolment_id = enrol(sitting.training_session_id, sitting.learner_id)
        sitting.device_id = device_id or new_id()
        with database.write() as db:
            sitting.attempt_id = actions.open_attempt(
                db,
                enrolment_id=sitting.enrolment_id,
                learner_id=sitting.learner_id,
                device_id=sitting.device_id,
                course=course,
                seed=seed,
                now=now,
                uptime=None if is_ahead else ticking(),
            )
            sitting.items = queries.get_attempt(db, sitting.attempt_id).items
        return sitting

    return make


@pytest.fixture
def message(course, now):
    """Write a response; by default the right one to the first item."""

    def make(sitting, index=0, *, is_right=True, **change):
        item = course.quiz.get_item(sitting.items[index]["item_id"])
        wrong = [one.choice_id for one in item.choices if one.choice_id not in item.key]
        value = list(item.key) if is_right else (wrong or list(reversed(item.key)))[:1]
        fields = {
            "id": new_id(),
            "attempt_id": sitting.attempt_id,
            "item_id": item.item_id,
            "revision": 1,
            "value": value,
            "answered_at": now,
        }
        return ItemResponse(**{**fields, **change})

    return make


@pytest.fixture
def accept(database, bundled, now, ticking):
    """Send messages as a device; returns the receipts."""

    def send(device_id, *messages, at=timedelta()):
        with database.write() as db:
            return actions.accept_responses(
                db,
                messages,
                device_id=device_id,
                items=bundled,
                now=now + at,
                uptime=ticking(),
            )

    return send


@pytest.fixture
def submit(database, bundled, now, ticking):
    def make(sitting, learner_id=None, *, at=timedelta()):
        with database.write() as db:
            return actions.submit_attempt(
                db,
                sitting.attempt_id,
                learner_id=learner_id or sitting.learner_id,
                items=bundled,
                now=now + at,
                uptime=ticking(),
            )

    return make
