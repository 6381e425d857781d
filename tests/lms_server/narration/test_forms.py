"""A learner who chose how to be addressed hears just that."""

import sys

import pytest

from courses.addressing import say_to
from courses.speech.forms import spoken_forms
from courses.speech.sentences import text_key
from courses.speech.texts import spoken_texts
from lms_server.narration.forms import FormBook, FormMaker
from lms_server.narration.shelf import Shelf


@pytest.fixture
def pair(course):
    """A sentence of the course that addresses a learner, and what a cô hears."""
    plain, forms = next(iter(spoken_forms(course).items()))
    return plain, forms["cô"]


@pytest.fixture
def voice(wav, tmp_path):
    """A program that says everything alike; each time it runs it adds a line to a file."""
    sound = tmp_path / "sound.wav"
    sound.write_bytes(wav(seconds=0.3))
    script = tmp_path / "voice.py"
    script.write_text(
        "import pathlib, sys\n"
        f"with open({str(tmp_path / 'runs')!r}, 'a') as runs: runs.write('x')\n"
        f"sys.stdout.buffer.write(pathlib.Path({str(sound)!r}).read_bytes())\n"
    )
    return f"command:{sys.executable} {script}"


@pytest.fixture
def shelf_with(database, bundled, config, tmp_path):
    def make(voice):
        maker = FormMaker(tmp_path / "kept", voice)
        return Shelf(database, config.speech_dir, FormBook(bundled), maker)

    return make


def test_a_form_is_spoken_once_and_kept(shelf_with, voice, pair, tmp_path):
    own = shelf_with(voice)

    first = own.find("vi", text_key(pair[1]))
    again = shelf_with(voice).find("vi", text_key(pair[1]))

    assert first == again
    assert first.startswith(b"OggS")
    assert (tmp_path / "runs").read_text() == "x"


def test_without_a_voice_the_plain_words_are_heard(shelf_with, made, pair):
    plain = made(pair[0])

    assert shelf_with("piper:/nowhere.onnx").find("vi", text_key(pair[1])) == plain


def test_a_voice_that_fails_leaves_the_plain_words(shelf_with, made, pair):
    plain = made(pair[0])
    failing = f"command:{sys.executable} -c raise(SystemExit(3))"

    assert shelf_with(failing).find("vi", text_key(pair[1])) == plain


def test_nothing_from_outside_is_spoken(shelf_with, voice, tmp_path):
    own = shelf_with(voice)

    assert own.find("vi", text_key("Cô là ai?")) is None
    assert not (tmp_path / "runs").exists()


def test_a_recording_counts_for_every_form_until_there_is_one_of_it(
    as_device, recorded, made, pair
):
    made(pair[1])
    own = recorded(pair[1], pitch=7)
    address = f"/learn/speech/vi/{text_key(pair[1])}.opus"

    assert as_device().get(address).data == own


def test_a_recording_of_the_plain_words_counts_for_every_form(as_device, recorded, pair):
    spoken = recorded(pair[0])

    heard = as_device().get(f"/learn/speech/vi/{text_key(pair[1])}.opus")

    assert heard.data == spoken


def test_a_recording_in_another_language_counts_for_every_form(as_device, recorded, pair):
    spoken = recorded(pair[0], "tyz")

    assert as_device().get(f"/learn/speech/tyz/{text_key(pair[1])}.opus").data == spoken


def test_every_sentence_of_an_addressed_course_is_known(bundled):
    book = FormBook(bundled)
    plain = {one for course in bundled.courses.values() for one in spoken_texts(course)}

    for course in bundled.courses.values():
        said = set(spoken_texts(say_to(course, "cô"))) - plain
        assert said
        assert all(book.find(text_key(one)).text == one for one in said)
