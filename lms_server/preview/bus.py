"""A whole bus for one author: one learner at one machine, thrown away afterwards."""

import dataclasses
import random
import secrets
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from flask import Response
from sqlalchemy.orm import Session

from common.ids import new_id
from common.uptime import uptime_with_sleep
from common.web.headers import POLICY
from courses.catalog import Catalog
from courses.model import Course
from lms_server.accounts.actions import add_account
from lms_server.accounts.models import Role
from lms_server.accounts.passwords import hash_password
from lms_server.app import create_app, open_database
from lms_server.devices.actions import hash_token
from lms_server.devices.models import Device, DeviceKind
from lms_server.hand_test.actions import decline
from lms_server.keys import load_database_key
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.rules import AddressForm, BirthDate, Means, Purpose
from lms_server.setting_up import set_up
from lms_server.training.actions import NewTrainingSession, enrol, open_training_session
from lms_server.training.open_sittings import open_sittings
from lms_server.training.queries import get_enrolment, get_training_session
from lms_server.training.seat import ABSOLUTE, IDLE, make_seat, session_values
from lms_server.training.sittings import sit_down
from lms_server.web.context import catalog_of
from lms_server.web.sessions import store

BUS_NAME = "Xem thử"
LEARNER = "Bác Mẫu"
_COMMUNE = "00001"
_ACTOR = "system"
_OWN_FRAME = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


class PreviewBus:
    """The throw-away bus; each state of the package is a version and a class of its own."""

    def __init__(self, data_dir: Path, *, now: datetime) -> None:
        """Make the bus.

        Args:
            data_dir: an empty folder; the caller removes it afterwards.
            now: the clock.
        """
        codes = {"bus_code": "00X00", "bus_name": BUS_NAME, "province_code": "00"}
        made = set_up(data_dir, **codes, passphrase=None, now=now)
        key = load_database_key(data_dir)
        config = dataclasses.replace(made.config, database_key=key)
        self.database = open_database(config)
        self.app = create_app(config, database=self.database, catalog=Catalog())
        self.app.after_request(allow_own_frame)
        self.device_token = secrets.token_hex(16)
        with self.database.write() as db:
            self._trainer_id = _add_trainer(db, now=now)
            self._device_id = _add_device(db, self.device_token, self._trainer_id, now=now)
            self._learner_id = _add_learner(db, IdNumberVault(key), now=now)
        self._versions: dict[str, str] = {}
        self._enrolment_id: UUID | None = None

    def teach(self, course: Course, *, now: datetime) -> Course:
        """Let the learner sit in a new class that learns ``course`` as it is now.

        Returns:
            The course as the bus knows it: under a version of this state of its files.
        """
        version = self._versions.setdefault(course.package_hash, f"0.{len(self._versions) + 1}")
        shown = msgspec.structs.replace(course, version=version)
        catalog_of(self.app).add(shown)
        opening = NewTrainingSession(
            commune_code=_COMMUNE,
            village=BUS_NAME,
            place=BUS_NAME,
            trainer_id=self._trainer_id,
            trainer_name=BUS_NAME,
        )
        with self.database.write() as db:
            class_id = open_training_session(db, opening, course=shown, actor=_ACTOR, now=now)
            self._enrolment_id = enrol(db, class_id, self._learner_id, actor=_ACTOR, now=now)
            decline(db, learner_id=self._learner_id, enrolment_id=self._enrolment_id, now=now)
        return shown

    def sign_in(self, *, now: datetime) -> str:
        """Return the value of a learner's cookie in the newest class.

        Raises:
            LookupError: nothing was taught yet.
        """
        if self._enrolment_id is None:
            raise LookupError("no course could be shown yet")
        device_id = self._device_id
        with self.database.write() as db:
            enrolment = get_enrolment(db, self._enrolment_id)
            training_session = get_training_session(db, enrolment.training_session_id)
            sitting_id = sit_down(db, enrolment.id, device_id=device_id, now=now)
        seat = make_seat(enrolment, training_session, device_id=device_id, sitting_id=sitting_id)
        values = session_values([seat], turn=enrolment.id)
        owner = f"device:{device_id}"
        with self.app.app_context():
            open_sittings().forget()
            return store().create(
                owner,
                values,
                idle=IDLE,
                absolute=ABSOLUTE,
                now=now,
                uptime=uptime_with_sleep(),
            )


def allow_own_frame(response: Response) -> Response:
    """Let the author's desk, on the same address, show a page in its middle."""
    response.headers["Content-Security-Policy"] = _OWN_FRAME
    return response


def _add_trainer(db: Session, *, now: datetime) -> UUID:
    return add_account(
        db,
        sign_in_name="xem.thu",
        full_name=BUS_NAME,
        role=Role.TRAINER,
        password_hash=hash_password(secrets.token_hex(16)),
        now=now,
    )


def _add_device(db: Session, token: str, trainer_id: UUID, *, now: datetime) -> UUID:
    device = Device(
        id=new_id(),
        name=BUS_NAME,
        kind=DeviceKind.BROWSER,
        token_hash=hash_token(token),
        paired_at=now,
        paired_by=trainer_id,
        last_seen_at=now,
    )
    db.add(device)
    db.flush()
    return device.id


def _add_learner(db: Session, vault: IdNumberVault, *, now: datetime) -> UUID:
    learner = NewLearner(
        full_name=LEARNER,
        birth=BirthDate(1960),
        commune_code=_COMMUNE,
        village=BUS_NAME,
        address_form=AddressForm.BAC,
    )
    consent = ConsentGiven(purposes=frozenset({Purpose.LEARN}), means=Means.VOICE)
    rng = random.Random(1)  # noqa: S311 - a card nobody ever holds
    return register_learner(
        db, learner, consent=consent, vault=vault, rng=rng, actor=_ACTOR, now=now
    )
