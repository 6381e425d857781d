"""A trainer records sentences; the bus keeps only what can be played."""

import pytest
from sqlalchemy import select

from courses.speech.opus import seconds_of
from courses.speech.sentences import text_key
from lms_server.journal.models import JournalEntry
from lms_server.narration.decoding import LARGEST
from lms_server.narration.models import Recording

PAGE = "/staff/recordings/"


@pytest.fixture
def trainer(as_staff, form_token):
    """A trainer on the page of recordings; posts carry the token as the page's script does."""
    client = as_staff("trainer", full_name="Hà Thị Thu")
    client.token = {"X-CSRFToken": form_token(client, PAGE)}
    return client


@pytest.fixture
def sound_of(sentence):
    return f"{PAGE}sound/vi/{text_key(sentence)}.opus"


def test_a_recording_is_stored_as_opus_with_who_and_when(
    trainer, sound_of, sentence, wav, database
):
    answer = trainer.post(sound_of, data=wav(2), headers=trainer.token)

    assert (answer.status_code, answer.json["speaker"]) == (201, "Hà Thị Thu")
    with database.read() as db:
        [kept] = db.scalars(select(Recording))
        kinds = [entry.raw for entry in db.scalars(select(JournalEntry))]
    assert (kept.text, kept.language, kept.recorded_by) == (sentence, "vi", trainer.account_id)
    assert kept.audio.startswith(b"OggS")
    assert seconds_of(kept.audio) == pytest.approx(2, abs=0.1)
    assert any(b"narration.recorded" in raw for raw in kinds)
    assert not any("Hà Thị Thu".encode() in raw for raw in kinds)


def test_the_newer_recording_is_heard_and_the_older_one_kept(trainer, sound_of, wav, db_count):
    trainer.post(sound_of, data=wav(), headers=trainer.token)
    trainer.post(sound_of, data=wav(3), headers=trainer.token)

    heard = trainer.get(sound_of).data

    assert seconds_of(heard) == pytest.approx(3, abs=0.1)
    assert db_count(Recording) == 2


def test_a_recording_taken_back_leaves_the_machines_voice(trainer, sound_of, sentence, wav, made):
    machine = made(sentence)
    trainer.post(sound_of, data=wav(3), headers=trainer.token)

    done = trainer.post(f"{sound_of}/back", headers=trainer.token)
    again = trainer.post(f"{sound_of}/back", headers=trainer.token)

    assert (done.status_code, again.status_code) == (204, 404)
    assert trainer.get(sound_of).data == machine


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "narration.bad_recording"),
        (b"<script>alert(1)</script>", 400, "narration.bad_recording"),
        (b"\x1aE\xdf\xa3" + b"\x00" * 900, 400, "narration.bad_recording"),
        (b"OggS" + bytes(LARGEST - 3), 413, "narration.recording_too_large"),
    ],
)
def test_what_is_no_speech_is_refused_kindly(trainer, sound_of, db_count, body, status, code):
    answer = trainer.post(sound_of, data=body, headers=trainer.token)

    assert answer.status_code == status
    assert answer.json["code"] == code
    assert db_count(Recording) == 0


def test_more_than_a_minute_is_refused(trainer, sound_of, wav, db_count):
    answer = trainer.post(sound_of, data=wav(61, rate=8000), headers=trainer.token)

    assert (answer.status_code, answer.json["code"]) == (400, "narration.bad_recording")
    assert db_count(Recording) == 0


def test_only_sentences_of_the_courses_can_be_recorded(trainer, wav, db_count):
    answer = trainer.post(f"{PAGE}sound/vi/{'0' * 64}.opus", data=wav(), headers=trainer.token)

    assert (answer.status_code, answer.json["code"]) == (404, "narration.sentence_not_found")
    assert db_count(Recording) == 0


def test_without_the_pages_token_nothing_is_stored(trainer, sound_of, wav, db_count):
    assert trainer.post(sound_of, data=wav()).status_code == 400
    assert db_count(Recording) == 0


@pytest.mark.parametrize(
    ("role", "status"), [("trainer", 200), ("assistant", 200), ("officer", 403)]
)
def test_those_who_teach_record(as_staff, role, status):
    assert as_staff(role).get(PAGE).status_code == status


def test_only_this_page_may_ask_for_a_microphone(trainer):
    page, other = trainer.get(PAGE), trainer.get("/staff/classes/")

    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert "media-src 'self' blob:" in page.headers["Content-Security-Policy"]
    assert "microphone=()" in other.headers["Permissions-Policy"]
    assert "blob:" not in other.headers["Content-Security-Policy"]


def test_the_page_finds_words_without_tones_and_what_is_not_recorded(trainer, recorded, sentence):
    recorded(sentence)

    found = trainer.get(f"{PAGE}?group=KNS-04&q=tien+nam+trong+dien+thoai").text
    missing = trainer.get(f"{PAGE}?group=KNS-04&q=tien+nam+trong+dien+thoai&show=missing").text

    assert found.count('class="panel sentence"') == 1
    assert "Lò Thị Mai" in found
    assert 'class="panel sentence"' not in missing


@pytest.mark.parametrize("query", ["?page=99999", "?page=-1", "?page=x", "?group=nope", "?q=%00"])
def test_odd_questions_show_a_page_all_the_same(trainer, query):
    assert trainer.get(PAGE + query).status_code == 200


def test_an_unknown_form_of_language_is_refused(trainer):
    assert trainer.get(f"{PAGE}?language=../vi").status_code == 400
