"""The reception desk, the same for HTTP and for sticks: a file in, a signed receipt out."""

import logging
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from certificates.trust import TrustStore
from common.sql import Database
from registry.buses.models import BusStatus
from registry.buses.queries import find_bus, list_last_good_heads
from registry.intake.actions import import_bundle, read_sections
from registry.intake.queries import find_bundle
from registry.intake.receipts import make_receipt
from registry.keys import RegistryKeys
from registry.register.judge import CredentialJudge
from registry.register.lists import publish_revocations
from registry.register.models import ListKind
from registry.register.queries import newest_list
from registry.tables import take_turn
from sync.bundle import BusKey, OpenedBundle, open_bundle

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Received:
    """What came of a bundle."""

    bus_code: str
    receipt: bytes
    """Signed."""
    regepoch: int
    """The registry's epoch as the bus knows it; above our own, ours is of an old backup."""


def receive_bundle(
    database: Database, raw: bytes, *, keys: RegistryKeys, now: datetime
) -> Received:
    """Take a bundle from anybody; safe to repeat.

    Args:
        database: of the registry.
        raw: the file.
        keys: of the registry.
        now: the registry's clock.

    Raises:
        BundleError: the bundle is refused as a whole and nothing of it is kept.
    """
    with database.read() as db:
        opened = open_known(db, raw, keys=keys)
        is_known = find_bundle(db, opened.header_hash) is not None
        judge = make_judge(db, keys=keys, now=now)
    header, heads = opened.header, [section.head for section in opened.sections]
    bus_code, regepoch = header.bus, header.regepoch
    if regepoch > keys.epoch:
        log.error("a bus knows a newer registry", extra={"bus": bus_code, "regepoch": regepoch})
    if is_known:
        with database.read() as db:
            receipt = make_receipt(db, bus_code, received=heads, keys=keys, now=now)
            return Received(bus_code, receipt, regepoch)
    sections = read_sections(opened, judge=judge)
    with database.write() as db:
        take_turn(db)
        judge = _in_force(db, judge, keys=keys, now=now)
        import_bundle(db, opened, sections, judge=judge, now=now)
        publish_revocations(db, keys=keys, now=now)
        receipt = make_receipt(db, bus_code, received=heads, keys=keys, now=now)
    log.info("bundle stored", extra={"bus": bus_code, "bundle": opened.header_hash})
    return Received(bus_code, receipt, regepoch)


def open_known(db: Session, raw: bytes, *, keys: RegistryKeys) -> OpenedBundle:
    """Open a bundle of an enrolled bus.

    Raises:
        BundleError: the bundle is refused as a whole.
    """

    def find_bus_key(code: str, certificate_id: str) -> BusKey | None:
        bus = find_bus(db, code)
        if bus is None or bus.certificate_id != certificate_id:
            return None
        # Records of a revoked bus up to its last good head still count, one by one.
        is_lost = bus.status is BusStatus.REVOKED and not list_last_good_heads(db, code)
        return BusKey(Ed25519PublicKey.from_public_bytes(bus.public_key), is_lost)

    return open_bundle(raw, registry_keys=keys.boxes, find_bus_key=find_bus_key)


def _in_force(
    db: Session, judge: CredentialJudge, *, keys: RegistryKeys, now: datetime
) -> CredentialJudge:
    """Return ``judge``, or a new one when a trust store was published since it looked.

    Who enrols an officer has the lines held judged anew, and not those that come a moment later.
    """
    newest = newest_list(db, ListKind.TRUST)
    if judge.trust_number == (newest.number if newest else None):
        return judge
    return make_judge(db, keys=keys, now=now)


def make_judge(db: Session, *, keys: RegistryKeys, now: datetime) -> CredentialJudge:
    """Return a judge that goes by the trust store in force."""
    newest = newest_list(db, ListKind.TRUST)
    trust = None if newest is None else TrustStore.from_json(newest.document, keys.root_public)
    return CredentialJudge(trust, now=now)
