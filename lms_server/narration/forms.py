"""Sentences for learners who chose how to be addressed: the bus speaks them when first needed.

Made ahead are the plain words of every course; all eight forms would be seven times as many
files, most of them for nobody. A key from outside speaks only what a course says: an unknown
one is none.
"""

import logging
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from common.files import write_atomic
from courses.catalog import Catalog
from courses.model import Course
from courses.speech.errors import VoiceFailedError, VoiceMissingError
from courses.speech.folder import VIETNAMESE, path_of
from courses.speech.forms import spoken_forms
from courses.speech.messages import SECONDS
from courses.speech.saying import say_as
from courses.speech.sentences import text_key
from courses.speech.voices import Voice, find_voice
from courses.speech.workers import Workers

log = logging.getLogger(__name__)
VOICE = "espeak-ng"


class Form(NamedTuple):
    """A sentence in one form of address."""

    text: str
    plain_key: str
    """Of the same sentence as said to somebody who is not known."""


class FormBook:
    """Every sentence of every course that addresses a learner, by the key of each form."""

    def __init__(self, courses: Catalog) -> None:
        """Hold the courses; each is read when a key is looked for, and once."""
        self._courses = courses
        self._lock = threading.Lock()
        self._read: dict[str, dict[str, Form]] = {}

    def find(self, key: str) -> Form | None:
        """Return what a key stands for; None for plain words and for what no course says."""
        for course in self._courses.list_versions():
            found = self._forms_of(course).get(key)
            if found is not None:
                return found
        return None

    def _forms_of(self, course: Course) -> dict[str, Form]:
        with self._lock:
            if course.package_hash not in self._read:
                self._read[course.package_hash] = dict(_keyed(course))
            return self._read[course.package_hash]


class FormMaker:
    """Speaks sentences and keeps them in a folder of the bus."""

    def __init__(self, folder: Path, voice: str = VOICE) -> None:
        """Take the folder and the name of the voice, which is looked for when first needed."""
        self._folder = folder
        self._name = voice
        self._lock = threading.Lock()
        self._voice: Voice | None = None
        self._is_missing = False
        self._pack = Workers("courses.speech.transcode")

    def find(self, key: str, text: str) -> bytes | None:
        """Return a sentence as Ogg Opus; None when there is no voice, or it fails."""
        path = path_of(self._folder, VIETNAMESE, key)
        if path.is_file():
            return path.read_bytes()
        voice = self._find_voice()
        if voice is None:
            return None
        try:
            audio = self._pack(voice(say_as(text)))[SECONDS.size :]
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, audio)
        except (VoiceFailedError, OSError):
            log.exception("a sentence was not spoken")
            return None
        return audio

    def _find_voice(self) -> Voice | None:
        with self._lock:
            if self._voice is None and not self._is_missing:
                try:
                    self._voice = find_voice(self._name)
                except VoiceMissingError:
                    self._is_missing = True
            return self._voice


def _keyed(course: Course) -> Iterable[tuple[str, Form]]:
    for plain, forms in spoken_forms(course).items():
        plain_key = text_key(plain)
        for text in forms.values():
            yield text_key(text), Form(text, plain_key)
