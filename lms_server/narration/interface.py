"""What the learners' pages themselves say: buttons, questions, kind words, pieces of numbers.

A sentence with a form of address is listed once for each of them. Around a number it is listed
in pieces, and the numbers alone: the page says "Câu", "3", "trên", "10". A sentence with a name
is left out; only a browser that can speak reads it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po

from courses.addressing import MARK, WORDS, say
from courses.speech.sentences import split_sentences
from courses.speech.texts import unique_sentences

LARGEST_NUMBER = 100
NUMBER_WORDS = ("trăm", "linh", "nghìn", "triệu", "tỷ", "phẩy")
"""With the numbers, what ``learn/numbers.js`` says larger ones in."""
LETTERS = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
"""Under which names stand at the door."""
BIRTH_YEARS = range(1925, 2017)
"""By which namesakes are told apart there."""
_ROOT = Path(__file__).parent.parent
_CATALOGUES = _ROOT / "web" / "translations" / "vi" / "LC_MESSAGES"
_TEMPLATES = "*/templates/**/*.html"
_FRAME = "kiosk.html"
_CODE = (
    "lessons/routes.py",
    "quizzes/*.py",
    "training/door.py",
    "training/pin_routes.py",
    "learners/labels.py",
    "assistance/*.py",
    "hand_test/*.py",
    "takehome/labels.py",
)
_EXTENDED = re.compile(r'{% extends "([^"]+)"')
_INCLUDED = re.compile(r'{% include "([^"]+)" %}')
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
_NAMES = frozenset({"name", "full_name"})
_KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None}
_JINJA = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}


@cache
def interface_sentences() -> tuple[str, ...]:
    """Return every sentence of the learners' pages that does not name a person."""
    texts = learner_texts()
    numbers = [str(number) for number in (*range(LARGEST_NUMBER + 1), *BIRTH_YEARS)]
    return tuple(
        unique_sentences(
            [
                *(one for text in texts for one in _spoken(text)),
                *numbers,
                *NUMBER_WORDS,
                *LETTERS,
                *map(str.capitalize, WORDS),
            ]
        )
    )


def learner_texts() -> list[str]:
    """Return the Vietnamese of the learners' pages as the catalogues have it, with all marks."""
    words = _catalogue()
    return [words[one] for one in sorted(set(_marked_texts())) if one in words]


def _spoken(text: str) -> Iterator[str]:
    you = "%(you)s"
    for word in WORDS if you in text or MARK.search(text) else ("",):
        for sentence in split_sentences(say(text, word).replace(you, word)):
            found = {one[0] or one[1] for one in _PLACEHOLDER.findall(sentence)}
            if not found & _NAMES:
                yield from _pieces(sentence)


def _pieces(sentence: str) -> Iterable[str]:
    """Return the words between the numbers, as ``listen.js`` cuts them."""
    cut = re.sub(_PLACEHOLDER, "\n", sentence)
    return [piece for part in cut.split("\n") for piece in split_sentences(part)]


def _catalogue() -> dict[str, str]:
    """Return the Vietnamese of each text, from the files that people edit."""
    words = {}
    for catalogue in sorted(_CATALOGUES.glob("*.po")):
        with catalogue.open("rb") as file:
            words.update({str(one.id): str(one.string) for one in read_po(file) if one.string})
    return words


def _marked_texts() -> Iterator[str]:
    yield from _extract(_learner_pages(), "jinja2.ext:babel_extract", _JINJA)
    code = [path for pattern in _CODE for path in _ROOT.glob(pattern)]
    yield from _extract(code, "python", {"encoding": "utf-8"})


def _learner_pages() -> list[Path]:
    """Return the frame of the learners' screens, all that extends it, and the pieces of them."""
    paths = {one.as_posix().partition("/templates/")[2]: one for one in _ROOT.glob(_TEMPLATES)}
    texts = {name: _read(path) for name, path in paths.items()}
    found, more = set(), {_FRAME}
    while more:
        found |= more
        pieces = {piece for name in found for piece in _INCLUDED.findall(texts[name])}
        pages = {name for name, text in texts.items() if found & set(_EXTENDED.findall(text))}
        more = (pieces | pages) - found
    return [paths[name] for name in sorted(found)]


def _extract(paths: Iterable[Path], method: str, options: dict[str, str]) -> Iterator[str]:
    for path in paths:
        with path.open("rb") as file:
            for _line, found, *_rest in extract(method, file, _KEYWORDS, (), options):
                yield from found if isinstance(found, tuple) else (found,)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
