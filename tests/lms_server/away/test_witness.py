"""A bus that came back from an older copy asks its kiosks for what it lost, and takes it once."""

import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.sql import SqliteDatabase
from common.uptime import uptime
from common.wire import traces
from common.wire.away import STEPS_PATH
from common.wire.responses import PATH
from common.wire.witness import MARK_HEADER, SEEN_HEADER
from courses.catalog import Catalog
from lms_server.app import create_app
from lms_server.away.slips import SittingSlip
from lms_server.backup.database import copy_database
from lms_server.journal import queries as journal
from lms_server.journal.actions import append, begin_anew
from lms_server.journal.models import Epoch
from lms_server.lessons.actions import open_simulator_attempt
from lms_server.lessons.queries import get_lesson_facts
from lms_server.lessons.slips import TaskSlip
from lms_server.quizzes.actions import open_attempt
from lms_server.quizzes.models import Attempt, AttemptResult, Response
from lms_server.quizzes.queries import find_open_attempt, get_attempt
from lms_server.training.sittings import list_sitting, sit_down
from lms_server.web.slips import SlipSeal
from sync.chain import Stream
from tests.playing import straight_way


class Kiosk:
    """A machine of the class as its gateway speaks for it; remembers what it was given."""

    def __init__(self, app, device_id, token):
        self.id, self.token, self.mark = device_id, token, ""
        self.turn_to(app)

    def turn_to(self, app):
        self._client = app.test_client()

    def send(self, *messages, path=PATH):
        headers = {"Authorization": f"Bearer {self.token}", SEEN_HEADER: self.mark}
        answer = self._client.post(path, json=list(messages), headers=headers)
        self.mark = answer.headers.get(MARK_HEADER, self.mark)
        return answer

    def statuses(self, *messages, path=PATH):
        return [(one["status"], one.get("code")) for one in self.send(*messages, path=path).json]

    def answer(self, *messages, path=PATH):
        """Send, and return the messages as they are sent again: each with its slip."""
        receipts = self.send(*messages, path=path).json
        assert [one["status"] for one in receipts] == ["accepted"] * len(messages)
        return [{**one, "slip": got["slip"]} for one, got in zip(messages, receipts, strict=True)]


@pytest.fixture
def make_kiosk(app, add_device):
    return lambda name="Máy 7": Kiosk(app, *add_device(name))


@pytest.fixture
def kiosk(make_kiosk):
    return make_kiosk()


@pytest.fixture
def learner(register, open_class, enrol):
    learner_id = register()
    return SimpleNamespace(id=learner_id, enrolment_id=enrol(open_class(), learner_id))


@pytest.fixture
def begin(course):
    """Open the quiz for a learner at a machine, or let her go on there."""

    def make(database, learner, device_id, *, seed=5):
        with database.write() as db:
            return open_attempt(
                db,
                enrolment_id=learner.enrolment_id,
                learner_id=learner.id,
                device_id=device_id,
                course=course,
                seed=seed,
                now=utc_now(),
                uptime=uptime(),
            )

    return make


@pytest.fixture
def answers(course):
    """Make messages for the first items of an attempt."""

    def make(database, attempt_id, *places):
        with database.read() as db:
            drawn = [one["item_id"] for one in get_attempt(db, attempt_id).items]
        return [
            {
                "id": str(new_id()),
                "attempt_id": str(attempt_id),
                "item_id": drawn[place],
                "revision": 1,
                "value": list(course.quiz.get_item(drawn[place]).key),
                "answered_at": to_wire(utc_now()),
            }
            for place in places
        ]

    return make


@pytest.fixture
def back_up(database, config, bundled, tmp_path):
    """Copy the bus now; call what is returned to stand it up from that copy."""
    opened = []

    def take():
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        path = copy_database(database, folder, key=config.database_key, now=utc_now())

        def restore(courses=bundled):
            opened.append(SqliteDatabase(path, key=config.database_key))
            app = create_app(config, database=opened[-1], catalog=courses)
            app.config["PROPAGATE_EXCEPTIONS"] = False
            return opened[-1], app

        return restore

    yield take
    for one in opened:
        one.close()


def stored(database):
    with database.read() as db:
        return sorted(str(one) for one in db.scalars(select(Response.id)))


def epochs(database):
    with database.read() as db:
        return db.scalars(select(Epoch.id).order_by(Epoch.number)).all()


def test_a_bus_that_holds_what_the_kiosk_saw_goes_on(database, kiosk, learner, begin, answers):
    attempt_id = begin(database, learner, kiosk.id)
    kiosk.answer(*answers(database, attempt_id, 0))

    kiosk.answer(*answers(database, attempt_id, 1))

    assert len(epochs(database)) == 1


