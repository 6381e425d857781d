import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest

from common.ids import new_id
from common.wire.receipts import Receipt, ReceiptStatus
from kiosk.messages import NewMessage
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store
from kiosk.witnesses import WITNESS_TIME

PATH = "/api/v1/responses"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WEEK_S = WITNESS_TIME.total_seconds()
LIMITS = {"most": 50, "most_bytes": 1_000_000}


def a_new(body=b"{}", message_id=None):
    return NewMessage(message_id or new_id(), body)


def accepted(index, **changes):
    return Receipt(index=index, status=ReceiptStatus.ACCEPTED, **changes)


def rejected(index, **changes):
    return Receipt(index=index, status=ReceiptStatus.REJECTED, code="x.no", **changes)


def test_what_was_put_is_there_after_a_restart(tmp_path):
    first = Store.open_in(tmp_path)
    message = a_new(b'{"v":1}')
    ResponseQueue(first).put(PATH, [message], now=NOW)
    first.close()

    second = Store.open_in(tmp_path)
    found = ResponseQueue(second).oldest(PATH, **LIMITS)

    assert [(m.id, m.body) for m in found] == [(message.id, b'{"v":1}')]
    second.close()


def test_oldest_first_and_no_more_than_fits(queue):
    messages = [a_new(b"x" * 100) for _ in range(5)]
    queue.put(PATH, messages, now=NOW)

    by_count = queue.oldest(PATH, most=3, most_bytes=10_000)
    by_size = queue.oldest(PATH, most=50, most_bytes=250)

    assert [m.id for m in by_count] == [m.id for m in messages[:3]]
    assert [m.id for m in by_size] == [m.id for m in messages[:2]]


def test_one_message_larger_than_the_limit_still_goes_alone(queue):
    queue.put(PATH, [a_new(b"x" * 500)], now=NOW)

    assert len(queue.oldest(PATH, most=50, most_bytes=100)) == 1


def test_the_same_message_again_keeps_its_place(queue):
    message = a_new()

    first = queue.put(PATH, [message], now=NOW)
    again = queue.put(PATH, [message], now=NOW)

    assert first == again
    assert queue.count_waiting() == 1


def test_the_same_id_with_other_content_is_kept_for_the_bus_to_judge(queue):
    message_id = new_id()

    queue.put(PATH, [a_new(b"1", message_id), a_new(b"2", message_id)], now=NOW)

    assert queue.count_waiting() == 2


def test_receipts_settle_and_rejected_ones_are_set_aside(queue):
    queue.put(PATH, [a_new(b"1"), a_new(b"2"), a_new(b"3")], now=NOW)
    batch = queue.oldest(PATH, **LIMITS)

    done = queue.settle(batch, [accepted(0), rejected(1)], now=NOW)

    assert done == 2
    assert [m.body for m in queue.oldest(PATH, **LIMITS)] == [b"3"]
    assert [(m.code, m.body) for m in queue.list_set_aside()] == [("x.no", b"2")]


@pytest.mark.parametrize(
    "receipt",
    [accepted(7), accepted(-1), accepted(0, id=UUID(int=9))],
    ids=["beyond the batch", "negative", "of another message"],
)
def test_a_receipt_that_does_not_belong_settles_nothing(queue, receipt):
    queue.put(PATH, [a_new()], now=NOW)

    done = queue.settle(queue.oldest(PATH, **LIMITS), [receipt], now=NOW)

    assert (done, queue.count_waiting()) == (0, 1)


def test_a_message_that_cannot_be_sent_is_set_aside_at_once(queue):
    queue.put(PATH, [NewMessage(None, b'{"id":1}', refusal="wire.malformed")], now=NOW)

    assert queue.count_waiting() == 0
    assert [m.code for m in queue.list_set_aside()] == ["wire.malformed"]


def test_witnesses_are_kept_seven_days_of_running_and_waiting_ones_for_ever(queue):
    queue.put(PATH, [a_new(b"1"), a_new(b"2"), a_new(b"3")], now=NOW)
    queue.settle(queue.oldest(PATH, **LIMITS), [accepted(0), rejected(1)], now=NOW)

    queue.forget_settled(ran_s=0)
    early = queue.forget_settled(ran_s=WEEK_S - 1)
    late = queue.forget_settled(ran_s=1)

    assert (early, late) == (0, 1)
    assert (queue.count_waiting(), queue.count_set_aside()) == (1, 1)


def test_a_clock_that_is_set_drops_no_witness(queue):
    """A dead battery's clock settles the first one, years before the second."""
    queue.put(PATH, [a_new(b"1"), a_new(b"2")], now=NOW)
    queue.settle(queue.oldest(PATH, **LIMITS)[:1], [accepted(0)], now=NOW.replace(year=2015))
    right_after = queue.forget_settled(ran_s=0)
    queue.settle(queue.oldest(PATH, **LIMITS), [accepted(0)], now=NOW)

    within = queue.forget_settled(ran_s=WEEK_S - 1)
    after = [queue.forget_settled(ran_s=1), queue.forget_settled(ran_s=WEEK_S - 1)]

    assert (right_after, within, after) == (0, 0, [1, 1])


def test_runs_of_the_kiosk_add_up(store):
    first = ResponseQueue(store)
    first.put(PATH, [a_new()], now=NOW)
    first.settle(first.oldest(PATH, **LIMITS), [accepted(0)], now=NOW)
    first.forget_settled(ran_s=0)
    first.forget_settled(ran_s=WEEK_S / 2)

    second = ResponseQueue(store)

    assert second.forget_settled(ran_s=0) == 0
    assert second.forget_settled(ran_s=WEEK_S / 2) == 1


def test_a_witness_that_was_sent_again_is_new(queue):
    queue.put(PATH, [a_new()], now=NOW)
    queue.settle(queue.oldest(PATH, **LIMITS), [accepted(0)], now=NOW)
    queue.forget_settled(ran_s=0)
    queue.renew("restored")
    queue.settle(queue.oldest(PATH, **LIMITS), [accepted(0)], now=NOW)

    assert queue.forget_settled(ran_s=WEEK_S) == 0


def test_one_who_waits_hears_the_receipt_with_its_feedback(queue):
    seqs = queue.put(PATH, [a_new()], now=NOW)
    heard = []
    waiter = threading.Thread(
        target=lambda: heard.append(queue.wait_for_receipts(seqs, timeout_s=20))
    )
    waiter.start()

    queue.settle(queue.oldest(PATH, **LIMITS), [accepted(0, feedback={"score": 1.0})], now=NOW)

    waiter.join(10)
    assert heard[0][seqs[0]].feedback == {"score": 1.0}


def test_one_who_only_looks_is_not_held_up(queue):
    seqs = queue.put(PATH, [a_new()], now=NOW)

    assert queue.wait_for_receipts(seqs, timeout_s=0) == {}
