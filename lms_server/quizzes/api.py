"""Answers from any page or kiosk; the attempt for the page; its end."""

from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from common.clock import utc_now
from common.uptime import uptime
from common.web.csrf import json_api
from common.wire import responses as wire
from common.wire.receipts import encode_receipts
from courses.addressing import say_to
from lms_server.devices.access import current_device
from lms_server.quizzes import actions, queries, slips
from lms_server.quizzes.errors import AttemptNotFoundError, WrongDeviceError
from lms_server.quizzes.views import attempt_view
from lms_server.training.seat import current_seat
from lms_server.web.context import catalog, database
from lms_server.web.slips import slip_desk

bp = Blueprint("quizzes_api", __name__)


@bp.post(wire.PATH)
@json_api
def receive_responses() -> Response:
    """Take a batch of responses; answer with one receipt per message."""
    device = current_device()
    messages = wire.parse_responses(request.get_data())
    desk, now, courses = slip_desk(), utc_now(), catalog()
    courseless: set[UUID] = set()
    with database().write() as db:
        if desk is not None:
            courseless = slips.redeem(
                db, messages, desk, device_id=device.id, items=courses, now=now
            )
        receipts = actions.accept_responses(
            db,
            messages,
            device_id=device.id,
            items=courses,
            now=now,
            uptime=uptime(),
            courseless=courseless,
        )
        if desk is not None:
            receipts = slips.add_slips(db, messages, receipts, desk)
    return Response(encode_receipts(receipts), mimetype="application/json")


@bp.get("/api/v1/attempts/<uuid:attempt_id>")
def get_attempt(attempt_id: UUID) -> Response:
    """Return the items without their keys, and what is answered already."""
    seat = current_seat()
    with database().read() as db:
        attempt = queries.get_attempt(db, attempt_id)
        counted = queries.list_counted(db, attempt_id)
    if attempt.learner_id != seat.learner_id:
        raise AttemptNotFoundError
    if attempt.device_id != seat.device_id:
        raise WrongDeviceError
    course = say_to(catalog().get_course(attempt.course_id, attempt.course_version), seat.you)
    return jsonify(attempt_view(attempt, counted, course))


@bp.post("/api/v1/attempts/<uuid:attempt_id>/submit")
@json_api
def submit(attempt_id: UUID) -> Response:
    """Score the attempt and close it."""
    seat = current_seat()
    with database().write() as db:
        result = actions.submit_attempt(
            db,
            attempt_id,
            learner_id=seat.learner_id,
            items=catalog(),
            now=utc_now(),
            uptime=uptime(),
        )
    return jsonify(
        attempt_id=str(result.attempt_id),
        correct=result.correct,
        item_count=result.item_count,
        scaled=result.scaled,
        is_passed=result.is_passed,
    )
