"""``bus-registry``: the province's command."""

import argparse
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import SQLAlchemyError

from common.errors import DomainError
from registry import commands
from registry.office import Place

if TYPE_CHECKING:
    _Rooms = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

REFUSED = 1
MOST_EPOCHS = 10_000
DEMO_DID = "did:web:gcn.example.vn"


def main(argv: list[str] | None = None) -> int:
    """Run one command; return 0, 1 for refused, 2 for wrong usage."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    arguments = build_parser().parse_args(argv)
    try:
        return 0 if arguments.run(arguments, _say) else REFUSED
    except DomainError as error:
        print(f"refused: {error}", file=sys.stderr)
    except OSError as error:
        print(f"refused: {error.strerror}: {error.filename}", file=sys.stderr)
    except (SQLAlchemyError, sqlcipher.DatabaseError) as error:
        reason = str(error).partition("\n")[0]
        print(f"refused: the database cannot be used: {reason}", file=sys.stderr)
    except KeyboardInterrupt:
        return 0
    return REFUSED


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="bus-registry", description="The provincial register of learners and certificates."
    )
    rooms = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_running(rooms)
    _add_buses(rooms)
    _add_exchange(rooms)
    return parser


def _add_running(rooms: "_Rooms") -> None:
    init = _add(rooms, "init", commands.init, "make a new registry", writes=True)
    init.add_argument("--province-code", required=True, metavar="NN", help="such as 79")
    init.add_argument("--province-name", required=True, help="as people read it")
    init.add_argument("--issuer-did", default=DEMO_DID, help="default: %(default)s")
    init.add_argument("--public-url", default="http://127.0.0.1:8090", help="printed in QR codes")
    init.add_argument("--database-url", help="default: an encrypted SQLite file in the folder")
    init.add_argument("--host", default="127.0.0.1", help="address to listen at")
    init.add_argument("--port", type=int, default=8090, help="default: %(default)s")
    init.add_argument("--seal", action="store_true", help="seal the root key with a passphrase")
    _add(rooms, "serve", commands.run_server, "answer on the network")
    _add(rooms, "upgrade", commands.upgrade, "bring the tables up to date", writes=True)
    restored = _add(
        rooms, "restored", commands.mark_restored, "buses send again after a restore", writes=True
    )
    restored.add_argument(
        "--after",
        type=int,
        choices=range(MOST_EPOCHS),
        default=0,
        metavar="EPOCH",
        help="the greatest that a bus knows, as an alarm of import names it",
    )
    _add(rooms, "doubled", commands.print_doubled, "name learners certified twice for one course")
    dump = _add(rooms, "dump", commands.print_dump, "print what the province knows, as JSON")
    dump.add_argument("--out", type=Path, help="file; default: standard output")


def _add_buses(rooms: "_Rooms") -> None:
    enrol = _add(rooms, "enrol-bus", commands.enrol_bus, "take a bus in", writes=True)
    enrol.add_argument("request", type=Path, help="the bus's enrolment-request.json")
    enrol.add_argument("--out", type=Path, required=True, help="where its pack goes")
    retire = _add(rooms, "retire-bus", commands.retire_bus, "out of service", writes=True)
    retire.add_argument("bus", help="code, such as 79B03")
    revoke = _add(rooms, "revoke-bus", commands.revoke_bus, "lost or stolen", writes=True)
    revoke.add_argument("bus", help="code, such as 79B03")
    revoke.add_argument(
        "--last-good",
        type=Place.parse,
        action="append",
        default=[],
        metavar="EPOCH.STREAM.SEQ",
        help="last record of a chain that counts; default: all that is held",
    )


def _add_exchange(rooms: "_Rooms") -> None:
    take = _add(rooms, "import", commands.import_bundles, "take bundles in", writes=True)
    take.add_argument("paths", type=Path, nargs="+", help="bundles, or folders with *.tbus")
    receipt = _add(rooms, "receipt", commands.write_receipt, "print a bus's receipt")
    receipt.add_argument("bus", help="code, such as 79B03")
    receipt.add_argument("--out", type=Path, help="file; default: standard output")


def _add(
    rooms: "_Rooms", name: str, run: commands.Command, text: str, *, writes: bool = False
) -> argparse.ArgumentParser:
    parser = rooms.add_parser(name, help=text, description=f"{run.__doc__}")
    default = os.environ.get("BUS_REGISTRY_DATA")
    parser.add_argument(
        "--data",
        type=Path,
        default=default and Path(default),
        required=default is None,
        metavar="DIR",
        help="folder of the registry; default: BUS_REGISTRY_DATA",
    )
    if writes:
        parser.add_argument("--dry-run", action="store_true", help="check all, keep nothing")
    parser.set_defaults(run=run)
    return parser


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
