"""Pages of trainers: classes, enrolling, cards."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.errors import DomainError
from common.web.errors import error_text
from courses.model import Course
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.elsewhere.queries import ElsewhereRow, get_elsewhere, search_elsewhere
from lms_server.learners import labels
from lms_server.learners.cards import card_qr, spaced
from lms_server.learners.citizen_card import CitizenCard, parse_citizen_card
from lms_server.learners.forms import card_values
from lms_server.learners.rules import ADDRESS_WORDS
from lms_server.packages.shelf import Shelf
from lms_server.training import actions, queries
from lms_server.training.enrolling import (
    Question,
    enrol_new,
    known_by_number,
    known_learners,
    values_of,
)
from lms_server.training.errors import CourseMissingError
from lms_server.training.forms import OpenForm
from lms_server.web.context import catalog, config, database

bp = Blueprint("training", __name__, url_prefix="/staff/classes", template_folder="templates")


@bp.get("/")
def list_sessions() -> ResponseReturnValue:
    """Show all classes, open ones first."""
    with database().read() as db:
        rows = queries.list_training_sessions(db)
        counts = queries.count_enrolments(db)
    titles = {one.course_id: one.title for one in catalog().courses.values()}
    return render_template("training/list.html", rows=rows, counts=counts, titles=titles)


@bp.get("/open")
def open_form() -> ResponseReturnValue:
    """Show the form that opens a class; place and course as last time."""
    with database().read() as db:
        last = next(iter(queries.list_training_sessions(db, limit=1)), None)
    form = OpenForm(
        course_id=last.course_id if last else "",
        commune_code=last.commune_code if last else "",
        village=last.village if last else "",
        place=last.place if last else "",
    )
    return _show_open_form(form)


@bp.post("/open")
def open_session() -> ResponseReturnValue:
    """Open a class."""
    account = current_account()
    form = OpenForm.parse(request.form)
    new = actions.NewTrainingSession(
        commune_code=form.commune_code,
        village=form.village,
        place=form.place,
        trainer_id=account.id,
        trainer_name=account.full_name,
    )
    try:
        course = _find_course(form.course_id)
        with database().write() as db:
            session_id = actions.open_training_session(
                db, new, course=course, actor=actor_of(account.id), now=utc_now()
            )
    except DomainError as error:
        return _show_open_form(form, error_text(error)), error.http_status
    flash(_("The class is open. Learners can sign in."), "done")
    return redirect(url_for("dashboard.class_page", training_session_id=session_id))


@bp.get("/<uuid:training_session_id>/enrol")
def enrol_page(training_session_id: UUID) -> ResponseReturnValue:
    """Show the page that enrols: a known learner by one tap, a new one by a short form."""
    return _show_enrol_page(training_session_id)


@bp.post("/<uuid:training_session_id>/enrol")
def enrol_newcomer(training_session_id: UUID) -> ResponseReturnValue:
    """Register a new learner and enrol them, unless a question comes first."""
    actor = actor_of(current_account().id)
    try:
        outcome = enrol_new(training_session_id, request.form, actor=actor, now=utc_now())
    except DomainError as error:
        page = _show_enrol_page(training_session_id, error=error_text(error))
        return page, error.http_status
    if isinstance(outcome, Question):
        return _show_enrol_page(training_session_id, question=outcome)
    return redirect(
        url_for("training.enrol_page", training_session_id=training_session_id, done=outcome)
    )


@bp.post("/<uuid:training_session_id>/enrol/card")
def read_citizen_card(training_session_id: UUID) -> ResponseReturnValue:
    """Fill the form from a scanned identity card; nothing is stored before it is sent."""
    try:
        card = parse_citizen_card(request.form.get("scan", ""), today=utc_now().date())
    except DomainError as error:
        page = _show_enrol_page(training_session_id, error=error_text(error))
        return page, error.http_status
    with database().read() as db:
        question = known_by_number(db, card.id_number)
    return _show_enrol_page(training_session_id, question=question, card=card)


@bp.post("/<uuid:training_session_id>/enrol/<uuid:learner_id>")
def enrol_known(training_session_id: UUID, learner_id: UUID) -> ResponseReturnValue:
    """Enrol a learner the bus knows already."""
    actor = actor_of(current_account().id)
    with database().write() as db:
        done = actions.enrol(db, training_session_id, learner_id, actor=actor, now=utc_now())
    return redirect(
        url_for("training.enrol_page", training_session_id=training_session_id, done=done)
    )


@bp.get("/<uuid:training_session_id>/cards")
def cards(training_session_id: UUID) -> ResponseReturnValue:
    """Show the cards of a class, or of one learner, ready to print."""
    only = request.args.get("only", "")
    with database().read() as db:
        training_session = queries.get_training_session(db, training_session_id)
        enrolments = queries.list_enrolments(db, training_session_id)
    chosen = [one for one in enrolments if only in ("", str(one.id))]
    return render_template(
        "training/cards.html",
        training_session=training_session,
        enrolments=chosen,
        qr={one.id: card_qr(one.learner.card_code) for one in chosen},
        codes={one.id: spaced(one.learner.card_code) for one in chosen},
        pictures=labels.PICTURES,
    )


@bp.post("/<uuid:training_session_id>/enrolments/<uuid:enrolment_id>/forgive")
def forgive(training_session_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Let a learner who tapped wrong pictures try again at once."""
    with database().write() as db:
        actions.forgive_pictures(db, enrolment_id)
    flash(_("The learner can choose a picture again."), "done")
    return redirect(url_for("dashboard.class_page", training_session_id=training_session_id))


