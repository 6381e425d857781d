"""Collects the questions of a file into items that a course package could hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from courses.importers.base import ImportReport, Note, Reason, Target
from courses.importers.plain_text import Wording
from courses.item_builder import FALSE_ID, FALSE_TEXT, TRUE_ID, TRUE_TEXT, choice_id
from courses.model import Choice, Item, ItemKind

MAX_TEXT = 300
"""Characters of a prompt, a choice or an explanation, as in the course format."""
_LAST_NUMBER = 999
_SHOWN = 60
_NOTHING = Wording("")
_FULL = 99.9
"""Percent; Moodle rounds thirds."""
_COUNTS = {ItemKind.CHOICE: (3, 5), ItemKind.MULTIPLE: (3, 6), ItemKind.ORDER: (3, 6)}


class LeftOutError(Exception):
    """A question does not fit; the file goes on."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """One answer as the file has it."""

    wording: Wording
    share: float
    """Of the points, in percent; above 0 is right."""
    feedback: Wording = _NOTHING


@dataclass(frozen=True)
class Question:
    """One question as the file has it."""

    line: int
    prompt: Wording
    kind: ItemKind
    answers: tuple[Answer, ...] = ()
    """For ``ORDER`` in the right order; for ``TRUE_FALSE`` true, then false."""
    explanation: Wording = _NOTHING


@dataclass
class Bank:
    """Items and notes of one import."""

    target: Target
    _items: list[Item] = field(default_factory=list)
    _changed: list[Note] = field(default_factory=list)
    _left_out: list[Note] = field(default_factory=list)

    def add(self, question: Question) -> None:
        """Take a question, or note why it is left out."""
        number = self.target.first_number + len(self._items)
        try:
            _check_number(number)
            _check(question)
        except LeftOutError as refusal:
            self.leave_out(question.line, question.prompt.text, refusal.reason)
            return
        self._items.append(self._build(question, f"{self.target.course_id}-Q{number:02d}"))
        name = question.prompt.text[:_SHOWN]
        self._changed.extend(Note(question.line, name, one) for one in _changes(question))

    def leave_out(self, line: int, name: str, reason: Reason) -> None:
        """Note a question that cannot be taken."""
        self._left_out.append(Note(line, name[:_SHOWN], reason))

    def report(self) -> ImportReport:
        """Return what became of the file."""
        return ImportReport(tuple(self._items), tuple(self._changed), tuple(self._left_out))

    def _build(self, question: Question, item_id: str) -> Item:
        choices = _build_choices(question, item_id)
        pairs = zip(choices, question.answers, strict=True)
        key = tuple(one.choice_id for one, answer in pairs if answer.share > 0)
        return Item(
            item_id=item_id,
            kind=question.kind,
            lesson_id=self.target.lesson_id,
            prompt=question.prompt.text,
            choices=choices,
            key=key,
            explanation=_cut(question.explanation.text),
        )


def pick_kind(answers: Sequence[Answer], *, one_only: bool) -> ItemKind:
    """Return which kind a list of answers makes.

    Args:
        answers: in any order.
        one_only: the file says that one answer is to be chosen.
    """
    right = sum(answer.share > 0 for answer in answers)
    return ItemKind.CHOICE if one_only or right == 1 else ItemKind.MULTIPLE


def best_only(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers with points only for a full one, where one answer is to be chosen."""
    if any(answer.share >= _FULL for answer in answers):
        return tuple(
            answer if answer.share >= _FULL or answer.share <= 0 else replace(answer, share=-1)
            for answer in answers
        )
    return tuple(answers)


def _check_number(number: int) -> None:
    if number > _LAST_NUMBER:
        raise LeftOutError(Reason.BANK_FULL)


def _check(question: Question) -> None:
    """Refuse what the format of a course package has no place for."""
    wordings = [question.prompt, *(answer.wording for answer in question.answers)]
    feedback = [question.explanation, *(answer.feedback for answer in question.answers)]
    if any(one.is_too_long for one in [*wordings, *feedback]):
        raise LeftOutError(Reason.TOO_LONG)
    if any(one.has_media for one in [*wordings, question.explanation]):
        raise LeftOutError(Reason.HAS_MEDIA)
    if not question.prompt.text:
        raise LeftOutError(Reason.NO_PROMPT)
    if any(len(one.text) > MAX_TEXT for one in wordings):
        raise LeftOutError(Reason.TOO_LONG)
    _check_right(question)
    if question.kind is not ItemKind.TRUE_FALSE:
        _check_choices(question)


def _check_right(question: Question) -> None:
    right = sum(answer.share > 0 for answer in question.answers)
    if not right:
        raise LeftOutError(Reason.NO_RIGHT_ANSWER)
    if question.kind in (ItemKind.CHOICE, ItemKind.TRUE_FALSE) and right > 1:
        raise LeftOutError(Reason.SEVERAL_RIGHT_ANSWERS)
    if question.kind is ItemKind.MULTIPLE and right == len(question.answers):
        raise LeftOutError(Reason.ALL_RIGHT)


def _check_choices(question: Question) -> None:
    texts = [answer.wording.text for answer in question.answers]
    least, most = _COUNTS[question.kind]
    if not all(texts):
        raise LeftOutError(Reason.EMPTY_CHOICE)
    if not least <= len(texts) <= most:
        raise LeftOutError(Reason.CHOICE_COUNT)
    if len(set(texts)) < len(texts):
        raise LeftOutError(Reason.SAME_CHOICES)


def _build_choices(question: Question, item_id: str) -> tuple[Choice, ...]:
    if question.kind is ItemKind.TRUE_FALSE:
        why_true, why_false = (answer.feedback.text for answer in question.answers)
        return (
            Choice(TRUE_ID, TRUE_TEXT, feedback=why_true, is_fixed=True),
            Choice(FALSE_ID, FALSE_TEXT, feedback=why_false, is_fixed=True),
        )
    is_order = question.kind is ItemKind.ORDER
    return tuple(
        Choice(
            choice_id=choice_id(item_id, answer.wording.text),
            text=answer.wording.text,
            feedback="" if is_order else answer.feedback.text,
        )
        for answer in question.answers
    )


def _changes(question: Question) -> list[Reason]:
    shares = {answer.share for answer in question.answers if answer.share > 0}
    wrong = [answer.share for answer in question.answers if answer.share < 0]
    feedback = [answer.feedback for answer in question.answers]
    texts = [question.prompt, question.explanation, *feedback]
    texts.extend(answer.wording for answer in question.answers)
    is_order = question.kind is ItemKind.ORDER
    found = {
        Reason.LOST_FORMAT: any(one.lost_format for one in texts),
        Reason.LOST_PARTIAL_CREDIT: not is_order and (len(shares) > 1 or bool(wrong)),
        Reason.LOST_FEEDBACK: any(
            one.has_media or (is_order and bool(one.text)) for one in feedback
        ),
        Reason.CUT_EXPLANATION: len(question.explanation.text) > MAX_TEXT,
        Reason.NO_EXPLANATION: not question.explanation.text,
    }
    return [reason for reason, is_so in found.items() if is_so]


def _cut(text: str) -> str:
    """Return at most ``MAX_TEXT`` characters, cut between words where there are any."""
    if len(text) <= MAX_TEXT:
        return text
    head = text[: MAX_TEXT - 1]
    return (head.rsplit(" ", 1)[0] or head) + "…"
