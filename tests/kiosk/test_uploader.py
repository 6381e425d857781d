import threading
import time

import pytest

from common.clock import utc_now
from common.ids import new_id
from common.wire.responses import PATH
from kiosk.bus_client import BusAwayError
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.messages import NewMessage
from kiosk.uploader import (
    DeviceRefusedError,
    Uploader,
    UploadReports,
    UploadTroubleError,
    upload_once,
)


def test_messages_are_uploaded_once_and_settled(queue, client, bus, put):
    messages = put(3)

    done = upload_once(queue, client)

    assert done == 3
    assert bus.deliveries == [m["id"] for m in messages]
    assert bus.stored[messages[0]["id"]] == messages[0]
    assert (upload_once(queue, client), queue.count_waiting()) == (0, 0)


def test_no_more_than_fifty_go_in_one_request(queue, client, put):
    put(60)

    assert [upload_once(queue, client) for _ in range(3)] == [50, 10, 0]


def test_a_rejected_message_is_set_aside_and_the_others_go_on(queue, client, bus, put):
    messages = put(3)
    bus.reject = {messages[1]["id"]}

    upload_once(queue, client)

    assert sorted(bus.stored) == sorted([messages[0]["id"], messages[2]["id"]])
    assert [m.code for m in queue.list_set_aside()] == ["quizzes.attempt_not_found"]


def test_an_answer_that_was_lost_is_sent_again_and_stored_once(queue, client, bus, put):
    put(2)
    bus.drop_answers = 1
    with pytest.raises(BusAwayError):
        upload_once(queue, client)

    upload_once(queue, client)

    assert len(bus.deliveries) == 4
    assert len(bus.stored) == 2
    assert queue.count_waiting() == 0


@pytest.mark.parametrize("status", [500, 503, 404, 302])
def test_a_bus_in_trouble_loses_nothing(queue, client, bus, put, status):
    put(2)
    bus.status = status

    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)

    assert queue.count_waiting() == 2


def test_a_bus_that_refuses_the_kiosk_loses_nothing(queue, connect, bus, put):
    put(2)

    with pytest.raises(DeviceRefusedError):
        upload_once(queue, connect(bus, token="old"))

    assert queue.count_waiting() == 2


def test_a_message_that_spoils_the_batch_is_found_and_set_aside(
    queue, client, bus, put, monkeypatch
):
    """The bus cannot read one message, and so refuses the whole request."""
    good = put(2)
    spoiled = NewMessage(new_id(), b'{"id": "spoiled"}')
    queue.put(PATH, [spoiled], now=utc_now())
    answer = bus.answer

    def strict(method, target, headers, body):
        if b"spoiled" in body:
            return 400, {}, b'{"code": "wire.bad_batch"}'
        return answer(method, target, headers, body)

    monkeypatch.setattr(bus, "answer", strict)

    upload_once(queue, client)

    assert sorted(bus.stored) == sorted(m["id"] for m in good)
    assert [m.code for m in queue.list_set_aside()] == ["wire.bad_batch"]


def test_a_message_that_makes_the_bus_stumble_waits_and_lets_the_others_go_on(
    queue, client, bus, put, monkeypatch
):
    queue.put(PATH, [NewMessage(new_id(), b'{"id": "stumble"}')], now=utc_now())
    good = put(2)
    answer = bus.answer

    def stumbling(method, target, headers, body):
        if b"stumble" in body:
            return 500, {}, b'{"code": "web.failed"}'
        return answer(method, target, headers, body)

    monkeypatch.setattr(bus, "answer", stumbling)

    upload_once(queue, client)

    assert sorted(bus.stored) == sorted(m["id"] for m in good)
    assert (queue.count_waiting(), queue.count_set_aside()) == (1, 0)


def test_an_answer_without_receipts_settles_nothing(queue, client, bus, put, monkeypatch):
    put(1)
    monkeypatch.setattr(bus, "answer", lambda *_: (200, {}, b"[]"))

    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)

    assert queue.count_waiting() == 1


@pytest.fixture
def run_uploader(queue):
    """Run an uploader's loop; ``heard`` lists what it told about the bus."""
    stop = threading.Event()
    heard = []
    running = []

    def run(find_client):
        reports = UploadReports(
            suspect_bus=lambda: heard.append("suspect"),
            refuse_device=lambda: heard.append("refused"),
        )
        uploader = Uploader(queue, find_client, reports)
        thread = threading.Thread(target=uploader.run, args=(stop,))
        thread.start()
        running.append((uploader, thread))
        return uploader, heard

    yield run
    stop.set()
    for uploader, thread in running:
        uploader.wake()
        thread.join(10)


def test_a_bus_that_comes_into_reach_gets_everything_at_once(queue, client, run_uploader, put):
    reachable = []
    put(3)
    seqs = [m.seq for m in queue.oldest(PATH, most=9, most_bytes=9999)]
    uploader, _ = run_uploader(lambda: reachable[0] if reachable else None)

    reachable.append(client)
    uploader.wake()

    assert len(queue.wait_for_receipts(seqs, timeout_s=10)) == 3


def test_nothing_of_one_bus_is_sent_to_another(queue, client, bus, put, store):
    """Another bus was paired while this one was being asked."""
    put(2)
    IdentityStore(store).keep(
        BusIdentity(
            fingerprint="cd" * 32,
            bus_code="79B04",
            bus_name="Xe 04",
            device_id=new_id(),
            device_token="another",
        )
    )

    with pytest.raises(BusAwayError):
        upload_once(queue, client)

    assert bus.deliveries == []
    assert queue.count_waiting() == 2


def test_a_refusal_of_the_token_before_says_nothing_of_the_one_now(
    connect, bus, run_uploader, put, client
):
    """The answer comes when the kiosk has been paired anew."""
    found = [connect(bus, token="old")]
    answer, asked = bus.answer, threading.Event()

    def late(*request):
        if not asked.is_set():
            found[:] = [client]
            asked.set()
        return answer(*request)

    bus.answer = late
    put(1)
    uploader, heard = run_uploader(lambda: found[0])

    assert asked.wait(10)
    for _ in range(200):
        if bus.deliveries:
            break
        uploader.wake()
        threading.Event().wait(0.05)

    assert len(bus.deliveries) == 1
    assert heard == []


def test_a_refusal_is_reported(connect, bus, run_uploader, put):
    told = threading.Event()
    put(1)
    old = connect(bus, token="old")
    _, heard = run_uploader(lambda: old)

    for _ in range(100):
        if "refused" in heard:
            break
        told.wait(0.05)

    assert "refused" in heard


def test_old_messages_that_cannot_be_dropped_keep_nothing_from_the_bus(
    queue, client, run_uploader, put, monkeypatch
):
    def broken(**_):
        raise OSError("disk")

    monkeypatch.setattr(queue, "forget_settled", broken)
    put(2)

    run_uploader(lambda: client)

    assert queue.wait_until_sent(timeout_s=10)


def test_the_time_that_it_ran_is_counted_for_witnesses_once(
    queue, client, run_uploader, monkeypatch
):
    counted, third, begun = [], threading.Event(), time.monotonic()

    def count(*, ran_s):
        counted.append(ran_s)
        if len(counted) == 3:
            third.set()

    monkeypatch.setattr("kiosk.uploader._FORGET_EVERY_S", 0.0)
    monkeypatch.setattr(queue, "forget_settled", count)
    uploader, _ = run_uploader(lambda: client)

    for _ in range(200):
        uploader.wake()
        if third.wait(0.05):
            break

    assert third.is_set()
    assert 0 < sum(counted) <= time.monotonic() - begun
