"""Guests nobody claimed: none stays for ever, and however many come, there is room."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from common.ids import new_id
from lms_server.checking import verify
from lms_server.guests.actions import begin, claim
from lms_server.guests.forgetting import KEPT_FOR, MOST_IN_A_CLASS
from lms_server.guests.queries import PAGE, list_tried
from lms_server.lessons.models import LessonProgress
from lms_server.lessons.queries import get_lesson_facts
from lms_server.tables import Base
from lms_server.training.guests import ASKED_FOR
from lms_server.training.models import GuestVisit, TrainingSession

LESSON = "KNS-04-L1"


@pytest.fixture
def class_id(open_class):
    return open_class()


@pytest.fixture
def come(database, class_id, now):
    """Let guests begin so long after now, each at a machine of their own; gives enrolments."""

    def make(count=1, *, after=timedelta(), reads=False, training_session_id=class_id):
        guests = []
        for number in range(count):
            at = now + after + timedelta(milliseconds=number)
            with database.write() as db:
                guest = begin(db, training_session_id, device_id=new_id(), now=at)
                if reads:
                    values = {"lesson_id": LESSON, "furthest_page": 1, "updated_at": at}
                    db.add(LessonProgress(enrolment_id=guest.id, **values))
            guests.append(guest.id)
        return guests

    return make


@pytest.fixture
def here(database):
    """Return which of some guests are still known."""

    def find(guests):
        with database.read() as db:
            return [one for one in guests if db.get(GuestVisit, one)]

    return find


@pytest.fixture
def end_class(database, class_id, now):
    def end(after=timedelta()):
        with database.write() as db:
            db.execute(
                update(TrainingSession)
                .where(TrainingSession.id == class_id)
                .values(closed_at=now + after)
            )

    return end


def rows_of(database):
    with database.read() as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


def test_a_week_after_the_class_nothing_of_a_guest_is_left_in_any_table(
    as_device, as_guest, work, open_class, database, come, end_class, class_id
):
    elsewhere, device = open_class(), as_device()
    before = rows_of(database)
    client = as_guest(device, class_id)
    work(client)
    client.get("/learn/task/KNS-04-T2")
    client.post("/learn/help", data={"csrf_token": client.token, "path": "/learn/course"})
    client.post("/learn/preferences", data={"csrf_token": client.token, "text_size": "large"})
    assert rows_of(database)["simulator_tries"] == 1
    end_class()

    come(after=KEPT_FOR + timedelta(days=1), training_session_id=elsewhere)

    after = rows_of(database)
    grown = {name: after[name] - count for name, count in before.items() if after[name] != count}
    newcomer = {"learners": 1, "enrolments": 1, "guest_visits": 1}
    of_nobody = {"help_calls": 1, "web_sessions": 1}
    assert grown == newcomer | of_nobody
    assert [one for one in verify(database) if not one.is_good] == []


def test_until_then_and_while_the_class_goes_on_all_work_is_kept(come, here, open_class, end_class):
    guests = come(3, reads=True)
    elsewhere = open_class()

    come(after=KEPT_FOR * 3, training_session_id=elsewhere)
    while_open = here(guests)
    end_class(after=KEPT_FOR)
    come(after=KEPT_FOR * 2 - timedelta(hours=1), training_session_id=elsewhere)
    in_the_week = here(guests)
    come(after=KEPT_FOR * 2 + timedelta(hours=1), training_session_id=elsewhere)

    assert while_open == in_the_week == guests
    assert here(guests) == []


def test_who_did_nothing_is_forgotten_after_three_hours_but_not_while_sitting_there(
    as_guest, come, here, class_id
):
    sitting = as_guest(None, class_id).enrolment_id
    idle = come()
    reading = come(reads=True)

    come(after=ASKED_FOR * 2)

    assert here([sitting, *idle, *reading]) == [sitting, *reading]


def test_of_five_hundred_guests_the_newest_two_hundred_are_kept(
    database, come, here, class_id, db_count
):
    """A market day: everybody reads a little and goes on."""
    idle = come(5)
    first = come(3, reads=True)

    guests = come(492, reads=True)

    assert here([*idle, *first]) == []
    assert len(here(guests)) == MOST_IN_A_CLASS == db_count(GuestVisit)
    assert here(guests) == guests[-MOST_IN_A_CLASS:]
    with database.read() as db:
        pages = [list_tried(db, class_id, page=number) for number in (1, 2, 10, 11)]
    assert [len(one.tried) for one in pages] == [PAGE, PAGE, PAGE, 0]
    assert [one.is_more for one in pages] == [True, True, False, False]
    assert pages[0].tried[0].enrolment_id == guests[-1]


def test_in_a_full_class_who_did_nothing_goes_first_and_nobody_who_sits_there(
    as_guest, come, here, class_id
):
    sitting = as_guest(None, class_id).enrolment_id
    oldest = come(reads=True)
    idle = come()

    come(MOST_IN_A_CLASS - 1, reads=True)

    assert here([sitting, *oldest, *idle]) == [sitting, *oldest]


def test_what_a_learner_took_over_is_never_forgotten(
    as_guest, work, newcomer, database, come, end_class, class_id, open_class, now
):
    client = as_guest(None, class_id)
    work(client)
    _, enrolment_id = newcomer(class_id)
    with database.write() as db:
        claim(db, client.enrolment_id, enrolment_id, actor="system", now=now)
    elsewhere = open_class()
    end_class()

    come(after=KEPT_FOR * 5, training_session_id=elsewhere)

    with database.read() as db:
        assert get_lesson_facts(db, enrolment_id).lessons_done == {LESSON}
        assert db.get(GuestVisit, client.enrolment_id).claimed_by == enrolment_id


def test_the_desk_shows_the_newest_and_leads_to_earlier_ones(as_staff, come, class_id):
    come(PAGE + 1, reads=True)
    trainer, path = as_staff("trainer"), f"/staff/classes/{class_id}/guests"

    first, second = trainer.get(path).text, trainer.get(f"{path}?page=2").text

    assert (first.count("<select"), second.count("<select")) == (PAGE, 1)
    assert f"{path}?page=2" in first
    assert f"{path}?page=1" in second
    assert "?page=3" not in second
