"""Answering a bus that asks what learners left unfinished elsewhere; by HTTP and by stick."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from common.sql import Database
from registry.buses.errors import BusRevokedError
from registry.buses.models import BusStatus
from registry.buses.queries import get_bus
from registry.carried.errors import TooBusyError
from registry.carried.queries import list_carried
from registry.keys import RegistryKeys
from sync.carried import (
    CarriedAsk,
    CarriedLearners,
    hash_content,
    parse_ask,
    seal_carried,
)

TURN = threading.Lock()
"""Anybody may repeat the ask of a bus: however many come, one is computed at a time."""


def read_ask(db: Session, raw: bytes) -> CarriedAsk:
    """Return an ask of an enrolled bus.

    Raises:
        DocumentError: malformed, or not signed with the journal key of the bus it names.
        BusNotFoundError: no such bus.
        BusRevokedError: a lost bus is told nothing about anybody.
    """

    def find_key(code: str) -> Ed25519PublicKey:
        bus = get_bus(db, code)
        if bus.status is BusStatus.REVOKED:
            raise BusRevokedError(bus=code)
        return Ed25519PublicKey.from_public_bytes(bus.public_key)

    return parse_ask(raw, find_key)


def answer_ask(
    database: Database, raw: bytes, *, keys: RegistryKeys, now: datetime
) -> tuple[str, bytes | None]:
    """Answer an ask that may come from anybody; nothing is written.

    Args:
        database: of the registry.
        raw: the ask file.
        keys: of the registry.
        now: the registry's clock.

    Returns:
        The bus, and the sealed paper; None when the bus has what it would say.

    Raises:
        DocumentError, BusNotFoundError, BusRevokedError: see :func:`read_ask`.
        TooBusyError: another ask is being answered; who waited would hold a thread.
    """
    with database.read() as db:
        ask = read_ask(db, raw)
        with _turn():
            learners = list_carried(db, but_bus=ask.bus, now=now)
    content = hash_content(learners)
    if content == ask.has:
        return ask.bus, None
    document = CarriedLearners(
        bus=ask.bus, regepoch=keys.epoch, made=now, content=content, learners=learners
    )
    return ask.bus, seal_carried(document, key=keys.signing, box_key=ask.box_key)


@contextmanager
def _turn() -> Iterator[None]:
    if not TURN.acquire(blocking=False):
        raise TooBusyError
    try:
        yield
    finally:
        TURN.release()
