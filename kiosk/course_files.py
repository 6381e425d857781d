"""Files of courses and of their pages on this laptop: sealed, checked by hash, for whoever learns.

Nothing in here belongs to a person: the same files are sent to everybody.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from datetime import date

from common.wire.away import File
from kiosk.static_cache import CachedFile, Headers
from kiosk.store import Store

LARGEST_FILE = 8 * 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024
"""All courses of the bus with their sounds take less."""
_KEPT_HEADERS = frozenset(
    {
        "content-type",
        "content-security-policy",
        "x-content-type-options",
        "cross-origin-opener-policy",
        "permissions-policy",
        "etag",
    }
)


class CourseFiles:
    """Files by path, in the encrypted store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, target: str) -> CachedFile | None:
        """Return the file at the path of ``target``, whatever version its query asks for."""
        with self._store.read() as connection:
            row = connection.execute(
                "SELECT headers, body FROM files WHERE path = ?", (_path(target),)
            ).fetchone()
        if row is None:
            return None
        headers = tuple((name, value) for name, value in json.loads(row[0]))
        return CachedFile(headers, bytes(row[1]), fresh_until=0.0)

    def lacking(self, wanted: Iterable[File], *, on: date) -> list[File]:
        """Return which of ``wanted`` are not here as they should be; note that the rest is used."""
        listed = list(wanted)
        with self._store.write() as connection:
            known = dict(connection.execute("SELECT path, sha256 FROM file_facts").fetchall())
            here = [(on.isoformat(), one.path) for one in listed if known.get(one.path)]
            connection.executemany("UPDATE file_facts SET used_on = ? WHERE path = ?", here)
        return [one for one in listed if known.get(one.path) != one.sha256]

    def keep(self, file: File, headers: Headers, body: bytes, *, on: date) -> bool:
        """Keep ``body`` when it is what ``file`` names; return whether it is.

        Files that were wanted longest ago make room.

        Raises:
            sqlcipher3.dbapi2.Error: the disk is full or broken; nothing is stored.
        """
        if len(body) > LARGEST_FILE or hashlib.sha256(body).hexdigest() != file.sha256:
            return False
        lasting = [pair for pair in headers if pair[0].lower() in _KEPT_HEADERS]
        facts = (file.path, file.sha256, len(body), on.isoformat())
        with self._store.write() as connection:
            row = (file.path, json.dumps(lasting), body)
            connection.execute("REPLACE INTO files (path, headers, body) VALUES (?, ?, ?)", row)
            connection.execute("INSERT INTO file_facts VALUES (?, ?, ?, ?)", facts)
            _make_room(connection)
        return True


def _make_room(connection: sqlite3.Connection) -> None:
    connection.execute(
        "DELETE FROM files WHERE path IN (SELECT path FROM (SELECT path, sum(size)"
        " OVER (ORDER BY used_on DESC, path) AS kept FROM file_facts) WHERE kept > ?)",
        (MOST_BYTES,),
    )


def _path(target: str) -> str:
    return target.partition("?")[0]
