"""The record of what a learner reached in a class that ended before the course did."""

from typing import Annotated
from uuid import UUID

import msgspec

from sync.fields import Code, Count, Dated, Instant, RecordData


class LessonReached(msgspec.Struct, frozen=True, kw_only=True):
    """How far a learner read one lesson."""

    lesson_id: Code
    page: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    """The last page reached, from 1."""
    is_done: bool


class QuizPassed(Dated, frozen=True, kw_only=True):
    """The best quiz of a learner, one that passed."""

    attempt_id: UUID
    correct: Annotated[float, msgspec.Meta(ge=0, le=1000)]
    items: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    scaled: Annotated[float, msgspec.Meta(ge=0, le=1)]
    is_oral: bool
    submitted_at: Instant


class ProgressRecorded(RecordData, frozen=True, kw_only=True):
    """What a learner reached in a class that ended before the course did.

    A change is a new record, the highest seq counts. Written only for learners who allowed the
    purpose "province".
    """

    enrolment_id: UUID
    learner_id: UUID
    course_id: Code
    course_version: Code
    lessons: Annotated[list[LessonReached], msgspec.Meta(max_length=200)]
    """By id; with what was read in earlier classes of the course."""
    tasks_done: Annotated[list[Code], msgspec.Meta(max_length=200)]
    """By id; with those of earlier classes."""
    attended_minutes: Count
    """Of this class alone: minutes of several classes are added."""
    quiz: QuizPassed | None
    closed_at: Instant
