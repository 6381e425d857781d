"""Attempts are drawn, resumed, submitted; the best one counts."""

import pytest

from lms_server.quizzes import queries
from lms_server.quizzes.errors import AttemptNotFoundError
from lms_server.quizzes.models import Attempt, AttemptResult


def test_an_attempt_draws_ten_items_once(open_attempt, db_count):
    sitting = open_attempt(seed=5)
    items, attempt_id = sitting.items, sitting.attempt_id

    again = open_attempt(sitting=sitting, device_id=sitting.device_id, seed=6)

    assert len(items) == len({one["item_id"] for one in items}) == 10
    assert (again.attempt_id, again.items) == (attempt_id, items)
    assert db_count(Attempt) == 1


def test_submitting_twice_gives_the_same_result(accept, open_attempt, message, submit, db_count):
    sitting = open_attempt()
    accept(sitting.device_id, *(message(sitting, index) for index in range(8)))

    first, second = submit(sitting), submit(sitting)

    assert first == second
    assert (first.correct, first.item_count, first.scaled, first.is_passed) == (8, 10, 0.8, True)
    assert db_count(AttemptResult) == 1


def test_nobody_submits_for_somebody_else(open_attempt, submit, register):
    sitting = open_attempt()

    with pytest.raises(AttemptNotFoundError):
        submit(sitting, learner_id=register("Vàng A Páo"))


def test_the_best_of_many_tries_counts(database, accept, open_attempt, message, submit):
    sitting = open_attempt(seed=1)
    for seed, right in [(1, 4), (2, 9), (3, 6)]:
        sitting = open_attempt(sitting=sitting, seed=seed)
        accept(sitting.device_id, *(message(sitting, index) for index in range(right)))
        submit(sitting)
    sitting = open_attempt(sitting=sitting, seed=4)
    accept(sitting.device_id, message(sitting, 0), message(sitting, 1))

    with database.read() as db:
        facts = queries.quiz_facts(db, sitting.training_session_id)[sitting.enrolment_id]
        assert facts == queries.get_quiz_facts(db, sitting.enrolment_id)
    assert (facts.tries, facts.best.correct) == (3, 9)
    assert (facts.answered, facts.item_count) == (2, 10)


def test_who_never_opened_the_quiz_has_no_facts(database, open_class, register, enrol):
    training_session_id = open_class()
    enrolment_id = enrol(training_session_id, register())

    with database.read() as db:
        assert queries.quiz_facts(db, training_session_id) == {}
        assert queries.get_quiz_facts(db, enrolment_id) == queries.NO_QUIZ
