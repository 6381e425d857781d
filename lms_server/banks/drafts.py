"""Drafts that wait to be fetched; in memory only, the newest few."""

import io
import threading
import zipfile
from collections import OrderedDict
from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask, current_app

from courses.importers.draft import Draft
from lms_server.banks.errors import DraftGoneError

_KEPT = 8
_KEPT_BYTES = 48 * 1024 * 1024
_EXTENSION = "bus_lms.bank_drafts"


@dataclass
class DraftShelf:
    """The drafts of all accounts; each is given to its own account only."""

    _kept: "OrderedDict[UUID, tuple[UUID, bytes]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, draft_id: UUID, account_id: UUID, content: bytes) -> None:
        """Keep a draft; the oldest make room."""
        with self._lock:
            self._kept[draft_id] = (account_id, content)
            while len(self._kept) > _KEPT or self._size() > _KEPT_BYTES:
                self._kept.popitem(last=False)

    def take(self, draft_id: UUID, account_id: UUID) -> bytes:
        """Return a draft, which stays.

        Raises:
            DraftGoneError: it is not there, or another account's.
        """
        with self._lock:
            owner, content = self._kept.get(draft_id, (None, b""))
        if owner != account_id:
            raise DraftGoneError
        return content

    def _size(self) -> int:
        return sum(len(content) for _, content in self._kept.values())


def install(app: Flask) -> None:
    """Give ``app`` an empty shelf."""
    app.extensions[_EXTENSION] = DraftShelf()


def shelf() -> DraftShelf:
    """Return the shelf of the running program."""
    found: DraftShelf = current_app.extensions[_EXTENSION]
    return found


def pack_draft(draft: Draft, course_id: str) -> bytes:
    """Return the files of a draft as a zip to lay over the folder of the course."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(draft.files.items()):
            archive.writestr(f"{course_id}/{name}", content)
    return buffer.getvalue()
