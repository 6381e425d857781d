"""A bus that came back from an older copy gets again what the kiosk kept, oldest first."""

import json
import threading
import time

import pytest

from common.wire.responses import PATH
from common.wire.witness import MARK_HEADER, SEEN_HEADER
from kiosk.uploader import (
    FIRST_WAIT_S,
    BusRestoredError,
    Uploader,
    UploadReports,
    ask,
    upload_once,
)
from kiosk.witnesses import WITNESS_TIME


@pytest.fixture
def restored(bus, monkeypatch):
    """Let the bus seal marks and give slips; returns how it is set back to nothing."""
    real = bus.answer
    bus.mark, bus.seen = "first", []

    def answer(method, target, headers, body):
        seen = headers.get(SEEN_HEADER)
        if seen is None:
            return real(method, target, headers, body)
        bus.seen.append(seen)
        if seen not in {"", bus.mark}:
            return 409, {MARK_HEADER: bus.mark}, b'{"code": "journal.restored"}'
        status, more, raw = real(method, target, headers, body)
        receipts = json.loads(raw)
        for one in receipts:
            if one["status"] != "rejected":
                one["slip"] = f"slip {one['id']}"
        return status, {**more, MARK_HEADER.lower(): bus.mark}, json.dumps(receipts).encode()

    def restore():
        bus.mark = "second"
        bus.stored.clear()
        bus.deliveries.clear()

    monkeypatch.setattr(bus, "answer", answer)
    return restore


@pytest.fixture
def uploader(queue, client):
    reports = UploadReports(suspect_bus=lambda: None, refuse_device=lambda: None)
    uploader = Uploader(queue, lambda: client, reports)
    stop = threading.Event()
    thread = threading.Thread(target=uploader.run, args=(stop,))
    thread.start()
    yield uploader
    stop.set()
    uploader.wake()
    thread.join(10)


def sent_again(bus):
    return json.loads(bus.bodies[-1])


@pytest.mark.usefixtures("restored")
def test_what_the_bus_holds_is_remembered_with_the_receipts(queue, client, bus, put):
    put(1)
    upload_once(queue, client)

    put(1)
    upload_once(queue, client)

    assert bus.seen == ["", "first"]
    assert queue.find_mark() == "first"


def test_a_restored_bus_gets_witnesses_before_what_is_new(queue, client, bus, put, restored):
    old = put(2)
    upload_once(queue, client)
    restored()
    new = put(1)

    with pytest.raises(BusRestoredError) as refused:
        upload_once(queue, client)
    count = queue.renew(refused.value.mark)
    upload_once(queue, client)

    assert count == 2
    assert bus.deliveries == [one["id"] for one in (*old, *new)]
    assert (queue.count_waiting(), queue.find_mark()) == (0, "second")


def test_a_message_goes_again_with_the_slip_of_its_receipt(queue, client, bus, put, restored):
    [message] = put(1)
    upload_once(queue, client)
    restored()

    queue.renew("second")
    upload_once(queue, client)

    assert sent_again(bus) == [{**message, "slip": f"slip {message['id']}"}]


@pytest.mark.usefixtures("restored")
def test_the_page_never_sees_a_slip(queue, client, put):
    put(1)

    upload_once(queue, client)

    [receipt] = queue.wait_for_receipts([1], timeout_s=0).values()
    assert receipt.slip is None


def test_an_idle_machine_hears_that_its_bus_was_restored(queue, client, put, restored):
    put(1)
    upload_once(queue, client)
    ask(queue, client)
    restored()

    with pytest.raises(BusRestoredError):
        ask(queue, client)


@pytest.mark.usefixtures("restored")
def test_asking_keeps_the_mark_and_sends_nothing(queue, client, bus):
    ask(queue, client)

    assert queue.find_mark() == "first"
    assert json.loads(bus.bodies[-1]) == []


@pytest.mark.usefixtures("restored")
def test_witnesses_are_kept_seven_days_from_their_last_receipt(queue, client, put):
    put(1)
    upload_once(queue, client)

    queue.forget_settled(ran_s=0)
    early = queue.forget_settled(ran_s=WITNESS_TIME.total_seconds() - 1)
    late = queue.forget_settled(ran_s=1)

    assert (early, late) == (0, 1)
    assert queue.renew("second") == 0


def test_the_uploader_brings_all_back_by_itself(queue, bus, put, restored, uploader):
    messages = put(60)
    uploader.wake()
    assert queue.wait_until_sent(timeout_s=10)
    restored()

    uploader.wake()
    for _ in range(200):
        if len(bus.stored) == len(messages):
            break
        threading.Event().wait(0.05)

    assert queue.wait_until_sent(timeout_s=10)
    assert sorted(bus.stored) == sorted(one["id"] for one in messages)
    assert bus.deliveries == [one["id"] for one in messages]


def test_a_refused_witness_is_shown_to_the_trainer(queue, client, bus, put, restored):
    messages = put(2)
    upload_once(queue, client)
    restored()
    bus.reject = {messages[0]["id"]}

    queue.renew("second")
    upload_once(queue, client)

    assert [one.code for one in queue.list_set_aside()] == ["quizzes.attempt_not_found"]
    assert list(bus.stored) == [messages[1]["id"]]
    assert queue.oldest(PATH, most=5, most_bytes=9999) == []


def test_a_refused_witness_is_offered_again_to_a_bus_restored_once_more(
    queue, client, bus, put, restored
):
    """The first disk was put back: it knows the learner whom the copy had never heard of."""
    messages = put(2)
    upload_once(queue, client)
    restored()
    bus.reject = {messages[0]["id"]}
    queue.renew("second")
    upload_once(queue, client)
    bus.reject = set()

    count = queue.renew("second")
    upload_once(queue, client)

    assert count == 2
    assert sorted(bus.stored) == sorted(one["id"] for one in messages)
    assert queue.count_set_aside() == 0


def test_what_was_never_taken_stays_aside(queue, client, bus, put, restored):
    [message] = put(1)
    bus.reject = {message["id"]}
    upload_once(queue, client)
    restored()

    assert queue.renew("second") == 0
    assert queue.count_set_aside() == 1


def test_a_bus_that_says_the_same_again_is_not_stormed(queue, bus, put, uploader, monkeypatch):
    """Such as one whose marks get lost on the way."""
    asked_at, thrice = [], threading.Event()

    def answer(*_):
        asked_at.append(time.monotonic())
        if len(asked_at) == 3:
            thrice.set()
        return 409, {MARK_HEADER: "of now"}, b'{"code": "journal.restored"}'

    queue.keep_mark("of now")
    monkeypatch.setattr(bus, "answer", answer)
    put(1)

    uploader.wake()

    assert thrice.wait(20)
    assert asked_at[2] - asked_at[0] > FIRST_WAIT_S
    assert queue.count_waiting() == 1
