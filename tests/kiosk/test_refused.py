"""What the bus refused is listed, and sent once more when staff say so."""

import json
import os
import shutil
from contextlib import closing, contextmanager

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
    folder = f"data folder: {tmp_path}/data\n"
    assert type_in() == (0, f"{folder}No answer of this machine stands refused.\n")
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
    assert "\n1 answers wait again for the bus." in said
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


@pytest.mark.parametrize("words", [[], ["--data", "elsewhere"]])
def test_staff_look_at_the_folder_of_the_installed_kiosk(kept, tmp_path, capsys, words):
    """As root, say; unless they name another one."""
    refuse(kept, "quizzes.attempt_not_found")

    status = main(["refused", "--lang", "en", *words], lambda: tmp_path / "data")

    looked_at = words[-1] if words else tmp_path / "data"
    assert capsys.readouterr().out.startswith(f"data folder: {looked_at}\n")
    assert status == (0 if words else 1)


@contextmanager
def copied(folder, copy, user):
    """What another user's kiosk left when it ended in order."""
    with closing(Store.open_in(folder)) as store, store.read() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    copy.mkdir(mode=0o700)
    for name in ("kiosk.db", "kiosk.key"):
        shutil.copy2(folder / name, copy / name)
    for path in (copy, *copy.iterdir()):
        os.chown(path, user, -1)
    yield copy


def test_answers_of_the_installed_kiosk_keep_it_from_being_unmade(kept, tmp_path, capsys):
    refuse(kept, "quizzes.attempt_not_found")

    status = main(["uninstall", "--with-data", "--lang", "en"], lambda: tmp_path / "data")

    said = capsys.readouterr()
    assert (status, said.out) == (1, f"data folder: {tmp_path}/data\n")
    assert "system.answers_wait" in said.err
    assert kept.count_set_aside() == 1


def test_who_looks_at_it_leaves_every_file_to_its_user(kept, tmp_path):
    """Root looks while the kiosk is off: files of root would lock the kiosk out."""
    refuse(kept, "quizzes.attempt_not_found")
    folder = tmp_path / "data"
    user = 65534 if os.geteuid() == 0 else os.geteuid()

    with copied(folder, tmp_path / "copy", user) as copy, closing(Store.open_in(copy)) as store:
        ResponseQueue(store).release_set_aside()
        owners = {path.name: path.stat().st_uid for path in copy.iterdir()}

    assert owners == dict.fromkeys(("kiosk.db", "kiosk.db-shm", "kiosk.db-wal", "kiosk.key"), user)
