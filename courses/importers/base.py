"""What an import answers: what was taken, what was changed, what was left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.importers.reasons import FIXES, SENTENCES, Reason
from courses.item_schema import ItemSource


@dataclass(frozen=True)
class Note:
    """One thing that the author should look at."""

    line: int
    """Of the imported file, counted from 1; the row of a sheet."""
    question: str
    """The first words of the question, or its name."""
    reason: Reason
    file: str = ""
    """The part of the imported file: a file inside an archive, or a sheet."""
    column: str = ""
    """Of a sheet, such as ``C``."""

    @property
    def place(self) -> str:
        """Where to look: ``line 5``, ``q1.xml, line 5`` or ``Câu hỏi!C5``."""
        if self.column:
            return f"{self.file}!{self.column}{self.line}"
        return f"{self.file}, line {self.line}" if self.file else f"line {self.line}"

    def __str__(self) -> str:
        sentences = f"{SENTENCES[self.reason]} {FIXES[self.reason]}".strip()
        return f"{self.place}: {self.question}: {sentences}"


@dataclass(frozen=True)
class ImportReport:
    """What became of a file."""

    items: tuple[ItemSource, ...]
    """What was taken, in the order of the file."""
    changed: tuple[Note, ...]
    """What is not as it was in the file; the question itself was taken."""
    left_out: tuple[Note, ...]
    """One note a question that was not taken."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Contents by name, such as ``media/q21-a.png``; each is used by an item."""

    @property
    def found(self) -> int:
        """Questions in the file: those taken and those left out."""
        return len(self.items) + len(self.left_out)


@dataclass(frozen=True)
class Target:
    """Where the items are to go."""

    course_id: str
    lesson_id: str
    """The lesson that teaches them, where the file does not say one of ``lesson_ids``."""
    first_number: int = 1
    """Of the first item id, such as 21 for ``KNS-04-Q21``."""
    lesson_ids: frozenset[str] = frozenset()
    """The lessons of the course."""
    known: frozenset[str] = frozenset()
    """Fingerprints of the items that the bank holds already; see ``bank.fingerprint``."""
    media: frozenset[str] = frozenset()
    """Names that are taken, such as ``media/phone.svg``."""
