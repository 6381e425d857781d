"""``bus-lms backup``: make a backup, prove one, or stand the bus up again from one."""

import argparse
import sys
import time
from pathlib import Path

from common.clock import utc_now
from lms_server import keys
from lms_server.backup.checking import check_backup
from lms_server.backup.database import FOLDER
from lms_server.backup.listing import read_newest
from lms_server.backup.making import Made, back_up
from lms_server.backup.restoring import restore
from lms_server.keys import KeyMissingError
from lms_server.opening import add_data_option, ask_passphrase, open_bus

_MEGABYTE = 1_000_000


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``backup``."""
    help_ = "copy the running bus: database, courses, extra lessons, settings; check or use a copy"
    parser = commands.add_parser("backup", help=help_, description=help_)
    add_data_option(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--to", type=Path, metavar="DIR", help="instead of DATA/backup")
    which.add_argument(
        "--check", type=Path, metavar="DIR", help="prove the newest backup in DIR; write nothing"
    )
    which.add_argument(
        "--restore", type=Path, metavar="DIR", help="go on from the newest backup in DIR"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make, check or use a backup; 1 when something is missing or damaged."""
    if options.restore is not None:
        return _restore(options.data, options.restore)
    if options.check is not None:
        return _check(options.data, options.check)
    with open_bus(options.data) as bus:
        made = back_up(bus, options.to or options.data / FOLDER, now=utc_now())
    _tell(made)
    return 1 if made.missing else 0


def _tell(made: Made) -> None:
    copied = made.copied
    _say(str(made.path))
    _say(
        f"database {_megabytes(made.database_bytes)}; packages: {copied.new_files} files copied"
        f" ({_megabytes(copied.new_bytes)}), {copied.kept_files} were there"
        f" ({_megabytes(copied.kept_bytes)}); {made.seconds:.1f} s"
    )
    for place, package_hash in made.missing:
        _say(f"MISSING on this bus, or changed on its disk: {place}/{package_hash}")


def _check(data_dir: Path, folder: Path) -> int:
    started = time.monotonic()
    found = read_newest(folder)
    _say(f"backup of bus {found.bus_code}, made {found.made_at}")
    are_good = True
    for finding in check_backup(folder, found, key=_find_key(data_dir)):
        _say(finding.text if finding.is_good else f"BAD: {finding.text}")
        are_good = are_good and finding.is_good
    size = found.database.size + sum(one.size for kept in found.packages for one in kept.files)
    _say(f"{_megabytes(size)} in {time.monotonic() - started:.1f} s")
    return 0 if are_good else 1


def _restore(data_dir: Path, folder: Path) -> int:
    found = read_newest(folder)
    key = keys.load_database_key(data_dir, ask_passphrase)
    replaced = restore(data_dir, folder, found, key=key, now=utc_now())
    _say(f"bus {found.bus_code} goes on from {found.made_at}, in a new epoch")
    if replaced is not None:
        _say(f"what it held until now lies in {replaced}")
    _say("its kiosks bring back by themselves what they have kept")
    _say("no certificate is issued before an officer has said which ones are lost")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _find_key(data_dir: Path) -> bytes | None:
    try:
        return keys.load_database_key(data_dir, ask_passphrase)
    except KeyMissingError:
        return None


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f} MB"
