"""The journal is appended, chained, and tells when someone touched it."""

import json

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from common.sql import SqliteDatabase
from lms_server.journal import actions, queries
from lms_server.journal.errors import BrokenChainError, NoEpochError
from lms_server.journal.models import JournalEntry
from lms_server.tables import Base
from sync.chain import Stream, check_lines, genesis_hash


@pytest.fixture
def append(database, now):
    def append(kind="account.signed_in", stream=Stream.A, **data):
        with database.write() as db:
            return actions.append(db, stream=stream, kind=kind, data=data, actor="system", now=now)

    return append


def test_a_record_is_one_canonical_line_with_its_id(database, append):
    record_id = append("device.paired", device_id="d1")

    with database.read() as db:
        epoch = queries.current_epoch(db)
        line = queries.read_range(db, epoch, Stream.A, 2, 2)[0]
    assert json.loads(line) == {
        "id": str(record_id),
        "t": "device.paired",
        "v": 1,
        "w": "2026-03-02T01:30:00.000Z",
        "who": "system",
        "d": {"device_id": "d1"},
    }


def test_the_head_vouches_for_every_line_before_it(database, append):
    for number in range(5):
        append(number=number)

    with database.read() as db:
        head = queries.heads(db)[0]
        lines = queries.read_range(db, head.epoch, Stream.A, 1, head.seq)
    assert check_lines(genesis_hash("79B03", head.epoch, Stream.A), lines) == head.hash


def test_each_stream_counts_alone(database, append):
    append(stream=Stream.A)
    append("trace.noted", stream=Stream.D)

    with database.read() as db:
        assert [(h.stream, h.seq) for h in queries.heads(db)] == [(Stream.A, 2), (Stream.D, 1)]


def test_a_block_that_fails_leaves_no_record(database, append, now, db_count):
    before = db_count(JournalEntry)

    with pytest.raises(ZeroDivisionError), database.write() as db:
        actions.append(db, stream=Stream.A, kind="x.y", data={}, actor="system", now=now)
        raise ZeroDivisionError

    assert db_count(JournalEntry) == before
    append()
    with database.read() as db:
        assert queries.check_chain(db) == before + 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET raw = x'00'",
        "DELETE FROM journal",
        "DELETE FROM epochs",
        "UPDATE epochs SET bus_code = '01A01'",
    ],
)
def test_the_database_forbids_changing_what_was_written(database, change):
    with pytest.raises(SQLAlchemyError, match="append-only"), database.write() as db:
        db.execute(text(change))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET raw = x'7b7d' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 2",
        "UPDATE journal SET hash = zeroblob(32) WHERE seq = 3",
    ],
)
def test_a_touched_chain_is_found(database, append, damage):
    for _ in range(3):
        append()
    with database.write() as db:
        db.execute(text("DROP TRIGGER journal_forbids_update"))
        db.execute(text("DROP TRIGGER journal_forbids_delete"))
        db.execute(text(damage))

    with pytest.raises(BrokenChainError), database.read() as db:
        queries.check_chain(db)


def test_a_new_epoch_names_what_was_there_and_what_others_saw(database, append, now):
    append()
    with database.read() as db:
        (parent,) = queries.heads(db)
    seen = (parent.epoch, "R", 7, "0123456789abcdef")

    with database.write() as db:
        begun = actions.begin_anew(db, parent.epoch, seen=[seen], now=now)
    append()

    with database.read() as db:
        newest = queries.heads(db)[-1]
        first = json.loads(queries.read_range(db, begun, Stream.A, 1, 1)[0])
        assert queries.check_chain(db) == 4
    assert (newest.epoch, newest.seq) == (begun, 2)
    held = [parent.epoch, "A", parent.seq, parent.hash.hex()]
    assert first["d"]["parents"] == [held, list(seen)]


def test_an_epoch_is_known_that_was_written_or_seen(database, now):
    with database.write() as db:
        epoch = queries.current_epoch(db)
        actions.begin_anew(db, epoch, seen=[("5eef5eef", "R", 1, "00")], now=now)

    with database.read() as db:
        known = [queries.is_epoch_known(db, one) for one in (epoch, "5eef5eef", "0badcafe")]

    assert known == [True, True, False]


def test_what_tells_of_no_results_is_not_looked_up(database, now):
    """Each receipt of the province comes here, and the look-up reads the whole audit."""
    statements = []
    with database.write() as db:
        connection = db.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: statements.append(told[2]))

        actions.note_seen(db, [], now=now)
        actions.note_seen(db, [("5eef5eef", "A", 7, "00")], now=now)

        assert statements == []


def test_without_an_epoch_nothing_can_be_written(tmp_path, now):
    database = SqliteDatabase(tmp_path / "new.db", key=None)
    with database.write_connection() as connection:
        Base.metadata.create_all(connection)

    with pytest.raises(NoEpochError), database.write() as db:
        actions.append(db, stream=Stream.A, kind="x.y", data={}, actor="system", now=now)
    database.close()
