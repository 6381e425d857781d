from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sync.chain import Head, Stream, genesis_hash, next_hash
from sync.cursor import Cursor, FindingKind, Outcome, Range
from sync.receipt import Hole, RegistryReceipt
from sync.sections import Section

BUS, EPOCH = "79B03", "0123abcd"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Journal:
    """A bus's journal of one epoch: lines and chain hashes."""

    lines: dict[Stream, list[bytes]] = field(default_factory=lambda: {s: [] for s in Stream})

    def write(self, stream, *lines):
        self.lines[stream].extend(lines)

    def hashes(self, stream):
        found = [genesis_hash(BUS, EPOCH, stream)]
        for line in self.lines[stream]:
            found.append(next_hash(found[-1], line))
        return found

    def hash_at(self, epoch, stream, seq):
        hashes = self.hashes(stream)
        return hashes[seq] if epoch == EPOCH and seq < len(hashes) else None

    def heads(self):
        return [
            Head(EPOCH, stream, len(lines), self.hashes(stream)[-1])
            for stream, lines in self.lines.items()
            if lines
        ]

    def cut(self, stream, first, last):
        return Section(
            epoch=EPOCH,
            stream=stream,
            first=first,
            previous=self.hashes(stream)[first - 1],
            lines=self.lines[stream][first - 1 : last],
        )

    def copy(self):
        return Journal({stream: list(lines) for stream, lines in self.lines.items()})


@dataclass
class Registry:
    """What a registry keeps, as the smallest model: records by hash, in a tree."""

    regepoch: int = 1
    held: dict[bytes, tuple[bytes, Head, bytes]] = field(default_factory=dict)

    def take(self, section):
        previous = section.previous
        for seq, line in enumerate(section.lines, start=section.first):
            after = next_hash(previous, line)
            self.held[after] = (previous, Head(section.epoch, section.stream, seq, after), line)
            previous = after

    def whole(self):
        """Records whose ancestors are all held."""
        known = {genesis_hash(BUS, EPOCH, stream) for stream in Stream}
        whole = []
        for previous, head, line in sorted(self.held.values(), key=lambda row: row[1].seq):
            if previous in known:
                known.add(head.hash)
                whole.append((head, line))
        return whole

    def receipt(self):
        whole = [head for head, _ in self.whole()]
        parents = {self.held[head.hash][0] for head in whole}
        heads = [head for head in whole if head.hash not in parents]
        return RegistryReceipt(
            bus=BUS, regepoch=self.regepoch, heads=heads, holes=self.holes(heads), made=NOW
        )

    def holes(self, heads):
        """What is missing below each run that hangs in the air; see ``registry.intake.rules``."""
        tops = {head.stream: head.seq for head in sorted(heads, key=lambda head: head.seq)}
        starts = [head for previous, head, _ in self.held.values() if not self.knows(previous)]
        return [
            Hole(EPOCH, s.stream, top + 1 if top < s.seq - 1 else 1, s.seq - 1)
            for s in starts
            for top in [tops.get(s.stream, 0)]
        ]

    def knows(self, line_hash):
        return line_hash in self.held or line_hash in {
            genesis_hash(BUS, EPOCH, stream) for stream in Stream
        }

    def fold(self):
        return sorted(self.whole())


def a_journal(results=6, detail=0):
    journal = Journal()
    journal.write(Stream.R, *(b"r%d" % n for n in range(1, results + 1)))
    journal.write(Stream.D, *(b"d%d" % n for n in range(1, detail + 1)))
    return journal


def a_receipt(journal, seq, *, regepoch=1, stream=Stream.R):
    head = Head(EPOCH, stream, seq, journal.hashes(stream)[seq])
    return RegistryReceipt(bus=BUS, regepoch=regepoch, heads=[head], made=NOW)


def test_a_receipt_confirms_up_to_its_head_and_the_rest_is_sent():
    journal = a_journal(results=6, detail=4)

    step = Cursor().apply(a_receipt(journal, 4), journal.hash_at)

    assert step.outcome is Outcome.MOVED
    assert step.findings == ()
    assert step.cursor.to_send(journal.heads()) == [
        Range(EPOCH, Stream.R, 5, 6),
        Range(EPOCH, Stream.D, 1, 4),
    ]


def test_results_are_sent_before_audit_and_answers():
    journal = Journal({stream: [b"x"] for stream in Stream})

    ranges = Cursor().to_send(journal.heads())

    assert [r.stream for r in ranges] == [Stream.R, Stream.A, Stream.D]


def test_a_hash_that_is_not_ours_moves_nothing_and_tells_of_a_fork():
    """A copied disk wrote under the same name and was first at the registry."""
    journal, copy = a_journal(4), a_journal(3)
    copy.write(Stream.R, b"other")

    step = Cursor().apply(a_receipt(copy, 4), journal.hash_at)

    assert step.cursor.heads == ()
    assert [f.kind for f in step.findings] == [FindingKind.FORK]


