import json

import pytest

from common.ids import new_id
from common.wire.batches import MAX_BATCH, BadBatchError
from common.wire.discovery import Announcement, fingerprint_of, short_label
from common.wire.receipts import (
    Malformed,
    Receipt,
    ReceiptStatus,
    encode_receipts,
    parse_receipts,
)
from common.wire.responses import ItemResponse, parse_responses


def a_message(**changes):
    message = {
        "id": str(new_id()),
        "attempt_id": str(new_id()),
        "item_id": "q1",
        "revision": 1,
        "value": ["b"],
        "answered_at": "2026-03-01T01:30:00.000Z",
    }
    return message | changes


def test_one_bad_message_does_not_block_the_others():
    good, other = a_message(), a_message()
    bad = a_message(revision=0)

    parsed = parse_responses(json.dumps([good, bad, other, 7]).encode())

    assert [type(p) for p in parsed] == [ItemResponse, Malformed, ItemResponse, Malformed]
    assert (parsed[1].index, str(parsed[1].id)) == (1, bad["id"])
    assert (parsed[3].index, parsed[3].id) == (3, None)


def test_unknown_fields_are_ignored():
    (parsed,) = parse_responses(json.dumps([a_message(colour="red")]).encode())

    assert parsed.value == ["b"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"[" * 100_000, b"\xff", b'"x"'])
def test_a_body_that_is_no_list_is_refused_as_a_whole(body):
    with pytest.raises(BadBatchError):
        parse_responses(body)


def test_too_many_messages_are_refused():
    body = json.dumps([a_message()] * (MAX_BATCH + 1)).encode()

    with pytest.raises(BadBatchError):
        parse_responses(body)


@pytest.mark.parametrize(
    "change", [{"answered_at": "2026-03-01T01:30:00"}, {"value": "b"}, {"item_id": ""}]
)
def test_a_wrong_field_makes_the_message_malformed(change):
    (parsed,) = parse_responses(json.dumps([a_message(**change)]).encode())

    assert isinstance(parsed, Malformed)


def test_receipts_survive_the_wire():
    receipts = [
        Receipt(index=0, id=new_id(), status=ReceiptStatus.ACCEPTED, feedback={"score": 1.0}),
        Receipt(index=1, status=ReceiptStatus.REJECTED, code="wire.malformed"),
    ]

    assert parse_receipts(encode_receipts(receipts)) == receipts


def test_an_answer_that_is_no_list_of_receipts_is_refused():
    with pytest.raises(ValueError, match="Expected"):
        parse_receipts(b'{"status": "accepted"}')


def test_an_announcement_survives_dns_sd():
    sent = Announcement(fingerprint_of(b"der"), "79B03", "Xe Cửa Nam")

    properties = {k.encode(): v.encode() for k, v in sent.to_properties().items()}

    assert Announcement.from_properties(properties) == sent
    with pytest.raises(ValueError, match="lacks"):
        Announcement.from_properties({b"id": b"x"})


def test_the_short_label_is_eight_letters_of_the_fingerprint():
    label = short_label(fingerprint_of(b"der"))

    assert len(label) == 8
    assert label.isalnum()
    assert label == label.lower()
