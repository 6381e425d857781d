"""The word that a learner is addressed with: in a course ``{bác}`` or ``{Bác}`` stands for it.

Vietnamese has no "you": people say "bác", "cô" or "anh", and a learner chooses what the machine
says to them. What stands in the braces is said to everybody who is not known; whatever a program
gets of a course is in these plain words. :func:`say_to` gives the words for one person. Ids, keys
and grading are the same in every form.
"""

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from courses.model import Course

WORDS = ("ông", "bà", "bác", "cô", "chú", "anh", "chị", "bạn")
"""All words a learner may choose."""
MARK = re.compile(f"{{+({'|'.join((*WORDS, *map(str.capitalize, WORDS)))})}}+")
"""Braces around a word; of doubled ones none is left either."""
_MOST_COURSES = 64
"""Addressed courses in memory: every form of eight courses; each shares what addresses nobody."""

Value = TypeVar("Value")


def say(text: str, word: str = "") -> str:
    """Return one text with ``word`` in place of the marks; without it, with what they hold."""
    if "{" not in text:
        return text
    return MARK.sub(lambda found: _like(found[1], word), text)


def say_all(value: Value, word: str = "") -> Value:
    """Return whatever a course is built of with ``word`` in all its texts.

    What addresses nobody is the same object as before; keys of mappings are no texts.
    """
    said: Value = _said(value, word)
    return said


def say_to(course: Course, word: str) -> Course:
    """Return ``course`` in the words for one learner; asked again it costs nothing.

    A word with which the course tells of somebody else stays theirs: the learner then hears the
    plain words.

    Args:
        course: as the catalogue has it.
        word: one of :data:`WORDS`.

    Raises:
        ValueError: ``word`` is none of them.
    """
    if word not in WORDS:
        raise ValueError("no form of address")
    if course.marked is None or word in course.speaks_of:
        return course
    return _addressed(_Version(course), word)


class _Version:
    """A course as a key: its files say all about it."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._files = (course.package_hash, course.version, course.folder)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Version) and other._files == self._files

    def __hash__(self) -> int:
        return hash(self._files)


@lru_cache(maxsize=_MOST_COURSES)
def _addressed(version: _Version, word: str) -> Course:
    course = version.course
    if course.marked is None:
        return course
    # A preview names versions of its own, a shelf keeps the files elsewhere.
    own = {"version": course.version, "folder": course.folder}
    return msgspec.structs.replace(say_all(course.marked, word), **own)


def _like(written: str, word: str) -> str:
    """Return ``word``, or what is written, with the capital of what is written."""
    return (word or written).capitalize() if written[0].isupper() else word or written


def _said(value: Any, word: str) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return value if isinstance(value, Enum) else say(value, word)
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = _changed(fields, word)
        return msgspec.structs.replace(value, **changed) if changed else value
    if isinstance(value, dict):
        changed = _changed(value, word)
        return {**value, **changed} if changed else value
    if isinstance(value, tuple | list):
        entries = [_said(one, word) for one in value]
        is_same = all(new is old for new, old in zip(entries, value, strict=True))
        return value if is_same else type(value)(entries)
    return value


def _changed(parts: Mapping[Any, Any], word: str) -> dict[Any, Any]:
    said = {name: _said(one, word) for name, one in parts.items()}
    return {name: one for name, one in said.items() if one is not parts[name]}
