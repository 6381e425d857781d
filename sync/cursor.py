"""What the province has confirmed, what to send next, and what a receipt gives away."""

from collections.abc import Callable, Iterable
from enum import StrEnum

import msgspec

from sync.chain import EpochId, Head, SeqNo, Stream
from sync.receipt import RegistryReceipt

OwnHashAt = Callable[[str, Stream, int], bytes | None]
"""(epoch, stream, seq) -> chain hash in the bus's journal, or None when it has no such record."""

_ORDER = {Stream.R: 0, Stream.A: 1, Stream.D: 2}


class Range(msgspec.Struct, frozen=True, order=True):
    """Records of one chain, both ends included."""

    epoch: EpochId
    stream: Stream
    first: SeqNo
    last: SeqNo


class Outcome(StrEnum):
    """What a receipt did to the cursor."""

    MOVED = "moved"
    NOTHING_NEW = "nothing_new"
    STARTED_AGAIN = "started_again"
    """The registry was restored: all is sent again except what this receipt confirms."""
    OUTDATED = "outdated"
    """From before the registry was restored; ignored."""


class FindingKind(StrEnum):
    """What is wrong with this bus's own journal."""

    FORK = "fork"
    """Somebody else wrote under this bus's name: a copied disk."""
    ROLLBACK = "rollback"
    """This disk lost records that it once had: an old backup."""


class Finding(msgspec.Struct, frozen=True):
    """A head of the registry that this bus's journal does not have."""

    kind: FindingKind
    head: Head


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """The confirmed part of each chain; a value, changed only by receipts."""

    regepoch: int = 0
    """The highest registry epoch seen."""
    heads: tuple[Head, ...] = ()
    """The last confirmed record of each epoch and stream, sorted."""

    def confirmed(self, epoch: str, stream: Stream) -> int:
        """Return the last confirmed seq of a chain; 0: nothing of it."""
        return max((h.seq for h in self.heads if (h.epoch, h.stream) == (epoch, stream)), default=0)

    def apply(self, receipt: RegistryReceipt, own_hash_at: OwnHashAt) -> "Step":
        """Return the cursor after a receipt of this bus whose signature was good.

        A head counts only if this journal has the same hash at its seq, so a receipt for a
        copied disk confirms nothing here.
        """
        if receipt.regepoch < self.regepoch:
            return Step(cursor=self, outcome=Outcome.OUTDATED)
        starts_again = receipt.regepoch > self.regepoch
        base = Cursor(regepoch=receipt.regepoch) if starts_again else self
        own = [(head, own_hash_at(head.epoch, head.stream, head.seq)) for head in receipt.heads]
        after = _advance(base, (head for head, own_hash in own if own_hash == head.hash))
        return Step(
            cursor=after,
            outcome=_outcome(self, after, has_heads=bool(self.heads) and starts_again),
            findings=tuple(
                Finding(FindingKind.ROLLBACK if own_hash is None else FindingKind.FORK, head)
                for head, own_hash in own
                if own_hash != head.hash
            ),
        )

    def to_send(self, own_heads: Iterable[Head]) -> list[Range]:
        """Return what the province has not confirmed: results first, answers last."""
        ranges = [
            Range(head.epoch, head.stream, confirmed + 1, head.seq)
            for head in own_heads
            if (confirmed := self.confirmed(head.epoch, head.stream)) < head.seq
        ]
        return sorted(ranges, key=lambda r: (_ORDER[r.stream], r.epoch, r.first))


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What one receipt did."""

    cursor: Cursor
    outcome: Outcome
    findings: tuple[Finding, ...] = ()


def _outcome(before: Cursor, after: Cursor, *, has_heads: bool) -> Outcome:
    if has_heads:
        return Outcome.STARTED_AGAIN
    return Outcome.NOTHING_NEW if before.heads == after.heads else Outcome.MOVED


def _advance(cursor: Cursor, heads: Iterable[Head]) -> Cursor:
    best = {(head.epoch, head.stream): head for head in cursor.heads}
    for head in heads:
        known = best.get((head.epoch, head.stream))
        if known is None or known.seq < head.seq:
            best[head.epoch, head.stream] = head
    return Cursor(regepoch=cursor.regepoch, heads=tuple(sorted(best.values())))
