"""Question banks in Moodle's GIFT format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.importers.bank import Answer, Bank, LeftOutError, Question, best_only, pick_kind
from courses.importers.base import ImportReport, Reason, Target
from courses.importers.plain_text import (
    MARKUP_NAMES,
    Markup,
    Wording,
    decode_text,
    to_wording,
)
from courses.model import ItemKind

# While a question is cut into parts, escaped characters hide in the private use area.
_ESCAPED = {char: chr(0xE100 + ord(char)) for char in "~=#{}:\\%>"}
_HIDDEN = {ord(hidden): char for char, hidden in _ESCAPED.items()}
_ESCAPE = re.compile(r"\\([~=#{}:\\%>n])")
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_MARKUP = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_TRUTH = re.compile(r"(TRUE|T|FALSE|F)\s*(?=#|$)", re.IGNORECASE)
_MARKED = re.compile(r"([=~])([^=~]*)")
_SHARE = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{1,6})?)%")
_GAP = " _____ "


@dataclass(frozen=True)
class _Block:
    """One question as it is written, escapes hidden."""

    line: int
    text: str


def import_gift(raw: bytes, target: Target) -> ImportReport:
    """Return the items of a GIFT file.

    Raises:
        ImportTooLargeError, NotTextError: the file as a whole cannot be read.
    """
    bank = Bank(target)
    for block in _blocks(decode_text(raw)):
        try:
            bank.add(_read(block))
        except LeftOutError as refusal:
            name = to_wording(_shown(block.text), Markup.AUTO).text
            bank.leave_out(block.line, name, refusal.reason)
    return bank.report()


def _blocks(text: str) -> Iterator[_Block]:
    """Cut at blank lines; comments and categories are no part of a question."""
    first, lines = 1, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.lstrip().startswith(("//", "$CATEGORY:")):
            continue
        if line.strip():
            first = first if lines else number
            lines.append(line)
        elif lines:
            yield _Block(first, _ESCAPE.sub(_hide, "\n".join(lines)))
            lines = []


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
    prompt = _wording(f"{before}{_GAP}{after}" if after.strip() else before, markup)
    answers, _, general = inside.partition("####")
    explanation = _wording(general, markup)
    return _with_answers(
        Question(block.line, prompt, ItemKind.CHOICE, explanation=explanation),
        answers.strip(),
        markup,
    )


def _take_markup(text: str, markup: Markup) -> tuple[Markup, str]:
    named = _MARKUP.match(text)
    return (MARKUP_NAMES[named[1].lower()], text[named.end() :]) if named else (markup, text)


def _wording(text: str, markup: Markup) -> Wording:
    own, rest = _take_markup(text, markup)
    return to_wording(_shown(rest), own)


def _with_answers(question: Question, text: str, markup: Markup) -> Question:
    if not text:
        raise LeftOutError(Reason.ESSAY)
    if text.startswith("#"):
        raise LeftOutError(Reason.NUMBER)
    truth = _TRUTH.match(text)
    if truth:
        return _true_false(question, text, markup)
    answers = tuple(_read_answers(text, markup))
    has_full = re.search("=", text) is not None
    return Question(
        line=question.line,
        prompt=question.prompt,
        kind=pick_kind(answers, one_only=has_full),
        answers=best_only(answers) if has_full else answers,
        explanation=question.explanation,
    )


def _true_false(question: Question, text: str, markup: Markup) -> Question:
    """Read ``T#words to a wrong answer#words to a right answer``."""
    word, *feedback = text.split("#")
    if len(feedback) > 2:  # noqa: PLR2004 - one for wrong, one for right
        raise LeftOutError(Reason.BROKEN)
    to_wrong, to_right = (_wording(one, markup) for one in [*feedback, "", ""][:2])
    is_true = word.strip().upper().startswith("T")
    nothing = Wording("")
    yes = Answer(nothing, 100 if is_true else 0, to_right if is_true else to_wrong)
    no = Answer(nothing, 0 if is_true else 100, to_wrong if is_true else to_right)
    return Question(
        question.line, question.prompt, ItemKind.TRUE_FALSE, (yes, no), question.explanation
    )


def _read_answers(text: str, markup: Markup) -> Iterator[Answer]:
    marks = _MARKED.findall(text)
    if not marks or text[0] not in "=~":
        raise LeftOutError(Reason.BROKEN)
    if all(mark == "=" for mark, _ in marks):
        is_pairs = any("->" in body for _, body in marks)
        raise LeftOutError(Reason.MATCHING if is_pairs else Reason.SHORT_ANSWER)
    for mark, body in marks:
        share = _SHARE.match(body)
        words, _, feedback = (body[share.end() :] if share else body).partition("#")
        yield Answer(
            wording=_wording(words, markup),
            share=float(share[1]) if share else (100.0 if mark == "=" else 0.0),
            feedback=_wording(feedback, markup),
        )
