"""A learner's page is read aloud: what is sent, to whom, and how long it may be kept."""

import re

import pytest

from courses.speech.sentences import text_key


@pytest.fixture
def address(sentence):
    def make(language="vi", text=sentence, version=""):
        return f"/learn/speech/{language}/{text_key(text)}.opus{version}"

    return make


def bar_of(page):
    return re.search(r'id="listen"[^>]*>', page).group(0)


def version_of(page):
    return re.search(r'data-version="(\w+)"', page).group(1)


def test_the_machines_voice_is_sent_in_whole_and_in_parts(as_device, made, address):
    sound = made("Tiền nằm trong điện thoại")
    device = as_device()

    whole = device.get(address(text="Tiền nằm trong điện thoại"))
    part = device.get(address(text="Tiền nằm trong điện thoại"), headers={"Range": "bytes=10-19"})

    assert (whole.status_code, whole.mimetype, whole.data) == (200, "audio/ogg", sound)
    assert (part.status_code, part.data) == (206, sound[10:20])


def test_a_recording_wins_over_the_machine_and_can_be_read_in_parts(
    as_device, made, recorded, sentence, address
):
    made(sentence)
    voice = recorded(sentence)

    whole = as_device().get(address())
    part = as_device().get(address(), headers={"Range": "bytes=0-3"})

    assert whole.data == voice
    assert (part.status_code, part.data) == (206, b"OggS")


def test_another_language_falls_back_to_vietnamese_sentence_by_sentence(
    as_device, made, recorded, sentence, address
):
    vietnamese, tay = made("Tiếp tục"), recorded(sentence, "tyz")
    device = as_device()

    assert device.get(address("tyz")).data == tay
    assert device.get(address("tyz", "Tiếp tục")).data == vietnamese


@pytest.mark.parametrize("path", ["vi/" + "0" * 64, "vi/short", "..%2fvi/" + "0" * 64, "VI/x"])
def test_what_nobody_spoke_is_a_short_no(as_device, path):
    answer = as_device().get(f"/learn/speech/{path}.opus")

    assert answer.status_code == 404
    assert b"<html" not in answer.data or "%2f" in path


def test_only_paired_machines_hear(client, made, sentence, address):
    made(sentence)

    assert client.get(address()).status_code == 302


def test_audio_under_its_version_is_kept_and_never_sets_a_cookie(
    as_device, made, sentence, address
):
    made(sentence)
    device = as_device()
    version = version_of(device.get("/learn/").text)

    lasting = device.get(address(version=f"?v={version}"))
    passing = device.get(address(version="?v=00000000"))

    assert "max-age=31536000" in lasting.headers["Cache-Control"]
    assert passing.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in lasting.headers


def test_every_recording_gives_the_pages_a_new_version(as_device, recorded, sentence):
    device = as_device()
    before = version_of(device.get("/learn/").text)

    recorded(sentence)

    assert version_of(device.get("/learn/").text) != before


def test_a_page_without_a_paired_machine_offers_no_reading(client):
    assert 'id="listen"' not in client.get("/join").text


def test_slow_reading_is_remembered_for_the_learner_and_forgotten_with_them(as_learner):
    learner = as_learner()

    learner.post("/learn/preferences", data={"pace": "slow", "csrf_token": learner.token})
    slow = learner.get("/learn/course").text
    learner.post("/learn/leave", data={"csrf_token": learner.token})
    after = learner.get("/learn/").text

    assert 'id="listen-slow" aria-pressed="true"' in slow
    assert 'id="listen-slow" aria-pressed="false"' in after


def test_a_trainer_chooses_language_and_reading_for_one_machine(as_device, as_staff, form_token):
    one, other = as_device(), as_device()
    trainer = as_staff("trainer")
    token = form_token(trainer, "/staff/recordings/kiosks")

    answer = trainer.post(
        f"/staff/recordings/kiosks/{one.device_id}",
        data={"language": "tyz", "reads_by_itself": "yes", "csrf_token": token},
    )

    assert answer.status_code == 302
    assert "/learn/speech/tyz/" in bar_of(one.get("/learn/").text)
    assert "data-reads-by-itself" in bar_of(one.get("/learn/").text)
    assert "/learn/speech/vi/" in bar_of(other.get("/learn/").text)
    assert "data-reads-by-itself" not in bar_of(other.get("/learn/").text)
    page = trainer.get("/staff/recordings/kiosks").text
    assert '<option value="tyz" selected>' in page


def test_no_page_of_a_learner_lists_sentences_or_keys(as_learner, made, course):
    """Who knows no explanation cannot fetch it: nothing tells the keys."""
    learner = as_learner()
    for item in course.quiz.items:
        made(item.explanation.split(".")[0])

    page = learner.get("/learn/course").text

    assert not re.search(r"[0-9a-f]{64}", bar_of(page))
    assert learner.get("/learn/speech/vi/").status_code == 404
    assert learner.get("/learn/speech/").status_code == 404
    assert learner.get("/staff/recordings/").status_code == 302


def test_a_learner_chooses_the_language_that_is_heard(as_learner, recorded, sentence):
    recorded(sentence, "tyz")
    learner = as_learner()
    offered = learner.get("/learn/address").text

    data = {"language": "tyz", "csrf_token": learner.token}
    learner.post("/learn/speech/language", data=data)

    assert 'name="language" value="tyz"' in offered
    assert "/learn/speech/tyz/" in bar_of(learner.get("/learn/course").text)


def test_a_language_nobody_spoke_is_not_offered_and_not_taken(as_learner):
    learner = as_learner()

    data = {"language": "tyz", "csrf_token": learner.token}
    learner.post("/learn/speech/language", data=data)

    assert 'name="language"' not in learner.get("/learn/address").text
    assert "/learn/speech/vi/" in bar_of(learner.get("/learn/course").text)
