"""``bus-lms bundle export|apply-receipt``, ``enrolment-request``, ``enrol`` and ``sync``."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from common.clock import utc_now
from common.errors import DomainError
from lms_server.elsewhere.actions import Taken
from lms_server.exchange.actions import check_pack, check_receipt
from lms_server.exchange.carried import (
    fetch,
    is_document,
    look_at_document,
    take_document,
    write_ask,
)
from lms_server.exchange.desk import Desk
from lms_server.exchange.drives import read_limited
from lms_server.exchange.enrolling import find_officer_keys, take_pack, write_request
from lms_server.exchange.errors import CodesDifferError, NoRegistryAddressError
from lms_server.exchange.exporting import count_unconfirmed, export_bundle
from lms_server.exchange.models import Way
from lms_server.exchange.queries import find_pack, find_registry_url, overview
from lms_server.exchange.registry_client import RegistryClient
from lms_server.exchange.worker import deliver_once, take_receipt
from lms_server.keys import load_journal_key
from lms_server.opening import Bus, add_data_option, open_bus
from sync.enrolment import EnrolmentPack, check_code

_ACTOR = "system"
_REFUSED = 1


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add the commands of the exchange; each sets ``run(options) -> exit code``."""
    bundle = commands.add_parser("bundle", help="carry data to the province on a stick")
    parts = bundle.add_subparsers(required=True, metavar="COMMAND")
    export = parts.add_parser("export", help="write all unconfirmed data as a sealed file")
    export.add_argument("folder", type=Path, metavar="DIR", help="the stick, or a folder on it")
    _finish(export, run_export, trial="say how many records would be written")
    receipt = parts.add_parser("apply-receipt", help="read receipts of the province")
    receipt.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _finish(receipt, run_apply_receipt, trial="check the receipts and change nothing")
    request = commands.add_parser("enrolment-request", help="write what the province must see")
    request.add_argument("file", type=Path, metavar="FILE")
    _finish(request, run_request, trial="say what would be asked")
    enrol = commands.add_parser("enrol", help="store the enrolment pack of the province")
    enrol.add_argument("pack", type=Path, metavar="PACK")
    enrol.add_argument("--code", help="the 16 digits of the province's screen, instead of asking")
    _finish(enrol, run_enrol, trial="check the pack and change nothing")
    sync = commands.add_parser("sync", help="send over the network and take the receipts")
    sync.add_argument("--registry", metavar="URL", help="instead of the configured address")
    _finish(sync, run_sync, trial="say how many records would be sent")


def run_export(options: argparse.Namespace) -> int:
    """Write the stick."""
    with _open_desk(options.data) as desk:
        if options.dry_run:
            return _tell_unconfirmed(desk)
        done = export_bundle(
            desk.database, options.folder, key=desk.journal_key, actor=_ACTOR, now=utc_now()
        )
        ask = write_ask(desk, options.folder, now=utc_now())
    for path in (*done.files, ask):
        _say(f"written: {path}")
    if done.id is None:
        _say("nothing to write: the province has confirmed everything")
    else:
        _say(f"{done.records} records on the stick, not confirmed by the province yet")
    return 0


def run_apply_receipt(options: argparse.Namespace) -> int:
    """Read receipts; a bad one does not stop the others, but the exit code tells of it."""
    with _open_desk(options.data) as desk:
        results = [_apply_one(desk, path, is_trial=options.dry_run) for path in options.files]
        _tell_progress(desk)
    return 0 if all(results) else _REFUSED


def run_request(options: argparse.Namespace) -> int:
    """Write the enrolment request with the officers' keys of today."""
    with open_bus(options.data) as bus:
        officer_keys = find_officer_keys(bus.database, options.data)
        if not options.dry_run:
            write_request(options.file, bus.config, officer_keys=officer_keys, now=utc_now())
            _say(f"written: {options.file}")
    _say(f"asks for bus {bus.config.bus_code} with {len(officer_keys)} officer keys")
    return 0


def run_enrol(options: argparse.Namespace) -> int:
    """Store the province's pack; the first one only when the province's code was typed."""
    raw = read_limited(options.pack)
    with _open_desk(options.data) as desk:
        pack = _check_pack(desk, raw)
        with desk.database.read() as db:
            is_first = find_pack(db) is None
        if options.dry_run:
            _say(f"the province's screen must show: {check_code(pack)}")
            return 0
        if is_first:
            _compare_codes(pack, options.code or _ask_code())
        take_pack(desk, raw, actor=_ACTOR, now=utc_now())
    _say(f"enrolled: bus {pack.bus}, registry epoch {pack.regepoch}")
    return 0


