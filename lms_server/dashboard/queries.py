"""Reads across slices: one learner's state, and the whole class."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.model import Course
from lms_server.attendance.queries import AttendanceRow, get_attendance, list_attendance
from lms_server.dashboard import rules
from lms_server.dashboard.places import Place, places_of
from lms_server.lessons.queries import (
    NO_LESSONS,
    LessonFacts,
    get_lesson_facts,
    lesson_facts,
)
from lms_server.oral.queries import oral_enrolments
from lms_server.preferences.queries import find_large_targets
from lms_server.quizzes.queries import NO_QUIZ, QuizFacts, get_quiz_facts, quiz_facts
from lms_server.training.queries import EnrolmentRow, list_enrolments


@dataclass(frozen=True)
class LearnerState:
    """All that one learner has done in a class."""

    lessons: LessonFacts
    quiz: QuizFacts
    attendance: AttendanceRow

    @property
    def reached(self) -> rules.Reached:
        """The same, as the rules want it."""
        return rules.Reached(
            lessons_done=self.lessons.lessons_done,
            tasks_done=self.lessons.tasks_done,
            attended_minutes=self.attendance.all_minutes,
            best_scaled=self.quiz.best.scaled if self.quiz.best else None,
        )


@dataclass(frozen=True)
class WallRow:
    """One learner on the class wall."""

    enrolment: EnrolmentRow
    state: LearnerState
    where: str
    """Title of the lesson begun last, empty before the first."""
    lessons_done: int
    tasks_done: int
    missing: rules.Missing
    is_silent: bool
    share: int
    """Percent of the course's minutes in which the learner was present."""
    is_oral: bool = False
    """Asked by word of mouth now."""
    place: Place | None = None
    """None when the learner sits at no machine."""
    has_large_targets: bool = False
    """This hand presses beside small ones."""
    needs_help: bool = False
    """Called the trainer, and nobody came yet."""


def get_state(db: Session, enrolment_id: UUID) -> LearnerState:
    """Return what one learner has done."""
    return LearnerState(
        lessons=get_lesson_facts(db, enrolment_id),
        quiz=get_quiz_facts(db, enrolment_id),
        attendance=get_attendance(db, enrolment_id),
    )


def class_wall(
    db: Session,
    training_session_id: UUID,
    *,
    course: Course,
    waiting: Collection[UUID | None] = (),
    now: datetime,
) -> list[WallRow]:
    """Return everyone of a class: who waits for help first, then by name.

    Args:
        db: the open read block.
        training_session_id: the class.
        course: what it learns.
        waiting: enrolments that wait for help.
        now: the clock.
    """
    lessons = lesson_facts(db, training_session_id)
    quizzes = quiz_facts(db, training_session_id)
    attendance = list_attendance(db, training_session_id)
    titles = {lesson.lesson_id: lesson.title for lesson in course.lessons}
    enrolments = list_enrolments(db, training_session_id)
    places = places_of(db, training_session_id, enrolments)
    oral = oral_enrolments(db, training_session_id)
    large = find_large_targets(db, [one.learner.id for one in enrolments])
    rows = []
    for enrolment in enrolments:
        state = LearnerState(
            lessons=lessons.get(enrolment.id, NO_LESSONS),
            quiz=quizzes.get(enrolment.id, NO_QUIZ),
            attendance=attendance[enrolment.id],
        )
        row = _wall_row(enrolment, state, course=course, titles=titles, now=now)
        place = places.get(enrolment.id)
        needs_help, is_oral = enrolment.id in waiting, enrolment.id in oral
        row = replace(row, place=place, needs_help=needs_help, is_oral=is_oral)
        rows.append(replace(row, has_large_targets=enrolment.learner.id in large))
    return sorted(rows, key=lambda row: not row.needs_help)


def _wall_row(
    enrolment: EnrolmentRow,
    state: LearnerState,
    *,
    course: Course,
    titles: Mapping[str, str],
    now: datetime,
) -> WallRow:
    begun = state.lessons.lessons
    return WallRow(
        enrolment=enrolment,
        state=state,
        where=titles.get(begun[-1].lesson_id, "") if begun else "",
        lessons_done=len(state.lessons.lessons_done.intersection(titles)),
        tasks_done=state.lessons.count_done(course.completion.required_tasks),
        missing=rules.missing_of(course, state.reached),
        is_silent=rules.is_silent(state.attendance.last_seen_at, now),
        share=rules.share_of(state.attendance.all_minutes, course.minutes),
    )
