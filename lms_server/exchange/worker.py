"""Sending over the network whenever there is one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from common.clock import utc_now
from common.errors import DomainError
from common.sql import Database
from lms_server.config import Config
from lms_server.exchange import carried
from lms_server.exchange.actions import Applied, apply_receipt, record_export
from lms_server.exchange.desk import Desk, Registry
from lms_server.exchange.exporting import pack_unconfirmed
from lms_server.exchange.models import Way
from lms_server.exchange.queries import find_registry_url, get_pack
from lms_server.exchange.registry_client import RegistryClient
from lms_server.exchange.trust import keep_lists
from lms_server.keys import load_journal_key

log = logging.getLogger(__name__)
_SHORTEST_WAIT_S = 30.0
_LONGEST_WAIT_S = 900.0
ASK_EVERY = timedelta(hours=1)
"""How often a running bus asks what was left unfinished elsewhere."""
_BUSY = "carried.too_busy"
"""What the registry says while it answers another bus."""
_STOP_S = 2.0
"""A pass cut off at the end of the program is made good by the next one."""


def deliver_once(desk: Desk, registry: Registry, *, now: datetime) -> int:
    """Send what is unconfirmed, take the receipts, and return the number of bundles sent.

    The newest receipt is asked for first: it tells when the registry was restored and misses
    what it once confirmed, and it brings new verdicts and lists.

    Raises:
        NotEnrolledError: the bus has no province yet.
        RegistryUnreachableError: no network; what was confirmed so far stays so.
        RegistryRefusedError: the registry does not take a bundle.
        BadReceiptError, ForeignReceiptError, ReceiptForOtherBusError: not from our registry.
    """
    newest = registry.get_receipt(desk.bus_code)
    take_receipt(desk, newest, way=Way.NETWORK, actor="system", now=now)
    sent = 0
    for packed in pack_unconfirmed(desk.database, key=desk.journal_key, now=now):
        answer = registry.post_bundle(packed.raw)
        with desk.database.write() as db:
            record_export(db, packed.sections, way=Way.NETWORK, actor="system", now=now)
        take_receipt(desk, answer, way=Way.NETWORK, actor="system", now=now)
        sent += 1
    return sent


def take_receipt(desk: Desk, raw: bytes, *, way: Way, actor: str, now: datetime) -> Applied:
    """Apply one receipt file and keep the lists that came with it.

    Raises:
        DomainError: as ``apply_receipt`` does; nothing changed then.
    """
    with desk.database.write() as db:
        applied = apply_receipt(db, raw, bus_code=desk.bus_code, way=way, actor=actor, now=now)
        pack = get_pack(db)
    receipt = applied.receipt
    keep_lists(desk.data_dir, pack, trust=receipt.trust, revocations=receipt.revocations)
    return applied


def run(
    desk: Desk,
    connect: Callable[[], Registry | None],
    stop: Event,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Deliver now and then until ``stop`` is set; wait longer while there is no network.

    Args:
        desk: what to deliver from.
        connect: asked before each pass; None while nobody knows the registry's address.
        stop: set it to end the loop.
        clock: gives the present instant.
    """
    wait, asked_at = _SHORTEST_WAIT_S, None
    while not stop.wait(wait):
        try:
            registry, sent = connect(), 0
            if registry is not None:
                sent = deliver_once(desk, registry, now=clock())
                asked_at = _ask_now_and_then(desk, registry, asked_at, now=clock())
        except DomainError as error:
            log.info("delivery put off", extra={"code": error.code})
            wait = min(wait * 2, _LONGEST_WAIT_S)
        except Exception:
            log.exception("delivery failed")
            wait = _LONGEST_WAIT_S
        else:
            if sent:
                log.info("bundles delivered", extra={"count": sent})
            wait = _SHORTEST_WAIT_S


def _ask_now_and_then(
    desk: Desk, registry: Registry, asked_at: datetime | None, *, now: datetime
) -> datetime | None:
    """Fetch learners of other buses when it is time; return when it was done last, if ever.

    A registry that does not know them yet keeps no delivery back; one that is busy is asked
    again with the next pass.
    """
    if asked_at is not None and timedelta(0) <= now - asked_at < ASK_EVERY:
        return asked_at
    try:
        carried.fetch(desk, registry, now=now)
    except DomainError as error:
        log.info("learners of other buses not fetched", extra={"code": error.code})
        if error.params.get("problem") == _BUSY:
            return asked_at
    return now


@contextmanager
def in_background(config: Config, database: Database) -> Iterator[None]:
    """Deliver in a thread of its own while the block runs, once the bus is enrolled."""
    desk = Desk(database, config.data_dir, config.bus_code, load_journal_key(config.data_dir))
    stop = Event()

    def connect() -> Registry | None:
        with database.read() as db:
            url = find_registry_url(db, config)
        return None if url is None else RegistryClient(url)

    thread = Thread(target=run, args=(desk, connect, stop), name="delivery", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_STOP_S)
