"""``bus-lms activities``: bring packages in from the terminal."""

import argparse
import sys
from pathlib import Path

from common.clock import utc_now
from courses.importers.activity import LEFT_OUT, ActivityPackage
from courses.importers.activity_import import read_activity_file
from lms_server.activities import actions, queries
from lms_server.activities.labels import KINDS
from lms_server.activities.storage import store_package
from lms_server.opening import add_data_option, open_bus


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``activities import`` and ``activities list``."""
    parts = commands.add_parser(
        "activities", help="imported SCORM and H5P packages"
    ).add_subparsers(required=True, metavar="COMMAND")
    bring = parts.add_parser("import", help="bring in a package and print the report")
    bring.add_argument("file", type=Path, help="a SCORM zip or an .h5p file")
    bring.add_argument("--dry-run", action="store_true", help="only print the report")
    add_data_option(bring)
    bring.set_defaults(run=run_import)
    listing = parts.add_parser("list", help="show what was brought in")
    add_data_option(listing)
    listing.set_defaults(run=run_list)


def run_import(options: argparse.Namespace) -> int:
    """Bring in a package; the same one again changes nothing."""
    if options.dry_run:
        _tell(read_activity_file(options.file))
        return 0
    with open_bus(options.data) as bus:
        package, stored = store_package(bus.config.data_dir, options.file)
        with bus.database.write() as db:
            activity_id = actions.add_activity(db, package, stored, actor="system", now=utc_now())
    _tell(package)
    sys.stdout.write(f"activity {activity_id}: {stored.file_count} files, {stored.size} bytes\n")
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Print one line an activity."""
    with open_bus(options.data) as bus, bus.database.read() as db:
        rows = queries.list_activities(db)
    for row in rows:
        sys.stdout.write(f"{row.id}  {KINDS[row.kind]}  {len(row.parts)} parts  {row.title}\n")
    return 0


def _tell(package: ActivityPackage) -> None:
    sys.stdout.write(f"{KINDS[package.kind]}: {package.title}, {len(package.parts)} parts\n")
    for item in package.items:
        sys.stdout.write(f"  {'  ' * item.depth}{item.title}\n")
    for note in package.notes:
        word = "left out" if note.reason in LEFT_OUT else "changed"
        sys.stdout.write(f"{word}: {note}\n")
