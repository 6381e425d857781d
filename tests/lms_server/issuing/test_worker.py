from datetime import timedelta

import pytest
from sqlalchemy import update

from courses.catalog import Catalog
from lms_server.issuing.models import Completion
from lms_server.issuing.worker import LOOKED_AT_FOR, record_once
from lms_server.training.models import TrainingSession


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