def test_a_browser_that_keeps_nothing_gets_neither_mark_nor_slip(
    database, kiosk, learner, begin, answers, app
):
    attempt_id = begin(database, learner, kiosk.id)
    headers = {"Authorization": f"Bearer {kiosk.token}"}

    answer = app.test_client().post(PATH, json=answers(database, attempt_id, 0), headers=headers)

    assert MARK_HEADER not in answer.headers
    assert "slip" not in answer.json[0]


def test_a_restored_bus_begins_a_new_epoch_and_refuses_until_the_kiosk_knows(
    database, kiosk, learner, begin, answers, back_up
):
    attempt_id = begin(database, learner, kiosk.id)
    restore = back_up()
    [lost] = kiosk.answer(*answers(database, attempt_id, 0))
    [fresh] = answers(database, attempt_id, 1)
    older, app = restore()
    kiosk.turn_to(app)

    refused = kiosk.send(fresh)

    assert (refused.status_code, refused.json["code"]) == (409, "journal.restored")
    assert stored(older) == []
    assert kiosk.statuses(lost, fresh) == [("accepted", None)] * 2
    assert kiosk.statuses(lost, fresh) == [("duplicate", None)] * 2
    first, second = epochs(older)
    assert first != second
    with older.read() as db:
        parents = db.scalars(select(Epoch.parents).order_by(Epoch.number)).all()[1]
        assert journal.current_epoch(db) == second
        journal.check_chain(db)
    assert {parent[0] for parent in parents} == {first}


def test_every_kiosk_hears_of_it_and_one_epoch_is_begun(
    database, make_kiosk, learner, begin, answers, back_up
):
    """Also a kiosk whose last word from the bus is older than the copy."""
    first, second, quiet = make_kiosk("1"), make_kiosk("2"), make_kiosk("3")
    quiet.send()
    restore = back_up()
    attempt_id = begin(database, learner, first.id)
    first.answer(*answers(database, attempt_id, 0))
    second.send()
    older, app = restore()

    codes = []
    for kiosk in (first, second, quiet):
        kiosk.turn_to(app)
        codes += [kiosk.send().status_code, kiosk.send().status_code]

    assert codes == [409, 200] * 3
    assert len(epochs(older)) == 2


def test_a_bus_restored_twice_gets_all_again_and_begins_one_more_epoch(
    database, make_kiosk, learner, begin, answers, back_up
):
    """The second copy has never heard of the epoch that the kiosks speak of."""
    kiosks = make_kiosk("1"), make_kiosk("2")
    restores = back_up(), back_up()
    attempt_id = begin(database, learner, kiosks[0].id)
    lost = kiosks[0].answer(*answers(database, attempt_id, 0, 1))
    kiosks[1].send()
    begun = []

    for restore in restores:
        older, app = restore()
        for kiosk in kiosks:
            kiosk.turn_to(app)
            assert [kiosk.send().status_code, kiosk.send().status_code] == [409, 200]
        assert kiosks[0].statuses(*lost) == [("accepted", None)] * 2
        assert stored(older) == stored(database)
        begun.append(epochs(older))

    first, again = begun
    assert (len(first), len(again)) == (2, 2)
    assert first[0] == again[0]
    assert first[1] != again[1]


def test_the_first_disk_put_back_gets_what_it_missed_and_begins_one_more_epoch(
    database, app, make_kiosk, learner, begin, answers, back_up
):
    """Its own epoch was begun anew from the copy, which may have issued the same numbers."""
    kiosks = make_kiosk("1"), make_kiosk("2")
    restore = back_up()
    attempt_id = begin(database, learner, kiosks[0].id)
    kept = kiosks[0].answer(*answers(database, attempt_id, 0))
    older, other = restore()
    for kiosk in kiosks:
        kiosk.turn_to(other)
        kiosk.send()
    kept = kiosks[0].answer(*kept)
    missed = kiosks[0].answer(*answers(older, attempt_id, 1, 2))
    kiosks[1].send()

    for kiosk in kiosks:
        kiosk.turn_to(app)
        assert [kiosk.send().status_code, kiosk.send().status_code] == [409, 200]

    assert kiosks[0].statuses(*kept, *missed) == [
        ("duplicate", None),
        ("accepted", None),
        ("accepted", None),
    ]
    assert stored(database) == stored(older)
    assert len(epochs(database)) == 2
    assert set(epochs(database)) & set(epochs(older)) == {epochs(older)[0]}


@pytest.fixture
def add_results(database):
    """Let the bus write so many results."""

    def run(count):
        with database.write() as db:
            for _ in range(count):
                data = {
                    name: str(new_id())
                    for name in ("enrolment_id", "training_session_id", "learner_id")
                }
                append(
                    db,
                    stream=Stream.R,
                    kind="enrolment.created",
                    data=data,
                    actor="system",
                    now=utc_now(),
                )

    return run


