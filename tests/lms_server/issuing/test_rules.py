import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from courses.model import CompletionRule
from lms_server.issuing import rules
from lms_server.issuing.errors import (
    BadDecisionError,
    ClockBehindError,
    IdentityUnseenError,
    NoConsentError,
    NotApprovedError,
    NotCompletedError,
    OwnClassError,
)
from lms_server.issuing.rules import Progress, Readiness, Shortfall, Standing

RULE = CompletionRule(
    min_attendance=0.8, pass_mark=0.7, quiz_items=10, max_hints=2, required_tasks=("T1", "T2")
)
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "tasks", "score", "missing"),
    [
        (48, {"T1", "T2"}, 0.7, set()),
        (60, {"T1", "T2", "T9"}, 1.0, set()),
        (47, {"T1", "T2"}, 0.7, {Shortfall.ATTENDANCE}),
        (48, {"T1"}, 0.7, {Shortfall.TASKS}),
        (48, {"T1", "T2"}, 0.69, {Shortfall.QUIZ}),
        (48, {"T1", "T2"}, None, {Shortfall.QUIZ}),
        (0, set(), None, {Shortfall.ATTENDANCE, Shortfall.TASKS, Shortfall.QUIZ}),
    ],
)
def test_a_course_is_completed_by_presence_practice_and_quiz(minutes, tasks, score, missing):
    progress = Progress(
        attended_minutes=minutes,
        course_minutes=60,
        tasks_done=frozenset(tasks),
        best_scaled_score=score,
    )

    assert rules.shortfalls(progress, RULE) == missing


def a_standing(**changes):
    standing = {
        "shortfalls": frozenset(),
        "purposes": frozenset({"learn"}),
        "evidence": "card_seen",
        "approved_at": NOW,
        "revoked_at": None,
        "is_issued": False,
    }
    return Standing(**{**standing, **changes})


@pytest.mark.parametrize(
    ("change", "expected", "refusal"),
    [
        ({}, Readiness.APPROVED, None),
        ({"evidence": "vneid_seen"}, Readiness.APPROVED, None),
        ({"approved_at": None}, Readiness.READY, NotApprovedError),
        ({"evidence": "self_declared"}, Readiness.WAITING, IdentityUnseenError),
        ({"evidence": "none"}, Readiness.WAITING, IdentityUnseenError),
        ({"purposes": frozenset({"province"})}, Readiness.NO_CONSENT, NoConsentError),
        ({"shortfalls": frozenset({Shortfall.QUIZ})}, Readiness.LACKING, NotCompletedError),
        ({"revoked_at": NOW}, Readiness.READY, NotApprovedError),
        ({"revoked_at": NOW - timedelta(days=1)}, Readiness.APPROVED, None),
    ],
)
def test_a_certificate_needs_completion_consent_identity_and_approval(change, expected, refusal):
    standing = a_standing(**change)

    assert rules.readiness(standing) is expected
    if refusal is None:
        rules.check_may_issue(standing)
    else:
        with pytest.raises(refusal):
            rules.check_may_issue(standing)


def test_who_holds_the_certificate_is_done_whatever_changed_since():
    standing = a_standing(is_issued=True, shortfalls=frozenset({Shortfall.ATTENDANCE}))

    assert rules.readiness(standing) is Readiness.ISSUED


def test_nobody_judges_their_own_class():
    one, other = uuid.UUID(int=1), uuid.UUID(int=2)

    rules.check_separation(officer_id=one, trainer_id=other)
    with pytest.raises(OwnClassError):
        rules.check_separation(officer_id=one, trainer_id=one)


@pytest.mark.parametrize(
    ("last", "made", "is_good"),
    [
        (None, NOW, True),
        (NOW, NOW + timedelta(hours=23), True),
        (NOW + timedelta(seconds=1), NOW, False),
        (None, NOW + timedelta(hours=25), False),
    ],
)
def test_a_clock_that_runs_behind_stops_issuing(last, made, is_good):
    if is_good:
        rules.check_clock(NOW, last_issued_at=last, list_made_at=made)
    else:
        with pytest.raises(ClockBehindError):
            rules.check_clock(NOW, last_issued_at=last, list_made_at=made)


@pytest.mark.parametrize(
    ("number", "day", "is_good"),
    [
        ("15/QĐ-SKHCN", date(2026, 11, 21), True),
        ("15/QĐ-SKHCN", date(2026, 11, 22), False),
        ("15/QĐ-SKHCN", None, False),
        ("", date(2026, 11, 21), False),
        ("x" * 61, date(2026, 11, 21), False),
    ],
)
def test_a_revocation_needs_a_dated_decision(number, day, is_good):
    if is_good:
        assert rules.check_decision(number, day, NOW) == day
    else:
        with pytest.raises(BadDecisionError):
            rules.check_decision(number, day, NOW)


def test_what_is_printed_of_numbers_and_places():
    assert rules.register_no(123, 2026, "79B03") == "000123/2026/GCN-79B03"
    assert rules.residence_text("thôn A", "", "tỉnh C") == "thôn A, tỉnh C"
