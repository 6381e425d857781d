"""A bus with people and a class for trying things out: ``python -m lms_server.demo DATA``.

The names are invented, the province, the commune and their codes are real (Nghệ An 40, Xã Minh
Hợp 17071). Five learners are called Nguyễn Thị Hoa, two of them born in the same year.
"""

import argparse
import dataclasses
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from common.clock import utc_now
from courses.catalog import Catalog
from courses.model import Course
from lms_server.accounts.actions import actor_of, add_account
from lms_server.accounts.models import Role
from lms_server.accounts.passwords import hash_password
from lms_server.app import open_database
from lms_server.exchange.enrolling import find_officer_keys, write_request
from lms_server.issuing.actions import note_key
from lms_server.issuing.keyring import create_key
from lms_server.issuing.profiles import Profile, set_profile
from lms_server.keys import load_database_key
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.rules import AddressForm, BirthDate, Evidence, Means, Purpose, Sex
from lms_server.setting_up import REQUEST_FILE, set_up
from lms_server.training.actions import NewTrainingSession, enrol, open_training_session

BUS_CODE = "40B01"
BUS_NAME = "Xe buýt số 1"
PROVINCE_CODE = "40"
COURSE_ID = "KNS-04"
COMMUNE_CODE = "17071"
VILLAGE = "Xóm Minh Tâm"
PLACE = "Nhà văn hoá xóm Minh Tâm"
SIGNING_PASSPHRASE = "ba cây chụm lại nên hòn núi cao"  # noqa: S105 - of the demo
PROFILE = Profile(
    issuer_did="did:web:gcn.example.vn",
    parent_unit="Sở Khoa học và Công nghệ tỉnh Nghệ An",
    unit="Trung tâm Chuyển đổi số Nghệ An",
    unit_code="TTCĐS",
    signer_title="Giám đốc",
    signer_name="Hoàng Quốc Bình",
    issued_place="Nghệ An",
    province_name="tỉnh Nghệ An",
    communes=((COMMUNE_CODE, "xã Minh Hợp"),),
)
"""What stands on the demo's certificates; the DID is that of the demo's registry."""


@dataclass(frozen=True)
class Person:
    """A member of the demo's staff; the password is for trying things out, never for a bus."""

    sign_in_name: str
    full_name: str
    role: Role
    password: str


STAFF = (
    Person("letho", "Lê Thị Thơ", Role.TRAINER, "lop hoc tren xe"),
    Person("vannam", "Phan Văn Nam", Role.ASSISTANT, "tro giang tren xe"),
    Person("quocbinh", "Hoàng Quốc Bình", Role.OFFICER, "xet cap chung chi"),
    Person("voha", "Võ Thị Hà", Role.ADMIN, "quan tri xe buyt"),
)

_HOA = "Nguyễn Thị Hoa"
LEARNERS: tuple[tuple[str, str, BirthDate, Sex, AddressForm], ...] = (
    (_HOA, "Hoa Tư", BirthDate(1960), Sex.FEMALE, AddressForm.BA),
    (_HOA, "Hoa vợ ông Bảy", BirthDate(1960, 8, 15), Sex.FEMALE, AddressForm.BA),
    (_HOA, "Hoa Xuân", BirthDate(1972, 2), Sex.FEMALE, AddressForm.CO),
    (_HOA, "Hoa con bà Lục", BirthDate(1985, 11, 3), Sex.FEMALE, AddressForm.CHI),
    (_HOA, "Hoa Thuỷ", BirthDate(1991, 5, 20), Sex.FEMALE, AddressForm.CHI),
    ("Moong Văn Ổn", "", BirthDate(1955), Sex.MALE, AddressForm.ONG),
    ("Lầu Bá Ơn", "", BirthDate(1968, 7), Sex.MALE, AddressForm.CHU),
    ("Trần Đình Đức", "Đức Còi", BirthDate(1979, 1, 9), Sex.MALE, AddressForm.ANH),
    ("Vi Thị Ánh", "", BirthDate(1964), Sex.FEMALE, AddressForm.BAC),
    ("Hồ Xuân Hùng", "", BirthDate(1958, 10, 2), Sex.MALE, AddressForm.BAC),
    ("Lương Thị Mỷ", "Mỷ", BirthDate(1948), Sex.FEMALE, AddressForm.BA),
    ("Cao Tiến Dũng", "", BirthDate(1999, 12, 24), Sex.MALE, AddressForm.BAN),
)


