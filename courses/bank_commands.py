"""``courses import``, ``courses export`` and ``courses sheet``: banks from and for others."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from common.errors import DomainError
from common.files import write_atomic
from courses.checker import check_package
from courses.exporters.base import BankToExport, ExportReport
from courses.exporters.gift import export_gift
from courses.exporters.qti3 import export_qti3
from courses.importers.draft import make_draft, write_draft
from courses.importers.errors import NoBankError
from courses.importers.xlsx_template import make_template
from courses.languages import terminal_language, translator
from courses.loader import read_package, say_plainly

OK, REFUSED = 0, 1
FORMATS: dict[str, Callable[[BankToExport], ExportReport]] = {
    "gift": export_gift,
    "qti3": export_qti3,
}


def add_bank_commands(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to those of ``courses``; each sets ``run(options) -> exit code``."""
    importing = parts.add_parser("import", help="add the questions of a file to a bank")
    importing.add_argument("file", type=Path, help="GIFT, Aiken, Moodle XML, QTI or a sheet")
    importing.add_argument("--into", type=Path, required=True, metavar="PACKAGE")
    importing.add_argument("--lesson", default="", metavar="ID", help="which teaches them")
    importing.add_argument("--draft", type=Path, metavar="DIR", help="write here, not to PACKAGE")
    importing.add_argument("--dry-run", action="store_true", help="print the report only")
    importing.set_defaults(run=run_import)
    exporting = parts.add_parser("export", help="write a bank for another system")
    exporting.add_argument("package", type=Path)
    exporting.add_argument("--format", choices=sorted(FORMATS), required=True)
    exporting.add_argument("out", type=Path, help="the file to write")
    exporting.set_defaults(run=run_export)
    sheet = parts.add_parser("sheet", help="write an empty question sheet to fill in")
    sheet.add_argument("out", type=Path, help="the file to write, such as cau-hoi.xlsx")
    sheet.set_defaults(run=run_sheet)


def run_import(options: argparse.Namespace) -> int:
    """Add the questions of a file to a package, or say why not; a repeat adds nothing twice."""
    try:
        draft = make_draft(
            read_package(options.into), options.file.read_bytes(), lesson_id=options.lesson
        )
    except DomainError as error:
        return _refuse(error)
    for note in draft.report.left_out:
        _say(f"left out: {note}")
    for note in draft.report.changed:
        _say(f"changed: {note}")
    report = draft.report
    _say(f"{report.found} found, {len(report.items)} taken, {len(report.left_out)} left out")
    if draft.files and not options.dry_run:
        folder = options.draft or options.into
        write_draft(draft, folder)
        _tell_what_is_left(folder)
    return OK if report.items else REFUSED


def run_export(options: argparse.Namespace) -> int:
    """Write the bank of a package as one file."""
    try:
        exported = FORMATS[options.format](_bank_of(options.package))
    except DomainError as error:
        return _refuse(error)
    write_atomic(options.out, exported.content)
    for note in exported.left_out:
        _say(f"left out: {note}")
    for note in exported.changed:
        _say(f"changed: {note}")
    _say(f"{options.out}: {len(exported.taken)} items, {len(exported.left_out)} left out")
    return OK


def run_sheet(options: argparse.Namespace) -> int:
    """Write the template of question sheets."""
    write_atomic(options.out, make_template())
    _say(str(options.out))
    return OK


def _bank_of(folder: Path) -> BankToExport:
    package = say_plainly(read_package(folder))
    if package.course is None or not package.quizzes:
        raise NoBankError
    course = package.course.source
    quiz = next((one for one in package.quizzes if one.source.quiz_id == course.quiz), None)
    if quiz is None:
        raise NoBankError
    return BankToExport(quiz.source, course.course_id, course.title, package.contents)


def _tell_what_is_left(folder: Path) -> None:
    """Print the findings of the package, where one was written into."""
    _say(f"written: {folder}")
    if (folder / "course.yaml").is_file():
        translate = translator(terminal_language())
        for finding in check_package(folder)[1]:
            _say(f"{folder}/{finding.render(translate)}")


def _refuse(error: DomainError) -> int:
    sentence = (type(error).__doc__ or "").partition("\n")[0]
    _say(f"refused: {sentence} [{error}]", stream=sys.stderr)
    return REFUSED


def _say(text: str, *, stream: TextIO | None = None) -> None:
    (stream or sys.stdout).write(f"{text}\n")
