"""Collects the questions of a file into items that a course package could hold."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from common.canonical import canonical_json
from courses.findings import Severity
from courses.importers.base import ImportReport, Note, Target
from courses.importers.fitting import MAX_CAPTION, MAX_TEXT, check_fit
from courses.importers.item_writing import MAX_NEAR, Raw, near_answers, write_item
from courses.importers.pictures import CheckedPicture, PictureBench
from courses.importers.plain_text import Image, Wording
from courses.importers.questions import FULL, Answer, LeftOutError, Question
from courses.importers.reasons import Reason
from courses.item_checks import check_item
from courses.item_schema import ItemSource
from courses.model import ItemKind
from courses.todo_checks import TODO
from courses.yaml_file import YamlFile

_LAST_NUMBER = 999
_SHOWN = 60
_IDENTITY = frozenset({"id", "lesson", "picture", "file", "alt"})
_COMMENTS = frozenset({"explanation", "why", "why_true", "why_false"})
_LETTERS = "abcdefgh"
_NOWHERE = YamlFile("", "")

FindPicture = Callable[[Image], bytes | None]
"""Returns the content of a picture that a text names; None when the file does not hold it."""


def find_no_picture(_: Image) -> None:
    """Look for a picture in a file that holds none."""


@dataclass
class Bank:
    """Items and notes of one import."""

    target: Target
    bench: PictureBench = field(default_factory=PictureBench)
    _items: list[ItemSource] = field(default_factory=list)
    _changed: list[Note] = field(default_factory=list)
    _left_out: list[Note] = field(default_factory=list)
    _pictures: dict[str, bytes] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def add(
        self,
        question: Question,
        *,
        find: FindPicture = find_no_picture,
        file: str = "",
        columns: Mapping[Reason, str] | None = None,
    ) -> None:
        """Take a question, or note why it is left out.

        Args:
            question: as the file has it.
            find: gives its pictures.
            file: the part of the imported file where it stands.
            columns: of a sheet, where to look by reason.
        """
        where = columns or {}
        fitted = _with_captions(question)
        pictures: dict[str, bytes] = {}
        try:
            item = self._build(fitted, find, pictures)
        except LeftOutError as refusal:
            placed = LeftOutError(refusal.reason, where.get(refusal.reason, ""))
            self.leave_out(question.line, question.prompt.text, placed, file=file)
            return
        self._items.append(item)
        self._pictures |= pictures
        name = question.prompt.text[:_SHOWN]
        self._changed.extend(
            Note(question.line, name, one, file, where.get(one, ""))
            for one in _changes(fitted, item)
        )

    @property
    def is_full(self) -> bool:
        """Whether no number is left for another item, so that reading on would be idle."""
        return self.target.first_number + len(self._items) > _LAST_NUMBER

    def leave_out(self, line: int, name: str, refusal: LeftOutError, *, file: str = "") -> None:
        """Note a question that cannot be taken."""
        note = Note(line, name[:_SHOWN], refusal.reason, file, refusal.column)
        self._left_out.append(note)

    def report(self) -> ImportReport:
        """Return what became of the file."""
        return ImportReport(
            tuple(self._items), tuple(self._changed), tuple(self._left_out), self._pictures
        )

    def _build(
        self, question: Question, find: FindPicture, pictures: dict[str, bytes]
    ) -> ItemSource:
        if self.is_full:
            raise LeftOutError(Reason.BANK_FULL)
        number = self.target.first_number + len(self._items)
        check_fit(question)
        raw = write_item(
            question,
            item_id=f"{self.target.course_id}-Q{number:02d}",
            lesson_id=self._lesson_of(question),
            draw=lambda wording: self._draw(wording, number, find, pictures),
        )
        print_ = fingerprint(raw)
        if print_ in self._known | self.target.known:
            raise LeftOutError(Reason.ALREADY_THERE)
        try:
            item: ItemSource = msgspec.convert(raw, ItemSource)
        except msgspec.ValidationError as error:
            raise LeftOutError(Reason.UNFIT) from error
        # The checker of packages has the last word, so that a draft holds nothing it refuses.
        faults = check_item(item, 0, _NOWHERE, pictures)
        if any(fault.severity is Severity.ERROR for fault in faults):
            raise LeftOutError(Reason.UNFIT)
        self._known.add(print_)
        return item

    def _lesson_of(self, question: Question) -> str:
        is_known = question.lesson_id in self.target.lesson_ids
        return question.lesson_id if is_known else self.target.lesson_id

    def _draw(
        self, wording: Wording, number: int, find: FindPicture, pictures: dict[str, bytes]
    ) -> Raw | None:
        """Check the picture of a text and give it a name in the package."""
        if not wording.images:
            return None
        image = wording.images[0]
        content = find(image)
        if content is None:
            raise LeftOutError(Reason.NO_PICTURE)
        checked = self.bench.check(content)
        name = self._name_picture(number, checked, pictures)
        pictures[name] = checked.content
        return {"file": name, "alt": image.alt[:MAX_TEXT] or TODO}

    def _name_picture(
        self, number: int, checked: CheckedPicture, pictures: dict[str, bytes]
    ) -> str:
        """Return a free name that tells nothing about the key."""
        taken = self.target.media | self._pictures.keys() | pictures.keys()
        stem = f"media/q{number:02d}-{_LETTERS[len(pictures)]}"
        names = [f"{stem}.{checked.ending}"]
        names.extend(f"{stem}{count}.{checked.ending}" for count in range(2, len(taken) + 3))
        return next(name for name in names if name not in taken)


def fingerprint(raw: Raw) -> str:
    """Return what is the same for the same question and answers, whatever its id and comments."""
    return hashlib.sha256(canonical_json(_bare(raw))).hexdigest()


def _bare(value: Any) -> Any:  # noqa: ANN401
    """Return a part of an item without its identity and without what is left at its default."""
    if isinstance(value, dict):
        kept = {key: _bare(one) for key, one in value.items() if key not in _IDENTITY | _COMMENTS}
        return {
            key: one for key, one in kept.items() if one or (key == "answer" and one is not None)
        }
    if isinstance(value, list | tuple):
        return [_bare(one) for one in value]
    return f"{value:g}" if isinstance(value, int | float) and value else value


def pick_kind(answers: tuple[Answer, ...], *, one_only: bool) -> ItemKind:
    """Return which kind a list of answers makes.

    Args:
        answers: in any order.
        one_only: the file says that one answer is to be chosen.
    """
    right = sum(answer.share > 0 for answer in answers)
    return ItemKind.CHOICE if one_only or right == 1 else ItemKind.MULTIPLE


def best_only(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """Return the answers with points only for a full one, where one answer is to be chosen."""
    if any(answer.share >= FULL for answer in answers):
        return tuple(
            answer if answer.share >= FULL or answer.share <= 0 else replace(answer, share=-1)
            for answer in answers
        )
    return answers


def _with_captions(question: Question) -> Question:
    """Let a choice among pictures be one: what a picture shows stands under it."""
    if question.kind is not ItemKind.CHOICE or not question.answers:
        return question
    if not all(len(answer.wording.images) == 1 for answer in question.answers):
        return question
    answers = tuple(_with_caption(answer) for answer in question.answers)
    if any(len(answer.wording.text) > MAX_CAPTION for answer in answers):
        return question
    return replace(question, kind=ItemKind.PICTURE_CHOICE, answers=answers)


def _with_caption(answer: Answer) -> Answer:
    wording = answer.wording
    return replace(answer, wording=replace(wording, text=wording.text or wording.images[0].alt))


def _changes(question: Question, item: ItemSource) -> list[Reason]:
    texts = [*question.wordings, question.explanation, *question.feedbacks]
    found = {
        Reason.LOST_FORMAT: any(one.lost_format for one in texts),
        Reason.LOST_PARTIAL_CREDIT: _loses_shares(question),
        Reason.LOST_FEEDBACK: _loses_feedback(question),
        Reason.CUT_EXPLANATION: len(question.explanation.text) > MAX_TEXT,
        Reason.NO_EXPLANATION: item.explanation == TODO,
        Reason.NO_ALT: any(not image.alt for one in question.wordings for image in one.images),
    }
    reasons = [reason for reason, is_so in found.items() if is_so or reason in question.lost]
    return [*reasons, *(one for one in question.lost if one not in found)]


def _loses_shares(question: Question) -> bool:
    if question.kind in (ItemKind.ORDER, ItemKind.NUMBER, ItemKind.TEXT):
        return False
    shares = {answer.share for answer in question.answers if answer.share > 0}
    wrong = {answer.share for answer in question.answers if answer.share < 0}
    # A wrong choice takes away what a right one gives: that is how we grade, too.
    takes_several = question.kind in (ItemKind.MULTIPLE, ItemKind.HOTSPOT)
    is_ours = takes_several and wrong == {-share for share in shares}
    return len(shares) > 1 or (bool(wrong) and not is_ours)


def _loses_feedback(question: Question) -> bool:
    is_mute = question.kind is ItemKind.ORDER
    is_cut = len(question.answers) > 0 and any(
        answer.feedback.text for answer in _forgotten(question)
    )
    return is_cut or any(one.has_media or (is_mute and one.text) for one in question.feedbacks)


def _forgotten(question: Question) -> list[Answer]:
    if question.kind not in (ItemKind.NUMBER, ItemKind.TEXT):
        return []
    right = [answer for answer in question.answers if answer.share >= FULL]
    near = [answer for answer in question.answers if answer.share < FULL]
    return [*right, *near[len(near_answers(question)) :]][: MAX_NEAR + len(right)]
