"""Classes, enrolling, and the patience of the picture door."""

import json
from datetime import timedelta

import pytest

from common.ids import derive_id, new_id
from lms_server.journal.queries import read_range
from lms_server.learners.errors import LearnerNotFoundError
from lms_server.training import actions, queries, rules
from lms_server.training.errors import (
    EnrolmentNotFoundError,
    PlaceMissingError,
    SeatTooLongError,
    TrainingSessionClosedError,
)
from lms_server.training.models import Enrolment
from lms_server.training.rules import PictureVerdict
from sync.chain import Stream


def kinds_in_journal(database):
    with database.read() as db:
        return [json.loads(line)["t"] for line in read_range(db, "0a1b2c3d", Stream.R, 1, 1000)]


def test_a_class_and_its_learners_are_records_of_the_province(
    database, open_class, register, enrol, now
):
    training_session_id, learner_id = open_class(), register()
    enrolment_id = enrol(training_session_id, learner_id)
    with database.write() as db:
        actions.close_training_session(
            db, training_session_id, present_count=1, actor="system", now=now
        )

    assert enrolment_id == derive_id("enrolment", training_session_id, learner_id)
    assert kinds_in_journal(database) == [
        "training_session.opened",
        "learner.registered",
        "enrolment.created",
        "training_session.closed",
    ]


def test_enrolling_and_closing_twice_change_nothing(
    database, open_class, register, enrol, db_count, now
):
    training_session_id, learner_id = open_class(), register()

    assert enrol(training_session_id, learner_id) == enrol(training_session_id, learner_id)
    for _ in range(2):
        with database.write() as db:
            actions.close_training_session(
                db, training_session_id, present_count=1, actor="system", now=now
            )

    assert db_count(Enrolment) == 1
    assert kinds_in_journal(database).count("training_session.closed") == 1


def test_only_learners_of_this_bus_are_enrolled(open_class, enrol):
    with pytest.raises(LearnerNotFoundError):
        enrol(open_class(), new_id())


def test_nobody_joins_a_class_that_ended(database, open_class, register, enrol, now):
    training_session_id, learner_id = open_class(), register()
    with database.write() as db:
        actions.close_training_session(
            db, training_session_id, present_count=0, actor="system", now=now
        )

    with pytest.raises(TrainingSessionClosedError):
        enrol(training_session_id, learner_id)


@pytest.mark.parametrize("change", [{"village": " "}, {"place": ""}, {"commune_code": "1707"}])
def test_a_class_needs_a_place(database, course, add_account, now, change):
    where = {"commune_code": "17071", "village": "bản", "place": "sân", **change}
    new = actions.NewTrainingSession(
        **where, trainer_id=add_account("trainer"), trainer_name="Lò Thị Mai"
    )

    with pytest.raises(PlaceMissingError), database.write() as db:
        actions.open_training_session(db, new, course=course, actor="system", now=now)


def test_a_seat_has_a_short_name(database, open_class, register, now):
    training_session_id, learner_id = open_class(), register()

    with pytest.raises(SeatTooLongError), database.write() as db:
        actions.enrol(db, training_session_id, learner_id, seat="x" * 21, actor="system", now=now)


def test_only_namesakes_of_the_class_are_marked(database, open_class, register, enrol):
    training_session_id = open_class()
    for name, year in [("Trần Thị Hoà", 1960), ("Trần Thị Hòa", 1972), ("Lò Văn Ánh", 1955)]:
        enrol(training_session_id, register(name, year=year))

    with database.read() as db:
        rows = queries.list_enrolments(db, training_session_id)
    assert [(one.learner.birth_year, one.has_namesake) for one in rows] == [
        (1955, False),
        (1960, True),
        (1972, True),
    ]


def test_a_card_leads_to_the_newest_open_class(database, open_class, register, enrol, now):
    old, new, learner_id = open_class(), open_class(), register()
    in_old, in_new = enrol(old, learner_id), enrol(new, learner_id)
    with database.read() as db:
        assert queries.find_open_enrolment(db, learner_id) in {in_old, in_new}

    with database.write() as db:
        actions.close_training_session(db, new, present_count=0, actor="system", now=now)

    with database.read() as db:
        assert queries.find_open_enrolment(db, learner_id) == in_old
        assert queries.is_enrolment_open(db, in_old)
        assert not queries.is_enrolment_open(db, in_new)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 10), (4, 20), (7, 160), (8, 300), (500, 300)]
)
def test_waiting_grows_and_ends(failures, seconds):
    assert rules.wait_after(failures) == timedelta(seconds=seconds)


@pytest.fixture
def try_picture(database):
    def attempt(enrolment_id, picture, at):
        with database.write() as db:
            return actions.try_picture(db, enrolment_id, picture, now=at)

    return attempt


@pytest.fixture
def seated(database, open_class, register, enrol):
    """Return an enrolment, its picture and a wrong one."""
    enrolment_id = enrol(open_class(), register())
    with database.read() as db:
        picture = queries.get_enrolment(db, enrolment_id).learner.picture
    return enrolment_id, picture, "red_house" if picture != "red_house" else "red_drum"


def test_the_third_wrong_picture_makes_one_wait_even_for_the_right_one(seated, try_picture, now):
    enrolment_id, right, wrong = seated

    verdicts = [try_picture(enrolment_id, wrong, now) for _ in range(3)]
    too_early = try_picture(enrolment_id, right, now + timedelta(seconds=9))
    in_time = try_picture(enrolment_id, right, now + timedelta(seconds=10))

    assert verdicts == [PictureVerdict.WRONG, PictureVerdict.WRONG, PictureVerdict.WAIT]
    assert too_early is PictureVerdict.WAIT
    assert in_time is PictureVerdict.RIGHT


def test_a_clock_set_back_makes_nobody_wait_for_years(seated, try_picture, now):
    enrolment_id, right, wrong = seated
    for _ in range(3):
        try_picture(enrolment_id, wrong, now + timedelta(days=1500))

    assert try_picture(enrolment_id, right, now) is PictureVerdict.RIGHT


def test_the_trainer_can_end_the_waiting(database, seated, try_picture, now):
    enrolment_id, right, wrong = seated
    for _ in range(3):
        try_picture(enrolment_id, wrong, now)

    with database.write() as db:
        actions.forgive_pictures(db, enrolment_id)

    assert try_picture(enrolment_id, right, now) is PictureVerdict.RIGHT


def test_an_unknown_enrolment_is_told(now, try_picture):
    with pytest.raises(EnrolmentNotFoundError):
        try_picture(derive_id("enrolment", "nobody"), "red_house", now)
