"""Traces of simulators from any page or kiosk."""

from flask import Blueprint, Response, request

from common.clock import utc_now
from common.web.csrf import json_api
from common.wire import traces as wire
from common.wire.receipts import encode_receipts
from lms_server.devices.access import current_device
from lms_server.lessons import actions
from lms_server.web.context import catalog, database

bp = Blueprint("lessons_api", __name__)


@bp.post(wire.PATH)
@json_api
def receive_traces() -> Response:
    """Take a batch of traces; answer with one receipt per message."""
    device = current_device()
    messages = wire.parse_traces(request.get_data())
    with database().write() as db:
        receipts = actions.accept_traces(
            db, messages, device_id=device.id, courses=catalog(), now=utc_now()
        )
    return Response(encode_receipts(receipts), mimetype="application/json")
