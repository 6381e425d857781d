"""Pages of kiosks: the trainer's list with the open code, and ``/join`` for browsers."""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.errors import DomainError
from common.web.errors import error_text
from lms_server.accounts.login import current_account
from lms_server.devices import actions, queries, rules
from lms_server.devices.access import COOKIE, find_device, known_devices
from lms_server.devices.errors import NoOpenCodeError, WrongCodeError
from lms_server.devices.forms import parse_device_name
from lms_server.devices.models import DeviceKind
from lms_server.devices.pairing import new_token
from lms_server.devices.places import list_places
from lms_server.devices.signs import signs_of_life
from lms_server.web.backoff import BackOff
from lms_server.web.context import config, database

COOKIE_LIFE = timedelta(days=365)
_BACKOFF = "bus_lms.join_backoff"
bp = Blueprint("devices", __name__, template_folder="templates")


@bp.get("/staff/devices")
def list_devices() -> ResponseReturnValue:
    """Show all kiosks and, large, the code that is open."""
    now = utc_now()
    with database().read() as db:
        devices = queries.list_devices(db)
        code = queries.find_open_code(db, now)
    shown = [_show(device, now) for device in signs_of_life().freshen(devices)]
    return render_template(
        "devices/list.html",
        devices=shown,
        code=code,
        code_words=rules.code_words,
        places=list_places(config()),
    )


@bp.post("/staff/devices/code")
def open_code() -> ResponseReturnValue:
    """Open a new pairing code."""
    account = current_account()
    code = rules.new_code(secrets.randbelow)
    with database().write() as db:
        actions.open_code(db, code=code, account_id=account.id, now=utc_now())
    return redirect(url_for("devices.list_devices"))


@bp.get("/staff/devices/<uuid:device_id>")
def show_device(device_id: UUID) -> ResponseReturnValue:
    """Show one kiosk: its name, and how to take its token away."""
    with database().read() as db:
        device = queries.get_device(db, device_id)
    return render_template("devices/device.html", device=device)


@bp.post("/staff/devices/<uuid:device_id>/name")
def rename(device_id: UUID) -> ResponseReturnValue:
    """Give a kiosk another name."""
    name = parse_device_name(request.form)
    if name:
        with database().write() as db:
            actions.rename_device(
                db, device_id, name=name, account_id=current_account().id, now=utc_now()
            )
        known_devices().forget()
    return redirect(url_for("devices.list_devices"))


@bp.post("/staff/devices/<uuid:device_id>/revoke")
def revoke(device_id: UUID) -> ResponseReturnValue:
    """Withdraw a kiosk's token."""
    with database().write() as db:
        actions.revoke_device(db, device_id, account_id=current_account().id, now=utc_now())
    known_devices().forget()
    flash(_("The kiosk is removed. Its saved answers stay."), "done")
    return redirect(url_for("devices.list_devices"))


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


def _show(device: queries.ListedDevice, now: datetime) -> tuple[object, ...]:
    """Return a line of the list: the device, how it does, whether its clock is wrong."""
    health = rules.health(
        last_seen_at=device.last_seen_at,
        queue_length=device.queue_length,
        set_aside=device.set_aside,
        now=now,
        silent_after=rules.silence_allowed(is_browser=device.kind is DeviceKind.BROWSER),
    )
    return device, health, rules.is_clock_wrong(device.clock_ahead_s)
