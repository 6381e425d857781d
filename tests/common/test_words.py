"""Both screens show the same two words, and other pairs mostly others."""

import unicodedata

from common.ids import new_id
from common.wire.words import pair_words

BUS, OTHER_BUS = "ab" * 32, "cd" * 32


def test_bus_and_kiosk_come_to_the_same_words():
    device_id = new_id()

    assert pair_words(BUS, device_id) == pair_words(BUS, device_id)


def test_another_machine_or_another_key_shows_other_words():
    devices = [new_id() for _ in range(400)]

    here = [pair_words(BUS, one) for one in devices]
    there = [pair_words(OTHER_BUS, one) for one in devices]

    assert len(set(here)) > 300
    assert sum(a == b for a, b in zip(here, there, strict=True)) < 10


def test_words_are_short_and_can_be_read_out():
    for _ in range(200):
        first, dash, second = pair_words(BUS, new_id()).split(" ")
        assert dash == "–"
        for word in (first, second):
            assert word.isalpha()
            assert len(word) <= 5
            assert unicodedata.is_normalized("NFC", word)