@pytest.fixture
def stand_up():
    """Let a bus go on from a copy by the command, which no kiosk told of anything."""

    def run(restore):
        older, app = restore()
        with older.write() as db:
            begin_anew(db, journal.current_epoch(db), now=utc_now())
        return older, app

    return run


def lost_results(database):
    with database.read() as db:
        return journal.seen_elsewhere(db, Stream.R)


def test_each_kiosk_that_saw_more_tells_of_it_after_the_new_epoch_was_begun(
    make_kiosk, add_results, back_up, stand_up
):
    kiosks = make_kiosk("1"), make_kiosk("2")
    add_results(1)
    restore = back_up()
    for kiosk in kiosks:
        add_results(10)
        kiosk.send()
    older, app = stand_up(restore)
    seen = []

    for kiosk in kiosks:
        kiosk.turn_to(app)
        assert [kiosk.send().status_code, kiosk.send().status_code] == [409, 200]
        seen.append(lost_results(older))

    first = epochs(older)[0]
    assert seen == [{first: 11}, {first: 21}]
    assert len(epochs(older)) == 2


def test_answers_of_one_learner_come_back_from_two_kiosks(
    database, make_kiosk, learner, begin, answers, back_up
):
    """She moved to another machine after the copy was made, so the copy binds her to the first."""
    left, right = make_kiosk("1"), make_kiosk("2")
    attempt_id = begin(database, learner, left.id)
    restore = back_up()
    on_left = left.answer(*answers(database, attempt_id, 0, 1))
    begin(database, learner, right.id)
    on_right = right.answer(*answers(database, attempt_id, 2, 3))
    older, app = restore()
    for kiosk in (right, left):
        kiosk.turn_to(app)
        kiosk.send()

    back = [right.statuses(*on_right), left.statuses(*on_left), right.statuses(*on_right)]

    assert back == [[("accepted", None)] * 2] * 2 + [[("duplicate", None)] * 2]
    assert stored(older) == stored(database)


def test_an_attempt_the_copy_never_saw_comes_back_with_its_answers(
    database, make_kiosk, learner, begin, answers, back_up
):
    left, right = make_kiosk("1"), make_kiosk("2")
    restore = back_up()
    attempt_id = begin(database, learner, left.id, seed=77)
    on_left = left.answer(*answers(database, attempt_id, 0, 1))
    begin(database, learner, right.id)
    on_right = right.answer(*answers(database, attempt_id, 2))
    older, app = restore()
    for kiosk in (right, left):
        kiosk.turn_to(app)
        kiosk.send()

    back = [*right.statuses(*on_right), *left.statuses(*on_left)]

    assert back == [("accepted", None)] * 3
    assert stored(older) == stored(database)
    with database.read() as was, older.read() as db:
        before, after = was.get(Attempt, attempt_id), db.get(Attempt, attempt_id)
        assert (after.items, after.opened_at) == (before.items, before.opened_at)
        assert (after.learner_id, after.submitted_at) == (learner.id, None)


def test_answers_to_a_course_that_was_not_brought_along_are_taken_when_it_is(
    database, kiosk, learner, begin, answers, back_up, course
):
    restore = back_up()
    attempt_id = begin(database, learner, kiosk.id)
    lost = kiosk.answer(*answers(database, attempt_id, 0, 1))
    without = Catalog()
    older, app = restore(without)
    kiosk.turn_to(app)
    kiosk.send()

    refused = kiosk.statuses(*lost)
    without.add(course)
    taken = kiosk.statuses(*lost)

    assert refused == [("rejected", "courses.course_not_found")] * 2
    assert taken == [("accepted", None)] * 2
    assert stored(older) == stored(database)


def test_a_quiz_opened_ahead_makes_way_for_the_one_that_was_lost(
    database, kiosk, learner, begin, answers, back_up
):
    restore = back_up()
    attempt_id = begin(database, learner, kiosk.id)
    lost = kiosk.answer(*answers(database, attempt_id, 0))
    older, app = restore()
    begin(older, learner, kiosk.id, seed=6)
    kiosk.turn_to(app)
    kiosk.send()

    assert kiosk.statuses(*lost) == [("accepted", None)]
    with older.read() as db:
        assert find_open_attempt(db, learner.enrolment_id).id == attempt_id


def test_a_quiz_that_is_being_answered_stays_and_the_lost_one_is_scored_beside_it(
    database, kiosk, learner, begin, answers, back_up
):
    restore = back_up()
    attempt_id = begin(database, learner, kiosk.id)
    lost = kiosk.answer(*answers(database, attempt_id, 0, 1))
    older, app = restore()
    kiosk.turn_to(app)
    new_attempt = begin(older, learner, kiosk.id, seed=6)
    kiosk.send()
    kiosk.answer(*answers(older, new_attempt, 0))

    assert kiosk.statuses(*lost) == [("accepted", None)] * 2
    with older.read() as db:
        assert find_open_attempt(db, learner.enrolment_id).id == new_attempt
        assert db.get(AttemptResult, attempt_id).correct == 2


