"""The guard at the door: right name, right password, not too many tries."""

from datetime import datetime
from typing import cast

from flask import Flask, current_app

from lms_server.accounts import actions, queries
from lms_server.accounts.errors import WrongPasswordError
from lms_server.accounts.forms import SignIn
from lms_server.accounts.passwords import is_password
from lms_server.web.backoff import BackOff
from lms_server.web.context import database

_GUARD = "bus_lms.guard"


class _Guard:
    def __init__(self) -> None:
        self.by_place = BackOff()
        """Wrong tries by account and address: a guesser shuts the door only for themselves."""
        self.by_account = BackOff(free_tries=50)
        """Wrong tries by account alone, for a guesser with many addresses."""


def install(app: Flask) -> None:
    """Put a guard at the door of ``app``."""
    app.extensions[_GUARD] = _Guard()


def admit(form: SignIn, *, address: str, now: datetime) -> queries.AccountRow:
    """Return the account that may enter.

    Raises:
        TooManyTriesError: the door is shut for a while.
        WrongPasswordError: no such open account, or another password.
    """
    guard = cast(_Guard, current_app.extensions[_GUARD])
    place = f"{form.sign_in_name} {address}"
    keys = ((guard.by_place, place), (guard.by_account, form.sign_in_name))
    for backoff, key in keys:
        backoff.check(key, now)
    with database().read() as db:
        account = queries.find_by_sign_in_name(db, form.sign_in_name)
    if is_password(form.password, account.password_hash if account else None) and account:
        for backoff, key in keys:
            backoff.succeed(key)
        return account
    is_shut = [backoff.fail(key, now) for backoff, key in keys]
    if account is not None and any(is_shut):
        with database().write() as db:
            actions.note(db, "account.locked_out", account.id, now=now, actor="system")
    raise WrongPasswordError
