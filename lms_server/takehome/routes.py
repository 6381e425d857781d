"""Taking home what was learned: on the phone, on paper; and which course comes next."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from common.clock import utc_now
from courses.take_home import Group
from lms_server.takehome import labels, queries, rules
from lms_server.takehome.errors import NothingToTakeError
from lms_server.takehome.paper import render_slips
from lms_server.training.queries import get_training_session
from lms_server.training.seat import current_course, current_seat
from lms_server.web.context import catalog, database
from lms_server.web.qr import qr_picture

bp = Blueprint("takehome", __name__, template_folder="templates")


@bp.get("/learn/take-home")
def show() -> ResponseReturnValue:
    """Show the slip as a large QR code that any phone reads without a network."""
    seat = current_seat()
    with database().read() as db:
        slip = queries.get_slip(db, seat.enrolment_id, course=current_course(), now=utc_now())
    code = qr_picture(rules.phone_text(slip), ec_level="L") if slip.deeds else ""
    return render_template("takehome/phone.html", seat=seat, slip=slip, code=code)


@bp.get("/learn/next")
def ask() -> ResponseReturnValue:
    """Ask by pictures what the learner usually does; nobody has to say."""
    return render_template("takehome/ask.html", seat=current_seat(), groups=labels.GROUPS)


@bp.post("/learn/next")
def suggest() -> ResponseReturnValue:
    """Show one or two courses; what was tapped is kept nowhere, not even in the address."""
    seat = current_seat()
    course = current_course()
    wish = request.form.get("group", "")
    group = Group(wish) if wish in set(Group) else Group.ANYONE
    with database().read() as db:
        learned = queries.learned_courses(
            db, seat.learner_id, enrolment_id=seat.enrolment_id, course=course
        )
    courses = catalog().courses
    found = rules.suggest(courses.values(), group, learned | {course.course_id})
    return render_template(
        "takehome/next.html",
        seat=seat,
        suggestions=[(one, courses[one.course_id]) for one in found],
        is_here_fresh=course.course_id not in learned,
    )


@bp.get("/staff/classes/<uuid:training_session_id>/slips")
def print_slips(training_session_id: UUID) -> ResponseReturnValue:
    """Give the slips of a class, or of one learner, as one PDF."""
    with database().read() as db:
        training_session = get_training_session(db, training_session_id)
        course = catalog().get_course(training_session.course_id, training_session.course_version)
        slips = queries.list_slips(
            db,
            training_session_id,
            course=course,
            only=request.args.get("only", ""),
            now=utc_now(),
        )
    if not slips:
        raise NothingToTakeError
    answer = Response(render_slips(slips), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="giay-nho.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
