import threading
from contextlib import suppress

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from common.commit_group import TransactionLostError
from common.durable import UnsafeDatabaseError, assert_durable
from common.sql import PostgresDatabase, SqliteDatabase

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path):
    database = SqliteDatabase(tmp_path / "bus.db", key=KEY)
    with database.write() as db:
        db.execute(text("CREATE TABLE facts (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
    yield database
    database.close()


def names(database):
    with database.read() as db:
        return sorted(db.scalars(text("SELECT name FROM facts")))


def add(db, name):
    db.execute(text("INSERT INTO facts (name) VALUES (:name)"), {"name": name})


def test_a_block_that_raises_leaves_nothing(database):
    with pytest.raises(KeyError), database.write() as db:
        add(db, "a")
        raise KeyError

    assert names(database) == []


def test_threads_share_commits_and_a_failing_block_takes_no_other_with_it(database):
    def work(worker):
        for turn in range(25):
            with suppress(IntegrityError), database.write() as db:
                add(db, f"{worker}-{turn}")
                if turn % 5 == 0:
                    add(db, f"{worker}-{turn}")

    workers = [threading.Thread(target=work, args=(n,)) for n in range(12)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(names(database)) == 12 * 20


def test_what_a_block_wrote_is_seen_by_another_process_once_it_returns(database, tmp_path):
    with database.write() as db:
        add(db, "a")

    other = SqliteDatabase(tmp_path / "bus.db", key=KEY)
    try:
        assert names(other) == ["a"]
    finally:
        other.close()


def test_a_read_block_cannot_write(database):
    with pytest.raises(DBAPIError), database.read() as db:
        add(db, "a")


def test_a_write_block_inside_a_write_block_is_refused_instead_of_hanging(database):
    with pytest.raises(RuntimeError), database.write(), database.write():
        pass

    with database.write() as db:
        add(db, "still works")
    assert names(database) == ["still works"]


def test_a_block_whose_group_loses_its_transaction_is_never_acknowledged(database):
    """A full disk makes SQLite roll back by itself; COMMIT would then succeed with nothing."""
    outcome = []

    def second_of_the_group():
        with suppress(OperationalError), database.write() as db:
            db.connection().connection.dbapi_connection.rollback()
        outcome.append("second ended")

    second = threading.Thread(target=second_of_the_group)
    with pytest.raises(TransactionLostError), database.write() as db:
        add(db, "lost")
        second.start()
        while not database._group._waiting:
            threading.Event().wait(0.001)
    second.join()

    with database.write() as db:
        add(db, "next")
    assert outcome == ["second ended"]
    assert names(database) == ["next"]


def test_a_wrong_key_opens_nothing(database, tmp_path):
    database.close()

    with pytest.raises((DBAPIError, sqlcipher.DatabaseError)):
        SqliteDatabase(tmp_path / "bus.db", key=bytes(32))


def test_the_file_holds_no_readable_text(database, tmp_path):
    with database.write() as db:
        add(db, "NguyenThiHoa")

    files = [path.read_bytes() for path in tmp_path.iterdir()]
    assert files
    assert not any(b"NguyenThiHoa" in content or b"SQLite format" in content for content in files)


def test_a_connection_that_could_lose_an_answer_is_refused(tmp_path):
    connection = sqlcipher.connect(str(tmp_path / "other.db"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")

    with pytest.raises(UnsafeDatabaseError, match="synchronous"):
        assert_durable(connection)
    connection.close()


def test_a_migration_gets_the_writer_alone(database):
    with database.write_connection() as connection:
        connection.execute(text("ALTER TABLE facts ADD COLUMN note TEXT"))

    with database.write() as db:
        db.execute(text("INSERT INTO facts (name, note) VALUES ('a', 'b')"))
    assert names(database) == ["a"]


@pytest.mark.parametrize("open_database", ["sqlite", "postgres"])
def test_an_error_does_not_carry_what_was_to_be_stored(database, open_database):
    """Errors end in the log, where no name may stand."""
    engines = {
        "sqlite": lambda: database.engine,
        "postgres": lambda: PostgresDatabase("postgresql+psycopg://nobody@nowhere/none").engine,
    }

    assert engines[open_database]().hide_parameters


def test_a_refused_row_is_told_without_its_content(database):
    with pytest.raises(DBAPIError) as met, database.write() as db:
        add(db, "Nguyễn Thị Hoa")
        add(db, "Nguyễn Thị Hoa")

    assert "Nguyễn" not in str(met.value)