def test_both_leaves_of_a_fork_confirm_our_own_branch():
    registry, journal = Registry(), a_journal(4)
    copy = a_journal(3)
    copy.write(Stream.R, b"other", b"branch")
    registry.take(journal.cut(Stream.R, 1, 4))
    registry.take(copy.cut(Stream.R, 1, 5))

    step = Cursor().apply(registry.receipt(), journal.hash_at)

    assert step.cursor.confirmed(EPOCH, Stream.R) == 4
    assert [f.head.seq for f in step.findings] == [5]


def test_a_head_that_this_disk_does_not_have_tells_of_an_old_backup():
    journal, restored = a_journal(6), a_journal(2)

    step = Cursor().apply(a_receipt(journal, 6), restored.hash_at)

    assert step.cursor.heads == ()
    assert [(f.kind, f.head.seq) for f in step.findings] == [(FindingKind.ROLLBACK, 6)]


def test_an_outdated_registry_epoch_is_ignored():
    journal = a_journal()
    cursor = Cursor().apply(a_receipt(journal, 2, regepoch=3), journal.hash_at).cursor

    step = cursor.apply(a_receipt(journal, 6, regepoch=2), journal.hash_at)

    assert step.outcome is Outcome.OUTDATED
    assert step.cursor == cursor


def test_after_the_registry_was_restored_all_it_lost_is_sent_again():
    journal = a_journal(6)
    cursor = Cursor().apply(a_receipt(journal, 6), journal.hash_at).cursor

    step = cursor.apply(a_receipt(journal, 2, regepoch=2), journal.hash_at)

    assert step.outcome is Outcome.STARTED_AGAIN
    assert step.cursor.to_send(journal.heads()) == [Range(EPOCH, Stream.R, 3, 6)]


def a_registry_that_lost(journal, held, came):
    """It confirmed all before; now it holds the first ``held`` records and those from ``came``."""
    registry = Registry()
    registry.take(journal.cut(Stream.R, 1, held))
    registry.take(journal.cut(Stream.R, came, len(journal.lines[Stream.R])))
    return registry


def test_what_a_registry_lost_without_saying_so_is_sent_again():
    """It came back from a backup, and nobody said ``restored``."""
    journal = a_journal(12)
    cursor = Cursor().apply(a_receipt(journal, 10), journal.hash_at).cursor

    step = cursor.apply(a_registry_that_lost(journal, 5, 11).receipt(), journal.hash_at)

    assert step.outcome is Outcome.STARTED_AGAIN
    assert step.cursor.to_send(journal.heads()) == [Range(EPOCH, Stream.R, 6, 12)]


def test_an_old_receipt_with_a_hole_only_has_records_sent_again():
    journal = a_journal(12)
    registry = a_registry_that_lost(journal, 5, 11)
    old = registry.receipt()
    cursor = Cursor().apply(old, journal.hash_at).cursor
    registry.take(journal.cut(Stream.R, 6, 12))
    newest = registry.receipt()

    back = cursor.apply(newest, journal.hash_at).cursor.apply(old, journal.hash_at).cursor
    home = back.apply(newest, journal.hash_at)

    assert back.to_send(journal.heads()) == [Range(EPOCH, Stream.R, 6, 12)]
    assert home.cursor.to_send(journal.heads()) == []


def test_the_missing_beginning_of_another_branch_takes_nothing_back():
    registry, journal = Registry(), a_journal(4)
    copy = a_journal(3)
    copy.write(Stream.R, b"other", b"branch")
    registry.take(journal.cut(Stream.R, 1, 4))
    registry.take(copy.cut(Stream.R, 5, 5))
    cursor = Cursor().apply(a_receipt(journal, 4), journal.hash_at).cursor

    step = cursor.apply(registry.receipt(), journal.hash_at)

    assert [(hole.first, hole.last) for hole in registry.receipt().holes] == [(1, 4)]
    assert (step.outcome, step.cursor) == (Outcome.NOTHING_NEW, cursor)


def test_where_another_branch_stands_in_the_place_of_the_lost_all_is_sent_again():
    registry, journal = Registry(), a_journal(12)
    copy = a_journal(3)
    copy.write(Stream.R, b"other")
    registry.take(copy.cut(Stream.R, 1, 4))
    registry.take(journal.cut(Stream.R, 11, 12))
    cursor = Cursor().apply(a_receipt(journal, 10), journal.hash_at).cursor

    step = cursor.apply(registry.receipt(), journal.hash_at)

    assert step.cursor.to_send(journal.heads()) == [Range(EPOCH, Stream.R, 1, 12)]


