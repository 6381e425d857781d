"""What a course says to learners who chose another word of address than its own."""

from collections.abc import Iterable, Iterator, Mapping

from courses.addressing import WORDS, say_all
from courses.model import Course
from courses.speech.texts import every_sentence

STAND_IN = "ꝏ"
"""A letter no text has; like every word of address it has a capital, so sentences are cut alike."""
_CAPITAL = STAND_IN.capitalize()


def spoken_forms(course: Course) -> dict[str, Mapping[str, str]]:
    """Return by its plain words each sentence that addresses a learner, in all other forms.

    Returns:
        Sentence as said to somebody who is not known -> word of address -> sentence.
    """
    if course.marked is None:
        return {}
    words = [word for word in WORDS if word not in course.speaks_of]
    open_words = every_sentence(say_all(course.marked, STAND_IN))
    pairs = zip(every_sentence(course), open_words, strict=True)
    return {plain: _forms_of(plain, opened, words) for plain, opened in pairs if opened != plain}


def other_forms(forms: Mapping[str, Mapping[str, str]], words: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of ``forms`` that belong to some words."""
    for word in words:
        for said in forms.values():
            if word in said:
                yield said[word]


def fill_open(text: str, word: str) -> str:
    """Return ``text`` with ``word`` for the letter that stands in for it."""
    return text.replace(STAND_IN, word).replace(_CAPITAL, word.capitalize())


def _forms_of(plain: str, opened: str, words: Iterable[str]) -> dict[str, str]:
    said = {word: fill_open(opened, word) for word in words}
    return {word: sentence for word, sentence in said.items() if sentence != plain}
