"""Pages of the officer's signing key and of the issuing unit."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from common.clock import utc_now
from common.errors import DomainError
from common.sealing import WrongPassphraseError
from common.web.errors import error_text
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.issuing import actions, profiles
from lms_server.issuing.forms import NewKey, parse_passphrase, parse_profile
from lms_server.issuing.keyring import create_key, find_sealed_key, get_sealed_key, keyring
from lms_server.issuing.province import find_trust
from lms_server.issuing.rules import MOST_SIGNATURES, UNLOCKED_FOR
from lms_server.web.context import config, database

bp = Blueprint("signing", __name__, url_prefix="/staff/certificates", template_folder="templates")


@bp.get("/key")
def show_key() -> ResponseReturnValue:
    """Show the officer's own signing key."""
    return _show_key()


@bp.post("/key")
def make_key() -> ResponseReturnValue:
    """Make the officer's signing key."""
    account_id = current_account().id
    try:
        form = NewKey.parse(request.form)
        with database().read() as db:
            profile = profiles.get_profile(db)
        sealed = create_key(
            config().data_dir,
            account_id,
            issuer_did=profile.issuer_did,
            passphrase=form.passphrase,
        )
    except DomainError as error:
        return _show_key(error_text(error)), error.http_status
    with database().write() as db:
        actions.note_key(db, "key.created", sealed.key_id, officer_id=account_id, now=utc_now())
    flash(_("The signing key is made. The province must confirm it now."), "done")
    return redirect(url_for("signing.show_key"))


@bp.post("/key/unlock")
def unlock() -> ResponseReturnValue:
    """Open the officer's key for a short while."""
    account_id, now = current_account().id, utc_now()
    keys = keyring()
    keys.tries.check(str(account_id), now)
    sealed = get_sealed_key(config().data_dir, account_id)
    try:
        key = sealed.unlock(parse_passphrase(request.form))
    except WrongPassphraseError as error:
        keys.tries.fail(str(account_id), now)
        with database().write() as db:
            actions.note_key(
                db, "key.unlock_refused", sealed.key_id, officer_id=account_id, now=now
            )
        flash(error_text(error), "error")
        return _back()
    keys.tries.succeed(str(account_id))
    with database().write() as db:
        actions.note_key(db, "key.unlocked", sealed.key_id, officer_id=account_id, now=now)
    keys.put(account_id, key, now)
    flash(_("The signing key is unlocked."), "done")
    return _back()


@bp.post("/key/lock")
def lock() -> ResponseReturnValue:
    """Close the officer's key at once."""
    keyring().drop(current_account().id)
    flash(_("The signing key is locked."), "done")
    return _back()


@bp.get("/unit")
def show_unit() -> ResponseReturnValue:
    """Show the issuing unit and the signer."""
    with database().read() as db:
        profile = profiles.find_profile(db)
    values = MultiDict({} if profile is None else vars(profile))
    if profile is not None:
        values["communes"] = "\n".join(f"{code} {name}" for code, name in profile.communes)
    return render_template("issuing/unit.html", values=values, error="")


@bp.post("/unit")
def store_unit() -> ResponseReturnValue:
    """Put a new issuing unit and signer in force for certificates from now on."""
    actor = actor_of(current_account().id)
    try:
        profile = parse_profile(request.form)
        with database().write() as db:
            profiles.set_profile(db, profile, actor=actor, now=utc_now())
    except DomainError as error:
        page = render_template("issuing/unit.html", values=request.form, error=error_text(error))
        return page, error.http_status
    flash(_("The issuing unit is stored. It counts from the next certificate on."), "done")
    return redirect(url_for("signing.show_unit"))


def _show_key(error: str = "") -> str:
    account_id, now = current_account().id, utc_now()
    sealed = find_sealed_key(config().data_dir, account_id)
    trust = find_trust(config().data_dir)
    with database().read() as db:
        profile = profiles.find_profile(db)
    return render_template(
        "issuing/key.html",
        sealed=sealed,
        listed=trust.find_key(sealed.key_id) if sealed and trust else None,
        unlocked=keyring().find(account_id, now),
        has_profile=profile is not None,
        minutes=int(UNLOCKED_FOR.total_seconds() // 60),
        signatures=MOST_SIGNATURES,
        error=error,
    )


def _back() -> ResponseReturnValue:
    """Return to the page of the register that the person came from."""
    path = request.form.get("next", "")
    is_ours = path.startswith("/staff/certificates/") and "\\" not in path and "//" not in path
    return redirect(path if is_ours and path.isprintable() else url_for("signing.show_key"))
