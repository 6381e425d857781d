"""Courses as the programs use them: checked, rendered, frozen."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from courses.errors import ItemNotFoundError, SimulatorNotFoundError
from courses.simulators.model import Simulator


class Pillar(StrEnum):
    """The three pillars of digital transformation that reports count by."""

    GOVERNMENT = "government"
    ECONOMY = "economy"
    SOCIETY = "society"


class ItemKind(StrEnum):
    """How an item is answered."""

    CHOICE = "choice"
    """Exactly one right choice."""
    MULTIPLE = "multiple"
    """One or more right choices; partial credit."""
    TRUE_FALSE = "true_false"
    """Two fixed choices."""
    ORDER = "order"
    """All choices, in the right order; partial credit."""


class Picture(msgspec.Struct, frozen=True):
    """A picture of the package."""

    file: str
    """Path inside the package, such as ``media/phone.svg``."""
    alt: str
    """What it shows, for those who cannot see it."""


class Choice(msgspec.Struct, frozen=True):
    """One choice of an item."""

    choice_id: str
    """Made from the text, so that it tells nothing about the key and survives reordering."""
    text: str
    picture: Picture | None = None
    feedback: str = ""
    """Why this choice is right or wrong; shown only after the answer is stored."""
    is_fixed: bool = False
    """Keeps its place when the others are shuffled."""


class Item(msgspec.Struct, frozen=True):
    """One question of the bank."""

    item_id: str
    kind: ItemKind
    lesson_id: str
    """The lesson that teaches it."""
    prompt: str
    choices: tuple[Choice, ...]
    key: tuple[str, ...]
    """Right choice ids; for ``ORDER`` in the right order. Never leaves the server."""
    explanation: str
    picture: Picture | None = None


class Quiz(msgspec.Struct, frozen=True):
    """A bank of items, of which each attempt draws some."""

    quiz_id: str
    title: str
    draw: int
    """Items drawn for one attempt."""
    items: tuple[Item, ...]

    def get_item(self, item_id: str) -> Item:
        """Return an item.

        Raises:
            ItemNotFoundError: the bank lacks it.
        """
        for item in self.items:
            if item.item_id == item_id:
                return item
        raise ItemNotFoundError(item_id=item_id)


class Page(msgspec.Struct, frozen=True):
    """One idea on one screen."""

    heading: str
    html: str
    """Sanitised: only paragraphs, lists, emphasis; no links, pictures, styles or scripts."""
    picture: Picture | None = None
    story: str = ""
    """Title of the case story it belongs to; empty on the lesson's own pages."""


class Story(msgspec.Struct, frozen=True):
    """A true or made-up case, told after the own pages of a lesson."""

    story_id: str
    title: str
    lesson_id: str
    source: "Source"


class Term(msgspec.Struct, frozen=True):
    """A new word and what it means."""

    term: str
    meaning: str


class Lesson(msgspec.Struct, frozen=True):
    """A part of the course, read page by page."""

    lesson_id: str
    title: str
    minutes: int
    pages: tuple[Page, ...]
    """Its own pages, then those of its stories."""
    simulator_ids: tuple[str, ...] = ()
    """Tasks practised right after the last page, in order."""


class CompletionRule(msgspec.Struct, frozen=True):
    """What a learner must reach to complete the course."""

    min_attendance: float
    """Share of the course minutes, 0.0 to 1.0."""
    pass_mark: float
    """Least scaled quiz score, 0.0 to 1.0."""
    quiz_items: int
    max_hints: int
    """Most hints in one required task."""
    required_tasks: tuple[str, ...]
    """Simulator ids."""


class Source(msgspec.Struct, frozen=True):
    """Where a fact of the course was read, and when."""

    text: str
    read_on: str
    """Date, ``YYYY-MM-DD``."""


class Course(msgspec.Struct, frozen=True):
    """One version of one course."""

    course_id: str
    version: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    audience: str
    minutes: int
    pillar: Pillar
    contents: tuple[int, ...]
    """Which of the five contents of the community digital teams, 1 to 5."""
    framework_codes: tuple[str, ...]
    objectives: tuple[str, ...]
    completion: CompletionRule
    lessons: tuple[Lesson, ...]
    simulators: Mapping[str, Simulator]
    """By id, in the order of the course."""
    quiz: Quiz
    sources: tuple[Source, ...]
    licence: str
    folder: Path
    media: frozenset[str]
    """Names of the files under ``folder`` that a page may fetch."""
    package_hash: str
    """SHA-256 over names and contents of all files of the package."""
    stories: tuple[Story, ...] = ()
    """In the order in which they are told."""
    glossary: tuple[Term, ...] = ()

    def get_simulator(self, simulator_id: str) -> Simulator:
        """Return a simulator.

        Raises:
            SimulatorNotFoundError: the course lacks it.
        """
        if simulator_id not in self.simulators:
            raise SimulatorNotFoundError(simulator_id=simulator_id)
        return self.simulators[simulator_id]
