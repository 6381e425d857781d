"""Traces of simulators, played right."""

from types import SimpleNamespace

import pytest

from common.ids import new_id
from common.wire.traces import SimulatorTrace
from lms_server.lessons import actions
from tests.playing import straight_way


@pytest.fixture
def play(course):
    """Return the events of one task, with so many hints at its first step."""

    def make(simulator_id, hints=0):
        return straight_way(course.simulators[simulator_id], hints)

    return make


@pytest.fixture
def leave(database, course, open_class, register, enrol, now):
    """Let a new learner practise one task on a device."""

    def make(simulator_id="KNS-04-T1", sitting=None, device_id=None):
        sitting = sitting or SimpleNamespace(learner_id=register("Lò Văn Ánh"))
        if not hasattr(sitting, "enrolment_id"):
            sitting.training_session_id = open_class()
            sitting.enrolment_id = enrol(sitting.training_session_id, sitting.learner_id)
        sitting.device_id = device_id or new_id()
        with database.write() as db:
            sitting.attempt_id = actions.open_simulator_attempt(
                db,
                enrolment_id=sitting.enrolment_id,
                learner_id=sitting.learner_id,
                device_id=sitting.device_id,
                course=course,
                simulator_id=simulator_id,
                now=now,
            )
        return sitting

    return make


@pytest.fixture
def trace(now):
    def make(sitting, events, **change):
        fields = {
            "id": new_id(),
            "simulator_attempt_id": sitting.attempt_id,
            "events": events,
            "finished_at": now,
        }
        return SimulatorTrace(**{**fields, **change})

    return make


@pytest.fixture
def accept(database, bundled, now):
    def send(device_id, *messages):
        with database.write() as db:
            return actions.accept_traces(
                db, messages, device_id=device_id, courses=bundled, now=now
            )

    return send