def _find_course(course_id: str) -> Course:
    """Return the newest version of a course, kept from now on as it is."""
    if course_id not in catalog().courses:
        raise CourseMissingError
    course = Shelf(config().data_dir).keep(catalog().get_course(course_id))
    catalog().add(course)
    return course


def _show_open_form(form: OpenForm, error: str = "") -> str:
    courses = [
        (one.course_id, f"{one.course_id} · {one.title}") for one in catalog().courses.values()
    ]
    return render_template("training/open.html", form=form, courses=courses, error=error)


def _known_values(card: CitizenCard | None, stranger: ElsewhereRow | None) -> Mapping[str, str]:
    """Return what the form begins with: a card, a learner of another bus, or what was sent."""
    if card is not None:
        return card_values(card)
    return values_of(stranger) if stranger is not None else request.form


def _show_enrol_page(
    training_session_id: UUID,
    *,
    question: Question | None = None,
    error: str = "",
    card: CitizenCard | None = None,
) -> str:
    search = request.args.get("q", "")
    stranger_id = request.args.get("elsewhere", type=UUID)
    with database().read() as db:
        training_session = queries.get_training_session(db, training_session_id)
        enrolments = queries.list_enrolments(db, training_session_id)
        found = known_learners(db, search)
        found_elsewhere = search_elsewhere(db, search)
        stranger = get_elsewhere(db, stranger_id) if stranger_id else None
    done = next((one for one in enrolments if str(one.id) == request.args.get("done")), None)
    return render_template(
        "training/enrol.html",
        training_session=training_session,
        course=catalog().find_course(training_session.course_id, training_session.course_version),
        count=len(enrolments),
        enrolled={one.learner.id for one in enrolments},
        search=search,
        found=found,
        found_elsewhere=found_elsewhere,
        stranger=stranger,
        done=done,
        values=_known_values(card, stranger),
        card=card,
        purposes_ticked=request.form.getlist("purposes"),
        question=question,
        error=error,
        labels=labels,
        address_forms=[
            ("", _("The learner chooses on the machine")),
            *((one, ADDRESS_WORDS[one]) for one in labels.ADDRESS_FORMS),
        ],
        sexes=[("", _("Not said")), *labels.SEXES.items()],
    )
