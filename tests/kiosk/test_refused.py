"""What the bus refused is listed, and sent once more when staff say so."""

import json

import pytest

from common.clock import utc_now
from common.ids import new_id
from common.wire import responses
from kiosk.cli import main
from kiosk.messages import NewMessage
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store
from kiosk.uploader import upload_once


@pytest.fixture
def type_in(tmp_path, capsys):
    def run(*words):
        status = main(["refused", "--data", str(tmp_path / "data"), "--lang", "en", *words])
        return status, capsys.readouterr().out

    return run


@pytest.fixture
def kept(tmp_path):
    store = Store.open_in(tmp_path / "data")
    yield ResponseQueue(store)
    store.close()


def refuse(queue, code):
    message_id = new_id()
    message = NewMessage(message_id, json.dumps({"id": str(message_id)}).encode(), refusal=code)
    queue.put(responses.PATH, [message], now=utc_now())


def test_a_machine_without_refused_answers_says_so_and_makes_nothing(type_in, tmp_path):
    assert type_in() == (0, "No answer of this machine stands refused.\n")
    assert not (tmp_path / "data").exists()


def test_refused_answers_are_listed_with_their_reason_and_stay(type_in, kept):
    refuse(kept, "quizzes.attempt_not_found")

    status, said = type_in()

    assert status == 1
    assert "quizzes.attempt_not_found" in said
    assert "--send-again" in said
    assert kept.count_set_aside() == 1


def test_sent_again_they_reach_a_bus_that_takes_them_now(type_in, kept, client):
    refuse(kept, "quizzes.attempt_not_found")

    status, said = type_in("--send-again")

    assert (status, kept.count_set_aside(), kept.count_waiting()) == (0, 0, 1)
    assert said.startswith("1 answers wait again for the bus.")
    assert upload_once(kept, client) == 1
    assert kept.count_waiting() == 0


def test_a_message_without_an_id_cannot_be_sent_and_stays(type_in, kept):
    kept.put(responses.PATH, [NewMessage(None, b"1", refusal="wire.malformed")], now=utc_now())

    status, said = type_in("--send-again")

    assert (status, kept.count_set_aside()) == (1, 1)
    assert "wire.malformed" in said


@pytest.mark.usefixtures("kept")
def test_a_data_folder_that_cannot_be_read_is_told(tmp_path, capsys):
    (tmp_path / "data" / "kiosk.key").write_text("no key")

    status = main(["refused", "--data", str(tmp_path / "data")])

    assert (status, capsys.readouterr().err) == (1, "bus-kiosk: no key in kiosk.key\n")
