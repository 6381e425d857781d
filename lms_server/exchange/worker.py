"""Sending over the network whenever there is one."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.clock import utc_now
from common.errors import DomainError
from common.sql import Database
from lms_server.exchange.actions import Applied, apply_receipt, record_export
from lms_server.exchange.exporting import pack_unconfirmed
from lms_server.exchange.models import Way
from lms_server.exchange.queries import get_pack
from lms_server.exchange.trust import keep_lists

log = logging.getLogger(__name__)
_SHORTEST_WAIT_S = 15.0
_LONGEST_WAIT_S = 900.0


class Registry(Protocol):
    """What the worker needs of the registry."""

    def post_bundle(self, raw: bytes) -> bytes:
        """Hand over one bundle and return the receipt file."""


@dataclass(frozen=True)
class Desk:
    """What every exchange of one bus works with."""

    database: Database
    data_dir: Path
    bus_code: str
    journal_key: Ed25519PrivateKey


def deliver_once(desk: Desk, registry: Registry, *, now: datetime) -> int:
    """Send what is unconfirmed, take the receipts, and return the number of bundles sent.

    Raises:
        NotEnrolledError: the bus has no province yet.
        RegistryUnreachableError: no network; what was confirmed so far stays so.
        RegistryRefusedError: the registry does not take a bundle.
        BadReceiptError, ForeignReceiptError, ReceiptForOtherBusError: not from our registry.
    """
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
    desk: Desk, registry: Registry, stop: Event, *, clock: Callable[[], datetime] = utc_now
) -> None:
    """Deliver now and then until ``stop`` is set; wait longer while there is no network."""
    wait = _SHORTEST_WAIT_S
    while not stop.wait(wait):
        try:
            sent = deliver_once(desk, registry, now=clock())
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
