"""Minutes of presence: bridged, cut, corrected by hand, and closed into the journal."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from common.uptime import Uptime, uptime
from lms_server.attendance import actions, queries, rules
from lms_server.attendance.errors import MinutesOutOfRangeError, ReasonMissingError
from lms_server.attendance.models import AttendanceMark, Presence
from lms_server.attendance.watch import WRITE_EVERY, Watch
from lms_server.journal.queries import read_range
from lms_server.training.queries import get_training_session
from sync.chain import Stream

A_YEAR = 365 * 86_400
"""In seconds: how far an empty clock battery may be wrong."""


@pytest.fixture
def enrolment_id(open_class, register, enrol):
    return enrol(open_class(), register())


@pytest.fixture
def seen(database, enrolment_id, now):
    """Note a sign of life so many seconds after the beginning."""

    def note(*seconds):
        for second in seconds:
            with database.write() as db:
                at = now + timedelta(seconds=second)
                actions.note_activity(db, enrolment_id, now=at)

    return note


@pytest.fixture
def minutes(database, enrolment_id):
    def count():
        with database.read() as db:
            return queries.get_attendance(db, enrolment_id).minutes

    return count


@pytest.mark.parametrize(
    ("signs", "expected", "stretches"),
    [
        ([], 0, 0),
        ([0], 0, 1),
        ([0, 60, 120, 180], 3, 1),
        ([0, 120, 240], 4, 1),
        ([0, 121], 0, 2),
        ([0, 600, 660], 1, 2),
        ([600, 660, 630, 720], 2, 1),
        ([600, 660, 0, 120], 3, 2),
        ([A_YEAR, A_YEAR + 60, 0, 60, 120], 3, 2),
    ],
)
def test_silence_of_two_minutes_is_bridged_and_longer_is_not(
    seen, minutes, db_count, signs, expected, stretches
):
    """A clock set back to before a stretch begins a new one: time goes on for the learner."""
    seen(*signs)

    assert minutes() == expected
    assert db_count(Presence) == stretches


def test_arrival_and_end_are_known(database, enrolment_id, seen, now):
    seen(0, 60, 900)

    with database.read() as db:
        row = queries.get_attendance(db, enrolment_id)
    assert (row.first_seen_at, row.last_seen_at) == (now, now + timedelta(seconds=900))


def test_minutes_by_hand_add_up_with_a_reason(database, enrolment_id, seen, minutes, now):
    seen(*range(0, 660, 60))
    for value, reason in [(20, "học chung, không dùng máy"), (-5, "người khác ngồi thay")]:
        with database.write() as db:
            actions.mark_attendance(
                db, enrolment_id, minutes=value, reason=reason, actor="account:x", now=now
            )

    assert minutes() == 25
    with database.read() as db:
        marks = queries.list_marks(db, enrolment_id)
    assert [(one.minutes, one.reason) for one in marks] == [
        (20, "học chung, không dùng máy"),
        (-5, "người khác ngồi thay"),
    ]


def test_minutes_never_fall_below_zero():
    assert rules.count_minutes([], -30) == 0


@pytest.mark.parametrize(
    ("value", "reason", "error"),
    [
        (10, "  ", ReasonMissingError),
        (0, "lý do", MinutesOutOfRangeError),
        (601, "lý do", MinutesOutOfRangeError),
        (-601, "lý do", MinutesOutOfRangeError),
    ],
)
def test_a_mark_without_sense_is_refused(
    database, enrolment_id, db_count, now, value, reason, error
):
    with pytest.raises(error), database.write() as db:
        actions.mark_attendance(
            db, enrolment_id, minutes=value, reason=reason, actor="account:x", now=now
        )
    assert db_count(AttendanceMark) == 0


@pytest.mark.parametrize(("count", "is_present"), [(0, False), (9, False), (10, True)])
def test_ten_minutes_make_a_learner_present(count, is_present):
    assert rules.is_present(count) is is_present


def test_closing_a_class_writes_everyones_minutes_and_the_number_present(
    database, open_class, register, enrol, now
):
    training_session_id = open_class()
    here = enrol(training_session_id, register())
    enrol(training_session_id, register("Lò Văn Ánh"))
    for second in range(0, 660, 60):
        with database.write() as db:
            actions.note_activity(db, here, now=now + timedelta(seconds=second))

    for _ in range(2):
        with database.write() as db:
            actions.close_training_session(db, training_session_id, actor="system", now=now)

    with database.read() as db:
        details = [json.loads(line) for line in read_range(db, "0a1b2c3d", Stream.D, 1, 100)]
        results = [json.loads(line) for line in read_range(db, "0a1b2c3d", Stream.R, 1, 100)]
        assert not get_training_session(db, training_session_id).is_open
    assert sorted(one["d"]["minutes"] for one in details) == [0, 10]
    assert results[-1]["t"] == "training_session.closed"
    assert results[-1]["d"]["present_count"] == 1


@pytest.fixture
def live(database, enrolment_id, now):
    """Note live signs at (seconds of uptime, seconds the clock is off); each knows the one before.

    ``None`` begins a new process, which knows nothing of earlier signs.
    """

    def note(*signs):
        last = None
        for sign in signs:
            if sign is None:
                last = None
                continue
            passed, off = sign
            with database.write() as db:
                last = actions.note_sign(
                    db,
                    enrolment_id,
                    last=last,
                    now=now + timedelta(seconds=passed + off),
                    uptime=Uptime("this start", round(passed * 1000)),
                )

    return note


def signs_until(end_s, *, start_s=0, off_s=0):
    return [(second, off_s) for second in range(start_s, end_s + 1, 20)]


@pytest.mark.parametrize("off_s", [-A_YEAR, -7200, -90, -1, 1, 60, 119, 121, 7200, A_YEAR])
def test_a_clock_that_is_set_changes_no_minutes(live, minutes, off_s):
    """Scenario: the clock is put right in the middle of a class, and later wrong again."""
    live(
        *signs_until(600),
        *signs_until(1200, start_s=620, off_s=off_s),
        *signs_until(1800, start_s=1220),
    )

    assert minutes() == 30


def test_a_clock_that_runs_too_fast_makes_nobody_more_present(live, minutes):
    live(*[(second, second * 0.1) for second in range(0, 1801, 20)])

    assert minutes() == 30


@pytest.mark.parametrize(("silence_s", "expected"), [(120, 12), (121, 10), (3600, 10)])
def test_silence_is_measured_by_what_nobody_can_set(live, minutes, silence_s, expected):
    """The clock stood still, as if no time had passed at all."""
    begin = 300 + silence_s

    live(*signs_until(300), *signs_until(begin + 300, start_s=begin, off_s=-silence_s))

    assert minutes() == expected


@pytest.mark.parametrize(
    ("pause_s", "off_s", "expected"), [(60, 0, 11), (60, -3600, 10), (60, 3600, 10), (60, -120, 10)]
)
def test_over_a_restart_the_clock_decides_on_no_more_than_two_minutes(
    live, minutes, pause_s, off_s, expected
):
    begin = 300 + pause_s

    live(*signs_until(300), None, *signs_until(begin + 300, start_s=begin, off_s=off_s))

    assert minutes() == expected


def test_a_learner_is_written_at_most_every_twenty_seconds(enrolment_id, now):
    watch, every_ms = Watch(), WRITE_EVERY // timedelta(milliseconds=1)
    first = rules.Sign(enrolment_id, now, Uptime("this start", 0))

    taken = watch.take_due([enrolment_id], first.uptime)
    meanwhile = watch.take_due([enrolment_id], first.uptime)
    watch.put_back(taken, {enrolment_id: first})

    assert (taken, meanwhile) == ({enrolment_id: None}, {})
    assert not watch.take_due([enrolment_id], Uptime("this start", every_ms - 1))
    due = watch.take_due([enrolment_id], Uptime("this start", every_ms))
    assert due == {enrolment_id: first}
    watch.put_back(due, {})
    assert watch.take_due([enrolment_id], Uptime("this start", every_ms)), "it was not stored"


def test_a_page_measures_by_uptime(as_learner, app, database):
    """The last sign came 90 seconds ago, when the clock was an hour ahead."""
    client = as_learner()
    watch, at = app.extensions["bus_lms.watch"], uptime()
    with database.read() as db:
        stretch = db.scalars(select(Presence)).one()
    ended_at = stretch.ended_at + timedelta(hours=1)
    ago = Uptime(at.boot_id, at.ms - 90_000)
    sign = rules.Sign(stretch.id, ended_at, ago)
    watch.put_back([], {stretch.enrolment_id: sign})

    client.get("/learn/course")

    with database.read() as db:
        assert queries.get_attendance(db, stretch.enrolment_id).minutes == 1


def test_a_page_counts_as_presence_and_the_ping_too(as_learner, db_count):
    client = as_learner()

    assert db_count(Presence) == 1
    answer = client.post("/learn/presence", headers={"X-CSRFToken": client.token})
    assert answer.status_code == 204
    assert client.post("/learn/presence").status_code == 400


def test_a_learner_of_an_ended_class_is_told_so(database, as_learner, app, now):
    client = as_learner()
    with database.write() as db:
        actions.close_training_session(db, client.training_session_id, actor="system", now=now)
    _let_the_watch_forget(app)

    answer = client.get("/learn/course")

    assert answer.location == "/learn/over"
    assert "Lớp đã kết thúc. Cảm ơn bác!" in client.get("/learn/over").text
    assert client.get("/learn/course").location == "/learn/"


def test_what_a_page_fetches_by_itself_does_not_use_up_the_goodbye(database, as_learner, app, now):
    client = as_learner()
    with database.write() as db:
        actions.close_training_session(db, client.training_session_id, actor="system", now=now)
    _let_the_watch_forget(app)

    client.post("/learn/presence", headers={"X-CSRFToken": client.token, "Accept": "*/*"})
    answer = client.get("/learn/course", headers={"Accept": "text/html,*/*"})

    assert answer.location == "/learn/over"


def _let_the_watch_forget(app):
    app.extensions["bus_lms.watch"].forget()


def test_a_trainer_marks_and_closes_by_page(as_staff, form_token, open_class, register, enrol):
    trainer = as_staff("trainer")
    training_session_id = open_class()
    enrolment_id = enrol(training_session_id, register())
    path = f"/staff/classes/{training_session_id}/attendance/{enrolment_id}"
    form = {"minutes": "15", "reason": "học chung", "csrf_token": form_token(trainer, path)}

    assert trainer.post(path, data=form).status_code == 302
    assert "+15 · học chung" in trainer.get(path).text
    refused = trainer.post(path, data={**form, "minutes": "1,5"})
    assert refused.status_code == 400
    assert "Số phút là số từ 1 đến 600." in refused.text
    assert 'value="học chung"' in refused.text  # nothing typed is lost

    close = f"/staff/classes/{training_session_id}/close"
    assert "Kết thúc lớp?" in trainer.get(close).text
    trainer.post(close, data={"csrf_token": form["csrf_token"]})
    assert "Kết thúc" in trainer.get(f"/staff/classes/{training_session_id}").text


@pytest.mark.parametrize(("dip_s", "expected"), [(90, 11), (120, 12), (600, 10)])
def test_a_dip_of_the_generator_counts_only_what_was_short(seen, minutes, dip_s, expected):
    """Scenario 6: laptops go dark, the server stays; a pause up to two minutes is no absence."""
    seen(*range(0, 301, 20))

    seen(*range(300 + dip_s, 601 + dip_s, 20))

    assert minutes() == expected
