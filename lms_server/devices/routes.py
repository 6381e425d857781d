"""Pages of kiosks: the pairing code, name and seat, the PIN, ``/join`` for browsers."""

import hmac
import secrets
from datetime import timedelta
from typing import cast
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.errors import DomainError
from common.release import VERSION
from common.web.errors import error_text
from common.wire.words import pair_words
from lms_server.accounts.login import current_account
from lms_server.devices import actions, queries, rules
from lms_server.devices.access import COOKIE, find_device, known_devices
from lms_server.devices.errors import (
    NameMissingError,
    NameTakenError,
    NameTooLongError,
    NoOpenCodeError,
    SeatTakenError,
    SeatTooLongError,
    WrongCodeError,
)
from lms_server.devices.forms import Placing, parse_placing, typed_placing
from lms_server.devices.models import DeviceKind
from lms_server.devices.pairing import new_token
from lms_server.devices.signs import signs_of_life
from lms_server.devices.staff_pin import staff_pins
from lms_server.web.backoff import BackOff
from lms_server.web.context import database, tls_fingerprint

COOKIE_LIFE = timedelta(days=365)
_BACKOFF = "bus_lms.join_backoff"
_LIST = "device_wall.show"
_WRONG_NAME = (NameMissingError, NameTooLongError, NameTakenError)
_WRONG_SEAT = (SeatTooLongError, SeatTakenError)
bp = Blueprint("devices", __name__, template_folder="templates")


@bp.post("/staff/devices/code")
def open_code() -> ResponseReturnValue:
    """Open a new pairing code."""
    account = current_account()
    code = rules.new_code(secrets.randbelow)
    with database().write() as db:
        actions.open_code(db, code=code, account_id=account.id, now=utc_now())
    return redirect(url_for(_LIST))


@bp.get("/staff/devices/<uuid:device_id>")
def show_device(device_id: UUID) -> ResponseReturnValue:
    """Show one kiosk: its name and seat, and the way to remove it."""
    with database().read() as db:
        device = queries.get_device(db, device_id)
    return _show_device(device, typed=Placing(device.name, device.seat))


@bp.post("/staff/devices/<uuid:device_id>/name")
def place(device_id: UUID) -> ResponseReturnValue:
    """Give a kiosk another name and seat; what is wrong is told beside what was typed."""
    try:
        placing = parse_placing(request.form)
        with database().write() as db:
            actions.place_device(
                db, device_id, placing, account_id=current_account().id, now=utc_now()
            )
    except (*_WRONG_NAME, *_WRONG_SEAT) as error:
        with database().read() as db:
            device = queries.get_device(db, device_id)
        page = _show_device(device, typed=typed_placing(request.form), error=error)
        return page, error.http_status
    known_devices().forget()
    return redirect(url_for(_LIST))


@bp.get("/staff/devices/pin")
def show_pin() -> ResponseReturnValue:
    """Show how staff leave a kiosk, the PIN, and which kiosks have not heard of it yet."""
    pin = staff_pins().now()
    with database().read() as db:
        devices = signs_of_life().freshen(queries.list_devices(db))
    kiosks = [one for one in devices if one.kind is DeviceKind.KIOSK]
    unaware = [one for one in kiosks if rules.is_unaware(one.last_seen_at, pin.since)]
    return render_template("devices/staff_pin.html", pin=pin.digits, unaware=unaware)


@bp.get("/staff/devices/pin/renew")
def ask_new_pin() -> ResponseReturnValue:
    """Ask once more before there is another PIN."""
    return render_template("devices/new_pin.html")


@bp.post("/staff/devices/pin/renew")
def renew_pin() -> ResponseReturnValue:
    """Make another PIN; who did it is on record before it holds."""
    with database().write() as db:
        actions.note_new_pin(db, account_id=current_account().id, now=utc_now())
    staff_pins().renew(secrets.token_bytes)
    flash(_("The code is new. Kiosks that are on know it in a few seconds."), "done")
    return redirect(url_for("devices.show_pin"))


@bp.get("/join")
def join() -> ResponseReturnValue:
    """Ask a plain browser for the code."""
    if find_device() is not None:
        return redirect("/learn/")
    return render_template("devices/join.html", error=None)


@bp.post("/join")
def join_with_code() -> ResponseReturnValue:
    """Pair a plain browser that typed the right code."""
    try:
        token = _pair_browser(rules.clean_code(request.form.get("code", "")))
    except DomainError as error:
        return render_template("devices/join.html", error=error_text(error)), error.http_status
    response = redirect("/learn/")
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_LIFE,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    return response


def _pair_browser(typed: str) -> str:
    """Return the token of a browser whose person typed the open code."""
    now = utc_now()
    backoff = cast(BackOff, current_app.extensions[_BACKOFF])
    address = request.remote_addr or ""
    backoff.check(address, now)
    with database().read() as db:
        code = queries.find_open_code(db, now)
        number = queries.count_devices(db) + 1
    if code is None:
        raise NoOpenCodeError
    if not hmac.compare_digest(typed, code.code):
        backoff.fail(address, now)
        with database().write() as db:
            actions.count_failure(db, code.id, now=now)
        raise WrongCodeError
    token = new_token()
    with database().write() as db:
        actions.pair_device(
            db,
            code_id=code.id,
            name=_("Browser %(number)s", number=number),
            kind=DeviceKind.BROWSER,
            token_hash=actions.hash_token(token),
            now=now,
        )
    backoff.succeed(address)
    known_devices().forget()
    return token


def install(app: Flask) -> None:
    """Let ``app`` slow down guesses on ``/join``."""
    app.extensions[_BACKOFF] = BackOff()


def _show_device(
    device: queries.ListedDevice, *, typed: Placing, error: DomainError | None = None
) -> str:
    return render_template(
        "devices/device.html",
        device=signs_of_life().freshen([device])[0],
        typed=typed,
        name_error=error_text(error) if isinstance(error, _WRONG_NAME) else "",
        seat_error=error_text(error) if isinstance(error, _WRONG_SEAT) else "",
        bus_version=VERSION,
        words=pair_words(tls_fingerprint(), device.id),
        is_clock_wrong=rules.is_clock_wrong,
    )
