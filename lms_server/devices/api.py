"""JSON of kiosks: pairing and heartbeats."""

import logging
from typing import TypeVar, cast

import msgspec
from flask import Blueprint, Flask, Response, current_app, request

from common.clock import utc_now
from common.text import nfc
from common.web.csrf import json_api, open_api
from common.wire import pairing as wire
from common.wire.heartbeat import PATH as HEARTBEAT_PATH
from lms_server.devices import actions, queries
from lms_server.devices.access import current_device, known_devices
from lms_server.devices.errors import (
    BadPairingMessageError,
    NoOpenCodeError,
    WrongCodeError,
)
from lms_server.devices.heartbeats import read_sign, write_answer
from lms_server.devices.models import DeviceKind
from lms_server.devices.pairing import Exchanges, new_token
from lms_server.devices.signs import signs_of_life
from lms_server.devices.staff_pin import staff_pins
from lms_server.web.context import config, database, tls_fingerprint

Message = TypeVar("Message", bound=msgspec.Struct)
_EXCHANGES = "bus_lms.pairing_exchanges"

log = logging.getLogger(__name__)
bp = Blueprint("devices_api", __name__)


@bp.post(wire.START_PATH)
@open_api
def start_pairing() -> Response:
    """Answer the first message of a kiosk that someone typed the code into."""
    start = _parse(wire.PairingStart)
    now = utc_now()
    with database().read() as db:
        code = queries.find_open_code(db, now)
    if code is None:
        raise NoOpenCodeError
    started = _exchanges().begin(start, code=code, fingerprint=tls_fingerprint(), now=now)
    return _json(started)


@bp.post(wire.FINISH_PATH)
@open_api
def finish_pairing() -> Response:
    """Check the kiosk's proof; give it its token and our own proof."""
    finish = _parse(wire.PairingFinish)
    now = utc_now()
    exchange = _exchanges().take(finish.pairing_id, now)
    try:
        exchange.check(finish.proof)
    except WrongCodeError:
        with database().write() as db:
            actions.count_failure(db, exchange.code_id, now=now)
        raise
    token = new_token()
    with database().write() as db:
        device_id = actions.pair_device(
            db,
            code_id=exchange.code_id,
            name=nfc(exchange.device_name) or "?",
            kind=DeviceKind.KIOSK,
            token_hash=actions.hash_token(token),
            now=now,
        )
    known_devices().forget()
    log.info("kiosk paired", extra={"device_id": str(device_id)})
    finished = wire.PairingFinished(
        proof=wire.proof(exchange.shared_key, "server"),
        device_id=device_id,
        device_token=token,
        bus_code=config().bus_code,
        bus_name=config().bus_name,
        staff_pin=staff_pins().now().digits,
    )
    return _json(finished)


@bp.post(HEARTBEAT_PATH)
@json_api
def heartbeat() -> Response:
    """Note that a kiosk is alive and how it does."""
    device = current_device()
    now = utc_now()
    signs_of_life().note(device.id, read_sign(request.get_data(), now))
    answer = write_answer(device, config().bus_name, staff_pins().now(), now)
    return Response(answer, mimetype="application/json")


def install(app: Flask) -> None:
    """Let ``app`` remember pairings that were begun."""
    app.extensions[_EXCHANGES] = Exchanges()


def _exchanges() -> Exchanges:
    return cast(Exchanges, current_app.extensions[_EXCHANGES])


def _parse(message_type: type[Message]) -> Message:
    try:
        return msgspec.json.decode(request.get_data(), type=message_type)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadPairingMessageError from error


def _json(message: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(message), mimetype="application/json")