@given(st.lists(st.integers(1, 6), max_size=12))
def test_old_repeated_and_reordered_receipts_never_move_the_cursor_back(seqs):
    journal, cursor = a_journal(6), Cursor()

    for count, seq in enumerate(seqs, start=1):
        step = cursor.apply(a_receipt(journal, seq), journal.hash_at)
        moved = step.cursor.confirmed(EPOCH, Stream.R) > cursor.confirmed(EPOCH, Stream.R)
        assert (step.outcome is Outcome.MOVED) is moved
        cursor = step.cursor
        assert cursor.confirmed(EPOCH, Stream.R) == max(seqs[:count])


@st.composite
def deliveries(draw):
    """A journal cut into pieces that overlap, come twice and in any order."""
    journal = a_journal(draw(st.integers(1, 12)), draw(st.integers(0, 12)))
    pieces = []
    for stream, lines in journal.lines.items():
        cuts = sorted(draw(st.sets(st.integers(1, len(lines)))) | {len(lines)}) if lines else []
        start = 1
        for end in cuts:
            pieces.append(journal.cut(stream, max(1, start - draw(st.integers(0, 2))), end))
            start = end + 1
    repeats = draw(st.lists(st.sampled_from(pieces), max_size=4))
    return journal, draw(st.permutations(pieces + repeats))


@settings(max_examples=500)
@given(deliveries())
def test_any_order_repetition_and_split_of_the_same_records_gives_the_same_register(case):
    journal, pieces = case
    in_order, as_delivered = Registry(), Registry()
    for stream, lines in journal.lines.items():
        in_order.take(journal.cut(stream, 1, len(lines)))

    cursor = Cursor()
    for piece in pieces:
        as_delivered.take(piece)
        cursor = cursor.apply(as_delivered.receipt(), journal.hash_at).cursor

    assert as_delivered.fold() == in_order.fold()
    assert cursor.to_send(journal.heads()) == []


class Exchange(RuleBasedStateMachine):
    """A bus, its registry and a bad road: pieces and receipts get lost, late and doubled."""

    def __init__(self):
        super().__init__()
        self.journal = Journal()
        self.registry = Registry()
        self.cursor = Cursor()
        self.backup = self.registry
        self.road_out = []
        self.road_back = []
        self.written = 0
        self.was_lost = False

    @rule(stream=st.sampled_from(list(Stream)), count=st.integers(1, 4))
    def write(self, stream, count):
        for _ in range(count):
            self.written += 1
            self.journal.write(stream, b"%d" % self.written)

    @rule(most=st.integers(1, 3))
    def export(self, most):
        for r in self.cursor.to_send(self.journal.heads()):
            for first in range(r.first, r.last + 1, most):
                last = min(first + most - 1, r.last)
                self.road_out.append(self.journal.cut(r.stream, first, last))

    @rule(data=st.data())
    def arrive(self, data):
        if self.road_out:
            piece = data.draw(st.sampled_from(self.road_out))
            self.registry.take(piece)
            self.road_back.append(self.registry.receipt())

    @rule(data=st.data())
    def lose(self, data):
        if self.road_out:
            self.road_out.remove(data.draw(st.sampled_from(self.road_out)))

    @rule(data=st.data())
    def come_home(self, data):
        if self.road_back:
            receipt = data.draw(st.sampled_from(self.road_back))
            step = self.cursor.apply(receipt, self.journal.hash_at)
            assert not step.findings
            self.cursor = step.cursor

    @rule()
    def back_up_registry(self):
        self.backup = Registry(self.registry.regepoch, dict(self.registry.held))

    @rule()
    def restore_registry(self):
        self.registry = Registry(self.registry.regepoch + 1, dict(self.backup.held))
        self.road_back.append(self.registry.receipt())

    @rule()
    def lose_quietly(self):
        """The database came back from a backup, and nobody said so."""
        self.registry = Registry(self.registry.regepoch, dict(self.backup.held))
        self.was_lost = True

    @invariant()
    def what_is_confirmed_is_held_with_all_before(self):
        if self.was_lost or self.cursor.regepoch != self.registry.regepoch:
            return
        whole = {head for head, _ in self.registry.whole()}
        assert set(self.cursor.heads) <= whole

    def teardown(self):
        """One more class, and three good days at the end, bring everything home."""
        for stream in Stream:
            self.write(stream, 1)
        for _ in range(3):
            self.cursor = self.cursor.apply(self.registry.receipt(), self.journal.hash_at).cursor
            self.road_out = []
            self.export(most=1000)
            for piece in self.road_out:
                self.registry.take(piece)
        assert self.cursor.to_send(self.journal.heads()) == []
        lines = {line for _, line in self.registry.fold()}
        assert lines == {line for part in self.journal.lines.values() for line in part}


TestExchange = Exchange.TestCase
TestExchange.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("epoch", ["ffffffff", EPOCH])
def test_each_epoch_has_its_own_cursor(epoch):
    journal = a_journal(3)

    cursor = Cursor().apply(a_receipt(journal, 3), journal.hash_at).cursor

    assert cursor.confirmed(epoch, Stream.R) == (3 if epoch == EPOCH else 0)
