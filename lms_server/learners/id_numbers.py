"""Identity numbers at rest: sealed with a key of their own, found again by a keyed hash."""

import hashlib
import hmac
import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lms_server.learners.errors import IdNumberUnavailableError

_NONCE_BYTES = 12


class IdNumberVault:
    """Seals and finds identity numbers; even a dump of the opened database does not show them."""

    def __init__(self, database_key: bytes | None) -> None:
        """Derive the two keys; None makes a vault that refuses numbers and opens none."""
        self._keys = None
        if database_key is not None:
            self._keys = _derive(database_key, b"seal"), _derive(database_key, b"find")

    def seal(self, number: str, learner_id: UUID) -> bytes:
        """Return ``number`` sealed for this learner; it opens for no other.

        Raises:
            IdNumberUnavailableError: the vault has no key.
        """
        nonce = os.urandom(_NONCE_BYTES)
        key, _ = self._need_keys()
        return nonce + AESGCM(key).encrypt(nonce, number.encode(), learner_id.bytes)

    def open(self, box: bytes, learner_id: UUID) -> str:
        """Return the number in ``box``.

        Raises:
            cryptography.exceptions.InvalidTag: the box was altered or is another learner's.
            IdNumberUnavailableError: the vault has no key.
        """
        key, _ = self._need_keys()
        nonce, sealed = box[:_NONCE_BYTES], box[_NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, sealed, learner_id.bytes).decode()

    def mac(self, number: str) -> bytes:
        """Return 32 bytes that are equal for equal numbers and say nothing else about them."""
        _, key = self._need_keys()
        return hmac.new(key, number.encode(), hashlib.sha256).digest()

    def _need_keys(self) -> tuple[bytes, bytes]:
        if self._keys is None:
            raise IdNumberUnavailableError
        return self._keys


def _derive(database_key: bytes, use: bytes) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bus-lms id numbers " + use)
    return hkdf.derive(database_key)
