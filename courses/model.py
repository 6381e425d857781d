"""Courses as the programs use them: checked, rendered, frozen."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from courses.errors import ItemNotFoundError, SimulatorNotFoundError
from courses.simulators.model import Simulator
from courses.take_home import TakeHome


class Pillar(StrEnum):
    """The three pillars of digital transformation that reports count by."""

    GOVERNMENT = "government"
    ECONOMY = "economy"
    SOCIETY = "society"


class ItemKind(StrEnum):
    """How an item is answered; the comment names the interaction of QTI."""

    CHOICE = "choice"
    """Exactly one right choice. (choice)"""
    TRUE_FALSE = "true_false"
    """Two fixed choices. (choice)"""
    MULTIPLE = "multiple"
    """One or more right choices; partial credit. (choice)"""
    PICTURE_CHOICE = "picture_choice"
    """Exactly one right choice among pictures. (choice)"""
    HOTSPOT = "hotspot"
    """Places in a picture, one or several of them right. (hotspot)"""
    ORDER = "order"
    """All choices, in the right order; partial credit. (order)"""
    MATCH = "match"
    """Each choice has one target of its own; partial credit. (match)"""
    CATEGORIZE = "categorize"
    """Each choice goes into one of a few targets, the groups; partial credit. (match)"""
    NUMBER = "number"
    """A number that is typed, with a tolerance and a unit. (text entry)"""
    TEXT = "text"
    """A few words that are typed. (text entry)"""


class Picture(msgspec.Struct, frozen=True):
    """A picture of the package."""

    file: str
    """Path inside the package, such as ``media/phone.svg``."""
    alt: str
    """What it shows, for those who cannot see it."""


class Area(msgspec.Struct, frozen=True):
    """A place in a picture, in thousandths of its width and height."""

    across: float
    """Of the middle, from the left."""
    down: float
    """Of the middle, from the top."""
    width: float
    height: float | None
    """None: a circle, as high as it is wide."""


class Choice(msgspec.Struct, frozen=True):
    """One choice of an item, or one target that choices are brought to."""

    choice_id: str
    """Made from the text, so that it tells nothing about the key and survives reordering."""
    text: str
    picture: Picture | None = None
    feedback: str = ""
    """Why this choice is right or wrong; shown only after the answer is stored."""
    is_fixed: bool = False
    """Keeps its place when the others are shuffled."""
    area: Area | None = None
    """Only of a ``HOTSPOT``."""


class NearNumber(msgspec.Struct, frozen=True):
    """A number that learners often give instead."""

    number: float
    worth: float
    """0.0 to 1.0."""
    feedback: str


class NumberKey(msgspec.Struct, frozen=True):
    """What makes a number right. Never leaves the server."""

    answer: float
    tolerance: float
    """How far a right number may be away, in the first unit."""
    factors: tuple[float, ...]
    """One for each target, which are the units: how many of the first unit one of it is."""
    near: tuple[NearNumber, ...] = ()


class NearText(msgspec.Struct, frozen=True):
    """Words that learners often give instead."""

    text: str
    worth: float
    """0.0 to 1.0."""
    feedback: str


class TextKey(msgspec.Struct, frozen=True):
    """What makes a text right. Never leaves the server."""

    answers: tuple[str, ...]
    unaccented: float
    """Worth of an answer whose letters are right and whose accents are not, 0.0 to 1.0."""
    accents_feedback: str
    """What to say to such an answer; empty when accents do not matter."""
    near: tuple[NearText, ...] = ()


class Item(msgspec.Struct, frozen=True):
    """One question of the bank."""

    item_id: str
    kind: ItemKind
    lesson_id: str
    """The lesson that teaches it."""
    prompt: str
    choices: tuple[Choice, ...]
    key: tuple[str, ...]
    """A fully right value. Never leaves the server.

    Right choice ids, for ``ORDER`` in the right order; ``choice=target`` ids; a number; a text.
    """
    explanation: str
    picture: Picture | None = None
    targets: tuple[Choice, ...] = ()
    """Rights of a ``MATCH``, groups of a ``CATEGORIZE``, units of a ``NUMBER``."""
    number: NumberKey | None = None
    text: TextKey | None = None


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
    asks_pin: bool = False
    """Whether learners tap four digits, too, when they sign in."""
    take_home: TakeHome = TakeHome()
    speaks_of: tuple[str, ...] = ()
    """Words of address that mean somebody else in this course."""
    marked: "Course | None" = None
    """The same with the marks of the address word; None when the course addresses nobody."""

    def get_simulator(self, simulator_id: str) -> Simulator:
        """Return a simulator.

        Raises:
            SimulatorNotFoundError: the course lacks it.
        """
        if simulator_id not in self.simulators:
            raise SimulatorNotFoundError(simulator_id=simulator_id)
        return self.simulators[simulator_id]
