"""What an import makes of a course package: its bank with new items, and new pictures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from common.files import write_atomic
from courses.addressing import say_all
from courses.importers.bank import fingerprint
from courses.importers.base import ImportReport, Target
from courses.importers.errors import NoBankError, NoSuchLessonError
from courses.importers.item_yaml import add_items
from courses.importers.reading import import_bank
from courses.loader import PackageSource, Written
from courses.schema import QuizSource

_NUMBER = re.compile(r"[0-9]+$")


@dataclass(frozen=True)
class Draft:
    """Files to lay over a package; empty when nothing was taken."""

    files: Mapping[str, bytes]
    """Contents by name: the quiz file and new pictures."""
    report: ImportReport


def make_draft(package: PackageSource, raw: bytes, *, lesson_id: str = "") -> Draft:
    """Return what a file of questions adds to a package.

    The items get ids behind the last one of the bank. Nothing is written.

    Args:
        package: where the items are to go.
        raw: the file of questions.
        lesson_id: teaches the items for which the file names no lesson; empty for the first one.

    Raises:
        NoBankError: the package has no bank that can be read.
        NoSuchLessonError: the course has no such lesson.
        DomainError: the file as a whole is refused.
    """
    quiz = _bank_of(package)
    report = import_bank(raw, _target(package, quiz, lesson_id))
    if not report.items:
        return Draft({}, report)
    text = package.contents[quiz.yaml.file].decode("utf-8-sig")
    grown = add_items(text.replace("\r\n", "\n"), report.items)
    return Draft({quiz.yaml.file: grown.encode(), **report.pictures}, report)


def write_draft(draft: Draft, folder: Path) -> None:
    """Write the files of a draft into a package, pictures first.

    Raises:
        OSError: the folder cannot be written.
    """
    for name, content in sorted(draft.files.items()):  # media/ before quizzes/
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)


def _bank_of(package: PackageSource) -> Written[QuizSource]:
    if package.course is None or not package.quizzes:
        raise NoBankError
    wanted = package.course.source.quiz
    for written in package.quizzes:
        if written.source.quiz_id == wanted:
            return written
    raise NoBankError


def _target(package: PackageSource, quiz: Written[QuizSource], lesson_id: str) -> Target:
    if package.course is None:
        raise NoBankError
    source = package.course.source
    if lesson_id and lesson_id not in source.lessons:
        raise NoSuchLessonError(lesson_id=lesson_id)
    items = quiz.source.items
    numbers = [int(found[0]) for item in items if (found := _NUMBER.search(item.id))]
    return Target(
        course_id=source.course_id,
        lesson_id=lesson_id or source.lessons[0],
        first_number=max(numbers, default=0) + 1,
        lesson_ids=frozenset(source.lessons),
        known=frozenset(fingerprint(msgspec.to_builtins(say_all(item))) for item in items),
        media=frozenset(name for name in package.contents if name.startswith("media/")),
    )
