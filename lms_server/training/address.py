"""How a learner is addressed: what the pages say to them, and the screen on which they choose."""

from dataclasses import replace

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from common.web.i18n import forget_wish
from courses.addressing import say
from lms_server.learners.actions import choose_address
from lms_server.learners.forms import parse_address
from lms_server.learners.rules import ADDRESS_WORDS
from lms_server.training.seat import (
    current_seat,
    find_seat,
    is_adding,
    seats_here,
    session_values,
)
from lms_server.web.context import database

bp = Blueprint("address", __name__, template_folder="templates")
_LEAVING = frozenset({"door.leave", "together.leave"})


def say_here(text: str) -> str:
    """Return a text of the pages in the words for whose turn it is.

    Somebody who is to sit down beside those who are here has none yet. A page after a failure
    asks nobody who sits here. Both say what suits everybody.
    """
    if "{" not in text:
        return text
    seat = find_seat() if g and "seats_here" in g and not is_adding() else None
    return say(text, seat.you if seat else "")


@bp.get("/learn/address")
def ask() -> str:
    """Ask what the machine should call the learner: eight words, each can be heard."""
    return render_template("training/address.html", words=ADDRESS_WORDS, you=current_seat().you)


@bp.post("/learn/address")
def choose() -> ResponseReturnValue:
    """Keep the word for the learner, and say it from the next page on."""
    seat = current_seat()
    form = parse_address(request.form)
    with database().write() as db:
        choose_address(db, seat.learner_id, form)
    here = [
        replace(one, you=ADDRESS_WORDS[form]) if one.learner_id == seat.learner_id else one
        for one in seats_here()
    ]
    session.update(session_values(here, turn=seat.enrolment_id))
    return redirect(url_for("dashboard.path"))


def install(app: Flask) -> None:
    """Let whoever comes to a machine of ``app`` next be spoken to in Vietnamese again."""
    app.after_request(_forget_language)


def _forget_language(response: Response) -> Response:
    is_left = request.endpoint in _LEAVING and not seats_here()
    return forget_wish(response) if is_left else response
