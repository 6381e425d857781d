"""A class that has done the quiz and a task."""

from datetime import timedelta

import pytest

from common.ids import new_id
from common.uptime import uptime
from common.wire.responses import ItemResponse
from lms_server.lessons.models import SimulatorAttempt, SimulatorTry
from lms_server.quizzes import actions, queries

SEED = 5
"""One for all: everybody gets the same items."""


@pytest.fixture
def take_quiz(database, course, bundled, register, open_class, enrol, add_device, now):
    """Let a learner of one class answer the first ``right`` items right, the others not."""
    shared = {}

    def take(number, *, right, learner_id=None, leave_out=0):
        shared.setdefault("class", open_class())
        shared.setdefault("device", add_device()[0])
        learner_id = learner_id or register(f"Lò Văn {number}")
        enrolment_id = enrol(shared["class"], learner_id)
        begun = now + timedelta(minutes=number)
        with database.write() as db:
            attempt_id = actions.open_attempt(
                db,
                enrolment_id=enrolment_id,
                learner_id=learner_id,
                device_id=shared["device"],
                course=course,
                seed=SEED,
                now=begun,
                uptime=uptime(),
            )
            drawn = [one["item_id"] for one in queries.get_attempt(db, attempt_id).items]
            messages = [
                _message(course.quiz.get_item(item_id), attempt_id, place, right, begun)
                for place, item_id in enumerate(drawn[: len(drawn) - leave_out])
            ]
            receipts = actions.accept_responses(
                db, messages, device_id=shared["device"], items=bundled, now=begun, uptime=uptime()
            )
            actions.submit_attempt(
                db, attempt_id, learner_id=learner_id, items=bundled, now=begun, uptime=uptime()
            )
        assert {one.status for one in receipts} == {"accepted"}
        return learner_id, enrolment_id

    return take


def _message(item, attempt_id, place, right, begun):
    wrong = [one.choice_id for one in item.choices if one.choice_id not in item.key][:1]
    return ItemResponse(
        id=new_id(),
        attempt_id=attempt_id,
        item_id=item.item_id,
        revision=1,
        value=list(item.key) if place < right else wrong,
        answered_at=begun + timedelta(seconds=30 * place),
    )


@pytest.fixture
def practise(database, now):
    """Store a finished try of a task."""

    def make(learner_id, enrolment_id, *, is_done, hints):
        attempt_id = new_id()
        with database.write() as db:
            db.add(
                SimulatorAttempt(
                    id=attempt_id,
                    enrolment_id=enrolment_id,
                    learner_id=learner_id,
                    device_id=new_id(),
                    course_id="KNS-04",
                    simulator_id="KNS-04-T1",
                    opened_at=now,
                )
            )
            db.flush()
            db.add(
                SimulatorTry(
                    id=new_id(),
                    simulator_attempt_id=attempt_id,
                    content_hash="0" * 64,
                    events=b"[]",
                    is_done=is_done,
                    hints_used=hints,
                    wrong_moves=0,
                    stopped_trap=None,
                    seconds=90,
                    finished_at=now,
                    received_at=now,
                )
            )

    return make


@pytest.fixture
def busy_class(take_quiz, practise):
    """Twelve learners; the n-th knows the first n of ten items; the last leaves two out."""
    for number in range(12):
        learner_id, enrolment_id = take_quiz(
            number, right=min(number, 10), leave_out=2 if number == 11 else 0
        )
        practise(learner_id, enrolment_id, is_done=number > 2, hints=number % 3)
