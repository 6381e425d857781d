"""What each command of ``bus-registry`` does, after its arguments were read."""

import getpass
import os
import signal
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from common.clock import utc_now
from common.errors import DomainError
from common.files import write_atomic
from common.sql import Database
from registry import daily, office, schema
from registry.alarms import Say, doubled_text, tell_alarms, tell_epoch, tell_holes
from registry.app import create_app, open_database
from registry.buses.queries import get_bus
from registry.carried.desk import answer_ask, read_ask
from registry.config import FILE_NAME, Config, write_config
from registry.dump import dump
from registry.intake.desk import open_known, receive_bundle
from registry.intake.receipts import make_receipt
from registry.keys import (
    FOLDER,
    RootSealedError,
    load_keys,
    load_root,
    make_keys,
    start_new_epoch,
)
from registry.register.queries import list_doubled
from registry.serve import listen
from sync.bundle import MAX_FILE
from sync.carried import ASK_SUFFIX
from sync.carried import SUFFIX as CARRIED_SUFFIX
from sync.enrolment import check_code
from sync.receipt import SUFFIX

PASSPHRASE_FILE = "BUS_REGISTRY_PASSPHRASE_FILE"  # noqa: S105
BUNDLES = "*.tbus"
_SETTINGS = ("province_code", "province_name", "issuer_did", "public_url", "host", "port")

Command = Callable[[Namespace, Say], bool]
"""Returns False when something was refused."""


class AlreadyMadeError(DomainError):
    """The data folder holds a registry already."""

    code = "registry.already_made"
    http_status = 409


class PassphrasesDifferError(DomainError):
    """The two passphrases are not the same."""

    code = "registry.passphrases_differ"


class NothingToImportError(DomainError):
    """No bundle lies at the given place."""

    code = "registry.nothing_to_import"


def init(arguments: Namespace, say: Say) -> bool:
    """Make settings, keys and tables of a new registry."""
    values = {name: str(getattr(arguments, name)) for name in _SETTINGS}
    if arguments.database_url:
        values["database_url"] = arguments.database_url
    config = Config.from_values(arguments.data, values)
    folder = config.data_dir
    if (folder / FILE_NAME).exists() or (folder / FOLDER).exists():
        raise AlreadyMadeError(folder=folder)
    if not arguments.dry_run:
        passphrase = _new_passphrase() if arguments.seal else None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_keys(folder, passphrase=passphrase)
        write_config(folder, values)
        with closing(open_database(config)) as database:
            schema.upgrade(database)
    say(f"made the registry of {config.province_name} in {folder}")
    return True


def run_server(arguments: Namespace, say: Say) -> bool:
    """Answer until Ctrl-C or SIGTERM; requests in hand are finished."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    config, keys = Config.load(arguments.data), load_keys(arguments.data)
    with closing(open_database(config)) as database:
        app = create_app(config, database=database, keys=keys)
        server = listen(app, config)
        with daily.in_background(database, keys):
            say(f"registry of {config.province_name}: http://{config.host}:{config.port}/v")
            server.run()
    return True


def upgrade(arguments: Namespace, say: Say) -> bool:
    """Bring the tables to this version of the program."""
    with closing(open_database(Config.load(arguments.data))) as database:
        if not arguments.dry_run:
            schema.upgrade(database)
            schema.assert_current(database)
            keys = load_keys(arguments.data)
            office.judge_dated(database, keys=keys, now=utc_now())
            for bus in office.read_parked(database, keys=keys, now=utc_now()):
                say(f"what bus {bus} sent for a newer program was read again")
    say("the tables are those of this program")
    return True


def enrol_bus(arguments: Namespace, say: Say) -> bool:
    """Take a bus's request; write its pack."""
    request = arguments.request.read_bytes()
    with _open(arguments) as database:
        desk = _office(arguments, database)
        rehearsal = arguments.dry_run
        pack = office.enrol_bus(desk, request, now=utc_now(), is_rehearsal=rehearsal)
        if not rehearsal:
            write_atomic(arguments.out, office.encode_pack(desk, pack))
    say(f"bus {pack.bus} is enrolled; both sides must show the same code: {check_code(pack)}")
    return True


def retire_bus(arguments: Namespace, say: Say) -> bool:
    """Mark a bus as out of service."""
    with _open(arguments) as database:
        office.retire_bus(database, arguments.bus, now=utc_now(), is_rehearsal=arguments.dry_run)
    say(f"bus {arguments.bus} is out of service; late sticks are still read")
    return True


def revoke_bus(arguments: Namespace, say: Say) -> bool:
    """Stop believing a lost bus after its last good heads."""
    with _open(arguments) as database:
        heads = office.revoke_bus(
            _office(arguments, database),
            arguments.bus,
            last_good=arguments.last_good,
            now=utc_now(),
            is_rehearsal=arguments.dry_run,
        )
    say(f"bus {arguments.bus} is revoked")
    for head in heads:
        say(f"good up to {head.epoch}.{head.stream.value}.{head.seq}")
    return True


