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
    """The registry lost what it had confirmed: all but what this receipt confirms is sent again."""
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
        copied disk confirms nothing here. A chain that the registry lost a part of starts again
        from what the receipt confirms. The same receipt once more changes nothing, and one of the
        registry as it stands takes nothing back that it holds: so sending again comes to an end.
        """
        if receipt.regepoch < self.regepoch:
            return Step(cursor=self, outcome=Outcome.OUTDATED)
        base = self._without_lost(receipt)
        lost = base.heads != self.heads
        own = [(head, own_hash_at(head.epoch, head.stream, head.seq)) for head in receipt.heads]
        after = _advance(base, (head for head, own_hash in own if own_hash == head.hash))
        return Step(
            cursor=after,
            outcome=Outcome.STARTED_AGAIN if lost else _outcome(self, after),
            findings=tuple(
                Finding(FindingKind.ROLLBACK if own_hash is None else FindingKind.FORK, head)
                for head, own_hash in own
                if own_hash != head.hash
            ),
        )

    def _without_lost(self, receipt: RegistryReceipt) -> "Cursor":
        """Forget all when the registry tells that it was restored, else chains that it lost."""
        if receipt.regepoch > self.regepoch:
            return Cursor(regepoch=receipt.regepoch)
        lost = _lost_from(receipt)
        kept = (h for h in self.heads if h.seq < lost.get((h.epoch, h.stream), h.seq + 1))
        return Cursor(regepoch=self.regepoch, heads=tuple(kept))

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


def _outcome(before: Cursor, after: Cursor) -> Outcome:
    return Outcome.NOTHING_NEW if before.heads == after.heads else Outcome.MOVED


def _lost_from(receipt: RegistryReceipt) -> dict[tuple[str, Stream], int]:
    """Return the first record of each chain that the registry misses, with all after it.

    A hole below a head belongs to another branch, and tells nothing about ours.
    """
    tops: dict[tuple[str, Stream], int] = {}
    for head in receipt.heads:
        chain = (head.epoch, head.stream)
        tops[chain] = max(tops.get(chain, 0), head.seq)
    lost: dict[tuple[str, Stream], int] = {}
    for hole in receipt.holes:
        chain = (hole.epoch, hole.stream)
        if hole.first > tops.get(chain, 0):
            lost[chain] = min(lost.get(chain, hole.first), hole.first)
    return lost


def _advance(cursor: Cursor, heads: Iterable[Head]) -> Cursor:
    best = {(head.epoch, head.stream): head for head in cursor.heads}
    for head in heads:
        known = best.get((head.epoch, head.stream))
        if known is None or known.seq < head.seq:
            best[head.epoch, head.stream] = head
    return Cursor(regepoch=cursor.regepoch, heads=tuple(sorted(best.values())))
