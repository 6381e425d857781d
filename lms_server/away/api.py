"""Steps that learners took while the bus was away."""

from flask import Blueprint, Response, request

from common.clock import utc_now
from common.uptime import uptime
from common.web.csrf import json_api
from common.wire import away as wire
from common.wire.receipts import encode_receipts
from lms_server.away import slips
from lms_server.away.actions import accept_steps
from lms_server.devices.access import current_device
from lms_server.training.open_sittings import open_sittings
from lms_server.web.context import catalog, database
from lms_server.web.slips import slip_desk

bp = Blueprint("away_api", __name__)


@bp.post(wire.STEPS_PATH)
@json_api
def receive_steps() -> Response:
    """Take a batch of steps; answer with one receipt per message."""
    device = current_device()
    messages = wire.parse_steps(request.get_data())
    desk, now = slip_desk(), utc_now()
    with database().write() as db:
        if desk is not None:
            slips.redeem(db, messages, desk, device_id=device.id, now=now)
        receipts = accept_steps(
            db,
            messages,
            device_id=device.id,
            courses=catalog(),
            now=now,
            uptime=uptime(),
        )
        if desk is not None:
            receipts = slips.add_slips(db, messages, receipts, desk)
    open_sittings().forget()
    return Response(encode_receipts(receipts), mimetype="application/json")
