"""Question banks in the Aiken format: a question, lettered answers, ``ANSWER: B``."""

import re
from dataclasses import dataclass, field

from courses.importers.bank import Bank
from courses.importers.base import ImportReport, Target
from courses.importers.plain_text import Markup, Wording, decode_text, to_wording
from courses.importers.questions import Answer, LeftOutError, Question
from courses.importers.reasons import Reason
from courses.model import ItemKind

_CHOICE = re.compile(r"\s*([A-Za-z])[.)]\s+(\S.*)")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*(.*?)\s*", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass
class _Draft:
    """A question while its lines come in."""

    line: int = 0
    prompt: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    """(letter, words)"""

    @property
    def words(self) -> Wording:
        return to_wording(" ".join(self.prompt), Markup.AUTO)


def import_aiken(raw: bytes, target: Target) -> ImportReport:
    """Return the items of an Aiken file.

    Raises:
        ImportTooLargeError, NotTextError: the file as a whole cannot be read.
    """
    bank = Bank(target)
    draft = _Draft()
    for number, line in enumerate(decode_text(raw).split("\n"), start=1):
        answer = _ANSWER.fullmatch(line)
        choice = _CHOICE.fullmatch(line)
        if answer:
            _finish(bank, draft, answer[1].upper(), number)
            draft = _Draft()
        elif choice and draft.prompt:
            draft.choices.append((choice[1].upper(), choice[2]))
        elif line.strip():
            if draft.choices:  # a new question begins, and the last one had no ANSWER
                bank.leave_out(draft.line, draft.words.text, LeftOutError(Reason.NO_RIGHT_ANSWER))
                draft = _Draft()
            draft.line = draft.line or number
            draft.prompt.append(line)
    if draft.prompt:
        lacking = Reason.NO_RIGHT_ANSWER if draft.choices else Reason.DESCRIPTION
        bank.leave_out(draft.line, draft.words.text, LeftOutError(lacking))
    return bank.report()


def _finish(bank: Bank, draft: _Draft, right: str, number: int) -> None:
    letters = "".join(letter for letter, _ in draft.choices)
    if not draft.prompt:
        bank.leave_out(number, "", LeftOutError(Reason.NO_PROMPT))
    elif not letters or letters != _LETTERS[: len(letters)]:
        bank.leave_out(draft.line, draft.words.text, LeftOutError(Reason.BROKEN))
    elif len(right) != 1 or right not in letters:
        bank.leave_out(draft.line, draft.words.text, LeftOutError(Reason.NO_RIGHT_ANSWER))
    else:
        answers = tuple(
            Answer(to_wording(words, Markup.AUTO), 100.0 if letter == right else 0.0)
            for letter, words in draft.choices
        )
        bank.add(Question(draft.line, draft.words, ItemKind.CHOICE, answers))
