"""Recordings travel to another bus as a plain zip; a hostile one brings nothing in."""

import io
import json
import random
import tracemalloc
import zipfile
from types import SimpleNamespace

import pytest

from courses.speech.opus import to_opus
from courses.speech.sentences import text_key
from lms_server.narration.models import Recording
from lms_server.narration.packs import read_pack

PAGE = "/staff/recordings/"


@pytest.fixture
def trainer(as_staff, form_token):
    client = as_staff("trainer")
    client.token = form_token(client, PAGE)
    return client


@pytest.fixture
def take_in(trainer):
    def send(pack):
        data = {"csrf_token": trainer.token, "pack": (io.BytesIO(pack), "x.zip")}
        return trainer.post(f"{PAGE}pack", data=data)

    return send


@pytest.fixture
def packed(wav):
    """Make a pack of sentences; ``change`` spoils it."""

    def make(texts, change=lambda _pack: None):
        files = {f"{text_key(text)}.opus": to_opus(wav()) for text in texts}
        head = {
            "format": "bus-lms-recordings-1",
            "language": "tyz",
            "sentences": [
                {"key": text_key(t), "text": t, "speaker": "Nông Văn Páo"} for t in texts
            ],
        }
        change(SimpleNamespace(head=head, files=files))
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr("recordings.json", json.dumps(head))
            for name, content in files.items():
                archive.writestr(name, content)
        return whole.getvalue()

    return make


def test_a_pack_brings_the_same_voices_to_another_bus(
    trainer, recorded, take_in, sentence, as_device
):
    voice = recorded(sentence, "tyz", speaker="Nông Văn Páo")
    pack = trainer.get(f"{PAGE}pack/tyz.zip").data
    token = {"X-CSRFToken": trainer.token}
    trainer.post(f"{PAGE}sound/tyz/{text_key(sentence)}.opus/back", headers=token)

    answer = take_in(pack)

    assert answer.status_code == 302
    assert as_device().get(f"/learn/speech/tyz/{text_key(sentence)}.opus").data == voice
    assert "Nông Văn Páo" in trainer.get(f"{PAGE}?group=KNS-04&language=tyz").text


def test_equal_recordings_make_equal_packs(trainer, recorded, sentence):
    recorded(sentence)

    assert trainer.get(f"{PAGE}pack/vi.zip").data == trainer.get(f"{PAGE}pack/vi.zip").data


def test_without_recordings_there_is_no_pack(trainer):
    assert trainer.get(f"{PAGE}pack/vi.zip").status_code == 404


def test_what_cannot_be_played_or_has_a_wrong_name_is_left_out(take_in, packed, db_count):
    def spoil(pack):
        names = list(pack.files)
        pack.files[names[0]] = b"OggS" + bytes(300)
        pack.files[names[1]] = b"<svg/>"
        del pack.files[names[2]]
        pack.head["sentences"][3]["text"] = "Một câu khác"

    answer = take_in(packed(["Câu một", "Câu hai", "Câu ba", "Câu bốn", "Câu năm"], spoil))

    assert answer.status_code == 302
    assert db_count(Recording) == 1


def forget_list(pack):
    pack.head["format"] = "something-else"


def climb(pack):
    pack.files["../../evil.opus"] = b"x"


def odd_language(pack):
    pack.head["language"] = "../../vi"


def odd_shape(pack):
    pack.head["sentences"] = {"a": 1}


@pytest.mark.parametrize("change", [forget_list, climb, odd_language, odd_shape])
def test_a_hostile_pack_brings_nothing_in(take_in, packed, db_count, change):
    answer = take_in(packed(["Câu một"], change))

    assert answer.status_code == 400
    assert db_count(Recording) == 0


@pytest.mark.parametrize("body", [b"", b"no zip", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_archive_is_refused(take_in, db_count, body):
    assert take_in(body).status_code == 400
    assert db_count(Recording) == 0


def test_a_bomb_is_refused_before_it_is_unpacked(take_in, db_count):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("recordings.json", bytes(64 * 1024 * 1024))

    assert take_in(whole.getvalue()).status_code == 400
    assert db_count(Recording) == 0


def test_a_pack_that_swells_stays_small_in_memory(tmp_path):
    texts = [f"Câu số {number}" for number in range(70)]
    # Packed just too little to be called a bomb.
    swelling = b"OggS" + random.Random(1).randbytes(15_000) + bytes(975_000)
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        sentences = [{"key": text_key(text), "text": text} for text in texts]
        head = {"format": "bus-lms-recordings-1", "language": "vi", "sentences": sentences}
        archive.writestr("recordings.json", json.dumps(head))
        for text in texts:
            archive.writestr(f"{text_key(text)}.opus", swelling)
    tracemalloc.start()

    found, left_out = read_pack(path)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found, left_out) == ([], len(texts))
    assert most < 64 * 1024 * 1024
