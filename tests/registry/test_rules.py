import hashlib

import pytest

from registry.intake.rules import HeldRun, find_holes, good_lines
from sync.chain import Head, Stream
from sync.receipt import Hole

EPOCH = "0123abcd"


def run(first, last, *, is_anchored=True, stream=Stream.R):
    return HeldRun(EPOCH, stream, first, last, is_anchored)


def hanging(first, last):
    return run(first, last, is_anchored=False)


@pytest.mark.parametrize(
    ("runs", "holes"),
    [
        ([], []),
        ([run(1, 5), run(3, 9)], []),
        ([hanging(4, 6)], [(1, 3)]),
        ([run(1, 5), hanging(9, 9)], [(6, 8)]),
        ([run(1, 5), hanging(9, 9), hanging(12, 14)], [(6, 8), (6, 11)]),
        ([run(1, 5), hanging(6, 9)], [(1, 5)]),
        ([run(1, 9), hanging(4, 6)], [(1, 3)]),
    ],
)
def test_holes_are_what_lies_below_runs_that_hang_in_the_air(runs, holes):
    assert [(hole.first, hole.last) for hole in find_holes(runs)] == holes


def test_streams_have_holes_of_their_own():
    runs = [run(1, 9, stream=Stream.D), hanging(2, 3)]

    assert find_holes(runs) == [Hole(EPOCH, Stream.R, 1, 1)]


def chain(*names):
    hashes = [hashlib.sha256(name.encode()).digest() for name in names]
    return [(seq, hashes[seq], hashes[seq - 1]) for seq in range(1, len(hashes))]


def test_a_last_good_head_vouches_for_its_ancestors_only():
    ours, theirs = chain("genesis", "a", "b", "c"), chain("genesis", "a", "x", "y")
    last_good = Head(EPOCH, Stream.R, 2, ours[1][1])

    good = good_lines([*theirs, *ours], last_good)

    assert good == {ours[0][1], ours[1][1]}


def test_a_last_good_head_that_is_not_held_vouches_for_nothing():
    assert good_lines(chain("genesis", "a"), Head(EPOCH, Stream.R, 5, b"z" * 32)) == set()
