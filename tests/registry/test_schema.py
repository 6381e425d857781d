import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from registry import schema
from registry.schema import SchemaError


def test_the_migrations_make_what_the_models_say(database):
    assert schema.differences(database) == []


def test_the_migrations_can_be_taken_back_and_run_again(database):
    schema.downgrade(database)
    with database.engine.connect() as connection:
        left = inspect(connection).get_table_names()

    schema.upgrade(database)

    assert left == ["alembic_version"]
    assert schema.differences(database) == []


def test_the_program_refuses_tables_of_another_version(database):
    schema.downgrade(database)

    with pytest.raises(SchemaError):
        schema.assert_current(database)


@pytest.mark.parametrize(
    "change", ["DELETE FROM journal_lines", "UPDATE journal_lines SET raw = hash"]
)
def test_the_database_itself_keeps_journal_lines_as_they_came(bus, database, change):
    bus.teach(1).send()

    with pytest.raises(DatabaseError, match="never changed"), database.write() as db:
        db.execute(text(change))
