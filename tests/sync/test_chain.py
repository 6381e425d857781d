import hashlib

import pytest

from sync.chain import Stream, check_lines, genesis_hash, next_hash


def test_each_hash_covers_the_one_before_and_the_raw_bytes():
    start = genesis_hash("79B03", "0123abcd", Stream.R)

    head = check_lines(start, [b"one", b"two"])

    first = hashlib.sha256(hashlib.sha256(b"tbus1|79B03|0123abcd|R").digest() + b"one").digest()
    assert head == hashlib.sha256(first + b"two").digest() == next_hash(first, b"two")


def test_two_streams_epochs_or_buses_never_share_a_chain():
    starts = {
        genesis_hash(bus, epoch, stream)
        for bus in ("79B03", "79B04")
        for epoch in ("00000001", "00000002")
        for stream in Stream
    }

    assert len(starts) == 12


@pytest.mark.parametrize(("bus", "epoch"), [("79|B", "0123abcd"), ("79B03", "XYZ"), ("79B03", "")])
def test_a_name_that_could_be_read_two_ways_starts_no_chain(bus, epoch):
    with pytest.raises(ValueError, match="no chain"):
        genesis_hash(bus, epoch, Stream.A)
