"""Reads the facts of a bus that become statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalog import Catalog
from courses.model import Course, ItemKind
from lms_server.issuing.models import Completion
from lms_server.lessons.models import LessonProgress, SimulatorAttempt, SimulatorTry
from lms_server.quizzes.models import Attempt, AttemptResult, Response
from lms_server.statements.rules import Activity, ActivityKind, Fact, Verb
from lms_server.training.models import Enrolment, TrainingSession
from lms_server.training.queries import NOT_A_GUEST


@dataclass(frozen=True)
class _Names:
    """What things of a course are called; empty where the bus no longer has it."""

    course_id: str
    version: str
    course: Course | None

    def top(self) -> Activity:
        name = self.course.title if self.course else ""
        return Activity(ActivityKind.COURSE, f"{self.course_id}/{self.version}", name)

    def part(self, kind: ActivityKind, part_id: str, name: str) -> Activity:
        return Activity(kind, f"{self.course_id}/{self.version}/{part_id}", name)

    def lesson(self, lesson_id: str) -> Activity:
        lessons = self.course.lessons if self.course else ()
        names = (one.title for one in lessons if one.lesson_id == lesson_id)
        return self.part(ActivityKind.LESSON, lesson_id, next(names, ""))

    def task(self, simulator_id: str) -> Activity:
        found = self.course.simulators.get(simulator_id) if self.course else None
        return self.part(ActivityKind.SIMULATION, simulator_id, found.title if found else "")

    def quiz(self, quiz_id: str) -> Activity:
        name = self.course.quiz.title if self.course else ""
        return self.part(ActivityKind.ASSESSMENT, quiz_id, name)

    def item(self, item_id: str) -> Activity:
        items = self.course.quiz.items if self.course else ()
        found = next((one for one in items if one.item_id == item_id), None)
        path = f"{self.course_id}/{self.version}/{item_id}"
        if found is None:  # its kind is unknown, and with it whether words were typed
            return Activity(ActivityKind.INTERACTION, path, "", ItemKind.TEXT)
        return Activity(ActivityKind.INTERACTION, path, found.prompt, found.kind)


def list_facts(db: Session, catalog: Catalog) -> list[Fact]:
    """Return everything that was done, in the order of time."""
    facts = [
        *_lessons(db, catalog),
        *_tasks(db, catalog),
        *_attempts(db, catalog),
        *_answers(db, catalog),
        *_completions(db, catalog),
    ]
    return sorted(facts, key=lambda fact: (fact.happened_at, str(fact.verb), str(fact.key)))


def _names(catalog: Catalog, row: Any) -> _Names:  # noqa: ANN401 - rows of several queries
    found = catalog.find_course(row.course_id, row.course_version)
    return _Names(row.course_id, row.course_version, found)


def _lessons(db: Session, catalog: Catalog) -> Iterator[Fact]:
    query = (
        select(
            LessonProgress.enrolment_id,
            LessonProgress.lesson_id,
            LessonProgress.completed_at,
            Enrolment.learner_id,
            TrainingSession.course_id,
            TrainingSession.course_version,
        )
        .join(Enrolment, Enrolment.id == LessonProgress.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.training_session_id)
        .where(LessonProgress.completed_at.is_not(None), NOT_A_GUEST)
    )
    for row in db.execute(query):
        names = _names(catalog, row)
        yield Fact(
            key=(row.enrolment_id, row.lesson_id),
            verb=Verb.EXPERIENCED,
            learner_id=row.learner_id,
            enrolment_id=row.enrolment_id,
            activity=names.lesson(row.lesson_id),
            parents=(names.top(),),
            happened_at=row.completed_at,
        )


def _tasks(db: Session, catalog: Catalog) -> Iterator[Fact]:
    query = (
        select(
            SimulatorTry.id,
            SimulatorTry.is_done,
            SimulatorTry.seconds,
            SimulatorTry.finished_at,
            SimulatorAttempt.enrolment_id,
            SimulatorAttempt.learner_id,
            SimulatorAttempt.simulator_id,
            TrainingSession.course_id,
            TrainingSession.course_version,
        )
        .join(SimulatorAttempt, SimulatorAttempt.id == SimulatorTry.simulator_attempt_id)
        .join(Enrolment, Enrolment.id == SimulatorAttempt.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Enrolment.training_session_id)
        .where(NOT_A_GUEST)
    )
    for row in db.execute(query):
        names = _names(catalog, row)
        yield Fact(
            key=(row.id,),
            verb=Verb.COMPLETED if row.is_done else Verb.ATTEMPTED,
            learner_id=row.learner_id,
            enrolment_id=row.enrolment_id,
            activity=names.task(row.simulator_id),
            parents=(names.top(),),
            happened_at=row.finished_at,
            is_success=row.is_done,
            is_completion=True if row.is_done else None,
            seconds=row.seconds,
        )


def _attempts(db: Session, catalog: Catalog) -> Iterator[Fact]:
    query = select(Attempt, AttemptResult).outerjoin(
        AttemptResult, AttemptResult.attempt_id == Attempt.id
    )
    for attempt, result in db.execute(query):
        names = _names(catalog, attempt)
        begun = Fact(
            key=(attempt.id,),
            verb=Verb.ATTEMPTED,
            learner_id=attempt.learner_id,
            enrolment_id=attempt.enrolment_id,
            activity=names.quiz(attempt.quiz_id),
            parents=(names.top(),),
            happened_at=attempt.opened_at,
        )
        yield begun
        if result is not None:
            yield Fact(
                key=begun.key,
                verb=Verb.PASSED if result.is_passed else Verb.FAILED,
                learner_id=begun.learner_id,
                enrolment_id=begun.enrolment_id,
                activity=begun.activity,
                parents=begun.parents,
                happened_at=result.submitted_at,
                scaled=result.scaled,
                raw=(result.correct, result.item_count),
                is_oral=result.is_oral,
                is_success=result.is_passed,
                is_completion=True,
            )


def _answers(db: Session, catalog: Catalog) -> Iterator[Fact]:
    """Yield the answers of submitted attempts: while one goes on, another may still count."""
    query = (
        select(Response, Attempt)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Response.is_counted, Attempt.submitted_at.is_not(None))
    )
    for response, attempt in db.execute(query):
        names = _names(catalog, attempt)
        yield Fact(
            key=(response.id,),
            verb=Verb.ANSWERED,
            learner_id=attempt.learner_id,
            enrolment_id=attempt.enrolment_id,
            activity=names.item(response.item_id),
            parents=(names.quiz(attempt.quiz_id), names.top()),
            happened_at=response.answered_at,
            scaled=response.score,
            is_success=response.score >= 1,
            response=tuple(response.value),
        )


def _completions(db: Session, catalog: Catalog) -> Iterator[Fact]:
    for row in db.scalars(select(Completion)):
        yield Fact(
            key=(row.id,),
            verb=Verb.COMPLETED,
            learner_id=row.learner_id,
            enrolment_id=row.enrolment_id,
            activity=_names(catalog, row).top(),
            parents=(),
            happened_at=row.completed_at,
            scaled=round(row.quiz_score / row.quiz_items, 4) if row.quiz_items else None,
            is_success=True,
            is_completion=True,
        )
