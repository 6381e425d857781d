"""Pages of the door: sign in, sign out, the first page, a new password."""

import logging

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.errors import DomainError
from common.web.errors import error_text
from lms_server.accounts import actions, login, queries
from lms_server.accounts.forms import PasswordChange, SignIn
from lms_server.accounts.guard import admit
from lms_server.accounts.passwords import hash_password, is_password
from lms_server.accounts.rules import check_password
from lms_server.web import menu, sessions
from lms_server.web.context import database

log = logging.getLogger(__name__)
bp = Blueprint("accounts", __name__, url_prefix="/staff", template_folder="templates")


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the door."""
    return _show_sign_in(SignIn("", ""))


@bp.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Check name and password; begin a session."""
    form = SignIn.parse(request.form)
    now = utc_now()
    try:
        account = admit(form, address=request.remote_addr or "", now=now)
    except DomainError as error:
        return _show_sign_in(form, error), error.http_status
    with database().write() as db:
        actions.note(db, "account.signed_in", account.id, now=now)
    login.begin(account)
    return redirect(_local_path(request.form.get("next", "")) or url_for("accounts.home"))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    account = login.current_account()
    with database().write() as db:
        actions.note(db, "account.signed_out", account.id, now=utc_now())
    login.finish()
    flash(_("You are signed out."), "done")
    return redirect(url_for("accounts.sign_in"))


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show what this person can do, as large tiles."""
    return render_template("accounts/home.html", entries=menu.shown_menu())


@bp.get("/password")
def change_password() -> ResponseReturnValue:
    """Show the form for a new password."""
    return render_template("accounts/password.html", errors={})


@bp.post("/password")
def store_password() -> ResponseReturnValue:
    """Store a new password; all other sessions of the account end."""
    account = login.current_account()
    form = PasswordChange.parse(request.form)
    errors = _find_problems(form, account)
    if errors:
        return render_template("accounts/password.html", errors=errors), 400
    new_hash = hash_password(form.new)
    actor = actions.actor_of(account.id)
    with database().write() as db:
        actions.change_password(db, account.id, password_hash=new_hash, now=utc_now(), actor=actor)
    sessions.end_all(actor)
    login.begin(account)
    flash(_("The new password is stored."), "done")
    return redirect(url_for("accounts.home"))


def _find_problems(form: PasswordChange, account: queries.AccountRow) -> dict[str, str]:
    if not is_password(form.old, account.password_hash):
        return {"old": _("This is not the password until now.")}
    if form.new != form.again:
        return {"again": _("The two passwords are not the same.")}
    try:
        check_password(form.new, sign_in_name=account.sign_in_name)
    except DomainError as error:
        return {"new": error_text(error)}
    return {}


def _show_sign_in(form: SignIn, error: DomainError | None = None) -> str:
    return render_template(
        "accounts/sign_in.html",
        sign_in_name=form.sign_in_name,
        next_path=_local_path(request.values.get("next", "")),
        error=None if error is None else error_text(error),
    )


def _local_path(wish: str) -> str:
    """Return ``wish`` when it is a path of the staff's pages, else an empty text."""
    is_ours = wish.startswith("/staff") and "\\" not in wish and wish.isprintable()
    return wish if is_ours else ""
