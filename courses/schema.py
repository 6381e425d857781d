"""What an author writes: the shape of every YAML part of a package."""

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec

from courses.model import ItemKind, Pillar
from courses.simulators.model import Simulator
from courses.simulators.parts import Text

_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Minutes = Annotated[int, msgspec.Meta(ge=1, le=600)]
_CourseId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}$")]
_StoryId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-S[0-9]{1,2}$")]
_LessonId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-L[0-9]{1,2}$")]
_ItemId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-Q[0-9]{2,3}$")]
_QuizId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-K[0-9]$")]
_TaskId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-T[0-9]{1,2}$")]
_Version = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,3}\\.[0-9]{1,3}$")]
_Media = Annotated[str, msgspec.Meta(pattern=r"^media/[a-z0-9][a-z0-9-]*\.(svg|png|jpg)$")]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class CompletionSource(_Strict, frozen=True):
    """``completion`` in course.yaml; the defaults are those of the programme."""

    min_attendance: _Share = 0.8
    pass_mark: _Share = 0.7
    quiz_items: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10
    max_hints: Annotated[int, msgspec.Meta(ge=0, le=20)] = 2


class SourceSource(_Strict, frozen=True):
    """One entry of ``sources`` in course.yaml."""

    text: Text
    read_on: dt.date


class CourseSource(_Strict, frozen=True, rename={"course_id": "id"}):
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
    lessons: Annotated[tuple[_LessonId, ...], msgspec.Meta(min_length=1)]
    simulators: tuple[_TaskId, ...]
    quiz: _QuizId
    sources: tuple[SourceSource, ...]
    licence: Text


class LessonSource(_Strict, frozen=True, rename={"lesson_id": "id"}):
    """The head of a lesson, between two lines of ``---``."""

    lesson_id: _LessonId
    title: Text
    minutes: _Minutes
    tasks: tuple[_TaskId, ...] = ()


class StorySource(_Strict, frozen=True, rename={"story_id": "id", "lesson_id": "lesson"}):
    """The head of a case story, between two lines of ``---``."""

    story_id: _StoryId
    title: Text
    lesson_id: _LessonId
    """The lesson after whose own pages it is told."""
    source: Text
    """Where it was read, or that it is made up."""
    read_on: dt.date


class TermSource(_Strict, frozen=True):
    """One entry of glossary.yaml."""

    term: Text
    meaning: Text


GlossarySource = Annotated[tuple[TermSource, ...], msgspec.Meta(min_length=1, max_length=60)]
"""glossary.yaml: a list."""


class PictureSource(_Strict, frozen=True):
    """A picture of an item or a choice."""

    file: _Media
    alt: Text


class ChoiceSource(_Strict, frozen=True):
    """One choice of an item."""

    text: Text
    right: bool = False
    why: str = ""
    """Why it is right or wrong."""
    fixed: bool = False
    picture: PictureSource | None = None


class _ItemSource(_Strict, frozen=True, tag_field="kind"):
    id: _ItemId
    lesson: _LessonId
    prompt: Text
    explanation: Text


class ChoiceItemSource(_ItemSource, frozen=True, tag=str(ItemKind.CHOICE)):
    """One choice is right."""

    choices: Annotated[tuple[ChoiceSource, ...], msgspec.Meta(min_length=3, max_length=5)]
    picture: PictureSource | None = None


class MultipleItemSource(_ItemSource, frozen=True, tag=str(ItemKind.MULTIPLE)):
    """Several choices are right."""

    choices: Annotated[tuple[ChoiceSource, ...], msgspec.Meta(min_length=3, max_length=6)]
    picture: PictureSource | None = None


class TrueFalseItemSource(_ItemSource, frozen=True, tag=str(ItemKind.TRUE_FALSE)):
    """A statement that is true or not."""

    answer: bool
    why_true: Text
    """Said to those who chose "true"."""
    why_false: Text
    picture: PictureSource | None = None


class OrderItemSource(_ItemSource, frozen=True, tag=str(ItemKind.ORDER)):
    """Steps, written in the right order."""

    steps: Annotated[tuple[Text, ...], msgspec.Meta(min_length=3, max_length=6)]
    picture: PictureSource | None = None


ItemSource = ChoiceItemSource | MultipleItemSource | TrueFalseItemSource | OrderItemSource


class QuizSource(_Strict, frozen=True, rename={"quiz_id": "id"}):
    """A file of ``quizzes/``."""

    quiz_id: _QuizId
    title: Text
    draw: Annotated[int, msgspec.Meta(ge=1, le=100)]
    items: Annotated[tuple[ItemSource, ...], msgspec.Meta(min_length=1)]


FileKind = Literal["course", "lesson", "story", "glossary", "simulator", "quiz"]
SOURCES: dict[FileKind, Any] = {
    "course": CourseSource,
    "lesson": LessonSource,
    "story": StorySource,
    "glossary": GlossarySource,
    "simulator": Simulator,
    "quiz": QuizSource,
}


def json_schemas() -> dict[FileKind, dict[str, Any]]:
    """Return a JSON Schema for each kind of file, for editors that help while typing."""
    return {kind: msgspec.json.schema(source) for kind, source in SOURCES.items()}
