"""Answers that come after the class raise a result, never a certificate or a completion."""

from sqlalchemy import select

from common.ids import new_id
from common.uptime import uptime
from common.wire.responses import ItemResponse
from lms_server.closing.actions import close_class
from lms_server.issuing import register
from lms_server.issuing.actions import record_completions
from lms_server.issuing.labels import score_text
from lms_server.issuing.models import CertificateRecord, Completion
from lms_server.issuing.queries import learner_facts
from lms_server.quizzes import actions, queries
from lms_server.training.models import Enrolment


def test_an_issued_certificate_and_its_completion_stay_as_they_are(
    database, bundled, course, a_press, an_issued, now
):
    certificate_id, device_id = an_issued(a_press()), new_id()
    with database.write() as db:
        enrolment = db.get_one(
            Enrolment, db.get_one(CertificateRecord, certificate_id).enrolment_id
        )
        class_id = enrolment.training_session_id
        attempt_id = actions.open_attempt(
            db,
            enrolment_id=enrolment.id,
            learner_id=enrolment.learner_id,
            device_id=device_id,
            course=course,
            seed=3,
            now=now,
            uptime=uptime(),
        )
        close_class(db, class_id, courses=bundled, actor="system", now=now, uptime=uptime())
    before = _written(database, certificate_id)

    with database.write() as db:
        drawn = [one["item_id"] for one in queries.get_attempt(db, attempt_id).items]
        receipts = actions.accept_responses(
            db,
            [_right(course.quiz.get_item(one), attempt_id, now) for one in drawn],
            device_id=device_id,
            items=bundled,
            now=now,
            uptime=uptime(),
        )
        record_completions(db, class_id, course=course, now=now)

    assert {one.flag for one in receipts} == {"after_class"}
    assert _written(database, certificate_id) == before
    with database.read() as db:
        (facts,) = learner_facts(db, class_id, course)
    assert facts.quiz.best.correct == 10
    assert facts.certificate.id == certificate_id


def _right(item, attempt_id, now):
    return ItemResponse(
        id=new_id(),
        attempt_id=attempt_id,
        item_id=item.item_id,
        revision=1,
        value=list(item.key),
        answered_at=now,
    )


def _written(database, certificate_id):
    with database.read() as db:
        found = register.get_printable(db, certificate_id)
        completions = [
            (one.id, one.quiz_score, one.attended_minutes, one.completed_at)
            for one in db.scalars(select(Completion))
        ]
    return found.signed.document, found.signed.qr_text, completions


def test_the_officer_reads_how_many_answers_came_late(
    app, database, bundled, course, a_class, a_learner, now
):
    class_id = a_class()
    enrolment_id, device_id = a_learner(class_id, correct=None), new_id()
    with database.write() as db:
        learner_id = db.get_one(Enrolment, enrolment_id).learner_id
        attempt_id = actions.open_attempt(
            db,
            enrolment_id=enrolment_id,
            learner_id=learner_id,
            device_id=device_id,
            course=course,
            seed=3,
            now=now,
            uptime=uptime(),
        )
        close_class(db, class_id, courses=bundled, actor="system", now=now, uptime=uptime())
        drawn = [one["item_id"] for one in queries.get_attempt(db, attempt_id).items]
        actions.accept_responses(
            db,
            [_right(course.quiz.get_item(one), attempt_id, now) for one in drawn],
            device_id=device_id,
            items=bundled,
            now=now,
            uptime=uptime(),
        )

    with database.read() as db:
        (facts,) = learner_facts(db, class_id, course)
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        assert score_text(facts) == "10/10, 10 câu đến muộn"
