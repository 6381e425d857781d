"""Questions as a file has them, before anybody asks whether they fit a course package."""

from dataclasses import dataclass

from courses.importers.plain_text import Wording
from courses.importers.reasons import Reason
from courses.model import ItemKind

NOTHING = Wording("")
FULL = 99.9
"""Percent; Moodle rounds thirds."""


class LeftOutError(Exception):
    """A question does not fit; the file goes on."""

    def __init__(self, reason: Reason, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column
        """Of a sheet, where the fault is."""


@dataclass(frozen=True)
class Area:
    """A part of a picture, in thousandths of it, from its left upper corner."""

    is_circle: bool
    numbers: tuple[int, ...]
    """Left, top, width, height; for a circle middle across, middle down, radius of the width."""


@dataclass(frozen=True)
class Answer:
    """One choice, step, area, typed text or number as the file has it."""

    wording: Wording
    share: float
    """Of the points, in percent; above 0 is right."""
    feedback: Wording = NOTHING
    is_fixed: bool = False
    area: Area | None = None


@dataclass(frozen=True)
class Pair:
    """Two things that belong together; without a left one the right one belongs to nothing."""

    left: Wording
    right: Wording
    feedback: Wording = NOTHING


@dataclass(frozen=True)
class Amount:
    """How a number is compared, and in what it is counted."""

    tolerance: float = 0
    tolerance_percent: float = 0
    unit: str = ""
    units: tuple[tuple[str, float], ...] = ()
    """Other units, and how many of ``unit`` one of them is."""


@dataclass(frozen=True)
class Question:
    """One question as the file has it."""

    line: int
    prompt: Wording
    kind: ItemKind
    answers: tuple[Answer, ...] = ()
    """For ``ORDER`` in the right order; for ``TRUE_FALSE`` true, then false; for ``NUMBER`` and
    ``TEXT`` the right ones with full points, the others are answers that people often give."""
    explanation: Wording = NOTHING
    pairs: tuple[Pair, ...] = ()
    """Of ``MATCH``; of ``CATEGORIZE`` each thing with its group."""
    groups: tuple[Wording, ...] = ()
    """Of ``CATEGORIZE``, in their order."""
    amount: Amount = Amount()
    unaccented: float | None = None
    """Of ``TEXT``: worth of an answer without its accents, 0.0 to 1.0."""
    lesson_id: str = ""
    """The lesson that the file names; empty when it names none."""
    lost: tuple[Reason, ...] = ()
    """What the reader of the format could not keep."""

    @property
    def wordings(self) -> list[Wording]:
        """Every text that the learner must have."""
        texts = [self.prompt, *(one.wording for one in self.answers), *self.groups]
        for pair in self.pairs:
            texts.extend((pair.left, pair.right))
        return texts

    @property
    def feedbacks(self) -> list[Wording]:
        """Every text that may be left out."""
        return [
            *(one.feedback for one in self.answers),
            *(one.feedback for one in self.pairs),
        ]
