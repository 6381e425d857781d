"""``bus-lms``: set up, serve, check and carry the data of one bus.

Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

import argparse
import getpass
import logging
import os
import sys
from collections.abc import Callable, Sequence

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DatabaseError

from common.clock import utc_now
from common.errors import DomainError
from common.sql import SqliteDatabase
from common.wire.heartbeat import PATH as HEARTBEAT_PATH
from courses import cli as courses_cli
from lms_server import advertise, schema, serve
from lms_server.accounts.commands import add_commands as add_account_commands
from lms_server.activities.commands import add_commands as add_activity_commands
from lms_server.app import create_app
from lms_server.backup.commands import add_command as add_backup_command
from lms_server.backup.database import FOLDER as BACKUP_FOLDER
from lms_server.backup.database import copy_database
from lms_server.checking import verify
from lms_server.devices.heartbeats import short_way
from lms_server.dump import dump
from lms_server.exchange import worker as delivery
from lms_server.exchange.commands import add_commands as add_exchange_commands
from lms_server.issuing import worker as completions
from lms_server.opening import (
    DATABASE_NAME,
    PASSPHRASE_VARIABLE,
    add_data_option,
    ask_passphrase,
    load_config,
    open_bus,
)
from lms_server.packages.commands import add_commands as add_package_commands
from lms_server.preview.commands import add_command as add_preview_command
from lms_server.setting_up import set_up
from lms_server.statements.commands import add_commands as add_statement_commands
from lms_server.web.context import catalog_of

DONE, REFUSED = 0, 1


class PassphrasesDifferError(DomainError):
    """The two passphrases are not the same."""

    code = "cli.passphrases_differ"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is told on standard error, without a traceback."""
    options = build_parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        return int(options.run(options))
    except DomainError as error:
        print(f"refused: {_explain(error)}", file=sys.stderr)
    except OSError as error:
        print(f"refused: {error}", file=sys.stderr)
    except (sqlcipher.DatabaseError, DatabaseError) as error:
        print(f"refused: the database cannot be read: {error}", file=sys.stderr)
    return REFUSED


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="bus-lms", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_init(commands)
    _add_plain(commands, "serve", run_serve, "run the bus server until Ctrl-C")
    _add_plain(commands, "upgrade", run_upgrade, "back up, then bring the tables up to date")
    add_backup_command(commands)
    _add_plain(commands, "dump", run_dump, "print people, results, certificates as JSON")
    _add_plain(commands, "verify", run_verify, "check the file, every chain and the facts")
    add_account_commands(commands)
    _add_courses(commands)
    add_activity_commands(commands)
    add_exchange_commands(commands)
    add_statement_commands(commands)
    return parser


def run_init(options: argparse.Namespace) -> int:
    """Make a new bus."""
    passphrase = _ask_new_passphrase() if options.seal else None
    bus = set_up(
        options.data,
        bus_code=options.bus_code,
        bus_name=options.bus_name,
        province_code=options.province,
        passphrase=passphrase,
        now=utc_now(),
    )
    print(f"bus {bus.config.bus_code} is set up in {options.data}")
    print(f"TLS fingerprint: {bus.tls_fingerprint}")
    print(f"for the province: {bus.request}")
    return DONE


def run_serve(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    with open_bus(options.data) as bus:
        app = create_app(bus.config, database=bus.database)
        with (
            completions.in_background(bus.database, catalog_of(app)),
            delivery.in_background(bus.config, bus.database),
        ):
            serve.run(
                app,
                bus.config,
                bus.database,
                announce=advertise.announce,
                tell=_tell_addresses,
                express={HEARTBEAT_PATH: short_way(app)},
            )
    return DONE


def run_upgrade(options: argparse.Namespace) -> int:
    """Bring the tables up to date, with a backup first."""
    config = load_config(options.data)
    database = SqliteDatabase(options.data / DATABASE_NAME, key=config.database_key)
    try:
        if schema.find_version(database) == schema.HEAD:
            print("the tables are up to date")
            return DONE
        folder = options.data / BACKUP_FOLDER
        copy = copy_database(database, folder, key=config.database_key, now=utc_now())
        print(f"backup: {copy}")
        schema.bring_up_to_date(database)
    finally:
        database.close()
    print(f"the tables are now of version {schema.HEAD}")
    return DONE


def run_dump(options: argparse.Namespace) -> int:
    """Print the facts; the same facts give the same bytes."""
    with open_bus(options.data) as bus, bus.database.read() as db:
        sys.stdout.buffer.write(dump(db) + b"\n")
    return DONE


def run_verify(options: argparse.Namespace) -> int:
    """Check everything and print each finding."""
    with open_bus(options.data) as bus:
        findings = list(verify(bus.database))
    for finding in findings:
        print(finding.text)
    return DONE if all(finding.is_good for finding in findings) else REFUSED


def _add_init(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    init = _add_plain(commands, "init", run_init, "make a new bus in an empty folder")
    init.add_argument("--bus-code", required=True, metavar="CODE", help="such as 79B03")
    init.add_argument("--bus-name", required=True, metavar="NAME")
    init.add_argument("--province", required=True, metavar="CODE", help="two digits")
    init.add_argument("--seal", action="store_true", help="seal the database key with a passphrase")


def _add_courses(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parts = commands.add_parser("courses", help="course packages").add_subparsers(
        required=True, metavar="COMMAND"
    )
    courses_cli.add_commands(parts)
    add_package_commands(parts)
    add_preview_command(parts)


def _add_plain(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    help_: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_, description=help_)
    add_data_option(parser)
    parser.set_defaults(run=run)
    return parser


def _tell_addresses(addresses: serve.Addresses) -> None:
    host, port = addresses.lan
    shown = host if host != advertise.EVERYWHERE else advertise.list_addresses(host)[0]
    print(f"for kiosks and browsers of the LAN: https://{shown}:{port}/")
    print(f"on this machine: http://{addresses.local[0]}:{addresses.local[1]}/", flush=True)


def _ask_new_passphrase() -> str:
    """Return a new passphrase, typed twice or from the file that the environment names."""
    passphrase = ask_passphrase()
    if PASSPHRASE_VARIABLE not in os.environ and passphrase != getpass.getpass("Once more: "):
        raise PassphrasesDifferError
    return passphrase


def _explain(error: DomainError) -> str:
    """Return the English sentence of a refusal, with its values."""
    sentence = (type(error).__doc__ or error.code).partition("\n")[0]
    values = ", ".join(f"{name}: {value}" for name, value in error.params.items())
    return f"{sentence} [{error.code}{'; ' if values else ''}{values}]"


if __name__ == "__main__":
    sys.exit(main())
