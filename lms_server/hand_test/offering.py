"""Offering the hand test: once after signing in, until the learner has played or declined."""

from flask import render_template, session

from lms_server.hand_test import queries
from lms_server.training.seat import Seat
from lms_server.web.context import database

_OFFERED = "hand_test_offered"


def offer_once(seat: Seat) -> str | None:
    """Return the screen that offers the hand test; None when it was offered before."""
    offered = session.get(_OFFERED, [])
    if seat.enrolment_id.hex in offered:
        return None
    session[_OFFERED] = [*offered, seat.enrolment_id.hex]
    with database().read() as db:
        if queries.is_known(db, seat.learner_id):
            return None
    return draw_offer(seat)


def draw_offer(seat: Seat) -> str:
    """Return the screen that offers the hand test."""
    return render_template("hand_test/offer.html", seat=seat)
