"""Registering learners, their consent and what the province learns of them."""

import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms_server.journal.queries import read_range
from lms_server.learners import actions, queries
from lms_server.learners.actions import ConsentGiven
from lms_server.learners.errors import (
    BirthDateError,
    CommuneCodeError,
    ConsentMissingError,
    IdNumberLengthError,
    IdNumberTakenError,
    NameMissingError,
    VillageMissingError,
)
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.models import Consent, Learner
from lms_server.learners.rules import BirthDate, Evidence, Means, Purpose
from sync.chain import Stream

NUMBER = "040155000123"


@pytest.fixture
def journal(database):
    """Read the data of all records of stream R."""

    def read():
        with database.read() as db:
            lines = read_range(db, "0a1b2c3d", Stream.R, 1, 1000)
        return [json.loads(line)["d"] for line in lines]

    return read


def test_a_name_is_stored_composed_and_found_without_tones(database, register):
    register("Tr\u00e2\u0300n  Thi\u0323 Hoa\u0300")

    with database.read() as db:
        (found,) = queries.search_learners(db, "tran hoa")
    assert found.full_name == "Trần Thị Hoà"


def test_the_usual_name_is_found_too(database, register):
    register(usual_name="Hoa vợ ông Bảy")
    register("Lò Văn Ánh")

    with database.read() as db:
        assert [one.usual_name for one in queries.search_learners(db, "bay")] == ["Hoa vợ ông Bảy"]
        assert queries.search_learners(db, "hoa %") == []
        assert queries.search_learners(db, "  ") == []


@pytest.mark.parametrize(
    ("name", "year", "village", "is_asked"),
    [
        ("Trần Thị Hòa", 1960, "bản Cá Giáng", True),
        ("TRAN THI HOA", 1960, "BẢN CÁ GIÁNG", True),
        ("Trần Thị Hoà", 1961, "bản Cá Giáng", False),
        ("Trần Thị Hoà", 1960, "bản Khe Rạn", False),
        ("Trần Thị Hoan", 1960, "bản Cá Giáng", False),
    ],
)
def test_same_name_year_and_village_may_be_the_same_person(
    database, register, name, year, village, is_asked
):
    register("Trần Thị Hoà")

    with database.read() as db:
        found = queries.find_same_name(db, full_name=name, birth_year=year, village=village)
    assert bool(found) is is_asked


def test_five_namesakes_are_five_learners_with_five_pictures_and_cards(database, register):
    ids = [register() for _ in range(5)]

    with database.read() as db:
        rows = queries.list_learners(db, ids)
    assert len({row.picture for row in rows}) == 5
    assert len({row.card_code for row in rows}) == 5


def test_learners_are_sorted_by_given_name_then_age(database, register):
    ids = [
        register(name, year=year)
        for name, year in [
            ("Lầu Bá Ơn", 1960),
            ("Nguyễn Thị Hoa", 1972),
            ("Trần Thị Hoà", 1960),
            ("Nguyễn Thị Hoa", 1960),
            ("Đặng Thị Đào", 1960),
            ("Vàng A Páo", 1960),
        ]
    ]

    with database.read() as db:
        rows = queries.list_learners(db, ids)
    assert [(row.given_name, row.birth_year) for row in rows] == [
        ("Đào", 1960),
        ("Hoa", 1960),
        ("Hoa", 1972),
        ("Hoà", 1960),
        ("Ơn", 1960),
        ("Páo", 1960),
    ]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"full_name": "  "}, NameMissingError),
        ({"full_name": "a" * 121}, NameMissingError),
        ({"year": 1800}, BirthDateError),
        ({"village": " "}, VillageMissingError),
        ({"id_number": "04015500012345"}, IdNumberLengthError),
        ({"purposes": {Purpose.PROVINCE}}, ConsentMissingError),
    ],
)
def test_what_cannot_be_stored_is_refused_and_leaves_nothing(register, db_count, change, error):
    with pytest.raises(error):
        register(**change)

    assert db_count(Learner) == 0
    assert db_count(Consent) == 0


def test_a_commune_code_has_five_digits(now):
    new = actions.NewLearner(
        full_name="Lò Văn Ánh", birth=BirthDate(1955), commune_code="1234", village="bản"
    )
    with pytest.raises(CommuneCodeError):
        actions.check_learner(new, today=now.date())


def test_the_same_personal_number_is_the_same_person(register, db_count):
    register(id_number=NUMBER)

    with pytest.raises(IdNumberTakenError):
        register("Lò Văn Ánh", id_number=NUMBER)
    assert db_count(Learner) == 1


def test_an_old_card_number_is_kept_but_is_no_key(database, config, register):
    ids = [register(id_number="187654321"), register("Lò Văn Ánh", id_number="187654321")]

    vault = IdNumberVault(config.database_key)
    with database.read() as db:
        assert [vault.open(queries.find_id_number_box(db, one), one) for one in ids] == [
            "187654321"
        ] * 2


def test_the_number_stands_nowhere_in_clear(database, register):
    register(id_number=NUMBER)

    with database.read() as db:
        row = db.execute(select(Learner.__table__)).one()
    assert not any(NUMBER in str(value) for value in row)


def test_the_province_gets_the_person_only_with_their_leave(register, journal):
    register(purposes={Purpose.LEARN, Purpose.PROVINCE}, usual_name="Hoa Tư")
    register("Lò Văn Ánh", purposes={Purpose.LEARN})

    told, hidden = journal()
    assert told["full_name"] == "Nguyễn Thị Hoa"
    assert told["usual_name"] == "Hoa Tư"
    assert told["purposes"] == ["learn", "province"]
    personal = ("full_name", "usual_name", "birth_year", "birth_date", "sex", "village")
    assert {hidden[name] for name in (*personal, "commune_code")} == {None}
    assert hidden["evidence"] == "self_declared"


def test_a_later_consent_counts_and_the_earlier_one_stays(database, register, journal, now):
    learner_id = register(purposes={Purpose.LEARN, Purpose.PROVINCE})
    narrower = ConsentGiven(purposes=frozenset({Purpose.LEARN}), means=Means.PAPER, witness="Bảy")

    with database.write() as db:
        later = now + timedelta(minutes=5)
        actions.record_consent(db, learner_id, narrower, actor="system", now=later)

    with database.read() as db:
        assert queries.find_purposes(db, learner_id) == {"learn"}
        assert len(list(db.scalars(select(Consent)))) == 2
    assert [one["full_name"] for one in journal()] == ["Nguyễn Thị Hoa", None]


def test_a_withdrawal_counts_also_after_the_clock_was_set_back(database, register, journal, now):
    learner_id = register(purposes={Purpose.LEARN, Purpose.PROVINCE})
    narrower = ConsentGiven(purposes=frozenset({Purpose.LEARN}), means=Means.PAPER)

    with database.write() as db:
        earlier = now - timedelta(days=400)
        actions.record_consent(db, learner_id, narrower, actor="system", now=earlier)

    with database.read() as db:
        assert queries.find_purposes(db, learner_id) == {"learn"}
    assert journal()[-1]["full_name"] is None


def test_evidence_is_noted_for_the_province(database, register, journal, now):
    learner_id = register()

    with database.write() as db:
        actions.record_evidence(db, learner_id, Evidence.CARD_SEEN, actor="system", now=now)

    assert [one["evidence"] for one in journal()] == ["self_declared", "card_seen"]


def test_another_picture_is_another(database, register):
    learner_id = register()
    with database.read() as db:
        before = queries.get_learner(db, learner_id).picture

    with database.write() as db:
        after = actions.change_picture(db, learner_id, rng=random.Random(1))

    assert after != before
