"""Browsers of every kind of visitor."""

import random
from dataclasses import replace

import pytest

from common.clock import utc_now
from common.uptime import uptime_with_sleep
from lms_server.devices import actions
from lms_server.devices.models import DeviceKind
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.rules import AddressForm, BirthDate, Evidence, Means, Purpose, Sex
from lms_server.training.actions import NewTrainingSession, enrol, open_training_session
from lms_server.training.queries import get_enrolment, get_training_session
from lms_server.training.seat import ABSOLUTE, IDLE, make_seat, session_values
from lms_server.training.sittings import sit_down

TOKEN = "a" * 43


@pytest.fixture
def device_id(database, add_account):
    """A paired kiosk, its token is 43 times "a"."""
    now = utc_now()
    trainer_id = add_account("trainer")
    with database.write() as db:
        code_id = actions.open_code(db, code="123456", account_id=trainer_id, now=now)
    with database.write() as db:
        return actions.pair_device(
            db,
            code_id=code_id,
            name="Máy 1",
            kind=DeviceKind.KIOSK,
            token_hash=actions.hash_token(TOKEN),
            now=now,
        )


@pytest.fixture
def as_device(app, device_id):  # noqa: ARG001 - it must be paired
    """A browser with the cookie of a paired device."""

    def pair():
        client = app.test_client()
        client.set_cookie("bus_device", TOKEN)
        return client

    return pair


@pytest.fixture
def enrolment_id(app, database, config, add_account):
    """A learner in an open class."""
    now = utc_now()
    trainer_id = add_account("trainer")
    course = app.extensions["bus_lms.catalog"].get_course("KNS-04")
    opening = NewTrainingSession(
        commune_code="17071",
        village="Xóm Minh Tâm",
        place="Nhà văn hoá",
        trainer_id=trainer_id,
        trainer_name="Lê Thị Thơ",
    )
    learner = NewLearner(
        full_name="Lò Thị Mai",
        usual_name="",
        birth=BirthDate(1960),
        sex=Sex.FEMALE,
        commune_code="17071",
        village="Xóm Minh Tâm",
        evidence=Evidence.NONE,
        address_form=AddressForm.BAC,
    )
    consent = ConsentGiven(purposes=frozenset({Purpose.LEARN}), means=Means.PAPER)
    actor = {"actor": "system", "now": now}
    with database.write() as db:
        class_id = open_training_session(db, opening, course=course, **actor)
        learner_id = register_learner(
            db,
            learner,
            consent=consent,
            vault=IdNumberVault(config.database_key),
            rng=random.Random(1),
            **actor,
        )
        return enrol(db, class_id, learner_id, seat="1", **actor)


@pytest.fixture
def seat(database, device_id, enrolment_id):
    """The seat of the learner at the paired kiosk."""
    with database.write() as db:
        sitting_id = sit_down(db, enrolment_id, device_id=device_id, now=utc_now())
        enrolment = get_enrolment(db, enrolment_id)
        training_session = get_training_session(db, enrolment.training_session_id)
    return make_seat(enrolment, training_session, device_id=device_id, sitting_id=sitting_id)


@pytest.fixture
def as_learner(app, as_device, seat):
    """A browser of a paired device on which a learner sits; ``.owner`` is the session's."""

    def sit(**changes):
        client = as_device()
        client.owner = f"device:{seat.device_id}"
        token = app.extensions["bus_lms.sessions"].create(
            client.owner,
            session_values([replace(seat, **changes)], turn=seat.enrolment_id),
            idle=IDLE,
            absolute=ABSOLUTE,
            now=utc_now(),
            uptime=uptime_with_sleep(),
        )
        client.set_cookie("bus_session", token)
        return client

    return sit


@pytest.fixture
def visitors(client, as_device, as_learner, as_staff):
    """One browser a principal."""
    staff = {role: as_staff(role) for role in ("trainer", "assistant", "officer", "admin")}
    return {"public": client, "device": as_device(), "learner": as_learner(), **staff}
