"""Pages of the certification officer: classes, who completed, approve, issue."""

import logging
import random
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates.model import local_day
from common.clock import utc_now
from common.errors import DomainError
from common.web.errors import error_text
from courses.model import Course
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.issuing import actions, doubt, labels, last_signed, queries
from lms_server.issuing.doubt import find_doubt
from lms_server.issuing.forms import parse_enrolments, parse_release
from lms_server.issuing.issue import Press, issue_certificate
from lms_server.issuing.keyring import find_sealed_key, keyring
from lms_server.issuing.province import find_trust, get_trust
from lms_server.issuing.rules import Readiness
from lms_server.journal.queries import find_end
from lms_server.learners.actions import record_evidence
from lms_server.learners.rules import Evidence
from lms_server.training.queries import (
    TrainingSessionRow,
    count_enrolments,
    get_enrolment,
    get_training_session,
    list_training_sessions,
)
from lms_server.web.context import catalog, config, database
from sync.chain import Stream

log = logging.getLogger(__name__)
bp = Blueprint("issuing", __name__, url_prefix="/staff/certificates", template_folder="templates")


@bp.get("/")
def list_classes() -> ResponseReturnValue:
    """Show all classes and how far each is on the way to its certificates."""
    with database().read() as db:
        rows = list_training_sessions(db)
        learners, counts = count_enrolments(db), queries.class_counts(db)
        in_doubt = find_doubt(db, utc_now()) is not None
    titles = {one.course_id: one.title for one in catalog().courses.values()}
    return render_template(
        "issuing/classes.html",
        rows=rows,
        learners=learners,
        counts=counts,
        titles=titles,
        in_doubt=in_doubt,
    )


@bp.get("/classes/<uuid:training_session_id>")
def show_class(training_session_id: UUID) -> ResponseReturnValue:
    """Show who completed, what the others lack, and what waits for the officer."""
    with database().read() as db:
        training_session = get_training_session(db, training_session_id)
    course = catalog().get_course(training_session.course_id, training_session.course_version)
    with database().write() as db:
        actions.record_completions(db, training_session_id, course=course, now=utc_now())
        facts = queries.learner_facts(db, training_session_id, course)
        in_doubt, gap = find_doubt(db, utc_now()) is not None, doubt.find_gap(db)
    by_readiness = {state: [one for one in facts if one.readiness is state] for state in Readiness}
    return render_template(
        "issuing/class.html",
        training_session=training_session,
        course=course,
        by=by_readiness,
        Readiness=Readiness,
        labels=labels,
        key=_key_state(utc_now()),
        is_own_class=training_session.trainer_id == current_account().id,
        in_doubt=in_doubt,
        must_compare=gap is not None and training_session.opened_at <= gap,
    )


@bp.post("/classes/<uuid:training_session_id>/approve")
def approve(training_session_id: UUID) -> ResponseReturnValue:
    """Approve the ticked learners; those who may not be are told apart."""
    officer_id = current_account().id
    course = _course_of(training_session_id)

    def approve_one(enrolment_id: UUID) -> None:
        with database().write() as db:
            now = utc_now()
            actions.approve(db, enrolment_id, course=course, officer_id=officer_id, now=now)

    done = _for_each(approve_one)
    if done:
        flash(_("%(count)s certificates are approved.", count=done), "done")
    return _back_to(training_session_id)


@bp.post("/classes/<uuid:training_session_id>/issue")
def issue(training_session_id: UUID) -> ResponseReturnValue:
    """Sign and register the certificates of the ticked learners, one write block each."""
    officer_id = current_account().id
    course = _course_of(training_session_id)
    data_dir = config().data_dir
    if (end := last_signed.find_end(data_dir)) is not None:
        with database().write() as db:
            doubt.hear(db, end, now=utc_now())

    def issue_one(enrolment_id: UUID) -> None:
        trust = get_trust(data_dir)
        press = Press(
            bus_code=config().bus_code,
            officer_id=officer_id,
            key=keyring().take(officer_id, utc_now()),
            trust=trust,
            rng=random.SystemRandom(),
        )
        with database().write() as db:
            # The time is read inside: blocks run one after the other, so dates never go back.
            certificate_id = issue_certificate(
                db, enrolment_id, course=course, press=press, now=utc_now()
            )
            last = find_end(db, Stream.R)
        if last is not None:
            last_signed.keep_end(data_dir, last)
        log.info("certificate issued", extra={"certificate_id": str(certificate_id)})

    done = _for_each(issue_one)
    if done:
        flash(_("%(count)s certificates are issued.", count=done), "done")
    return _back_to(training_session_id)


@bp.post("/classes/<uuid:training_session_id>/evidence/<uuid:enrolment_id>")
def note_evidence(training_session_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Note which document of a waiting learner the officer saw."""
    seen = Evidence.VNEID_SEEN if request.form.get("evidence") == "vneid_seen" else None
    actor = actor_of(current_account().id)
    with database().write() as db:
        learner_id = get_enrolment(db, enrolment_id).learner.id
        record_evidence(db, learner_id, seen or Evidence.CARD_SEEN, actor=actor, now=utc_now())
    flash(_("The document is noted."), "done")
    return _back_to(training_session_id)


@bp.get("/after-copy")
def show_doubt() -> ResponseReturnValue:
    """Show what an older copy may have lost, what to do, and how issuing goes on."""
    return _show_doubt()


@bp.post("/after-copy")
def release() -> ResponseReturnValue:
    """Let issuing go on; the officer answers for it by name."""
    officer_id = current_account().id
    try:
        said = parse_release(request.form)
        made_at = get_trust(config().data_dir).made_at
        with database().write() as db:
            now = utc_now()
            doubt.release(db, said, officer_id=officer_id, list_made_at=made_at, now=now)
    except DomainError as error:
        return _show_doubt(error_text(error)), error.http_status
    log.warning("issuing released", extra={"account_id": str(officer_id)})
    flash(_("Certificates can be issued again. Your decision is on record."), "done")
    return redirect(url_for("issuing.list_classes"))


def _show_doubt(error: str = "") -> str:
    now = utc_now()
    with database().read() as db:
        found = doubt.find_doubt(db, now)
    return render_template(
        "issuing/doubt.html",
        doubt=found,
        year=local_day(now).year,
        reasons=labels.RELEASE_REASONS,
        values=request.form,
        error=error,
    )


def _for_each(act: Callable[[UUID], None]) -> int:
    """Do ``act`` for every ticked learner; one refusal never stops the others."""
    done, refusals = 0, set()
    for enrolment_id in parse_enrolments(request.form.getlist("enrolment_id")):
        try:
            act(enrolment_id)
        except DomainError as error:
            refusals.add(error_text(error))
        else:
            done += 1
    for text in sorted(refusals):
        flash(text, "error")
    if not done and not refusals:
        flash(_("Tick at least one learner."), "error")
    return done


def _course_of(training_session_id: UUID) -> Course:
    with database().read() as db:
        training_session: TrainingSessionRow = get_training_session(db, training_session_id)
    return catalog().get_course(training_session.course_id, training_session.course_version)


def _key_state(now: datetime) -> dict[str, object]:
    """Return what the page says about the officer's own key."""
    account_id = current_account().id
    sealed = find_sealed_key(config().data_dir, account_id)
    trust = find_trust(config().data_dir)
    return {
        "exists": sealed is not None,
        "is_listed": bool(sealed and trust and trust.find_key(sealed.key_id)),
        "unlocked": keyring().find(account_id, now),
    }


def _back_to(training_session_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("issuing.show_class", training_session_id=training_session_id))
