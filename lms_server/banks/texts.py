"""The report of an import in the words of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from courses.importers.base import Note
from courses.importers.reasons import FIXES, SENTENCES

_EXAMPLES = 5


@dataclass(frozen=True)
class ReasonGroup:
    """All questions with one reason."""

    reason: str
    fix: str
    count: int
    examples: tuple[tuple[str, str], ...]
    """Place and first words of the first few."""

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.examples)


def group_notes(notes: Iterable[Note]) -> list[ReasonGroup]:
    """Return notes by reason, in the order in which the reasons came up."""
    by_reason: dict[str, list[Note]] = {}
    for note in notes:
        by_reason.setdefault(note.reason, []).append(note)
    return [_to_group(found) for found in by_reason.values()]


def _to_group(notes: list[Note]) -> ReasonGroup:
    reason = notes[0].reason
    # The sentences are those of the importers; banks.po has each of them.
    fix = FIXES[reason]
    return ReasonGroup(
        reason=_(SENTENCES[reason]),
        fix=_(fix) if fix else "",
        count=len(notes),
        examples=tuple((place_text(one), one.question) for one in notes[:_EXAMPLES]),
    )


def place_text(note: Note) -> str:
    """Return where to look, such as ``Trang "Câu hỏi", ô C5``."""
    if note.column:
        cell = f"{note.column}{note.line}"
        return str(_("Sheet “%(sheet)s”, cell %(cell)s", sheet=note.file, cell=cell))
    if note.file:
        return str(_("%(file)s, line %(line)s", file=note.file, line=note.line))
    return str(_("Line %(line)s", line=note.line))
