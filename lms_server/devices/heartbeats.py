"""What a heartbeat says, and the short way on which a usual one is answered."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from flask import Flask

from common.clock import from_wire, to_wire, utc_now
from common.wire.heartbeat import Heartbeat, HeartbeatAnswer, Page
from lms_server.devices.access import bearer_token, known_devices_of
from lms_server.devices.actions import SignOfLife
from lms_server.devices.errors import BadHeartbeatError
from lms_server.devices.models import DeviceKind
from lms_server.devices.queries import DeviceRow
from lms_server.devices.signs import signs_of_life_in
from lms_server.devices.staff_pin import StaffPin, staff_pins_of
from lms_server.web.context import config_of

_LEARNING = "learning"
"""The kiosk shows pages of the bus; in any other state, its own."""
_LONGEST_SKEW_S = 10**9
_PAGES = {page.value: page for page in Page}


def read_sign(raw: bytes, now: datetime) -> SignOfLife:
    """Return what a heartbeat says.

    Raises:
        BadHeartbeatError: the message is not one.
    """
    try:
        beat = msgspec.json.decode(raw, type=Heartbeat)
        arrived_ahead_s = (from_wire(beat.clock_at) - now).total_seconds()
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadHeartbeatError from error
    measured_ms = beat.clock_ahead_ms
    ahead_s = arrived_ahead_s if measured_ms is None else measured_ms / 1000
    return SignOfLife(
        last_seen_at=now,
        version=beat.version,
        queue_length=beat.queue_length,
        set_aside=beat.set_aside,
        clock_ahead_s=round(max(-_LONGEST_SKEW_S, min(ahead_s, _LONGEST_SKEW_S))),
        page=_page(beat),
        idle_s=beat.idle_s,
        battery_percent=beat.battery_percent,
        is_charging=beat.is_charging,
    )


def write_answer(device: DeviceRow, bus_name: str, pin: StaffPin, now: datetime) -> bytes:
    """Return the answer to a heartbeat; only a kiosk has anything to do with the PIN."""
    answer = HeartbeatAnswer(
        device_name=device.name,
        bus_name=bus_name,
        now=to_wire(now),
        staff_pin=pin.kept if device.kind is DeviceKind.KIOSK else "",
    )
    return msgspec.json.encode(answer)


def short_way(app: Flask) -> Callable[[str, bytes], bytes | None]:
    """Return what answers a usual heartbeat at once, from memory alone.

    It takes the Authorization header and the body, and returns None for all that is not usual:
    a device not known yet or removed, an odd message, the minute in which signs are written down.
    Then the program answers, as it would have done anyway.
    """
    devices, signs, pins = known_devices_of(app), signs_of_life_in(app), staff_pins_of(app)
    bus_name = config_of(app).bus_name

    def answer(authorization: str, raw: bytes) -> bytes | None:
        device = devices.recall(bearer_token(authorization))
        if device is None:
            return None
        now = utc_now()
        try:
            sign = read_sign(raw, now)
        except BadHeartbeatError:
            return None
        if not signs.note_in_memory(device.id, sign):
            return None
        return write_answer(device, bus_name, pins.now(), now)

    return answer


def _page(beat: Heartbeat) -> Page | None:
    if beat.state not in {"", _LEARNING}:
        return Page.KIOSK
    return _PAGES.get(beat.page, Page.OTHER) if beat.page else None
