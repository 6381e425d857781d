"""What an export answers: what was written, what the format has no place for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from courses.schema import QuizSource


class Loss(StrEnum):
    """Why an item was left out, or what of it was not written."""

    # Left out.
    ORDER = "order"
    CATEGORIZE = "categorize"
    PICTURE = "picture"
    UNITS = "units"
    PERCENT = "percent"
    ARROW = "arrow"
    # Not written.
    FIXED = "fixed"
    WHY = "why"


SENTENCES = {
    Loss.ORDER: "The format has no steps to be put in order.",
    Loss.CATEGORIZE: "The format cannot say which groups things are sorted into.",
    Loss.PICTURE: "The format carries no pictures.",
    Loss.UNITS: "The format knows one unit only.",
    Loss.PERCENT: "The format knows no tolerance in percent.",
    Loss.ARROW: "An arrow (->) in its words would cut a pair in two.",
    Loss.FIXED: "That a choice keeps its place was not written.",
    Loss.WHY: "The words to missed pairs were not written.",
}


@dataclass(frozen=True)
class ExportNote:
    """What was lost of one item."""

    item_id: str
    loss: Loss

    def __str__(self) -> str:
        return f"{self.item_id}: {SENTENCES[self.loss]}"


@dataclass(frozen=True)
class ExportReport:
    """What became of a bank."""

    content: bytes
    """The file."""
    taken: tuple[str, ...]
    """Ids of the items that were written, in their order."""
    changed: tuple[ExportNote, ...]
    """What was not written of items that were."""
    left_out: tuple[ExportNote, ...]
    """One note an item that was not written."""


@dataclass(frozen=True)
class BankToExport:
    """A bank and its pictures."""

    quiz: QuizSource
    course_id: str
    title: str
    media: Mapping[str, bytes]
    """Contents by name, such as ``media/phone.svg``."""
