"""What a kiosk keeps as a witness: the ends of all chains, under a seal only this bus can set."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms_server.journal import queries
from lms_server.journal.errors import NoEpochError
from lms_server.journal.models import End
from sync.chain import Stream

_HASH_HEX = 16
_SEAL_HEX = 32
_FORM = re.compile(
    rf"(?P<told>[0-9a-f]{{8}}(?:\.[A-Z][0-9]{{1,15}}-[0-9a-f]{{{_HASH_HEX}}})*)"
    rf"\.(?P<seal>[0-9a-f]{{{_SEAL_HEX}}})"
)
_END = """
(SELECT '{0}' || seq || '-' || lower(substr(hex(hash), 1, 16)) FROM journal
WHERE epoch = e.id AND stream = '{0}' ORDER BY seq DESC LIMIT 1)
"""
# One statement, sent as it is: it runs for every answer of every kiosk.
_ENDS = (
    f"SELECT id, {', '.join(_END.format(stream.value) for stream in Stream)}"  # noqa: S608
    " FROM epochs e ORDER BY number DESC LIMIT 1"
)


@dataclass(frozen=True)
class Mark:
    """What a bus held when it spoke to a kiosk."""

    epoch: str
    heads: Mapping[Stream, tuple[int, str]]
    """Number of the last record, and the beginning of its hash."""

    @property
    def ends(self) -> list[End]:
        """The same, as an epoch names what was there before it."""
        return [(self.epoch, stream.value, *end) for stream, end in self.heads.items()]


def mark_now(db: Session, *, key: bytes) -> str:
    """Return the sealed mark of what the journal holds.

    Raises:
        NoEpochError: no epoch was started.
    """
    ends = db.connection().exec_driver_sql(_ENDS).first()
    if ends is None:
        raise NoEpochError
    told = ".".join(filter(None, ends))
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


def _seal(told: str, key: bytes) -> str:
    # Without a seal a broken kiosk could make the bus believe that it lost something.
    sealed = hmac.new(key, b"bus-lms mark 1 " + told.encode(), hashlib.sha256)
    return sealed.hexdigest()[:_SEAL_HEX]
