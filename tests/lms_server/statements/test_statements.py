"""Results as xAPI statements: whole, stable, without names, by the rules of the standard."""

import json
import re
import stat
import uuid
from datetime import datetime, timedelta

import pytest

from common.ids import new_id
from lms_server.cli import main
from lms_server.issuing.models import Completion
from lms_server.lessons.models import LessonProgress, SimulatorAttempt, SimulatorTry
from lms_server.quizzes.models import Attempt, AttemptResult, Response
from lms_server.statements.export import export_statements

VERBS = {
    f"http://adlnet.gov/expapi/verbs/{name}"
    for name in ("experienced", "attempted", "answered", "passed", "failed", "completed")
}
TYPES = {
    f"http://adlnet.gov/expapi/activities/{name}"
    for name in ("course", "lesson", "simulation", "assessment", "cmi.interaction")
}
INTERACTIONS = {"choice", "true-false", "sequencing", "matching", "numeric", "fill-in"}
IRI = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DURATION = re.compile(r"PT\d+S")


def exactly(value, required, optional=()):
    assert set(required) <= value.keys() <= {*required, *optional}


def check_words(value):
    assert value
    for language, words in value.items():
        assert LANGUAGE.fullmatch(language)
        assert isinstance(words, str)
        assert words


def check_activity(value):
    exactly(value, {"objectType", "id", "definition"})
    assert value["objectType"] == "Activity"
    assert IRI.fullmatch(value["id"])
    definition = value["definition"]
    exactly(definition, {"type"}, {"name", "interactionType"})
    assert definition["type"] in TYPES
    if "name" in definition:
        check_words(definition["name"])
    is_interaction = definition["type"].endswith("cmi.interaction")
    assert ("interactionType" in definition) == is_interaction
    assert definition.get("interactionType", "choice") in INTERACTIONS


def check_result(value):
    exactly(value, (), {"score", "success", "completion", "duration", "response"})
    score = value.get("score", {})
    exactly(score, (), {"scaled", "raw", "min", "max"})
    if "scaled" in score:
        assert isinstance(score["scaled"], int | float)
        assert -1 <= score["scaled"] <= 1
    if "raw" in score:
        assert score["min"] < score["max"]
        assert score["min"] <= score["raw"] <= score["max"]
    for name in ("success", "completion"):
        assert isinstance(value.get(name, True), bool)
    assert DURATION.fullmatch(value.get("duration", "PT0S"))
    assert isinstance(value.get("response", ""), str)


def check_statement(value):
    """Hold a statement against xAPI 1.0.3, part two, section 2."""
    exactly(value, {"id", "version", "actor", "verb", "object", "context", "timestamp"}, {"result"})
    assert str(uuid.UUID(value["id"])) == value["id"]
    assert value["version"] == "1.0.3"
    exactly(value["actor"], {"objectType", "account"})
    assert value["actor"]["objectType"] == "Agent"
    exactly(value["actor"]["account"], {"homePage", "name"})
    assert IRI.fullmatch(value["actor"]["account"]["homePage"])
    exactly(value["verb"], {"id", "display"})
    assert value["verb"]["id"] in VERBS
    check_words(value["verb"]["display"])
    check_activity(value["object"])
    context = value["context"]
    exactly(context, {"registration", "platform", "language", "contextActivities"})
    uuid.UUID(context["registration"])
    assert context["contextActivities"].keys() <= {"parent", "grouping"}
    for listed in context["contextActivities"].values():
        for activity in listed:
            check_activity(activity)
    assert TIMESTAMP.fullmatch(value["timestamp"])
    assert None not in value.values()
    if "result" in value:
        assert value["result"]
        check_result(value["result"])


