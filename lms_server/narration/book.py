"""All sentences that can be recorded, course by course."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app

from common.text import search_key
from courses.catalog import Catalog
from courses.speech.sentences import text_key
from courses.speech.texts import spoken_texts
from lms_server.narration.errors import SentenceNotFoundError
from lms_server.narration.interface import interface_sentences
from lms_server.web.context import catalog

PAGES = "pages"
"""The group of sentences that the learners' pages say themselves."""
_BOOK = "bus_lms.narration_book"


@dataclass(frozen=True)
class Sentence:
    """A sentence and the name of its audio."""

    key: str
    text: str


class Book:
    """Sentences in groups: one a course, one for the pages."""

    def __init__(self, courses: Catalog) -> None:
        """Collect the sentences of ``courses`` and of the pages; takes a second."""
        self.groups: dict[str, tuple[Sentence, ...]] = {
            one.course_id: _sentences(spoken_texts(one)) for one in courses.courses.values()
        }
        self.groups[PAGES] = _sentences(interface_sentences())
        self._texts = {one.key: one.text for group in self.groups.values() for one in group}

    def get_text(self, key: str) -> str:
        """Return a sentence.

        Raises:
            SentenceNotFoundError: nobody says it.
        """
        if key not in self._texts:
            raise SentenceNotFoundError
        return self._texts[key]


def find_sentences(sentences: Iterable[Sentence], search: str) -> Sequence[Sentence]:
    """Return those that hold ``search``, tones aside."""
    wanted = search_key(search)
    return [one for one in sentences if wanted in search_key(one.text)]


def book() -> Book:
    """Return the sentences of the courses as they are now."""
    courses = catalog()
    marks = tuple(sorted(one.package_hash for one in courses.courses.values()))
    known = current_app.extensions.get(_BOOK)
    if known is None or known[0] != marks:
        known = (marks, Book(courses))
        current_app.extensions[_BOOK] = known
    return cast(Book, known[1])


def _sentences(texts: Iterable[str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(text_key(text), text) for text in texts)