@pytest.mark.parametrize("change", ["mark", "foreign", "made up"])
def test_a_mark_the_bus_did_not_seal_changes_nothing(database, kiosk, change):
    kiosk.send()
    epoch = epochs(database)[0]
    altered = kiosk.mark.replace("-", "9-", 1)
    kiosk.mark = (
        {
            "mark": altered,
            "foreign": f"{epoch}.D9-{'0' * 16}.{'0' * 32}",
            "made up": "é" * 300,
        }[change]
        .encode()
        .decode("latin-1")
    )

    status = kiosk.send().status_code

    assert status == 200
    assert len(epochs(database)) == 1


def test_a_slip_opens_no_other_attempt(
    database, make_kiosk, register, open_class, enrol, learner, begin, answers
):
    """A machine may not answer for somebody who never sat at it."""
    own, other = make_kiosk("1"), make_kiosk("2")
    [held] = own.answer(*answers(database, begin(database, learner, own.id), 0))
    learner_id = register("Lò Thị Lạ")
    stranger = SimpleNamespace(id=learner_id, enrolment_id=enrol(open_class(), learner_id))
    [foreign] = answers(database, begin(database, stranger, other.id), 0)

    of_another = own.statuses({**foreign, "slip": held["slip"]})
    altered = other.statuses({**held, "slip": held["slip"][:-6] + "AAAAAA"})

    assert of_another == altered == [("rejected", "quizzes.wrong_device")]


def test_practice_begun_after_the_copy_comes_back(database, kiosk, learner, course, back_up):
    restore = back_up()
    with database.write() as db:
        attempt_id = open_simulator_attempt(
            db,
            enrolment_id=learner.enrolment_id,
            learner_id=learner.id,
            device_id=kiosk.id,
            course=course,
            simulator_id="KNS-04-T1",
            now=utc_now(),
        )
    trace = {
        "id": str(new_id()),
        "simulator_attempt_id": str(attempt_id),
        "events": straight_way(course.simulators["KNS-04-T1"], 0),
        "finished_at": to_wire(utc_now()),
    }
    lost = kiosk.answer(trace, path=traces.PATH)
    older, app = restore()
    kiosk.turn_to(app)
    kiosk.send()

    assert kiosk.statuses(*lost, path=traces.PATH) == [("accepted", None)]
    assert kiosk.statuses(*lost, path=traces.PATH) == [("duplicate", None)]
    with older.read() as db:
        assert get_lesson_facts(db, learner.enrolment_id).tasks_done == {"KNS-04-T1"}


def test_reading_after_the_copy_comes_back_and_leaves_nobody_sitting(
    database, kiosk, learner, course, back_up
):
    restore = back_up()
    lesson = course.lessons[0].lesson_id
    with database.write() as db:
        sitting_id = sit_down(db, learner.enrolment_id, device_id=kiosk.id, now=utc_now())
    step = {
        "id": str(new_id()),
        "sitting_id": str(sitting_id),
        "step": {"kind": "lesson_done", "lesson_id": lesson},
        "at": to_wire(utc_now()),
    }
    lost = kiosk.answer(step, path=STEPS_PATH)
    older, app = restore()
    kiosk.turn_to(app)
    kiosk.send()

    assert kiosk.statuses(*lost, path=STEPS_PATH) == [("accepted", None)]
    assert kiosk.statuses(*lost, path=STEPS_PATH) == [("duplicate", None)]
    with older.read() as db:
        assert get_lesson_facts(db, learner.enrolment_id).lessons_done == {lesson}
        assert list_sitting(db, kiosk.id) == []


def test_a_slip_of_another_kind_opens_nothing():
    seal = SlipSeal.of(b"secret of the bus")
    told = seal.close(SittingSlip(new_id(), new_id(), utc_now()))

    assert seal.open(told, SittingSlip) is not None
    assert seal.open(told, TaskSlip) is None
    assert SlipSeal.of(b"of another bus").open(told, SittingSlip) is None


def test_a_learner_the_copy_does_not_know_is_told_apart(
    database, kiosk, register, open_class, enrol, begin, answers, back_up
):
    class_id = open_class()
    restore = back_up()
    learner_id = register("Lò Thị Mới")
    learner = SimpleNamespace(id=learner_id, enrolment_id=enrol(class_id, learner_id))
    attempt_id = begin(database, learner, kiosk.id)
    lost = kiosk.answer(*answers(database, attempt_id, 0))
    _, app = restore()
    kiosk.turn_to(app)
    kiosk.send()

    assert kiosk.statuses(*lost) == [("rejected", "quizzes.attempt_not_found")]
