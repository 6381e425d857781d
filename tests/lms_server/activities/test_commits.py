"""What an activity stores: durably, in order, within limits, for one learner."""

import json
import resource
import signal
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from lms_server.activities import actions
from lms_server.activities.models import ActivityAnswer
from lms_server.journal.models import JournalEntry
from lms_server.training.models import TrainingSession
from tests.activity_packages import h5p, item, scorm, scorm_2004, scorm_of_two
from tests.activity_packages import resource as scorm_resource


@contextmanager
def full_disk():
    """While the block runs, every write of this process to a file past 64 KiB fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    earlier = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, earlier)


def test_what_was_stored_is_there_when_the_learner_comes_again(playing):
    sitting = playing()

    answer = sitting.commit(
        location="trang 2", suspend_data="rau cải", status="incomplete", exit_kind="suspend",
        is_end=True, values={"comments": "hay"}, objectives=[{"id": "o1", "status": "passed"}],
    )  # fmt: skip

    assert answer.json == {"status": "accepted", "seq": 1}
    begun = sitting.open().start()
    assert (begun["entry"], begun["seq"], begun["status"]) == ("resume", 0, "incomplete")
    assert begun["state"]["location"] == "trang 2"
    assert begun["state"]["suspend_data"] == "rau cải"
    assert begun["state"]["values"] == {"comments": "hay"}
    assert begun["state"]["objectives"] == [{"id": "o1", "status": "passed"}]


def test_the_first_opening_begins_and_a_finished_one_begins_again(playing):
    sitting = playing()
    first = sitting.start()["entry"]
    sitting.commit(status="completed", is_end=True)

    assert (first, sitting.open().start()["entry"]) == ("ab-initio", "")


def test_a_part_that_was_never_left_well_is_gone_on_with(playing):
    sitting = playing()
    sitting.commit(location="3")

    assert sitting.open().start()["entry"] == "resume"


def test_the_same_commit_twice_is_stored_once_and_an_old_one_never_wins(playing, progress):
    sitting = playing()
    answers = [
        sitting.commit(5, location="mới").json,
        sitting.commit(5, location="mới").json,
        sitting.commit(4, location="cũ").json,
        sitting.commit(5, location="khác").json,
    ]

    assert [one["status"] for one in answers] == ["accepted", "duplicate", "outdated", "outdated"]
    assert {one["seq"] for one in answers} == {5}
    assert json.loads(progress().state)["location"] == "mới"


def test_only_the_newest_opening_may_store(playing, progress):
    old = playing()
    old.commit(1, location="máy cũ")
    late_base = old.base
    old.open().commit(1, location="máy mới")
    old.base = late_base

    answer = old.commit(99, location="muộn")

    assert (answer.status_code, answer.json["code"]) == (409, "activities.moved")
    assert json.loads(progress().state)["location"] == "máy mới"


def test_time_adds_up_over_openings_and_not_over_commits(playing, progress):
    sitting = playing()
    sitting.commit(1, seconds=30)
    sitting.commit(2, seconds=60)
    begun = sitting.open().start()
    sitting.commit(1, seconds=5)

    assert begun["total_seconds"] == 60
    assert (progress().seconds_before, progress().seconds) == (60, 5)


@pytest.mark.parametrize(("raw", "status"), [(79, "failed"), (80, "passed")])
def test_the_mastery_score_decides_at_the_end(playing, progress, raw, status):
    sitting = playing()
    sitting.commit(1, raw=raw, status="completed")
    before = progress().status
    sitting.commit(2, raw=raw, status="completed", is_end=True)

    assert (before, progress().status) == ("completed", status)


def test_the_best_score_and_the_completion_stay(playing, progress):
    sitting = playing()
    sitting.commit(1, raw=90, status="passed")
    completed_at = progress().completed_at
    sitting.open().commit(1, raw=20, status="failed")

    row = progress()
    assert (row.score, row.best_score, row.status) == (0.2, 0.9, "failed")
    assert row.completed_at == completed_at is not None


def test_answers_have_rows_of_their_own_and_a_new_one_replaces_its_place(playing, database):
    sitting = playing()
    one = {"position": 0, "item": "q1", "response": "a", "result": "wrong"}
    sitting.commit(1, answers=[one, {"position": 1, "item": "q2"}])
    sitting.commit(2, answers=[{**one, "response": "b", "result": "correct", "scaled": 1}])
    sitting.open().commit(1, answers=[one])

    with database.read() as db:
        rows = db.scalars(
            select(ActivityAnswer).order_by(ActivityAnswer.play_no, ActivityAnswer.position)
        )
        stored = [(row.play_no, row.position, row.response, row.result) for row in rows]
    assert stored == [(1, 0, "b", "correct"), (1, 1, "", ""), (2, 0, "a", "wrong")]


def test_each_part_of_an_activity_is_kept_apart(playing):
    sitting = playing(scorm_of_two())
    sitting.commit(location="một")

    assert sitting.open(2).start()["state"] == {}


def test_learners_are_kept_apart(playing, as_learner, register):
    first = playing()
    first.commit(location="của Hoa", suspend_data="riêng")
    other = as_learner(first.client.training_session_id, register("Lò Văn Ánh"))

    second = playing(client=other, activity_id=first.activity_id)

    assert second.start()["state"] == {}
    assert second.start()["student_id"] != first.start()["student_id"]
    assert first.start()["student_name"] == "Học viên", "packages never learn a name"


@pytest.mark.parametrize(
    "fields",
    [
        {"seq": 0},
        {"seq": "1"},
        {"seq": 1, "status": "đạt"},
        {"seq": 1, "raw": 101},
        {"seq": 1, "raw": -1},
        {"seq": 1, "raw": "90"},
        {"seq": 1, "scaled": 1.5},
        {"seq": 1, "seconds": -5},
        {"seq": 1, "location": "x" * 256},
        {"seq": 1, "suspend_data": "x" * 65_537},
        {"seq": 1, "exit_kind": "time-warp"},
        {"seq": 1, "values": {f"v{n}": "" for n in range(61)}},
        {"seq": 1, "values": {"v": {"deep": 1}}},
        {"seq": 1, "objectives": [{}] * 201},
        {"seq": 1, "objectives": [{"id": "x" * 256}]},
        {"seq": 1, "answers": [{"position": 0}] * 301},
        {"seq": 1, "answers": [{"position": -1}]},
        {"seq": 1, "answers": [{"position": 0, "verb": "hacked"}]},
        [],
        {},
    ],
)
def test_a_value_beyond_its_limits_is_refused_and_nothing_stored(playing, progress, fields):
    sitting = playing()

    answer = sitting.send(json.dumps(fields))

    assert (answer.status_code, answer.json["code"]) == (400, "activities.malformed")
    assert progress().committed_at is None


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b'{"seq":1,"raw":NaN}', b'{"seq":1,"x":"\\ud800"}', b"[" * 9000,
             b'{"seq":1,"suspend_data":"' + b"x" * 600_000 + b'"}']
)  # fmt: skip
def test_a_body_that_is_no_commit_is_refused(playing, progress, body):
    sitting = playing()

    assert sitting.send(body).status_code == 400
    assert progress().committed_at is None


@pytest.mark.parametrize("raw", [scorm_2004(), h5p()], ids=["2004", "h5p"])
def test_other_kinds_score_in_points_of_their_own(playing, progress, raw):
    sitting = playing(raw)

    answer = sitting.commit(raw=150, least=100, most=200, suspend_data="x" * 60_000)

    assert answer.status_code == 200
    assert progress().score == 0.5


def test_a_full_disk_is_never_called_stored(playing, progress):
    sitting = playing()
    sitting.commit(1, location="trước")

    with full_disk():
        refused = sitting.commit(2, suspend_data="x" * 60_000)
    again = sitting.commit(3, location="sau")

    assert refused.status_code == 503
    assert again.json["status"] == "accepted"
    assert json.loads(progress().state)["location"] == "sau"


def test_after_the_class_nothing_more_is_stored(playing, database, now, progress):
    sitting = playing()
    with database.write() as db:
        db.scalars(select(TrainingSession)).one().closed_at = now

    answer = sitting.commit(location="muộn")

    assert (answer.status_code, answer.json["code"]) == (409, "activities.class_over")
    assert progress().committed_at is None


def test_a_result_is_journaled_once_with_ids_only(playing, database):
    sitting = playing()
    for seq in (1, 2, 3):
        sitting.commit(seq, raw=90, status="passed", location=f"trang {seq}")

    with database.read() as db:
        raw = db.scalars(select(JournalEntry.raw).where(JournalEntry.stream == "D"))
        lines = [one for one in map(json.loads, raw) if one["t"].startswith("activity.")]
    assert [line["t"] for line in lines] == ["activity.result"]
    assert set(lines[0]["d"]) == {
        "progress_id", "enrolment_id", "activity_id", "play_no", "status", "score", "seconds",
        "received_at",
    }  # fmt: skip
    assert lines[0]["d"]["score"] == 0.9


def test_a_package_that_changes_its_mind_for_ever_does_not_fill_the_journal(playing, database):
    sitting = playing()
    for seq in range(1, 41):
        sitting.commit(seq, raw=seq % 2, status=("failed", "incomplete")[seq % 2])

    with database.read() as db:
        raw = db.scalars(select(JournalEntry.raw).where(JournalEntry.stream == "D"))
        lines = [one for one in map(json.loads, raw) if one["t"] == "activity.result"]
    assert [line["d"]["score"] for line in lines] == [0.01]


def test_a_package_that_answers_for_ever_does_not_fill_the_disk(playing, database, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ANSWERS", 3)
    sitting = playing()
    sitting.commit(1, answers=[{"position": at, "item": "cũ"} for at in range(2)])
    stored = sitting.commit(2, answers=[{"position": at, "item": "mới"} for at in range(9)])

    with database.read() as db:
        rows = db.scalars(select(ActivityAnswer).order_by(ActivityAnswer.position))
        kept = [(row.position, row.item) for row in rows]
    assert stored.json["status"] == "accepted"
    assert kept == [(0, "mới"), (1, "mới"), (2, "mới")]


def test_a_part_that_is_only_looked_at_is_done_when_opened(playing, progress):
    playing(scorm(item(1, "Tranh"), scorm_resource(1, "index.html", kind="asset")))

    assert progress().status == "completed"
