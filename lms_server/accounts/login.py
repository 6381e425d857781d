"""Flask-Login for the staff: who is signed in on this browser."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from flask import Flask, Request, session
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from lms_server.accounts import queries
from lms_server.accounts.actions import actor_of
from lms_server.accounts.models import Role
from lms_server.accounts.queries import AccountRow
from lms_server.web import principal, sessions
from lms_server.web.context import database

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=16)
_USER_KEY = "_user_id"


class StaffUser(UserMixin):  # type: ignore[misc]
    """A signed-in member of staff, as pages see them."""

    def __init__(self, account: AccountRow) -> None:
        self.account = account
        self.id = str(account.id)
        self.full_name = account.full_name

    @property
    def role_label(self) -> str:
        """The role in the visitor's language."""
        return role_label(self.account.role)


def role_label(role: Role) -> str:
    """Return a role in the visitor's language."""
    labels = {
        Role.TRAINER: _("Trainer"),
        Role.ASSISTANT: _("Assistant"),
        Role.OFFICER: _("Certification officer"),
        Role.ADMIN: _("Bus administrator"),
    }
    return str(labels[role])


def current_account() -> AccountRow:
    """Return the account of this request; the access table has let only staff in.

    Raises:
        RuntimeError: nobody is signed in, so the access table is wrong.
    """
    if not current_user.is_authenticated:
        raise RuntimeError("no account in a view for staff")
    account: AccountRow = current_user.account
    return account


def begin(account: AccountRow) -> None:
    """Start the session of a member of staff under a new token."""
    sessions.start(actor_of(account.id), idle=IDLE, absolute=ABSOLUTE)
    login_user(StaffUser(account))


def finish() -> None:
    """End the session of this browser."""
    logout_user()
    sessions.end()


def install(app: Flask) -> None:
    """Let ``app`` know its staff."""
    manager = LoginManager()
    # Tokens are random and live on the server: tying them to an address would only sign
    # people out when the Wi-Fi gives a new one.
    manager.session_protection = None
    manager.init_app(app)
    manager.user_loader(_load)
    principal.register(app, _find_principals)


def _load(account_id: str) -> StaffUser | None:
    with database().read() as db:
        account = queries.find_account(db, UUID(account_id))
    return None if account is None else StaffUser(account)


def _find_principals(_request: Request) -> Iterable[str]:
    if _USER_KEY in session and current_user.is_authenticated:
        yield current_user.account.role.value
