"""Pages of all kiosks: the wall with the open code, and the removal of one."""

from datetime import datetime
from functools import partial
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.clock import utc_now
from common.wire.heartbeat import Page
from common.wire.words import pair_words
from lms_server.accounts.login import current_account
from lms_server.assistance.actions import take_back
from lms_server.assistance.board import help_board
from lms_server.dashboard.device_wall import DeviceOnWall, read_wall
from lms_server.devices.access import known_devices
from lms_server.devices.actions import revoke_device
from lms_server.devices.errors import DeviceNotFoundError
from lms_server.devices.places import list_places
from lms_server.devices.queries import find_open_code
from lms_server.devices.rules import CODE_LIFE, URGENT, code_words
from lms_server.devices.signs import signs_of_life
from lms_server.training.open_sittings import open_sittings
from lms_server.training.sittings import clear_device
from lms_server.web import sessions
from lms_server.web.context import config, database, tls_fingerprint

bp = Blueprint("device_wall", __name__, template_folder="templates")
PAGES = {
    Page.KIOSK: _l("Just connected"),
    Page.DOOR: _l("Signing in"),
    Page.HANDS: _l("Warming up the hands"),
    Page.PATH: _l("Path of the course"),
    Page.LESSON: _l("Lesson"),
    Page.TASK: _l("Practice"),
    Page.QUIZ: _l("Quiz"),
    Page.RESULT: _l("Result"),
    Page.EXTRA: _l("Extra lessons"),
    Page.OTHER: _l("Another screen"),
}


@bp.get("/staff/devices")
def show() -> ResponseReturnValue:
    """Show all kiosks and, large, the code that is open."""
    now = utc_now()
    with database().read() as db:
        wall = read_wall(db, signs_of_life(), now)
        code = find_open_code(db, now)
    return render_template(
        "dashboard/devices.html",
        wall=wall,
        code=code,
        code_words=code_words,
        places=list_places(config()),
        pages=PAGES,
        urgent=URGENT,
        now=now,
        new_since=now - CODE_LIFE,
        words_of=partial(pair_words, tls_fingerprint()),
    )


@bp.get("/staff/devices/<uuid:device_id>/remove")
def ask_removal(device_id: UUID) -> ResponseReturnValue:
    """Ask once more before a kiosk is removed; say who sits there and what it still holds."""
    return render_template("dashboard/remove_device.html", one=_find(device_id, utc_now()))


@bp.post("/staff/devices/<uuid:device_id>/remove")
def remove(device_id: UUID) -> ResponseReturnValue:
    """Withdraw a kiosk's token; whoever sits there is signed out, from this moment on."""
    now = utc_now()
    with database().write() as db:
        revoke_device(db, device_id, account_id=current_account().id, now=now)
        clear_device(db, device_id, now=now)
        take_back(db, device_id, now=now)
    known_devices().forget()
    open_sittings().forget()
    help_board().forget()
    signs_of_life().forget(device_id)
    sessions.end_all(f"device:{device_id}")
    flash(_("The kiosk is removed: it can no longer reach the bus."), "done")
    return redirect(url_for("device_wall.show"))


def _find(device_id: UUID, now: datetime) -> DeviceOnWall:
    with database().read() as db:
        wall = read_wall(db, signs_of_life(), now)
    found = next((one for one in wall if one.device.id == device_id), None)
    if found is None:
        raise DeviceNotFoundError
    return found
