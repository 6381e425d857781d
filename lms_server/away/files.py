"""Files that every learner of a course may need, with their hashes: code, pictures, sounds."""

import hashlib
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from flask import url_for

from common.wire.away import File
from courses.hidden import without_answers
from courses.model import Course
from courses.speech.sentences import text_key
from courses.speech.texts import spoken_texts
from lms_server.lessons.routes import PLAYER
from lms_server.narration.interface import interface_sentences
from lms_server.narration.shelf import Shelf

_OF_STAFF = ("vendor/players", "recording", "preview", "staff", "issuing", "upload", "wall")
"""Files of the static folder that no learner's page asks for begin so."""
_LARGEST = 8 * 1024 * 1024
_MOST_KNOWN = 16
_hashing = threading.Lock()
"""Forty kiosks ask at the same moment; for one of them the work is done."""
_known_sounds: dict[tuple[str, int, str, str], tuple[File, ...]] = {}


def list_files(course: Course, static: Path, shelf: Shelf, language: str) -> list[File]:
    """Return the files in the order in which they are fetched: code first, sounds last.

    Args:
        course: its pictures are among them.
        static: the folder behind ``/static/``.
        shelf: the audio.
        language: in which the pages are read aloud.
    """
    found = [*_code(static), *_media(course)]
    return [*found, *_sounds(course, shelf, language)]


def _code(static: Path) -> Iterator[File]:
    for path in _files_in(static):
        name = path.relative_to(static).as_posix()
        if not name.startswith(_OF_STAFF):
            yield _file(url_for("static", filename=name), path)
    for path in _files_in(PLAYER):
        yield _file(url_for("lessons.player", name=path.name), path)


def _media(course: Course) -> Iterator[File]:
    for name in sorted(course.media):
        address = url_for("lessons.media", package_hash=course.package_hash, name=name)
        yield _file(address, course.folder / name)


def _sounds(course: Course, shelf: Shelf, language: str) -> tuple[File, ...]:
    """Return the sounds; each form of a version is read once.

    A form that is new on this bus is spoken now, which takes many seconds. Who asks meanwhile
    for what is not known yet gets none, and more with the next list: forty who waited would
    leave no thread for the learners' pages.
    """
    # The sound of an explanation would tell the right answer before it is given.
    sentences = tuple(spoken_texts(without_answers(course)))
    key = (course.package_hash, hash(sentences), shelf.version, language)
    known = _known_sounds.get(key)
    if known is not None or not _hashing.acquire(blocking=False):
        return known or ()
    try:
        if len(_known_sounds) >= _MOST_KNOWN:
            _known_sounds.clear()
        found = _known_sounds[key] = tuple(_find_sounds(sentences, shelf, language))
    finally:
        _hashing.release()
    return found


def _find_sounds(sentences: tuple[str, ...], shelf: Shelf, language: str) -> Iterator[File]:
    for sentence in dict.fromkeys((*sentences, *interface_sentences())):
        key = text_key(sentence)
        sound = shelf.find(language, key)
        if sound is not None:
            path = url_for("narration.audio", language=language, key=key)
            yield File(path=path, sha256=hashlib.sha256(sound).hexdigest())


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and _is_sendable(path))


def _is_sendable(path: Path) -> bool:
    return path.suffix in {".js", ".css", ".svg", ".woff2"} and path.stat().st_size <= _LARGEST


def _file(address: str, path: Path) -> File:
    return File(path=address, sha256=_hash(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=4096)
def _hash(path: Path, _changed_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