def import_bundles(arguments: Namespace, say: Say) -> bool:
    """Take bundles from files or folders; write a receipt beside each."""
    files = list(_files(arguments.paths, BUNDLES))
    asks = list(_files(arguments.paths, f"*{ASK_SUFFIX}"))
    if not files and not asks:
        raise NothingToImportError
    keys = load_keys(arguments.data)
    is_all_good, buses = True, set()
    with _open(arguments) as database:
        for path in files:
            try:
                raw = _read_bundle(path)
                if arguments.dry_run:
                    with database.read() as db:
                        header = open_known(db, raw, keys=keys).header
                    bus_code, regepoch = header.bus, header.regepoch
                else:
                    received = receive_bundle(database, raw, keys=keys, now=utc_now())
                    write_atomic(path.with_suffix(SUFFIX), received.receipt)
                    bus_code, regepoch = received.bus_code, received.regepoch
                say(f"{path.name}: taken, bus {bus_code}")
                buses.add(bus_code)
                tell_epoch(bus_code, regepoch, keys.epoch, say)
                tell_alarms(database, bus_code, say)
            except DomainError as error:
                is_all_good = False
                say(f"{path.name}: refused, {error}")
            except OSError as error:
                is_all_good = False
                say(f"{path}: {error.strerror}")
        tell_holes(database, sorted(buses), say)
        answered = [_answer_ask(arguments, database, path, say) for path in asks]
    return is_all_good and all(answered)


def _answer_ask(arguments: Namespace, database: Database, path: Path, say: Say) -> bool:
    """Write beside an ask what learners left unfinished on other buses."""
    answer = path.with_name(path.name.removesuffix(ASK_SUFFIX) + CARRIED_SUFFIX)
    try:
        raw = _read_bundle(path)
        if arguments.dry_run:
            with database.read() as db:
                bus_code, document = read_ask(db, raw).bus, None
        else:
            keys = load_keys(arguments.data)
            bus_code, document = answer_ask(database, raw, keys=keys, now=utc_now())
        if document is not None:
            write_atomic(answer, document)
        say(f"{path.name}: answered, bus {bus_code}")
    except DomainError as error:
        say(f"{path.name}: refused, {error}")
        return False
    except OSError as error:
        say(f"{path}: {error.strerror}")
        return False
    return True


def _read_bundle(path: Path) -> bytes:
    """Return the file, or only so much of it that it is refused as too large."""
    with path.open("rb") as file:
        return file.read(MAX_FILE + 1)


def write_receipt(arguments: Namespace, say: Say) -> bool:
    """Write the receipt of a bus as it stands."""
    keys = load_keys(arguments.data)
    with _open(arguments) as database, database.read() as db:
        bus = get_bus(db, arguments.bus)
        receipt = make_receipt(db, bus.code, keys=keys, now=utc_now())
    if arguments.out is None:
        say(receipt.decode())
    else:
        write_atomic(arguments.out, receipt)
        say(f"receipt written to {arguments.out}")
    return True


def print_dump(arguments: Namespace, say: Say) -> bool:
    """Print all people, results and certificates."""
    with _open(arguments) as database, database.read() as db:
        text = dump(db, now=utc_now()).decode()
    if arguments.out is None:
        say(text)
    else:
        write_atomic(arguments.out, text.encode(), mode=0o600)
    return True


def print_doubled(arguments: Namespace, say: Say) -> bool:
    """Name every learner with two valid certificates of one course; exit code 1 when any."""
    with _open(arguments) as database, database.read() as db:
        found = list_doubled(db)
    for one in found:
        say(doubled_text(one))
    return not found


def mark_restored(arguments: Namespace, say: Say) -> bool:
    """Make all buses send again, after the database came back from a backup."""
    epoch = max(load_keys(arguments.data).epoch, arguments.after) + 1
    if not arguments.dry_run:
        start_new_epoch(arguments.data, epoch)
    say(f"registry epoch {epoch}: buses will send their whole journals again")
    return True


@contextmanager
def _open(arguments: Namespace) -> Iterator[Database]:
    with closing(open_database(Config.load(arguments.data))) as database:
        schema.assert_current(database)
        yield database


def _office(arguments: Namespace, database: Database) -> office.Office:
    try:
        root = load_root(arguments.data, passphrase=None)
    except RootSealedError:
        root = load_root(arguments.data, passphrase=_passphrase())
    config = Config.load(arguments.data)
    return office.Office(config, database, load_keys(arguments.data), root)


def _new_passphrase() -> str:
    """Return a passphrase typed twice, or from the file; a slip would lock the root for ever."""
    passphrase = _passphrase()
    if PASSPHRASE_FILE not in os.environ and passphrase != getpass.getpass("Once more: "):
        raise PassphrasesDifferError
    return passphrase


def _passphrase() -> str:
    """Read the passphrase of the root key from the file that a variable names, or ask."""
    path = os.environ.get(PASSPHRASE_FILE)
    if path:
        return Path(path).read_text(encoding="utf-8").rstrip("\n")
    return getpass.getpass("Passphrase of the provincial root key: ")


def _files(paths: Iterable[Path], pattern: str) -> Iterable[Path]:
    """Give the files of one kind that lie in folders or were named."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob(pattern))
        elif path.name.endswith(ASK_SUFFIX) is (pattern != BUNDLES):
            yield path
