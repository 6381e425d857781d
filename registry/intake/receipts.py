"""The signed answer to a bus: what the province holds of it, misses, and set aside."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from registry.intake.queries import is_anchored, list_heads, list_holes, list_verdicts
from registry.intake.verdicts import find_record_id
from registry.keys import RegistryKeys
from registry.register.models import ListKind
from registry.register.queries import list_doubled, newest_list
from sync.chain import Head, Stream
from sync.receipt import RegistryReceipt, Verdict, sign_receipt
from sync.records import VerdictCode


def make_receipt(
    db: Session,
    bus_code: str,
    *,
    received: Sequence[Head] = (),
    keys: RegistryKeys,
    now: datetime,
) -> bytes:
    """Return the receipt of one bus as it stands.

    Args:
        db: any block.
        bus_code: an enrolled bus.
        received: the ends of the sections that this answers; named when all before is held.
        keys: of the registry.
        now: the registry's clock.
    """
    heads = {*list_heads(db, bus_code)}
    heads |= {head for head in received if is_anchored(db, bus_code, head)}
    trust, revocations = newest_list(db, ListKind.TRUST), newest_list(db, ListKind.REVOCATION)
    receipt = RegistryReceipt(
        bus=bus_code,
        regepoch=keys.epoch,
        heads=sorted(heads),
        holes=list_holes(db, bus_code),
        verdicts=[*list_verdicts(db, bus_code), *_doubled(db, bus_code)],
        revocation_list_no=revocations.number if revocations else 0,
        trust=trust.document.decode() if trust else None,
        revocations=revocations.document.decode() if revocations else None,
        made=now,
    )
    return sign_receipt(receipt, keys.signing)


def _doubled(db: Session, bus_code: str) -> list[Verdict]:
    """Return verdicts on certificates whose learner got another one of the same course."""
    return [
        Verdict(
            record_id=find_record_id(db, Stream.R, one.source),
            epoch=one.source.epoch,
            stream=Stream.R,
            seq=one.source.seq,
            code=VerdictCode.DUPLICATE_CERTIFICATE,
        )
        for one in list_doubled(db, bus_code)
    ]
