"""A bus that has taught before keeps all it knows when its tables change, and the other way."""

from contextlib import closing

import pytest
from sqlalchemy import text

from common.sql import SqliteDatabase
from lms_server.migrations.upgrade import downgrade, upgrade

DAY = "2026-03-0%s 01:00:00.000000"
LEARNER = (
    "INSERT INTO learners VALUES ('aa', 'Lò Thị Hoa', '', '', '', 1960, NULL, NULL, NULL, '03124',"
    " 'Bản Mới', '', 'none', 'bac', 'bird', '123', NULL, NULL, :day, 'system')"
)
ACCOUNT = "INSERT INTO accounts VALUES ('ee', 'letho', 'Lê Thọ', 'trainer', '', :day, NULL)"
CLASS = (
    "INSERT INTO training_sessions VALUES"
    " ('ca', 'KNS-04', '1', '', '03124', '', '', 'ee', '', :day, :day)"
)
ENROLMENT = "INSERT INTO enrolments VALUES ('ea', 'ca', 'aa', '', :day, 'system')"
ATTEMPT = (
    "INSERT INTO attempts VALUES"
    " (:id, 'ea', 'aa', 'dd', '[]', 'KNS-04', '1', 'q', 1, '[]', :day, :day)"
)
RESULT = "INSERT INTO attempt_results VALUES (:id, 1, 1, 1, 1, :day)"
RESPONSE = "INSERT INTO responses VALUES (:id, :id, 'dd', 'q1', 1, '[]', 1, 1, :day, :day)"
COMPLETION = (
    "INSERT INTO completions VALUES ('fa', 'ea', 'aa', 'KNS-04', '1', 1, 1, 1, 1, 90, :day)"
)
TABLES = ("learners", "training_sessions", "enrolments", "attempts", "attempt_results", "responses")


@pytest.fixture
def old_bus(tmp_path):
    """The database of a bus in version 0004: one learner, three tries in an odd order."""
    with closing(SqliteDatabase(tmp_path / "bus.db", key=None)) as database:
        upgrade(database, to="0004")
        with database.write() as db:
            for one in (LEARNER, CLASS, ENROLMENT, COMPLETION):
                db.execute(text(one), {"day": DAY % 1})
            for name, day in (("a2", 2), ("a3", 3), ("a1", 1)):
                for one in (ATTEMPT, RESULT, RESPONSE):
                    db.execute(text(one), {"id": name, "day": DAY % day})
        yield database


@pytest.fixture
def rows(old_bus):
    def read(query):
        with old_bus.read() as db:
            return [tuple(row) for row in db.execute(text(query))]

    return read


def test_tries_of_before_have_their_numbers(old_bus, rows):
    upgrade(old_bus)

    assert rows("SELECT id, number FROM attempts ORDER BY number") == [
        ("a1", 1),
        ("a2", 2),
        ("a3", 3),
    ]


def test_a_course_completed_before_does_not_count_as_left_unfinished(old_bus, rows):
    upgrade(old_bus)

    assert rows("SELECT id, is_completed FROM enrolments") == [("ea", 1)]


def test_nothing_is_lost_on_the_way_up_and_back(old_bus, rows):
    before = {name: rows(f"SELECT * FROM {name} ORDER BY 1") for name in TABLES}  # noqa: S608

    upgrade(old_bus)
    downgrade(old_bus, to="0004")

    after = {name: rows(f"SELECT * FROM {name} ORDER BY 1") for name in TABLES}  # noqa: S608
    assert after == before
    assert rows("PRAGMA foreign_key_check") == []
    assert len(rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")) == 4


def test_kiosks_of_before_stand_nowhere_yet_and_keep_all_else(old_bus, rows):
    with old_bus.write() as db:
        db.execute(text(ACCOUNT), {"day": DAY % 1})
        for name in ("k1", "k2"):
            db.execute(
                text(
                    "INSERT INTO devices VALUES (:id, 'Máy 1', 'kiosk', :token, :day, 'ee', :day,"
                    " '', 0, 0, 0, NULL)"
                ),
                {"id": name, "token": name.encode() * 16, "day": DAY % 1},
            )
    before = rows("SELECT * FROM devices ORDER BY id")

    upgrade(old_bus)

    assert rows("SELECT id, name, seat FROM devices ORDER BY id") == [
        ("k1", "Máy 1", ""),
        ("k2", "Máy 1", ""),
    ]
    downgrade(old_bus, to="0005")
    assert rows("SELECT * FROM devices ORDER BY id") == before


def test_a_bus_of_before_knows_nobody_of_other_buses_and_has_told_of_nobody(old_bus, rows):
    upgrade(old_bus)

    for name in ("carried_documents", "carried_learners", "carried_work", "progress_notes"):
        assert rows(f"SELECT * FROM {name}") == []  # noqa: S608
    downgrade(old_bus, to="0006")
    assert rows("SELECT name FROM sqlite_master WHERE name LIKE '%carried%'") == []
