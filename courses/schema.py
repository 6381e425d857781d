"""What an author writes: the shape of every YAML part of a package."""

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec

from courses.item_schema import ItemSource, LessonId, Share, Strict
from courses.model import Pillar
from courses.simulators.model import Simulator
from courses.simulators.things import Text
from courses.take_home import Group

_Minutes = Annotated[int, msgspec.Meta(ge=1, le=600)]
_CourseId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}$")]
_StoryId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-S[0-9]{1,2}$")]
_QuizId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-K[0-9]$")]
_TaskId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-T[0-9]{1,2}$")]
_Word = Literal["ông", "bà", "bác", "cô", "chú", "anh", "chị", "bạn"]
_Version = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,3}\\.[0-9]{1,3}$")]


class CompletionSource(Strict, frozen=True):
    """``completion`` in course.yaml; the defaults are those of the programme."""

    min_attendance: Share = 0.8
    pass_mark: Share = 0.7
    quiz_items: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10
    max_hints: Annotated[int, msgspec.Meta(ge=0, le=20)] = 2


class SourceSource(Strict, frozen=True):
    """One entry of ``sources`` in course.yaml."""

    text: Text
    read_on: dt.date


class CourseSource(Strict, frozen=True, rename={"course_id": "id"}):
    """course.yaml."""

    course_id: _CourseId
    version: _Version
    title: Text
    title_en: Text
    summary: Text
    summary_en: Text
    audience: Text
    minutes: _Minutes
    pillar: Pillar
    contents: tuple[Annotated[int, msgspec.Meta(ge=1, le=5)], ...]
    framework: tuple[Text, ...]
    objectives: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    completion: CompletionSource
    lessons: Annotated[tuple[LessonId, ...], msgspec.Meta(min_length=1)]
    simulators: tuple[_TaskId, ...]
    quiz: _QuizId
    sources: tuple[SourceSource, ...]
    licence: Text
    asks_pin: bool = False
    """Whether learners tap four digits, too, when they sign in."""
    speaks_of: tuple[_Word, ...] = ()


class LessonSource(Strict, frozen=True, rename={"lesson_id": "id"}):
    """The head of a lesson, between two lines of ``---``."""

    lesson_id: LessonId
    title: Text
    minutes: _Minutes
    tasks: tuple[_TaskId, ...] = ()


class StorySource(Strict, frozen=True, rename={"story_id": "id", "lesson_id": "lesson"}):
    """The head of a case story, between two lines of ``---``."""

    story_id: _StoryId
    title: Text
    lesson_id: LessonId
    """The lesson after whose own pages it is told."""
    source: Text
    """Where it was read, or that it is made up."""
    read_on: dt.date


class TermSource(Strict, frozen=True):
    """One entry of glossary.yaml."""

    term: Text
    meaning: Text


GlossarySource = Annotated[tuple[TermSource, ...], msgspec.Meta(min_length=1, max_length=60)]
"""glossary.yaml: a list."""


class TakeHomeSource(Strict, frozen=True):
    """take_home.yaml."""

    can_do: dict[_TaskId, Text]
    remember: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=5)]
    go_on: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=4)]
    fits: dict[Group, Annotated[int, msgspec.Meta(ge=1, le=3)]] = msgspec.field(
        default_factory=dict
    )
    after: tuple[_CourseId, ...] = ()


class QuizSource(Strict, frozen=True, rename={"quiz_id": "id"}):
    """A file of ``quizzes/``."""

    quiz_id: _QuizId
    title: Text
    draw: Annotated[int, msgspec.Meta(ge=1, le=100)]
    items: Annotated[tuple[ItemSource, ...], msgspec.Meta(min_length=1)]


FileKind = Literal["course", "lesson", "story", "glossary", "take_home", "simulator", "quiz"]
SOURCES: dict[FileKind, Any] = {
    "course": CourseSource,
    "lesson": LessonSource,
    "story": StorySource,
    "glossary": GlossarySource,
    "take_home": TakeHomeSource,
    "simulator": Simulator,
    "quiz": QuizSource,
}


def json_schemas() -> dict[FileKind, dict[str, Any]]:
    """Return a JSON Schema for each kind of file, for editors that help while typing."""
    return {kind: msgspec.json.schema(source) for kind, source in SOURCES.items()}
