"""Screens of those who share a machine: who is here, whose turn it is, who goes home."""

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms_server.training import seat
from lms_server.training.errors import MachineFullError
from lms_server.training.sittings import find_sitting
from lms_server.web.ahead import is_ahead
from lms_server.web.context import database

bp = Blueprint("together", __name__, template_folder="templates")
_QUIZ = "quiz"
_AFTER_TURN = {_QUIZ: "quizzes.begin_page"}
"""Where somebody goes on whose turn it is, by the place of the one before; else to the path."""


@bp.get("/learn/together")
def show() -> ResponseReturnValue:
    """Show who sits here, and what they can do: one more, one goes home, all go home."""
    people = seat.seats_here()
    has_room = len(people) < seat.MOST_SEATS
    return render_template("training/together.html", people=people, has_room=has_room)


@bp.post("/learn/together/add")
def add() -> ResponseReturnValue:
    """Lead to the door, to let one more person sign in."""
    if len(seat.seats_here()) >= seat.MOST_SEATS:
        raise MachineFullError
    seat.begin_adding()
    return redirect(url_for("door.names"))


@bp.post("/learn/together/alone")
def stay_alone() -> ResponseReturnValue:
    """Go on learning: nobody else comes."""
    seat.end_adding()
    return redirect(url_for("dashboard.path"))


@bp.post("/learn/together/leave")
def leave() -> ResponseReturnValue:
    """Let one of those here go home, or all of them; what they did is stored."""
    wish = request.form.get("who", "")
    leaving = _find_here(wish)
    if wish == "all":
        seat.leave_seat()
    elif leaving is not None:
        seat.leave_one(leaving.enrolment_id)
        flash(_("Goodbye, %(you)s %(name)s!", you=leaving.you, name=leaving.short_name), "done")
    return redirect(url_for("together.show" if seat.seats_here() else "door.names"))


@bp.post("/learn/turn")
def pass_turn() -> ResponseReturnValue:
    """Give the turn to the one who is named; a second press changes nothing more."""
    named = _find_here(request.form.get("who", ""))
    if named is not None:
        seat.give_turn(named.enrolment_id)
    place = request.form.get("place", "").partition(".")[0]
    is_quiz = place in ("quizzes", _QUIZ)
    return redirect(url_for("together.show_turn", after=_QUIZ if is_quiz else None))


@bp.get("/learn/turn")
def show_turn() -> ResponseReturnValue:
    """Say whose turn it is now, with one button for that person."""
    after = _AFTER_TURN.get(request.args.get("after", ""), "dashboard.path")
    return render_template("training/turn.html", after_url=url_for(after))


def install(app: Flask) -> None:
    """Tell those at a machine of ``app`` when one of them sits at another one by now."""

    @app.before_request
    def tell_who_sits_elsewhere() -> None:
        is_page = request.method == "GET" and request.path.startswith("/learn/")
        if not is_page or is_ahead() or not seat.departed():
            return
        told = _who_sits_elsewhere()
        seat.forget_departed()
        for one in told:
            words = _(
                "%(you)s %(name)s is learning at another machine now. Everything is kept.",
                you=one.you.capitalize(),
                name=one.short_name,
            )
            flash(words, "done")


def _find_here(enrolment: str) -> seat.Seat | None:
    """Return the one of those here who has this enrolment, in hexadecimal digits."""
    return next((one for one in seat.seats_here() if one.enrolment_id.hex == enrolment), None)


def _who_sits_elsewhere() -> list[seat.Seat]:
    with database().read() as db:
        return [one for one in seat.departed() if find_sitting(db, one.enrolment_id)]


def leave_in_turn() -> ResponseReturnValue:
    """Let the one whose turn it is go home; those who stay go on, else the door opens."""
    leaving: UUID = seat.current_seat().enrolment_id
    seat.leave_one(leaving)
    return redirect(url_for("together.show_turn" if seat.seats_here() else "door.names"))
