"""Sound, and a bus whose made audio is in a folder of the test."""

import dataclasses
import io
import math
import struct
import wave

import pytest

from courses.speech.folder import path_of
from courses.speech.opus import to_opus
from courses.speech.sentences import text_key
from lms_server.app import create_app
from lms_server.narration.actions import NewRecording, keep_recordings
from lms_server.narration.shelf import shelf


@pytest.fixture
def wav():
    """Return WAV of a tone; another pitch, other bytes."""

    def make(seconds=1.0, pitch=9, rate=16000):
        samples = [int(8000 * math.sin(at / pitch)) for at in range(int(rate * seconds))]
        packed = io.BytesIO()
        with wave.open(packed, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
        return packed.getvalue()

    return make


@pytest.fixture
def config(config, tmp_path):
    return dataclasses.replace(config, speech_dir=tmp_path / "made")


@pytest.fixture
def app(config, database, bundled):
    """The program, with the courses read once for all tests."""
    app = create_app(config, database=database, catalog=bundled)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def sentence(course):
    """A sentence of KNS-04."""
    return course.lessons[0].pages[0].heading


@pytest.fixture
def made(config, wav):
    """Make audio of a sentence; returns its bytes."""

    def make(text, language="vi", pitch=9):
        path = path_of(config.speech_dir, language, text_key(text))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_opus(wav(pitch=pitch)))
        return path.read_bytes()

    return make


@pytest.fixture
def recorded(app, database, add_account, wav, now):
    """Record a sentence; returns its bytes."""

    def make(text, language="vi", pitch=5, speaker="Lò Thị Mai"):
        audio = to_opus(wav(pitch=pitch))
        new = NewRecording(
            language=language,
            key=text_key(text),
            text=text,
            audio=audio,
            seconds=1.0,
            speaker=speaker,
        )
        account_id = add_account("trainer")
        with database.write() as db:
            keep_recordings(db, [new], account_id=account_id, now=now)
        with app.app_context():
            shelf().forget()
        return audio

    return make
