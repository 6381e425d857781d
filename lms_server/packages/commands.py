"""``bus-lms courses install`` and ``list``: the packages of one bus from the terminal."""

import argparse
import sys
from pathlib import Path

from courses.languages import terminal_language, translator
from lms_server.opening import Bus, add_data_option, open_bus
from lms_server.packages.errors import PackageRefusedError
from lms_server.packages.installing import install
from lms_server.packages.loading import load_catalog
from lms_server.packages.queries import list_used
from lms_server.packages.shelf import Shelf


def add_commands(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``install`` and ``list`` to the commands about courses."""
    installing = parts.add_parser("install", help="take a packed course into the bus")
    installing.add_argument("file", type=Path, help="a .course.zip")
    add_data_option(installing)
    installing.set_defaults(run=run_install)
    listing = parts.add_parser("list", help="show every course in every version")
    add_data_option(listing)
    listing.set_defaults(run=run_list)


def run_install(options: argparse.Namespace) -> int:
    """Take in a packed course; a running server sees it after its next start."""
    with open_bus(options.data) as bus:
        shelf = Shelf(bus.config.data_dir)
        with bus.database.read() as db:
            used = list_used(db)
        catalog = load_catalog(bus.config.courses_dir, shelf, bus.database)
        try:
            course = install(options.file, shelf=shelf, catalog=catalog, used=used)
        except PackageRefusedError as error:
            translate = translator(terminal_language())
            sys.stderr.writelines(f"{one.render(translate)}\n" for one in error.findings)
            raise
    sys.stdout.write(f"{course.course_id} {course.version} {course.package_hash}\n")
    sys.stdout.write("a running server takes it up at its next start\n")
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Show the courses of the bus; 1 when a package is set aside."""
    with open_bus(options.data) as bus:
        return _list(bus)


def _list(bus: Bus) -> int:
    catalog = load_catalog(bus.config.courses_dir, Shelf(bus.config.data_dir), bus.database)
    with bus.database.read() as db:
        used = {one.package_hash for one in list_used(db)}
    newest = {one.package_hash for one in catalog.courses.values()}
    for one in catalog.list_versions():
        marks = [
            word
            for word, hashes in (("newest", newest), ("used", used))
            if one.package_hash in hashes
        ]
        cells = (one.course_id, one.version, one.package_hash[:12], ",".join(marks), one.title)
        sys.stdout.write("\t".join(cells) + "\n")
    translate = translator(terminal_language())
    for name, findings in catalog.refused.items():
        sys.stdout.writelines(f"{name}/{finding.render(translate)}\n" for finding in findings)
    return 1 if catalog.refused else 0
