from datetime import timedelta

import pytest
from sqlalchemy import select, update

from common.ids import new_id
from courses.catalog import Catalog
from lms_server.elsewhere.models import CarriedWork
from lms_server.issuing.models import Completion
from lms_server.issuing.worker import LOOKED_AT_FOR, record_once
from lms_server.training.models import Enrolment, TrainingSession


def spoil(database, class_ids, *, course, now):
    """Give the learners of classes work of another bus that nobody can read."""
    with database.write() as db:
        for one in db.scalars(
            select(Enrolment).where(Enrolment.training_session_id.in_(class_ids))
        ):
            db.add(
                CarriedWork(
                    enrolment_id=new_id(),
                    learner_id=one.learner_id,
                    bus_code="79A01",
                    course_id=course.course_id,
                    course_version=course.version,
                    lessons=["odd"],
                    tasks_done=[],
                    minutes=1,
                    quiz=None,
                    closed_at=now,
                    arrived_at=now,
                )
            )


@pytest.fixture
def catalog(config):
    return Catalog.load(config.courses_dir)


def test_completions_are_recorded_without_anybody_looking(
    database, catalog, a_class, a_learner, db_count, now
):
    for class_id in (a_class(), a_class()):
        a_learner(class_id)
    later = now + timedelta(hours=1)

    counts = [record_once(database, catalog, now=later) for _ in range(2)]

    assert counts == [2, 0]
    assert db_count(Completion) == 2


def test_a_class_of_long_ago_is_left_alone(database, catalog, a_class, a_learner, now):
    class_id = a_class()
    a_learner(class_id)
    with database.write() as db:
        db.execute(update(TrainingSession).values(closed_at=now))

    assert record_once(database, catalog, now=now + LOOKED_AT_FOR) == 0


def test_a_class_that_cannot_be_recorded_keeps_no_other_from_it(
    database, catalog, course, a_class, a_learner, caplog, now
):
    """Classes come newest first or oldest first: one of the spoilt ones is before the sound one."""
    spoilt, sound, also_spoilt = a_class(), a_class(), a_class()
    for class_id in (spoilt, sound, also_spoilt):
        a_learner(class_id)
    spoil(database, [spoilt, also_spoilt], course=course, now=now)

    count = record_once(database, catalog, now=now + timedelta(hours=1))

    assert count == 1
    assert caplog.messages == ["class not recorded", "class not recorded"]


def test_completions_stay_when_the_progress_cannot_be_told(
    database, catalog, a_class, a_learner, db_count, caplog, now
):
    class_id = a_class()
    a_learner(class_id)
    a_learner(class_id, "Nguyễn Văn Hai", correct=None)
    with database.write() as db:
        db.execute(update(TrainingSession).values(closed_at=now))
    with database.write_connection() as connection:
        connection.exec_driver_sql("DROP TABLE progress_notes")

    count = record_once(database, catalog, now=now)

    assert (count, db_count(Completion)) == (1, 1)
    assert caplog.messages == ["class not recorded"]
