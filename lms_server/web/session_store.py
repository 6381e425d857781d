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

from sqlalchemy import ColumnElement, LargeBinary, and_, delete, func, or_, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from common.clock import to_wire
from common.commit_group import TransactionLostError
from common.sql import Database
from common.uptime import Uptime
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
class _Age:
    """How old a session is by the machine's uptime: setting the clock ends nobody's session.

    What was before this program began is counted once, by the clock.
    """

    began_ms: int
    seen_ms: int
    idle: timedelta
    absolute: timedelta
    stored_at: datetime
    """When the row says it was last used."""

    def is_over(self, uptime: Uptime) -> bool:
        idle_for = timedelta(milliseconds=uptime.ms - self.seen_ms)
        return idle_for >= self.idle or self.since_begin(uptime) >= self.absolute

    def since_begin(self, uptime: Uptime) -> timedelta:
        return timedelta(milliseconds=uptime.ms - self.began_ms)


class SessionStore:
    """The sessions of one bus server; the only process that writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[bytes, str] = {}
        """Data of rows, so that most requests ask no database."""
        self._ages: dict[bytes, _Age] = {}
        self._ended: set[bytes] = set()
        """Over, although the disk had no room to say so."""
        self._lock = threading.Lock()
        self._changes = 0

    def create(  # noqa: PLR0913
        self,
        owner: str,
        data: Mapping[str, Any],
        *,
        idle: timedelta,
        absolute: timedelta,
        now: datetime,
        uptime: Uptime,
    ) -> str:
        """Store a new session and return its token, which only the browser keeps.

        Args:
            owner: ``account:<uuid>`` or ``device:<uuid>``.
            data: JSON values.
            idle: the session ends when nothing is asked for this long.
            absolute: the session ends then, whatever happens.
            now: the server's clock.
            uptime: the server's, also while it sleeps; both limits are counted by it.
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
            over = self._sweep(db, now, uptime)
            db.add(row)
        for one in over:
            self._ages.pop(one, None)
        self._ages[row.token_hash] = _Age(uptime.ms, uptime.ms, idle, absolute, now)
        return token

    def find(self, token: str, now: datetime, uptime: Uptime) -> dict[str, Any] | None:
        """Return the data of a living session and note that it was used; None when it is over."""
        token_hash = _hash(token)
        data = self._kept.get(token_hash) or self._load(token_hash, now, uptime)
        age = self._ages.get(token_hash)
        if data is None or age is None or token_hash in self._ended:
            return None
        if age.is_over(uptime):
            return None  # the row goes when the next session begins
        age.seen_ms = uptime.ms
        is_due = abs(now - age.stored_at) >= _REFRESH
        if is_due and not self._refresh(token_hash, age, now, uptime):
            return None
        found: dict[str, Any] = json.loads(data)
        return found

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
        self._ages.pop(token_hash, None)
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

    def _load(self, token_hash: bytes, now: datetime, uptime: Uptime) -> str | None:
        changes = self._changes
        with self._database.read() as db:
            row = db.get(WebSession, token_hash)
        if row is None:
            return None
        with self._lock:
            self._ages.setdefault(token_hash, _age_of(row, now, uptime))
            if changes == self._changes:
                self._kept[token_hash] = row.data
        return row.data

    def _refresh(self, token_hash: bytes, age: _Age, now: datetime, uptime: Uptime) -> bool:
        """Store when the session was last used; tell whether it is still there.

        The row follows a clock that was set: the next start of the program counts by it.
        """
        began_at = now - age.since_begin(uptime)
        values = {
            "created_at": began_at,
            "last_seen_at": now,
            "expires_at": began_at + age.absolute,
        }
        query = update(WebSession).where(WebSession.token_hash == token_hash).values(values)
        try:
            with self._database.write() as db:
                found = db.connection().execute(query).rowcount == 1
        except _STORAGE_FAILED:
            # A full disk must not keep people from reading.
            log.exception("last use of a session was not stored")
            return True
        age.stored_at = now
        if not found:
            self._forget()
        return found

    def _sweep(self, db: Session, now: datetime, uptime: Uptime) -> set[bytes]:
        """Delete the rows of sessions that ran out; return those known by their uptime."""
        ages = list(self._ages.items())
        over = {one for one, age in ages if age.is_over(uptime)}
        living = {one for one, _ in ages} - over
        token_hash = WebSession.token_hash
        of_others = and_(_is_over(now), token_hash.not_in(living))
        db.execute(delete(WebSession).where(or_(token_hash.in_(over), of_others)))
        return over


def _age_of(row: WebSession, now: datetime, uptime: Uptime) -> _Age:
    """Return the age of a session that another run of the program began or saw last.

    A clock that is behind the row's tells nothing; then the time between does not count.
    """

    def ms_at(moment: datetime) -> int:
        return uptime.ms - max(0, round((now - moment).total_seconds() * 1000))

    return _Age(
        began_ms=ms_at(row.created_at),
        seen_ms=ms_at(row.last_seen_at),
        idle=timedelta(seconds=row.idle_s),
        absolute=row.expires_at - row.created_at,
        stored_at=row.last_seen_at,
    )


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition of rows whose session ran out, a minute of mercy included."""
    idle_s = func.unixepoch(to_wire(now)) - func.unixepoch(WebSession.last_seen_at)
    return or_(WebSession.expires_at <= now, idle_s >= WebSession.idle_s + _REFRESH.seconds)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
