"""The signed answer to a bus: what the province holds of it, misses, and set aside."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from registry.intake.queries import is_anchored, list_heads, list_runs, list_verdicts
from registry.intake.rules import find_holes
from registry.keys import RegistryKeys
from registry.register.models import ListKind
from registry.register.queries import newest_list
from sync.chain import Head
from sync.receipt import RegistryReceipt, sign_receipt


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
        holes=find_holes(list_runs(db, bus_code)),
        verdicts=list_verdicts(db, bus_code),
        revocation_list_no=revocations.number if revocations else 0,
        trust=trust.document.decode() if trust else None,
        revocations=revocations.document.decode() if revocations else None,
        made=now,
    )
    return sign_receipt(receipt, keys.signing)
