"""Three at one machine practise in named turns; each has a record of her own."""

import json
import re

import msgspec
import pytest

from common.ids import new_id
from courses.catalog import Catalog
from courses.simulators.machine import Seat
from courses.simulators.model import Turn
from lms_server.lessons import actions, queries
from lms_server.lessons.models import SimulatorAttempt, SimulatorTry
from tests.playing import straight_way

TASK = "KNS-04-T1"


@pytest.fixture
def players(together):
    """Those whom the page of a task lets play, in the order of their turns."""

    def read():
        page = together.get(f"/learn/task/{TASK}").text
        data = re.search(r'id="task">(.*?)</script>', page, re.DOTALL).group(1)
        return json.loads(data)["players"]

    return read


@pytest.fixture
def send(together, play):
    """Send what one player did; returns the receipt."""

    def make(player, events=None, trace_id=None):
        message = {
            "id": str(trace_id or new_id()),
            "simulator_attempt_id": player["attempt_id"],
            "events": play(TASK) if events is None else events,
            "finished_at": "2026-03-02T01:30:00.000Z",
        }
        headers = {"X-CSRFToken": together.token}
        (receipt,) = together.post("/api/v1/traces", json=[message], headers=headers).json
        return receipt

    return make


@pytest.fixture
def tasks_done(database):
    """Return the tasks that each enrolment did."""

    def read(*enrolment_ids):
        with database.read() as db:
            return [queries.get_lesson_facts(db, one).tasks_done for one in enrolment_ids]

    return read


def test_the_one_whose_turn_it_is_begins_and_all_are_named(together, players):
    first = [one["name"] for one in players()]
    following = {"csrf_token": together.token, "who": together.ids[1].hex}
    together.post("/learn/turn", data=following)

    assert first == ["bác Hoa", "bác Ánh", "bác Páo"]
    assert [(one["name"], one["place"]) for one in players()] == [
        ("bác Ánh", 1),
        ("bác Páo", 2),
        ("bác Hoa", 0),
    ]


def test_each_trace_goes_to_the_record_of_the_one_who_played(together, players, send, tasks_done):
    first, _second, third = players()

    receipts = [send(first), send(third)]

    assert [one["feedback"] for one in receipts] == [{"is_done": True}] * 2
    assert tasks_done(*together.ids) == [{TASK}, frozenset(), {TASK}]


def test_a_trace_sent_twice_counts_once(players, send, db_count):
    player, trace_id = players()[0], new_id()

    told = [send(player, trace_id=trace_id)["status"] for _ in range(2)]

    assert told == ["accepted", "duplicate"]
    assert db_count(SimulatorTry) == 1


def test_the_page_asked_again_gives_the_same_leaves(players, db_count):
    assert players() == players()
    assert db_count(SimulatorAttempt) == 3


def test_who_takes_the_whole_task_has_one_leave_in_company_and_alone(together, players):
    in_company = [one["attempt_id"] for one in players()]
    form = {"csrf_token": together.token, "who": together.ids[0].hex}
    together.post("/learn/together/leave", data=form)

    assert [one["attempt_id"] for one in players()] == in_company[1:]


def test_who_is_addressed_otherwise_gets_the_task_in_those_words(as_learner, register, sit_down):
    client = as_learner()
    sit_down(client, "", learner_id=register("Lò Văn Ánh", address_form="ong"))
    page = client.get(f"/learn/task/{TASK}").text

    data = json.loads(re.search(r'id="task">(.*?)</script>', page, re.DOTALL).group(1))

    first, second = data["players"]
    assert "simulator" not in first
    assert data["simulator"]["steps"][0]["say"] == "Bác bấm vào hình Quét mã."
    assert second["simulator"]["steps"][0]["say"] == "Ông bấm vào hình Quét mã."


@pytest.fixture
def shared(course):
    """A catalogue in which the mouse passes on in the middle of the task."""
    task = course.simulators[TASK]
    steps = tuple(
        msgspec.structs.replace(one, turn=Turn.NEXT if index == 2 else Turn.SAME)
        for index, one in enumerate(task.steps)
    )
    simulators = {**course.simulators, TASK: msgspec.structs.replace(task, steps=steps)}
    return Catalog([msgspec.structs.replace(course, simulators=simulators)])


@pytest.mark.parametrize(
    ("part", "own", "status"),
    [
        (Seat(0, 2), slice(0, 2), "accepted"),
        (Seat(1, 2), slice(2, None), "accepted"),
        (Seat(0, 2), slice(2, None), "rejected"),
        (Seat(0, 1), slice(0, 2), "rejected"),
        (Seat(0, 3), slice(0, 2), "rejected"),
        (Seat(0, 3), slice(None), "accepted"),
    ],
)
def test_the_server_knows_which_steps_are_whose(
    database, shared, leave, trace, now, part, own, status
):
    """The page cannot claim a smaller part than its leave says."""
    course = shared.get_course("KNS-04")
    sitting = leave()
    with database.write() as db:
        sitting.attempt_id = actions.open_simulator_attempt(
            db,
            enrolment_id=sitting.enrolment_id,
            learner_id=sitting.learner_id,
            device_id=sitting.device_id,
            course=course,
            simulator_id=TASK,
            part=part,
            now=now,
        )
    task = course.simulators[TASK]
    events = straight_way(msgspec.structs.replace(task, steps=task.steps[own]))

    with database.write() as db:
        (receipt,) = actions.accept_traces(
            db, [trace(sitting, events)], device_id=sitting.device_id, courses=shared, now=now
        )

    assert receipt.status == status
