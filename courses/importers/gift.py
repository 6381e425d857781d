"""Question banks in Moodle's GIFT format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from common.text import visible
from courses.importers.bank import Bank
from courses.importers.base import ImportReport, Target
from courses.importers.gift_answers import read_answers
from courses.importers.plain_text import (
    MARKUP_NAMES,
    Markup,
    Wording,
    decode_text,
    to_wording,
)
from courses.importers.questions import LeftOutError, Question
from courses.importers.reasons import Reason
from courses.model import ItemKind

# While a question is cut into parts, escaped characters hide in the private use area.
_ESCAPED = {char: chr(0xE100 + ord(char)) for char in "~=#{}:\\%>"}
_HIDDEN = {ord(hidden): char for char, hidden in _ESCAPED.items()}
_ESCAPE = re.compile(r"\\([~=#{}:\\%>n])")
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_MARKUP = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)", re.IGNORECASE)
_NUMBER_SIGN = "#"
_MAX_UNIT = 30
_SHOWN = 60
_GAP = " _____ "


@dataclass(frozen=True)
class _Block:
    """One question as it is written, escapes hidden."""

    line: int
    text: str
    category: str
    """The last part of the category it stands in."""


def import_gift(raw: bytes, target: Target) -> ImportReport:
    """Return the items of a GIFT file.

    A category whose last part is the id of a lesson sends its questions to that lesson.

    Raises:
        ImportTooLargeError, NotTextError: the file as a whole cannot be read.
    """
    bank = Bank(target)
    for block in _blocks(decode_text(raw)):
        if bank.is_full:
            bank.leave_out(block.line, visible(block.text[:_SHOWN]), LeftOutError(Reason.BANK_FULL))
            continue
        try:
            bank.add(_read(block))
        except LeftOutError as refusal:
            name = to_wording(_shown(block.text), Markup.AUTO).text
            bank.leave_out(block.line, name, refusal)
    return bank.report()


def _blocks(text: str) -> Iterator[_Block]:
    """Cut at blank lines; comments and categories are no part of a question."""
    first, lines, category = 1, list[str](), ""
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.lstrip().startswith("//"):
            continue
        named = _CATEGORY.match(line)
        if line.strip() and not named:
            first = first if lines else number
            lines.append(line)
        elif lines:
            yield _Block(first, _ESCAPE.sub(_hide, "\n".join(lines)), category)
            lines = []
        category = named[1].strip().rpartition("/")[2] if named else category


def _hide(match: re.Match[str]) -> str:
    return "\n" if match[1] == "n" else _ESCAPED[match[1]]


def _shown(text: str) -> str:
    return text.translate(_HIDDEN)


def _read(block: _Block) -> Question:
    text = block.text
    title = _TITLE.match(text)
    body = text[title.end() :] if title else text
    before, opening, rest = body.partition("{")
    inside, closing, after = rest.partition("}")
    if not opening and not closing and "}" not in before:
        raise LeftOutError(Reason.DESCRIPTION)
    if not closing or "}" in before:
        raise LeftOutError(Reason.BROKEN)
    if "{" in inside or {"{", "}"} & set(after):
        raise LeftOutError(Reason.SEVERAL_GAPS if "}" in after else Reason.BROKEN)
    markup, before = _take_markup(before, Markup.AUTO)
    answers, _, general = inside.partition("####")
    # Behind a number stands what is counted: "{#30000} đồng".
    unit = _wording(after, markup).text
    is_number = answers.strip().startswith(_NUMBER_SIGN) and len(unit) <= _MAX_UNIT
    is_gap = bool(after.strip()) and not is_number
    question = Question(
        line=block.line,
        prompt=_wording(f"{before}{_GAP}{after}" if is_gap else before, markup),
        kind=ItemKind.CHOICE,
        explanation=_wording(general, markup),
        lesson_id=block.category,
    )
    return read_answers(
        question,
        answers.strip(),
        unit=unit if is_number else "",
        word=lambda words: _wording(words, markup),
    )


def _take_markup(text: str, markup: Markup) -> tuple[Markup, str]:
    named = _MARKUP.match(text)
    return (MARKUP_NAMES[named[1].lower()], text[named.end() :]) if named else (markup, text)


def _wording(text: str, markup: Markup) -> Wording:
    own, rest = _take_markup(text, markup)
    return to_wording(_shown(rest), own)