@pytest.fixture
def results(database, register, open_class, enrol, course, now):
    """One learner who read, practised, passed the quiz and completed the course."""
    learner_id = register()
    enrolment_id = enrol(open_class(), learner_id)
    device_id, later = new_id(), now + timedelta(minutes=5)
    item = course.quiz.items[0]
    attempt_id, task_id = new_id(), new_id()
    with database.write() as db:
        db.add(
            LessonProgress(
                enrolment_id=enrolment_id,
                lesson_id=course.lessons[0].lesson_id,
                furthest_page=3,
                completed_at=now,
                updated_at=now,
            )
        )
        db.add(
            LessonProgress(
                enrolment_id=enrolment_id,
                lesson_id=course.lessons[1].lesson_id,
                furthest_page=1,
                completed_at=None,
                updated_at=now,
            )
        )
        db.add(
            SimulatorAttempt(
                id=task_id,
                enrolment_id=enrolment_id,
                learner_id=learner_id,
                device_id=device_id,
                course_id=course.course_id,
                simulator_id=next(iter(course.simulators)),
                opened_at=now,
            )
        )
        db.flush()
        for is_done in (False, True):
            db.add(
                SimulatorTry(
                    id=new_id(),
                    simulator_attempt_id=task_id,
                    content_hash="0" * 64,
                    events=b"[]",
                    is_done=is_done,
                    hints_used=0,
                    wrong_moves=0,
                    stopped_trap=None,
                    seconds=42,
                    finished_at=now,
                    received_at=now,
                )
            )
        db.add(
            Attempt(
                id=attempt_id,
                enrolment_id=enrolment_id,
                learner_id=learner_id,
                device_id=device_id,
                course_id=course.course_id,
                course_version=course.version,
                quiz_id=course.quiz.quiz_id,
                seed=1,
                items=[{"item_id": item.item_id, "choice_ids": []}],
                opened_at=now,
                submitted_at=later,
            )
        )
        db.flush()
        db.add(
            Response(
                id=new_id(),
                attempt_id=attempt_id,
                device_id=device_id,
                item_id=item.item_id,
                revision=1,
                value=list(item.key),
                score=1.0,
                is_counted=True,
                answered_at=later,
                received_at=later,
            )
        )
        db.add(
            AttemptResult(
                attempt_id=attempt_id,
                correct=1.0,
                item_count=1,
                scaled=1.0,
                is_passed=True,
                submitted_at=later,
            )
        )
        db.add(Completion(id=new_id(), enrolment_id=enrolment_id, learner_id=learner_id,
                          course_id=course.course_id, course_version=course.version,
                          quiz_score=1.0, quiz_items=1, tasks_done=1, tasks_required=1,
                          attended_minutes=60, completed_at=later))  # fmt: skip
    return enrolment_id


@pytest.fixture
def exported(database, bundled, results):  # noqa: ARG001 - there must be some
    def export():
        with database.read() as db:
            return export_statements(db, bundled, bus_code="79B03")

    return export


def read(content):
    return [json.loads(line) for line in content.splitlines()]


def verb(statement):
    return statement["verb"]["id"].rpartition("/")[2]


def test_every_statement_keeps_the_rules_of_the_standard(exported):
    statements = read(exported())

    for statement in statements:
        check_statement(statement)
    assert sorted(map(verb, statements)) == [
        "answered", "attempted", "attempted", "completed", "completed", "experienced", "passed",
    ]  # fmt: skip
    assert len({one["id"] for one in statements}) == len(statements)


def test_the_same_facts_give_the_same_bytes(exported):
    assert exported() == exported()


def test_results_carry_score_registration_and_course(exported, results, course):
    by_verb = {verb(one): one for one in read(exported())}
    passed, answered = by_verb["passed"], by_verb["answered"]

    assert passed["result"] == {
        "score": {"scaled": 1.0, "raw": 1.0, "min": 0, "max": 1},
        "success": True,
        "completion": True,
    }
    assert {one["context"]["registration"] for one in by_verb.values()} == {str(results)}
    assert answered["object"]["definition"]["name"] == {"vi": course.quiz.items[0].prompt}
    assert answered["context"]["contextActivities"]["parent"] == [passed["object"]]
    assert datetime.fromisoformat(passed["timestamp"]) >= datetime.fromisoformat(
        by_verb["experienced"]["timestamp"]
    )


def test_nobody_is_named(exported, database):
    content = exported().decode()

    assert "Hoa" not in content
    assert "Cá Giáng" not in content
    with database.read() as db:
        attempt = db.query(Attempt).one()
    assert str(attempt.learner_id) not in content


def test_words_that_were_typed_are_not_given(exported, database):
    with database.write() as db:
        db.query(Attempt).one().course_version = "9.9"  # of a course the bus no longer has

    answered = next(one for one in read(exported()) if verb(one) == "answered")

    check_statement(answered)
    assert "response" not in answered["result"]
    assert "name" not in answered["object"]["definition"]


def test_an_answer_may_still_change_until_the_attempt_is_handed_in(exported, database):
    with database.write() as db:
        db.delete(db.query(AttemptResult).one())
        db.flush()
        db.query(Attempt).one().submitted_at = None

    assert "answered" not in set(map(verb, read(exported())))


@pytest.mark.parametrize(("role", "status"), [("trainer", 200), ("admin", 200), ("officer", 403)])
def test_staff_take_the_file(role, status, as_staff, exported):
    answer = as_staff(role).get("/staff/statements/xapi.jsonl")

    assert answer.status_code == status
    assert (answer.data == exported()) == (status == 200)


def test_the_command_writes_the_file(tmp_path, capsys):
    data, out = tmp_path / "bus", tmp_path / "out.jsonl"
    init = ["init", "--bus-code", "79B03", "--bus-name", "Xe số 3", "--province", "79"]
    assert main([*init, "--data", str(data)]) == 0

    code = main(["export", "xapi", str(out), "--data", str(data)])

    assert code == 0
    assert out.read_bytes() == b""
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert f"{out}: 0 statements" in capsys.readouterr().out
