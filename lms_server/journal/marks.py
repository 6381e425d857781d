"""What a kiosk keeps as a witness: the ends of all chains, under a seal only this bus can set."""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms_server.journal import queries
from sync.chain import Stream

_HASH_HEX = 16
_SEAL_HEX = 32
_FORM = re.compile(
    rf"(?P<told>[0-9a-f]{{8}}(?:\.[A-Z][0-9]{{1,15}}-[0-9a-f]{{{_HASH_HEX}}})*)"
    rf"\.(?P<seal>[0-9a-f]{{{_SEAL_HEX}}})"
)
_LAST = "SELECT seq, hash FROM journal WHERE epoch = ? AND stream = ? ORDER BY seq DESC LIMIT 1"


@dataclass(frozen=True)
class Mark:
    """What a bus held when it spoke to a kiosk."""

    epoch: str
    heads: Mapping[Stream, tuple[int, str]]
    """Number of the last record, and the beginning of its hash."""


def mark_now(db: Session, *, key: bytes) -> str:
    """Return the sealed mark of what the journal holds.

    Raises:
        NoEpochError: no epoch was started.
    """
    epoch = queries.current_epoch(db)
    told = ".".join([epoch, *_ends(db, epoch)])
    return f"{told}.{_seal(told, key)}"


def read_mark(text: str, *, key: bytes) -> Mark | None:
    """Return what a mark says; None when this bus, or an older copy of it, did not seal it."""
    found = _FORM.fullmatch(text)
    if found is None or not hmac.compare_digest(found["seal"], _seal(found["told"], key)):
        return None
    epoch, *ends = found["told"].split(".")
    heads = {}
    for end in ends:
        seq, _, beginning = end[1:].partition("-")
        heads[Stream(end[0])] = int(seq), beginning
    return Mark(epoch, heads)


def is_held(db: Session, mark: Mark) -> bool:
    """Tell whether the journal holds every record that a mark vouches for."""
    for stream, (seq, beginning) in mark.heads.items():
        held = queries.find_hash(db, mark.epoch, stream, seq)
        if held is None or not held.hex().startswith(beginning):
            return False
    return True


def _ends(db: Session, epoch: str) -> Iterator[str]:
    connection = db.connection()
    for stream in Stream:
        last = connection.exec_driver_sql(_LAST, (epoch, stream.value)).first()
        if last is not None:
            yield f"{stream.value}{last.seq}-{last.hash.hex()[:_HASH_HEX]}"


def _seal(told: str, key: bytes) -> str:
    # Without a seal a broken kiosk could make the bus believe that it lost something.
    sealed = hmac.new(key, b"bus-lms mark 1 " + told.encode(), hashlib.sha256)
    return sealed.hexdigest()[:_SEAL_HEX]
