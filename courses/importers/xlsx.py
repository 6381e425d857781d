"""Question sheets: one row a question, read from the template that ``courses sheet`` makes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from common.text import search_key, visible
from courses.importers.bank import Bank
from courses.importers.base import ImportReport, Target
from courses.importers.errors import NotASheetError
from courses.importers.gift_answers import match_or_sort
from courses.importers.plain_text import Wording
from courses.importers.questions import NOTHING, Amount, Answer, LeftOutError, Pair, Question
from courses.importers.reasons import Reason
from courses.importers.sheet_form import (
    ANSWERS,
    COLUMNS,
    EXPLANATION,
    KIND,
    KINDS,
    LESSON,
    NO,
    PAIR_MARKS,
    PROMPT,
    RIGHT,
    UNIT,
    WHYS,
    YES,
)
from courses.importers.xlsx_cells import FORMULA, read_sheets
from courses.model import ItemKind
from courses.typed import read_number

_BETWEEN = re.compile(r"[,;.\s]+")
_TOLERANCE = re.compile(r"\s*(?:±|\+/-|\+-)\s*")
_WHOLE = 100.0
_WHERE = dict.fromkeys(Reason, ANSWERS[0]) | {
    Reason.NO_PROMPT: PROMPT,
    Reason.TOO_LONG: PROMPT,
    Reason.ALREADY_THERE: PROMPT,
    Reason.BANK_FULL: PROMPT,
    Reason.UNFIT: PROMPT,
    Reason.NO_RIGHT_ANSWER: RIGHT,
    Reason.SEVERAL_RIGHT_ANSWERS: RIGHT,
    Reason.ALL_RIGHT: RIGHT,
    Reason.NUMBER_RANGE: RIGHT,
    Reason.NO_EXPLANATION: EXPLANATION,
    Reason.CUT_EXPLANATION: EXPLANATION,
    Reason.LOST_FEEDBACK: WHYS[0],
}
"""The column to look at."""


@dataclass(frozen=True)
class _Row:
    """One row of a sheet."""

    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str]

    def wording(self, name: str) -> Wording:
        return Wording(self.cells.get(name, ""))

    def refuse(self, reason: Reason, name: str) -> LeftOutError:
        return LeftOutError(reason, self.letters.get(name, ""))

    @property
    def filled(self) -> list[tuple[str, str]]:
        """Columns of filled answers and of the words to them."""
        pairs = zip(ANSWERS, WHYS, strict=True)
        return [(answer, why) for answer, why in pairs if self.cells.get(answer)]


def import_xlsx(raw: bytes, target: Target) -> ImportReport:
    """Return the items of a question sheet.

    Every sheet with the headings of the template is read, but not its examples.

    Raises:
        DomainError: the archive is refused.
        NotASheetError: it is no workbook, or no sheet has the headings.
    """
    bank = Bank(target)
    is_ours = False
    for sheet, rows in read_sheets(raw):
        names: dict[int, str] | None = None
        for number, cells in rows:
            if names is None:
                names = _headings(cells)
                if names is None:
                    break
                is_ours = True
                continue
            row = _to_row(number, cells, names)
            if row.cells:
                _take(bank, row, sheet)
    if not is_ours:
        raise NotASheetError(reason="no_headings")
    return bank.report()


def _headings(cells: Sequence[str]) -> dict[int, str] | None:
    """Return the columns by their place; None when the row is not our heading."""
    known = {search_key(heading): name for name, heading in COLUMNS.items()}
    found = {
        index: known[search_key(cell)]
        for index, cell in enumerate(cells)
        if search_key(cell) in known
    }
    return found if {KIND, PROMPT} <= set(found.values()) else None


def _to_row(number: int, cells: Sequence[str], names: Mapping[int, str]) -> _Row:
    texts = {name: _clean(cells[index]) for index, name in names.items() if index < len(cells)}
    letters = {name: _letter(index) for index, name in names.items()}
    return _Row(number, {name: text for name, text in texts.items() if text}, letters)


def _clean(text: str) -> str:
    return text if text == FORMULA else visible(text)


def _letter(index: int) -> str:
    """Return the name of a column, counted from 0: A, B, ... Z, AA."""
    first, last = divmod(index, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _take(bank: Bank, row: _Row, sheet: str) -> None:
    try:
        question = _read(row)
    except LeftOutError as refusal:
        bank.leave_out(row.number, row.cells.get(PROMPT, ""), refusal, file=sheet)
    else:
        columns = {one: row.letters.get(name, "") for one, name in _WHERE.items()}
        bank.add(question, file=sheet, columns=columns)


def _read(row: _Row) -> Question:
    for name, text in row.cells.items():
        if FORMULA in text:
            raise row.refuse(Reason.FORMULA, name)
    kind = {search_key(word): kind for word, kind in KINDS.items()}.get(
        search_key(row.cells.get(KIND, ""))
    )
    if kind is None:
        raise row.refuse(Reason.NO_KIND, KIND)
    if not row.cells.get(PROMPT):
        raise row.refuse(Reason.NO_PROMPT, PROMPT)
    question = Question(
        line=row.number,
        prompt=row.wording(PROMPT),
        kind=kind,
        explanation=row.wording(EXPLANATION),
        lesson_id=row.cells.get(LESSON, ""),
    )
    return _READERS[kind](question, row)


def _picks(question: Question, row: _Row) -> Question:
    right = _numbers(row)
    answers = tuple(
        Answer(
            row.wording(answer), _WHOLE / len(right) if place in right else 0.0, row.wording(why)
        )
        for place, (answer, why) in _placed(row)
    )
    if right - {place for place, _ in _placed(row)}:
        raise row.refuse(Reason.NO_RIGHT_ANSWER, RIGHT)
    one_only = question.kind is ItemKind.CHOICE
    if one_only and len(right) > 1:
        raise row.refuse(Reason.SEVERAL_RIGHT_ANSWERS, RIGHT)
    kind = ItemKind.CHOICE if len(right) == 1 else ItemKind.MULTIPLE
    return replace(question, kind=kind, answers=answers)


def _placed(row: _Row) -> Iterator[tuple[int, tuple[str, str]]]:
    for answer, why in row.filled:
        yield ANSWERS.index(answer) + 1, (answer, why)


def _numbers(row: _Row) -> set[int]:
    """Read ``1, 3`` or ``A, C`` into the places of right answers."""
    found = set()
    for part in filter(None, _BETWEEN.split(row.cells.get(RIGHT, ""))):
        if part.isdecimal() and part.isascii():
            found.add(int(part[:3]))
        elif len(part) == 1 and "A" <= part.upper() <= "F":
            found.add(ord(part.upper()) - ord("A") + 1)
        else:
            raise row.refuse(Reason.NO_RIGHT_ANSWER, RIGHT)
    if not found:
        raise row.refuse(Reason.NO_RIGHT_ANSWER, RIGHT)
    return found


def _truth(question: Question, row: _Row) -> Question:
    word = row.cells.get(RIGHT, "").casefold()
    if word not in YES | NO:
        raise row.refuse(Reason.NO_RIGHT_ANSWER, RIGHT)
    yes = Answer(NOTHING, _WHOLE if word in YES else 0.0, row.wording(WHYS[0]))
    no = Answer(NOTHING, _WHOLE if word in NO else 0.0, row.wording(WHYS[1]))
    return replace(question, answers=(yes, no))


def _steps(question: Question, row: _Row) -> Question:
    answers = (Answer(row.wording(name), _WHOLE) for name, _ in row.filled)
    return replace(question, answers=tuple(answers))


def _pairs(question: Question, row: _Row) -> Question:
    pairs = []
    for name, why in row.filled:
        left, right = _split(row, name)
        pairs.append(Pair(Wording(left), Wording(right), row.wording(why)))
    if question.kind is ItemKind.MATCH:
        return match_or_sort(question, tuple(pairs))
    groups = {pair.right.text: pair.right for pair in pairs}
    return replace(question, pairs=tuple(pairs), groups=tuple(groups.values()))


def _split(row: _Row, name: str) -> tuple[str, str]:
    text = row.cells[name]
    mark = next((one for one in PAIR_MARKS if one in text), None)
    if mark is None:
        raise row.refuse(Reason.BROKEN, name)
    left, _, right = text.partition(mark)
    return left.strip(), right.strip()


def _number(question: Question, row: _Row) -> Question:
    parts = _TOLERANCE.split(row.cells.get(RIGHT, ""))
    numbers = [read_number(part) for part in parts]
    if len(parts) > 2 or None in numbers:  # noqa: PLR2004 - the number and the tolerance
        raise row.refuse(Reason.NUMBER_RANGE if parts[0] else Reason.NO_RIGHT_ANSWER, RIGHT)
    amount = Amount(tolerance=(numbers[1] or 0.0) if len(numbers) > 1 else 0.0)
    answer = Answer(Wording(f"{numbers[0]!r}"), _WHOLE)
    unit = row.cells.get(UNIT, "")
    return replace(question, answers=(answer,), amount=replace(amount, unit=unit))


def _words(question: Question, row: _Row) -> Question:
    if not row.cells.get(RIGHT):
        raise row.refuse(Reason.NO_RIGHT_ANSWER, RIGHT)
    names = [RIGHT, *(name for name, _ in row.filled)]
    answers = tuple(Answer(row.wording(name), _WHOLE) for name in names)
    return replace(question, answers=answers)


_READERS: dict[ItemKind, Callable[[Question, _Row], Question]] = {
    ItemKind.CHOICE: _picks,
    ItemKind.MULTIPLE: _picks,
    ItemKind.TRUE_FALSE: _truth,
    ItemKind.ORDER: _steps,
    ItemKind.MATCH: _pairs,
    ItemKind.CATEGORIZE: _pairs,
    ItemKind.NUMBER: _number,
    ItemKind.TEXT: _words,
}
