"""Pages of issued certificates: look, print, withdraw, the register book."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates.model import local_day, printed_fields
from certificates.pdf.batch import LARGEST_BATCH, render_batch
from certificates.pdf.render import render_certificate
from common.clock import utc_now
from common.errors import DomainError
from common.web.errors import error_text
from lms_server.accounts.login import current_account
from lms_server.issuing import actions, labels, register
from lms_server.issuing.errors import CertificateNotFoundError
from lms_server.issuing.forms import parse_decision
from lms_server.learners.queries import list_learners
from lms_server.training.queries import list_enrolments
from lms_server.web.context import database

bp = Blueprint("papers", __name__, url_prefix="/staff/certificates", template_folder="templates")


@bp.get("/<uuid:certificate_id>")
def show(certificate_id: UUID) -> ResponseReturnValue:
    """Show one certificate."""
    return _show(certificate_id)


@bp.get("/<uuid:certificate_id>/print")
def print_one(certificate_id: UUID) -> ResponseReturnValue:
    """Give the PDF of one certificate; a withdrawn one is never printed again."""
    with database().read() as db:
        found = register.get_printable(db, certificate_id)
    if found.row.is_revoked:
        raise CertificateNotFoundError
    return _pdf(render_certificate(found.claim, found.signed), name=found.row.certificate_no)


@bp.get("/classes/<uuid:training_session_id>/print")
def print_class(training_session_id: UUID) -> ResponseReturnValue:
    """Give one PDF with all certificates of a class that are in force."""
    with database().read() as db:
        enrolments = [one.id for one in list_enrolments(db, training_session_id)]
        found = register.list_printable(db, enrolment_ids=enrolments)
    pages = [(one.claim, one.signed) for one in found if not one.row.is_revoked][:LARGEST_BATCH]
    if not pages:
        raise CertificateNotFoundError
    return _pdf(render_batch(pages), name="giay-chung-nhan")


@bp.post("/<uuid:certificate_id>/revoke")
def revoke(certificate_id: UUID) -> ResponseReturnValue:
    """Withdraw a certificate by a decision."""
    officer_id = current_account().id
    try:
        decision = parse_decision(request.form)
        with database().write() as db:
            actions.revoke_certificate(
                db, certificate_id, decision, officer_id=officer_id, now=utc_now()
            )
    except DomainError as error:
        return _show(certificate_id, error=error_text(error)), error.http_status
    flash(
        _("The certificate is revoked. The province learns of it with the next delivery."), "done"
    )
    return redirect(url_for("papers.show", certificate_id=certificate_id))


@bp.get("/register")
def show_register() -> ResponseReturnValue:
    """Show the register book of one year."""
    with database().read() as db:
        years = register.list_years(db) or [local_day(utc_now()).year]
        wish = request.args.get("year", type=int)
        year = wish if wish in years else years[0]
        found = register.list_printable(db, year=year)
        learners = list_learners(db, {one.row.learner_id for one in found})
    return render_template(
        "issuing/register.html",
        years=years,
        year=year,
        rows=[(one, printed_fields(one.claim)) for one in found],
        learners={one.id: one for one in learners},
        labels=labels,
    )


def _show(certificate_id: UUID, *, error: str = "") -> str:
    with database().read() as db:
        found = register.get_printable(db, certificate_id)
    return render_template(
        "issuing/certificate.html",
        row=found.row,
        claim=found.claim,
        printed=printed_fields(found.claim),
        labels=labels,
        values=request.form,
        today=local_day(utc_now()).isoformat(),
        error=error,
    )


def _pdf(content: bytes, *, name: str) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
