"""Sessions of signed-in visitors, kept by the server: a cookie holds only a random token."""

import hashlib
import json
import logging
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, delete, func, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import to_wire
from common.commit_group import TransactionLostError
from common.sql import Database
from lms_server.tables import Base

PREFIX = "s."
"""Begins every token, so that a cookie of an anonymous visitor is never looked up."""
_REFRESH = timedelta(seconds=60)
_STORAGE_FAILED = (OperationalError, TransactionLostError)

log = logging.getLogger(__name__)


class WebSession(Base):
    """One signed-in visitor on one browser; the token itself is nowhere stored."""

    __tablename__ = "web_sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    """``account:<uuid>`` or ``device:<uuid>``."""
    data: Mapped[str]
    """JSON object."""
    idle_s: Mapped[int]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    """At most a minute old while the visitor is active."""
    expires_at: Mapped[datetime]


@dataclass
class _Kept:
    """What the process remembers of a row, so that most requests ask no database."""

    owner: str
    data: str
    idle: timedelta
    expires_at: datetime
    last_seen_at: datetime
    stored_at: datetime
    """``last_seen_at`` as the row has it."""

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at or now - self.last_seen_at >= self.idle


class SessionStore:
    """The sessions of one bus server; the only process that writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[bytes, _Kept] = {}
        self._ended: set[bytes] = set()
        """Over, although the disk had no room to say so."""
        self._lock = threading.Lock()
        self._changes = 0

    def create(
        self,
        owner: str,
        data: Mapping[str, Any],
        *,
        idle: timedelta,
        absolute: timedelta,
        now: datetime,
    ) -> str:
        """Store a new session and return its token, which only the browser keeps.

        Args:
            owner: ``account:<uuid>`` or ``device:<uuid>``.
            data: JSON values.
            idle: the session ends when nothing is asked for this long.
            absolute: the session ends then, whatever happens.
            now: the server's clock.
        """
        token = PREFIX + secrets.token_urlsafe(32)
        row = WebSession(
            token_hash=_hash(token),
            owner=owner,
            data=json.dumps(dict(data)),
            idle_s=int(idle.total_seconds()),
            created_at=now,
            last_seen_at=now,
            expires_at=now + absolute,
        )
        with self._database.write() as db:
            db.execute(delete(WebSession).where(_is_over(now)))
            db.add(row)
        return token

    def find(self, token: str, now: datetime) -> dict[str, Any] | None:
        """Return the data of a living session and note that it was used; None when it is over."""
        token_hash = _hash(token)
        kept = self._kept.get(token_hash) or self._load(token_hash)
        if kept is None or token_hash in self._ended:
            return None
        if kept.is_over(now):
            return None  # the row goes when the next session begins
        kept.last_seen_at = now
        if now - kept.stored_at >= _REFRESH and not self._refresh(token_hash, kept, now):
            return None
        data: dict[str, Any] = json.loads(kept.data)
        return data

    def save(self, token: str, data: Mapping[str, Any]) -> None:
        """Replace the data of a session; does nothing when it is over."""
        token_hash = _hash(token)
        with self._database.write() as db:
            db.execute(
                update(WebSession)
                .where(WebSession.token_hash == token_hash)
                .values(data=json.dumps(dict(data)))
            )
        self._forget()

    def delete(self, token: str) -> None:
        """End one session; copies of its cookie are worth nothing from now on.

        A full disk keeps nobody from leaving: then this process alone knows of it.
        """
        token_hash = _hash(token)
        try:
            self._delete(WebSession.token_hash == token_hash)
        except _STORAGE_FAILED:
            log.exception("the end of a session was not stored")
            self._ended.add(token_hash)

    def delete_owner(self, owner: str) -> None:
        """End every session of ``owner``."""
        self._delete(WebSession.owner == owner)

    def _delete(self, condition: ColumnElement[bool]) -> None:
        with self._database.write() as db:
            db.execute(delete(WebSession).where(condition))
        self._forget()

    def _forget(self) -> None:
        """Drop what is remembered, also what another thread is reading just now."""
        with self._lock:
            self._changes += 1
            self._kept.clear()

    def _load(self, token_hash: bytes) -> _Kept | None:
        changes = self._changes
        table = WebSession
        query = select(
            table.owner, table.data, table.idle_s, table.expires_at, table.last_seen_at
        ).where(table.token_hash == token_hash)
        with self._database.read() as db:
            row = db.execute(query).first()
        if row is None:
            return None
        idle = timedelta(seconds=row.idle_s)
        kept = _Kept(row.owner, row.data, idle, row.expires_at, row.last_seen_at, row.last_seen_at)
        with self._lock:
            if changes == self._changes:
                self._kept[token_hash] = kept
        return kept

    def _refresh(self, token_hash: bytes, kept: _Kept, now: datetime) -> bool:
        """Store when the session was last used; tell whether it is still there."""
        query = (
            update(WebSession).where(WebSession.token_hash == token_hash).values(last_seen_at=now)
        )
        try:
            with self._database.write() as db:
                found = db.connection().execute(query).rowcount == 1
        except _STORAGE_FAILED:
            # A full disk must not keep people from reading.
            log.exception("last use of a session was not stored")
            return True
        kept.stored_at = now
        if not found:
            self._forget()
        return found


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition of rows whose session ran out, a minute of mercy included."""
    idle_s = func.unixepoch(to_wire(now)) - func.unixepoch(WebSession.last_seen_at)
    return or_(WebSession.expires_at <= now, idle_s >= WebSession.idle_s + _REFRESH.seconds)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
