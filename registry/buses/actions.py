"""Writes about buses: enrol, retire, revoke."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update
from sqlalchemy.orm import Session

from certificates.keys import make_key_id
from common.ids import derive_id
from registry.buses.errors import (
    BusNotFoundError,
    BusRevokedError,
    EnrolmentRefusedError,
    KeyConflictError,
)
from registry.buses.models import Bus, BusStatus, LastGoodHead, OfficerKey
from registry.tables import insert_absent
from sync.chain import Head
from sync.enrolment import (
    BusCertificate,
    EnrolmentRequest,
    OfficerKeyRequest,
    parse_request,
    sign_certificate,
)

BUS_LIFE = timedelta(days=425)
"""A bus certificate lives at most fourteen months."""
OFFICER_LIFE = timedelta(days=400)
CLOCK_ERROR = timedelta(days=1)
"""A bus's clock may be behind the registry's by so much when its officer first signs."""


@dataclass(frozen=True)
class Enroller:
    """Who enrols: the province and the key that certifies buses."""

    province_code: str
    issuer_did: str
    registry_key: Ed25519PrivateKey


def enrol_bus(db: Session, raw: bytes, *, by: Enroller, now: datetime) -> EnrolmentRequest:
    """Take a bus and its officers' keys in; safe to repeat, and the way to add an officer.

    Args:
        db: a write block.
        raw: the enrolment request file.
        by: the province.
        now: the registry's clock.

    Raises:
        DocumentError: the request is malformed or not signed with the key it names.
        EnrolmentRefusedError: it is for another province, or a key does not fit its id.
        KeyConflictError: the code, or an officer's key, belongs to another laptop already.
        BusRevokedError: the bus is revoked; a new laptop gets a new code.
    """
    request = parse_request(raw)
    if request.province_code != by.province_code:
        raise EnrolmentRefusedError(reason="province")
    _check_code_is_free(db, request)
    _store_bus(db, request, raw=raw, by=by, now=now)
    for key in request.officer_keys:
        _store_officer_key(db, key, request=request, issuer_did=by.issuer_did, now=now)
    return request


def retire_bus(db: Session, code: str, *, now: datetime) -> None:
    """Mark a bus as out of service; sticks that arrive late are still read.

    Raises:
        BusNotFoundError: there is no such bus in service.
    """
    _set_status(db, code, BusStatus.RETIRED, now)


def revoke_bus(db: Session, code: str, *, last_good: Sequence[Head], now: datetime) -> None:
    """Stop believing a lost bus and its officers' keys after ``last_good``.

    The caller has the bus's records judged anew and a trust store published.

    Raises:
        BusNotFoundError: there is no such bus.
    """
    _set_status(db, code, BusStatus.REVOKED, now)
    insert_absent(
        db,
        LastGoodHead,
        [
            {
                "bus_code": code,
                "epoch": head.epoch,
                "stream": head.stream.value,
                "seq": head.seq,
                "hash": head.hash,
            }
            for head in last_good
        ],
    )
    is_of_bus = (OfficerKey.bus_code == code) & OfficerKey.revoked_at.is_(None)
    db.execute(update(OfficerKey).where(is_of_bus).values(revoked_at=now))


def _check_code_is_free(db: Session, request: EnrolmentRequest) -> None:
    bus = db.get(Bus, request.bus)
    if bus is not None and bus.status == BusStatus.REVOKED.value:
        raise BusRevokedError(bus=request.bus)
    if bus is not None and bus.public_key != request.journal_key:
        raise KeyConflictError(bus=request.bus)


def _store_bus(
    db: Session, request: EnrolmentRequest, *, raw: bytes, by: Enroller, now: datetime
) -> None:
    certificate = BusCertificate(
        # The same after a second request, so that bundles packed before it are still read.
        id=str(derive_id("bus-certificate", request.bus, request.journal_key.hex())),
        bus=request.bus,
        journal_key=request.journal_key,
        valid_from=now,
        valid_until=now + BUS_LIFE,
    )
    bus = db.get(Bus, request.bus)
    if bus is None:
        bus = Bus(code=request.bus, public_key=request.journal_key, enrolled_at=now)
        db.add(bus)
    bus.name = request.bus_name
    bus.certificate_id = certificate.id
    bus.certificate = sign_certificate(certificate, by.registry_key)
    bus.request = raw
    bus.status = BusStatus.ACTIVE.value
    bus.changed_at = now
    db.flush()


def _store_officer_key(
    db: Session,
    key: OfficerKeyRequest,
    *,
    request: EnrolmentRequest,
    issuer_did: str,
    now: datetime,
) -> None:
    if key.key_id != make_key_id(issuer_did, key.public_key):
        raise EnrolmentRefusedError(reason="officer_key")
    held = db.get(OfficerKey, key.key_id)
    if held is None:
        held = OfficerKey(
            key_id=key.key_id,
            bus_code=request.bus,
            public_key=key.public_key,
            valid_from=_valid_from(request.made, now),
        )
        db.add(held)
    elif held.bus_code != request.bus:
        raise KeyConflictError(bus=request.bus)
    held.officer_name = key.officer_name
    held.valid_until = now + OFFICER_LIFE
    db.flush()


def _valid_from(asked: datetime, now: datetime) -> datetime:
    """Begin when the bus asked: it may have signed since, and be enrolled anew after a restore."""
    return max(min(asked, now), now - OFFICER_LIFE) - CLOCK_ERROR


def _set_status(db: Session, code: str, status: BusStatus, now: datetime) -> None:
    found = db.execute(
        update(Bus)
        .where(Bus.code == code, Bus.status != BusStatus.REVOKED.value)
        .values(status=status.value, changed_at=now)
        .returning(Bus.code)
    )
    if found.one_or_none() is None:
        raise BusNotFoundError(bus=code)
