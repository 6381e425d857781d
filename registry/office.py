"""Acts of the province's own people: take a bus in, take its word away, make all send again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from common.sql import Database
from registry.buses import actions as buses
from registry.buses.errors import HeadNotHeldError
from registry.buses.queries import get_bus
from registry.config import Config
from registry.intake.desk import make_judge
from registry.intake.folding import fold_dated
from registry.intake.queries import find_anchored, list_buses_with, list_heads
from registry.intake.rebuild import rebuild_bus
from registry.keys import RegistryKeys
from registry.register.lists import IssuerNames, publish_revocations, publish_trust
from registry.register.queries import SignedList
from registry.tables import take_turn
from sync.chain import Head, Stream
from sync.enrolment import EnrolmentPack, sign_pack
from sync.records import VerdictCode


@dataclass(frozen=True)
class Office:
    """What the province's people work with; the root key is taken out for these acts only."""

    config: Config
    database: Database
    keys: RegistryKeys
    root: Ed25519PrivateKey


@dataclass(frozen=True)
class Place:
    """A place in a bus's journal as a person names it: ``epoch.stream.seq``."""

    epoch: str
    stream: Stream
    seq: int

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read ``1f2e3d4c.R.120``.

        Raises:
            ValueError: anything else.
        """
        epoch, stream, seq = text.split(".")
        return cls(epoch, Stream(stream), int(seq))


class _RehearsalOverError(Exception):
    """Rolls a write block back after a dry run."""


@contextmanager
def writing(database: Database, *, is_rehearsal: bool) -> Iterator[Session]:
    """Give a write block of its own turn; after a rehearsal nothing of it is kept."""
    with suppress(_RehearsalOverError), database.write() as db:
        take_turn(db)
        yield db
        if is_rehearsal:
            raise _RehearsalOverError


def enrol_bus(
    office: Office, raw: bytes, *, now: datetime, is_rehearsal: bool = False
) -> EnrolmentPack:
    """Take a bus and its officers in; return what the bus needs of its province.

    Certificates that came before their officer was known are judged anew.

    Raises:
        DomainError: see ``registry.buses.actions.enrol_bus``.
    """
    config, keys = office.config, office.keys
    enroller = buses.Enroller(config.province_code, config.issuer_did, keys.signing)
    with writing(office.database, is_rehearsal=is_rehearsal) as db:
        request = buses.enrol_bus(db, raw, by=enroller, now=now)
        trust = _publish_trust(db, office, now=now)
        bus = get_bus(db, request.bus)
        rebuild_bus(db, bus, judge=make_judge(db, keys=keys, now=now))
        revocations = publish_revocations(db, keys=keys, now=now)
        return EnrolmentPack(
            bus=bus.code,
            bus_certificate=bus.certificate,
            registry_key=keys.signing_public,
            box_key=keys.newest_box.public_key.public_bytes_raw(),
            regepoch=keys.epoch,
            root_key=keys.root_public,
            trust=trust.document.decode(),
            revocations=revocations.document.decode(),
            registry_url=config.public_url,
            made=now,
        )


def encode_pack(office: Office, pack: EnrolmentPack) -> bytes:
    """Return the pack file, signed."""
    return sign_pack(pack, office.keys.signing)


def revoke_bus(
    office: Office,
    bus_code: str,
    *,
    last_good: Sequence[Place] = (),
    now: datetime,
    is_rehearsal: bool = False,
) -> list[Head]:
    """Stop believing a lost bus after its last good heads; return those.

    Args:
        office: of the province.
        bus_code: the bus.
        last_good: where each chain was last known to be good; empty: all that is held now.
        now: the registry's clock.
        is_rehearsal: keep nothing.

    Raises:
        BusNotFoundError: no such bus, or it is revoked already.
        HeadNotHeldError: a place is not held, or a fork makes it two.
    """
    with writing(office.database, is_rehearsal=is_rehearsal) as db:
        heads = _find_heads(db, bus_code, last_good)
        buses.revoke_bus(db, bus_code, last_good=heads, now=now)
        bus = get_bus(db, bus_code)
        rebuild_bus(db, bus, judge=make_judge(db, keys=office.keys, now=now))
        _publish_trust(db, office, now=now)
        publish_revocations(db, keys=office.keys, now=now)
    return heads


def read_parked(database: Database, *, keys: RegistryKeys, now: datetime) -> list[str]:
    """Read again what was newer than the registry before its upgrade; return whose it was."""
    with database.write() as db:
        take_turn(db)
        buses_of = list_buses_with(db, VerdictCode.VERSION)
        judge = make_judge(db, keys=keys, now=now)
        for bus_code in buses_of:
            rebuild_bus(db, get_bus(db, bus_code), judge=judge)
    return buses_of


def judge_dated(database: Database, *, keys: RegistryKeys, now: datetime) -> None:
    """Judge anew certificates that were dated too far ahead; once a day is enough."""
    with database.write() as db:
        take_turn(db)
        judge = make_judge(db, keys=keys, now=now)
        for bus_code in list_buses_with(db, VerdictCode.DATE_BOUNDS):
            fold_dated(db, bus_code, judge=judge)


def retire_bus(
    database: Database, bus_code: str, *, now: datetime, is_rehearsal: bool = False
) -> None:
    """Mark a bus as out of service.

    Raises:
        BusNotFoundError: no such bus, or it is revoked.
    """
    with writing(database, is_rehearsal=is_rehearsal) as db:
        buses.retire_bus(db, bus_code, now=now)


def _find_heads(db: Session, bus_code: str, places: Sequence[Place]) -> list[Head]:
    if not places:
        return _one_a_chain(list_heads(db, bus_code))
    heads = []
    for place in places:
        found = find_anchored(db, bus_code, place.epoch, place.stream, place.seq)
        if len(found) != 1:
            raise HeadNotHeldError(place=f"{place.epoch}.{place.stream.value}.{place.seq}")
        heads += found
    return heads


def _one_a_chain(heads: Sequence[Head]) -> list[Head]:
    """Refuse to choose between two branches: a person has to."""
    chains = [(head.epoch, head.stream) for head in heads]
    for head in heads:
        if chains.count((head.epoch, head.stream)) > 1:
            raise HeadNotHeldError(place=f"{head.epoch}.{head.stream.value}.?")
    return list(heads)


def _publish_trust(db: Session, office: Office, *, now: datetime) -> SignedList:
    config, keys = office.config, office.keys
    issuer = IssuerNames(config.issuer_did, config.public_url, keys.signing_public)
    return publish_trust(db, root=office.root, issuer=issuer, regepoch=keys.epoch, now=now)
