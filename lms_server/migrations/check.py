"""``python -m lms_server.migrations.check``: the migrations make exactly the models' tables.

``... check --write 0002 "what changes"`` writes the next migration from the difference.
"""

import argparse
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from common.sql import SqliteDatabase
from lms_server.migrations.models import METADATA
from lms_server.migrations.upgrade import (
    differences,
    downgrade,
    newest,
    revision,
    triggers,
    upgrade,
)
from lms_server.schema import HEAD


def find_problems(folder: Path) -> list[str]:
    """Return what is wrong with the migrations, one line each.

    Args:
        folder: an empty one, for two small databases.
    """
    problems = [] if newest() == HEAD else [f"schema.HEAD is {HEAD}, newest is {newest()}"]
    with (
        closing(SqliteDatabase(folder / "migrated.db", key=None)) as migrated,
        closing(SqliteDatabase(folder / "created.db", key=None)) as created,
    ):
        upgrade(migrated)
        problems += [f"differs from the models: {one}" for one in differences(migrated)]
        with created.write_connection() as connection:
            METADATA.create_all(connection)
        if triggers(migrated) != triggers(created):
            problems.append("the triggers differ from the models'")
        downgrade(migrated)
        upgrade(migrated)
    return problems


def main(arguments: list[str] | None = None) -> int:
    """Check, or write the next migration; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m lms_server.migrations.check", description=__doc__
    )
    parser.add_argument("--write", nargs=2, metavar=("NUMBER", "MESSAGE"))
    write = parser.parse_args(arguments).write
    with tempfile.TemporaryDirectory() as folder:
        if write is None:
            problems = find_problems(Path(folder))
            sys.stdout.writelines(f"{problem}\n" for problem in problems)
            return 1 if problems else 0
        with closing(SqliteDatabase(Path(folder) / "old.db", key=None)) as database:
            upgrade(database)
            revision(database, write[1], write[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
