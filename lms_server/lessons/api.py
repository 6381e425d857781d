"""Traces of simulators from any page or kiosk."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from common.clock import utc_now
from common.web.csrf import json_api
from common.wire import traces as wire
from common.wire.receipts import encode_receipts
from lms_server.devices.access import current_device
from lms_server.lessons import actions, drafts, slips
from lms_server.web.context import catalog, database
from lms_server.web.slips import slip_desk

bp = Blueprint("lessons_api", __name__)


@bp.post(wire.PATH)
@json_api
def receive_traces() -> Response:
    """Take a batch of traces; answer with one receipt per message."""
    device = current_device()
    messages = wire.parse_traces(request.get_data())
    desk = slip_desk()
    with database().write() as db:
        if desk is not None:
            slips.redeem(db, messages, desk, device_id=device.id)
        receipts = actions.accept_traces(
            db, messages, device_id=device.id, courses=catalog(), now=utc_now()
        )
        if desk is not None:
            receipts = slips.add_slips(db, messages, receipts, desk)
    return Response(encode_receipts(receipts), mimetype="application/json")


@bp.post("/api/v1/drafts")
@json_api
def keep_draft() -> ResponseReturnValue:
    """Keep how far an unfinished try came, so that it goes on at any machine."""
    device = current_device()
    draft = drafts.parse_draft(request.get_data())
    with database().write() as db:
        drafts.keep_draft(db, draft, device_id=device.id)
    return "", 204