def fill(
    db: Session, *, course: Course, vault: IdNumberVault, rng: random.Random, now: datetime
) -> dict[Role, UUID]:
    """Add staff, the issuing unit, twelve learners and one open class; return the staff's ids.

    Args:
        db: the write block of a bus that has no people yet.
        course: what the class learns.
        vault: of the bus.
        rng: gives card codes and pictures.
        now: the server's clock.
    """
    staff = {person.role: _add(db, person, now=now) for person in STAFF}
    trainer_id = staff[Role.TRAINER]
    actor = actor_of(trainer_id)
    set_profile(db, PROFILE, actor=actor_of(staff[Role.ADMIN]), now=now)
    training_session_id = open_training_session(
        db,
        NewTrainingSession(
            commune_code=COMMUNE_CODE,
            village=VILLAGE,
            place=PLACE,
            trainer_id=trainer_id,
            trainer_name=STAFF[0].full_name,
        ),
        course=course,
        actor=actor,
        now=now,
    )
    for seat, (new, consent) in enumerate(_learners(), start=1):
        learner_id = register_learner(
            db, new, consent=consent, vault=vault, rng=rng, actor=actor, now=now
        )
        enrol(db, training_session_id, learner_id, seat=str(seat), actor=actor, now=now)
    return staff


def _add(db: Session, person: Person, *, now: datetime) -> UUID:
    return add_account(
        db,
        sign_in_name=person.sign_in_name,
        full_name=person.full_name,
        role=person.role,
        password_hash=hash_password(person.password),
        now=now,
    )


def _learners() -> Iterator[tuple[NewLearner, ConsentGiven]]:
    """Yield the class; the last learner's data stay on the bus."""
    for name, usual_name, birth, sex, address_form in LEARNERS:
        purposes = {Purpose.LEARN, Purpose.PROVINCE}
        if name == LEARNERS[-1][0]:
            purposes.remove(Purpose.PROVINCE)
        new = NewLearner(
            full_name=name,
            usual_name=usual_name,
            birth=birth,
            sex=sex,
            commune_code=COMMUNE_CODE,
            village=VILLAGE,
            evidence=Evidence.CARD_SEEN,
            address_form=address_form,
        )
        yield new, ConsentGiven(purposes=frozenset(purposes), means=Means.PAPER)


def make(data_dir: Path, *, now: datetime) -> None:
    """Make a bus with its people in an empty or absent folder, ready for the province.

    Raises:
        FolderNotEmptyError: the folder holds something.
    """
    bus = set_up(
        data_dir,
        bus_code=BUS_CODE,
        bus_name=BUS_NAME,
        province_code=PROVINCE_CODE,
        passphrase=None,
        now=now,
    )
    key = load_database_key(data_dir)
    course = Catalog.load(bus.config.courses_dir).get_course(COURSE_ID)
    rng, vault = random.SystemRandom(), IdNumberVault(key)
    database = open_database(dataclasses.replace(bus.config, database_key=key))
    with database.write() as db:
        staff = fill(db, course=course, vault=vault, rng=rng, now=now)
    officer_id = staff[Role.OFFICER]
    signing_key = create_key(
        data_dir, officer_id, issuer_did=PROFILE.issuer_did, passphrase=SIGNING_PASSPHRASE
    )
    with database.write() as db:
        note_key(db, "key.created", signing_key.key_id, officer_id=officer_id, now=now)
    officer_keys = find_officer_keys(database, data_dir)
    write_request(data_dir / REQUEST_FILE, bus.config, officer_keys=officer_keys, now=now)
    database.close()


def main(arguments: list[str] | None = None) -> int:
    """Make the demo's bus and print who can sign in; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lms_server.demo", description=__doc__)
    parser.add_argument("data", type=Path, help="data folder, empty or absent")
    make(parser.parse_args(arguments).data, now=utc_now())
    sys.stdout.writelines(
        f"  {one.role:<10} {one.sign_in_name:<10} {one.password}\n" for one in STAFF
    )
    sys.stdout.write(f"  passphrase of the officer's signing key: {SIGNING_PASSPHRASE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
