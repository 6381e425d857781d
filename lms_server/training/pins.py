"""Four digits of a learner: kept as a slow keyed hash, and asked with patience."""

import hashlib
import hmac
import os
import threading
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms_server.journal.actions import append
from lms_server.learners.queries import get_learner
from lms_server.training import rules
from lms_server.training.errors import PinUnavailableError
from lms_server.training.models import LearnerPin
from lms_server.training.rules import PictureVerdict
from sync.chain import Stream

_SALT_BYTES = 16
_MEMORY = 64 * 1024 * 1024
_two = threading.BoundedSemaphore(2)
"""Forty who tap at once wait a moment for one another, and take neither all memory nor cores."""


class PinKeeper:
    """Makes and compares hashes; without the bus's key ten thousand tries prove nothing."""

    def __init__(self, database_key: bytes | None) -> None:
        """Derive the key; None makes a keeper that refuses."""
        self._key = None
        if database_key is not None:
            hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bus-lms learner pins")
            self._key = hkdf.derive(database_key)

    def hash(self, pin: str) -> bytes:
        """Return what may be stored of ``pin``; takes about 35 ms of processor.

        Raises:
            PinUnavailableError: the keeper has no key.
        """
        salt = os.urandom(_SALT_BYTES)
        return salt + self._digest(pin, salt)

    def is_same(self, pin: str, kept: bytes) -> bool:
        """Tell whether ``kept`` was made of ``pin``.

        Raises:
            PinUnavailableError: the keeper has no key.
        """
        salt, digest = kept[:_SALT_BYTES], kept[_SALT_BYTES:]
        return hmac.compare_digest(self._digest(pin, salt), digest)

    def _digest(self, pin: str, salt: bytes) -> bytes:
        if self._key is None:
            raise PinUnavailableError
        keyed = hmac.new(self._key, pin.encode(), hashlib.sha256).digest()
        with _two:
            return hashlib.scrypt(keyed, salt=salt, n=2**14, r=8, p=1, maxmem=_MEMORY, dklen=32)


def find_pin(db: Session, learner_id: UUID) -> bytes | None:
    """Return what is kept of a learner's digits; None before they chose some."""
    found = db.get(LearnerPin, learner_id)
    return None if found is None else found.pin_hash


def keep_pin(db: Session, learner_id: UUID, pin_hash: bytes, *, now: datetime) -> bytes:
    """Keep the digits a learner chose; whoever has some keeps those. Return what is kept."""
    known = find_pin(db, learner_id)
    if known is not None:
        return known
    row = LearnerPin(
        learner_id=learner_id, pin_hash=pin_hash, failures=0, wait_until=now, chosen_at=now
    )
    db.add(row)
    db.flush()
    return pin_hash


def note_try(db: Session, learner_id: UUID, *, is_right: bool, now: datetime) -> PictureVerdict:
    """Count a try; wrong ones in a row make one wait, and then not even right ones help.

    Digits that a trainer let be forgotten meanwhile are not right any more.
    """
    kept = db.get(LearnerPin, learner_id)
    if kept is None:
        return PictureVerdict.WRONG
    if rules.is_waiting(kept.wait_until, now):
        return PictureVerdict.WAIT
    kept.failures = 0 if is_right else kept.failures + 1
    kept.wait_until = now + rules.wait_after(kept.failures)
    db.flush()
    if is_right:
        return PictureVerdict.RIGHT
    return PictureVerdict.WRONG if kept.wait_until <= now else PictureVerdict.WAIT


def forget_pin(db: Session, learner_id: UUID, *, actor: str, now: datetime) -> None:
    """Let a learner who forgot the digits choose others; nothing happens without digits.

    Raises:
        LearnerNotFoundError: no such learner.
    """
    get_learner(db, learner_id)
    if find_pin(db, learner_id) is None:
        return
    db.execute(delete(LearnerPin).where(LearnerPin.learner_id == learner_id))
    data = {"learner_id": str(learner_id)}
    append(db, stream=Stream.A, kind="learner.pin_forgotten", data=data, actor=actor, now=now)
