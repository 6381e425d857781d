"""Writing accounts; each change leaves a record in the audit stream."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from common.ids import new_id
from lms_server.accounts.errors import NameTakenError
from lms_server.accounts.models import Account, Role
from lms_server.accounts.rules import check_sign_in_name
from lms_server.journal.actions import append
from sync.chain import Stream


def actor_of(account_id: UUID) -> str:
    """Return how the journal names an account."""
    return f"account:{account_id}"


def add_account(  # noqa: PLR0913
    db: Session,
    *,
    sign_in_name: str,
    full_name: str,
    role: Role,
    password_hash: str,
    now: datetime,
    actor: str = "system",
) -> UUID:
    """Open an account and return its id.

    Raises:
        BadSignInNameError: the name cannot be typed everywhere.
        NameTakenError: another account, open or closed, has it.
    """
    check_sign_in_name(sign_in_name)
    if db.scalar(select(Account.id).where(Account.sign_in_name == sign_in_name)) is not None:
        raise NameTakenError(sign_in_name=sign_in_name)
    account_id = new_id()
    db.add(
        Account(
            id=account_id,
            sign_in_name=sign_in_name,
            full_name=full_name,
            role=role,
            password_hash=password_hash,
            created_at=now,
            closed_at=None,
        )
    )
    data = {"account_id": str(account_id), "role": role.value}
    append(db, stream=Stream.A, kind="account.opened", data=data, actor=actor, now=now)
    return account_id


def change_password(
    db: Session, account_id: UUID, *, password_hash: str, now: datetime, actor: str
) -> None:
    """Replace the stored password."""
    db.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))
    note(db, "account.password_changed", account_id, now=now, actor=actor)


def note(
    db: Session, kind: str, account_id: UUID, *, now: datetime, actor: str | None = None
) -> None:
    """Leave a record about an account: ``account.signed_in``, ``account.signed_out``, ..."""
    append(
        db,
        stream=Stream.A,
        kind=kind,
        data={"account_id": str(account_id)},
        actor=actor or actor_of(account_id),
        now=now,
    )
