"""A message that the bus cannot digest waits alone; nothing of anybody else waits with it."""

import json

import pytest

from common.clock import utc_now
from common.ids import new_id
from common.wire import away, responses, traces
from kiosk.messages import NewMessage
from kiosk.uploader import UploadTroubleError, upload_once


@pytest.fixture
def stumble_at(bus, monkeypatch):
    """Let the bus fail at a request that holds one of these messages."""
    bad = set()
    answer = bus.answer

    def stumbling(method, target, headers, body):
        if any(one.encode() in body for one in bad):
            bus.bodies.append(body)
            return 500, {}, b'{"code": "web.broken"}'
        return answer(method, target, headers, body)

    monkeypatch.setattr(bus, "answer", stumbling)
    return bad


@pytest.fixture
def tell(queue):
    """Queue a message and return its id."""

    def tell_one(path, **content):
        message_id = str(new_id())
        body = json.dumps({"id": message_id, **content}).encode()
        queue.put(path, [NewMessage(message_id, body)], now=utc_now())
        return message_id

    return tell_one


@pytest.fixture
def answer(tell):
    return lambda attempt: tell(responses.PATH, attempt_id=attempt, item_id="q1", value=["b"])


@pytest.fixture
def end(tell):
    return lambda attempt: tell(away.STEPS_PATH, step=a_finish(attempt))


def a_finish(attempt):
    return {"kind": "quiz_finished", "attempt_id": attempt}


def told(step):
    return json.dumps(step).encode()


def test_neither_practice_nor_steps_wait_for_it_and_a_mended_bus_takes_it(
    queue, client, bus, tell, answer, stumble_at
):
    bad = answer(str(new_id()))
    trace = tell(traces.PATH)
    step = tell(away.STEPS_PATH, step={"kind": "lesson_done", "lesson_id": "1"})
    stumble_at.add(bad)

    assert upload_once(queue, client) == 2
    assert (list(bus.stored), queue.count_waiting()) == ([trace, step], 1)
    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)
    stumble_at.clear()
    assert upload_once(queue, client) == 1
    assert (bad in bus.stored, queue.count_waiting()) == (True, 0)


def test_trouble_with_answers_keeps_no_practice_back_but_the_steps_after_them(
    queue, client, bus, tell, answer, monkeypatch
):
    """It is no fault of one message: the answers may get through in a moment."""
    real = bus.answer

    def busy(method, target, headers, body):
        return (503, {}, b"") if target == responses.PATH else real(method, target, headers, body)

    monkeypatch.setattr(bus, "answer", busy)
    answer(str(new_id()))
    trace = tell(traces.PATH)
    tell(away.STEPS_PATH, step={"kind": "present"})

    assert upload_once(queue, client) == 1
    assert list(bus.stored) == [trace]


def test_the_end_of_a_quiz_waits_for_its_own_answer_and_no_other_quiz_does(
    queue, client, bus, answer, end, stumble_at
):
    """Nor does what is behind the end that waits."""
    hers, his = str(new_id()), str(new_id())
    bad, good = answer(hers), answer(hers)
    her_end, his_answer, his_end = end(hers), answer(his), end(his)
    stumble_at.add(bad)

    assert upload_once(queue, client) == 3
    assert list(bus.stored) == [good, his_answer, his_end]
    stumble_at.clear()
    assert upload_once(queue, client) == 1
    assert upload_once(queue, client) == 1
    assert list(bus.stored)[3:] == [bad, her_end]


def test_what_is_done_now_stays_behind_all_but_a_quiz_that_stumbled(
    queue, client, answer, end, stumble_at
):
    hers, his = str(new_id()), str(new_id())
    stumble_at.add(answer(hers))
    end(hers)

    assert queue.is_held(told(a_finish(his)))
    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)

    assert queue.is_held(told(a_finish(hers)))
    assert not queue.is_held(told(a_finish(his)))
    assert queue.wait_until_sent(timeout_s=0)
    answer(his)
    assert queue.is_held(told(a_finish(his)))


def test_those_that_stumbled_are_tried_one_a_pass_and_each_comes_round(
    queue, client, bus, answer, stumble_at
):
    bad = [answer(str(new_id())) for _ in range(3)]
    stumble_at.update(bad)
    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)
    bus.bodies.clear()

    for _ in range(4):
        with pytest.raises(UploadTroubleError):
            upload_once(queue, client)

    tried = [[one["id"] for one in json.loads(body)] for body in bus.bodies]
    assert tried == [[bad[0]], [bad[1]], [bad[2]], [bad[0]]]


def test_when_one_is_taken_at_last_the_others_are_tried_at_once(
    queue, client, bus, answer, stumble_at
):
    bad = [answer(str(new_id())) for _ in range(3)]
    stumble_at.update(bad)
    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)

    stumble_at.clear()

    assert [upload_once(queue, client) for _ in range(3)] == [1, 2, 0]
    assert sorted(bus.stored) == sorted(bad)


def test_new_messages_go_in_one_request_beside_those_that_stumbled(
    queue, client, bus, put, answer, stumble_at
):
    stumble_at.add(answer(str(new_id())))
    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)
    bus.bodies.clear()
    put(5)

    assert upload_once(queue, client) == 5
    assert len(bus.bodies) == 1


def test_a_bus_from_an_older_copy_gets_all_in_the_old_order(queue, client, answer, stumble_at):
    bad = answer(str(new_id()))
    stumble_at.add(bad)
    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)

    queue.renew("mark of the copy")

    assert [str(one.id) for one in queue.oldest(responses.PATH, most=9, most_bytes=9999)] == [bad]
    assert queue.next_stumbled() is None


@pytest.mark.parametrize("body", [b"1", b'{"attempt_id": 7}', b'{"attempt_id": null}'])
def test_what_belongs_to_no_quiz_may_stumble_as_well(queue, client, body, stumble_at):
    queue.put(traces.PATH, [NewMessage(new_id(), body)], now=utc_now())
    stumble_at.add(body.decode())

    with pytest.raises(UploadTroubleError):
        upload_once(queue, client)

    assert not queue.is_held(told(a_finish(str(new_id()))))
