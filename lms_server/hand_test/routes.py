"""The hand test: its offer, a page a game, and what it found out."""

from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from lms_server.hand_test import actions, labels, queries, rules
from lms_server.hand_test.errors import GameNotFoundError
from lms_server.hand_test.measures import Game, Measure, parse_measure
from lms_server.hand_test.models import Ending
from lms_server.hand_test.offering import draw_offer
from lms_server.preferences import shown as preferences
from lms_server.preferences.rules import SetBy
from lms_server.training.seat import Seat, current_seat
from lms_server.web.context import database

bp = Blueprint("hand_test", __name__, template_folder="templates")


@bp.get("/learn/hands")
def offer() -> ResponseReturnValue:
    """Offer the hand test."""
    return draw_offer(current_seat())


@bp.post("/learn/hands")
def begin() -> ResponseReturnValue:
    """Begin a hand test, or go on with the one that was left."""
    seat = current_seat()
    with database().write() as db:
        actions.begin(db, learner_id=seat.learner_id, enrolment_id=seat.enrolment_id, now=utc_now())
    return redirect(url_for("hand_test.go_on"))


@bp.post("/learn/hands/skip")
def skip() -> ResponseReturnValue:
    """Go learning without the hand test."""
    seat = current_seat()
    with database().write() as db:
        actions.decline(
            db, learner_id=seat.learner_id, enrolment_id=seat.enrolment_id, now=utc_now()
        )
    return redirect(url_for("dashboard.path"))


@bp.get("/learn/hands/next")
def go_on() -> ResponseReturnValue:
    """Go to the first game that was not played yet; at the end, to what was found out."""
    seat = current_seat()
    with database().read() as db:
        test = queries.find_open(db, seat.learner_id)
        played = queries.list_games(db, test) if test else {}
    following = rules.next_game(played)
    if test is None or following is None:
        return redirect(url_for("hand_test.done"))
    return redirect(url_for("hand_test.play", game=following))


@bp.get("/learn/hands/done")
def done() -> ResponseReturnValue:
    """Tell what the machine has set for this learner, if any game was played."""
    seat = current_seat()
    with database().read() as db:
        is_fitted = queries.is_fitted(db, seat.learner_id)
    return render_template(
        "hand_test/done.html", seat=seat, is_fitted=is_fitted, set_now=preferences.shown()
    )


@bp.get("/learn/hands/<game>")
def play(game: str) -> ResponseReturnValue:
    """Show a game; the same one after a reload."""
    seat = current_seat()
    wanted = _game(game)
    if _find_open(seat) is None:
        return redirect(url_for("hand_test.offer"))
    return render_template(
        f"hand_test/{wanted}.html",
        seat=seat,
        game=wanted,
        number=1 + list(Game).index(wanted),
        count=len(Game),
        questions=labels.hear_questions(seat.you),
        pictures=labels.HEAR_PICTURES,
        words=_words(),
    )


@bp.post("/learn/hands/<game>")
def take(game: str) -> ResponseReturnValue:
    """Take what a game measured; after the last game, decide."""
    measure = parse_measure(_game(game), request.get_data())
    _keep(current_seat(), _game(game), measure)
    return jsonify(next=url_for("hand_test.go_on"))


@bp.post("/learn/hands/<game>/skip")
def leave_out(game: str) -> ResponseReturnValue:
    """Go on without a game."""
    _keep(current_seat(), _game(game), None)
    return redirect(url_for("hand_test.go_on"))


def _game(name: str) -> Game:
    try:
        return Game(name)
    except ValueError as error:
        raise GameNotFoundError from error


def _find_open(seat: Seat) -> UUID | None:
    with database().read() as db:
        return queries.find_open(db, seat.learner_id)


def _keep(seat: Seat, game: Game, measure: Measure | None) -> None:
    """Store a game of the hand test that is going on; one that is over stays as it is."""
    with database().write() as db:
        test = queries.find_open(db, seat.learner_id)
        if test is None:
            return
        actions.store_game(db, test, game, measure, now=utc_now())
        db.flush()
        played = queries.list_games(db, test)
    if rules.next_game(played) is None:
        _finish(seat, test, {one: found for one, found in played.items() if found is not None})


def _finish(seat: Seat, hand_test_id: UUID, measures: dict[Game, Measure]) -> None:
    if measures:
        wanted = rules.apply(rules.decide(measures), preferences.shown())
        # Before the end is noted: whoever is interrupted here plays the last game once more.
        preferences.keep_for(seat.learner_id, wanted, set_by=SetBy.HAND_TEST)
    with database().write() as db:
        actions.end(db, hand_test_id, Ending.FINISHED, now=utc_now())


def _words() -> dict[str, str]:
    """Return what the pages of the games say while playing, and the names of the keys."""
    return {
        "well_done": _("Well done!"),
        "saving": _("Saving, please wait a moment"),
        "waiting": _("No connection. The machine keeps trying."),
        "aim_at_the_middle": _("Take your time. Press the middle."),
        "let_go_in_the_basket": _("Almost! Or press the thing, then the basket."),
        "no_sound": _("This machine has no sound. That is all right."),
        "slower": _("Now a little slower."),
        "erase": _("Erase"),
        "enter": _("Done typing"),
        "space": _("Space"),
        "shift": _("Capital letter"),
    }
