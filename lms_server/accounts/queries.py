"""Reading accounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lms_server.accounts.models import Account, Role


@dataclass(frozen=True)
class AccountRow:
    """One open account."""

    id: UUID
    sign_in_name: str
    full_name: str
    role: Role
    password_hash: str


def find_account(db: Session, account_id: UUID) -> AccountRow | None:
    """Return an open account; None when it is closed or never was."""
    return next(_open_accounts(db, Account.id == account_id), None)


def find_by_sign_in_name(db: Session, name: str) -> AccountRow | None:
    """Return the open account of a sign-in name."""
    return next(_open_accounts(db, Account.sign_in_name == name), None)


def list_accounts(db: Session) -> list[AccountRow]:
    """Return all open accounts by sign-in name."""
    return list(_open_accounts(db))


def _open_accounts(db: Session, *conditions: ColumnElement[bool]) -> Iterator[AccountRow]:
    query = (
        select(
            Account.id,
            Account.sign_in_name,
            Account.full_name,
            Account.role,
            Account.password_hash,
        )
        .where(Account.closed_at.is_(None), *conditions)
        .order_by(Account.sign_in_name)
    )
    for account_id, name, full_name, role, password_hash in db.execute(query):
        yield AccountRow(account_id, name, full_name, Role(role), password_hash)
