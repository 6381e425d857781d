"""``bus-lms export xapi``: results for other systems."""

import argparse
import sys
from pathlib import Path

from common.files import write_atomic
from lms_server.opening import add_data_option, open_bus
from lms_server.packages.loading import load_catalog
from lms_server.packages.shelf import Shelf
from lms_server.statements.export import export_statements


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command; it sets ``run(options) -> exit code``."""
    export = commands.add_parser("export", help="write results for other systems")
    parts = export.add_subparsers(required=True, metavar="FORMAT")
    xapi = parts.add_parser("xapi", help="write xAPI statements without names, one a line")
    xapi.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    add_data_option(xapi)
    xapi.set_defaults(run=run_xapi)


def run_xapi(options: argparse.Namespace) -> int:
    """Write every result as a statement; a repeat writes the same statements."""
    with open_bus(options.data) as bus:
        catalog = load_catalog(bus.config.courses_dir, Shelf(bus.config.data_dir), bus.database)
        with bus.database.read() as db:
            content = export_statements(db, catalog, bus_code=bus.config.bus_code)
    write_atomic(options.out, content, mode=0o600)
    sys.stdout.write(f"{options.out}: {len(content.splitlines())} statements\n")
    return 0