def _compare_codes(pack: EnrolmentPack, told: str) -> None:
    """Raise before anything is stored: a bus never leaves the first root that it took."""
    if "".join(told.split()).lower() != check_code(pack).replace(" ", ""):
        raise CodesDifferError


def _ask_code() -> str:
    # The pack's own code is not shown: who sees it types what is on the screen.
    _say("16 digits on the province's screen (bus-registry enrol-bus):")
    return sys.stdin.readline()


def run_sync(options: argparse.Namespace) -> int:
    """Send what is unconfirmed and take the receipts."""
    with open_bus(options.data) as bus:
        desk = _desk_of(bus)
        if options.dry_run:
            return _tell_unconfirmed(desk)
        with desk.database.read() as db:
            url = options.registry or find_registry_url(db, bus.config)
        if url is None:
            raise NoRegistryAddressError
        registry = RegistryClient(url)
        sent = deliver_once(desk, registry, now=utc_now())
        _say(f"{sent} bundles sent")
        _tell_progress(desk)
        _fetch(desk, registry)
    return 0


def _fetch(desk: Desk, registry: RegistryClient) -> None:
    """Ask for learners of other buses; that they do not come is told, and no failure."""
    try:
        taken = fetch(desk, registry, now=utc_now())
    except DomainError as error:
        _say(f"learners of other buses: not fetched [{error}]", stream=sys.stderr)
    else:
        _say(_taken_text(taken))


def _apply_one(desk: Desk, path: Path, *, is_trial: bool) -> bool:
    """Read one receipt file; say what it did, or why it was refused."""
    try:
        raw = read_limited(path)
        if is_document(raw):
            taken = look_at_document(desk, raw) if is_trial else _take_document(desk, raw)
            _say(f"{path}: {_taken_text(taken)}")
            return True
        if is_trial:
            with desk.database.read() as db:
                _, step = check_receipt(db, raw, bus_code=desk.bus_code)
            outcome, findings = step.outcome, step.findings
        else:
            applied = take_receipt(desk, raw, way=Way.STICK, actor=_ACTOR, now=utc_now())
            outcome, findings = applied.outcome, applied.findings
    except (DomainError, OSError) as error:
        reason = (type(error).__doc__ or "").partition("\n")[0]
        _say(f"{path}: refused: {reason} [{error}]", stream=sys.stderr)
        return False
    _say(f"{path}: {outcome.value}")
    for finding in findings:
        _say(f"{path}: warning: {finding.kind.value} in epoch {finding.head.epoch}")
    return True


def _take_document(desk: Desk, raw: bytes) -> Taken:
    return take_document(desk, raw, now=utc_now())


def _taken_text(taken: Taken | None) -> str:
    if taken is None or not taken.is_new:
        return "learners of other buses: nothing new"
    return f"learners of other buses: {taken.learners} may go on here"


def _check_pack(desk: Desk, raw: bytes) -> EnrolmentPack:
    public_key = desk.journal_key.public_key().public_bytes_raw()
    with desk.database.read() as db:
        return check_pack(db, raw, bus_code=desk.bus_code, journal_key=public_key)


def _tell_unconfirmed(desk: Desk) -> int:
    _say(f"{count_unconfirmed(desk.database)} records are not confirmed by the province")
    return 0


def _tell_progress(desk: Desk) -> None:
    with desk.database.read() as db:
        streams = overview(db).streams
    for progress in streams:
        _say(
            f"stream {progress.stream.value}: {progress.written} written, "
            f"{progress.exported} on the stick or sent, {progress.confirmed} confirmed"
        )


@contextmanager
def _open_desk(data_dir: Path) -> Iterator[Desk]:
    with open_bus(data_dir) as bus:
        yield _desk_of(bus)


def _desk_of(bus: Bus) -> Desk:
    config = bus.config
    key = load_journal_key(config.data_dir)
    return Desk(bus.database, config.data_dir, config.bus_code, key)


def _finish(
    parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int], *, trial: str
) -> None:
    add_data_option(parser)
    parser.add_argument("--dry-run", action="store_true", help=trial)
    parser.set_defaults(run=run)


def _say(text: str, *, stream: TextIO | None = None) -> None:
    (stream or sys.stdout).write(f"{text}\n")
