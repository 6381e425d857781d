"""Secrets at rest under a passphrase: Argon2id, then AES-256-GCM."""

import base64
import json
import os
import unicodedata
from contextlib import suppress
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from common.errors import DomainError

MEMORY_KIB = 64 * 1024
"""Memory of one passphrase guess, in KiB."""
_PASSES = 3
_MOST_PASSES = 10
_LANES = 4


class WrongPassphraseError(DomainError):
    """The passphrase does not open the sealed secret, or the file was altered."""

    code = "common.wrong_passphrase"
    http_status = 403


def seal(secret: bytes, passphrase: str, *, context: str) -> bytes:
    """Return ``secret`` sealed under ``passphrase`` as a small JSON document.

    Args:
        secret: the bytes to keep.
        passphrase: what a person types; its strength is the caller's rule. Taken in one form.
        context: what the secret is for; opening with another context fails.
    """
    salt, nonce = os.urandom(16), os.urandom(12)
    key = _derive(one_form(passphrase), salt=salt, memory_kib=MEMORY_KIB, passes=_PASSES)
    box = AESGCM(key).encrypt(nonce, secret, context.encode())
    sealed = {
        "kdf": "argon2id",
        "memory_kib": MEMORY_KIB,
        "passes": _PASSES,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "box": base64.b64encode(box).decode(),
    }
    return json.dumps(sealed).encode()


def unseal(sealed: bytes, passphrase: str, *, context: str) -> bytes:
    """Return the secret inside ``sealed``; ``passphrase`` is tried as typed, then in one form.

    Raises:
        WrongPassphraseError: wrong passphrase or context, or an altered file.
    """
    try:
        document: dict[str, Any] = json.loads(sealed)
        memory_kib, passes = int(document["memory_kib"]), int(document["passes"])
        salt = base64.b64decode(document["salt"])
        nonce = base64.b64decode(document["nonce"])
        box = base64.b64decode(document["box"])
    except (ValueError, KeyError, TypeError) as error:
        raise WrongPassphraseError from error
    if not (8 * 1024 <= memory_kib <= 1024 * 1024 and 1 <= passes <= _MOST_PASSES):
        raise WrongPassphraseError
    for text in dict.fromkeys((passphrase, one_form(passphrase))):
        key = _derive(text, salt=salt, memory_kib=memory_kib, passes=passes)
        with suppress(InvalidTag, ValueError):
            return AESGCM(key).decrypt(nonce, box, context.encode())
    raise WrongPassphraseError


def one_form(passphrase: str) -> str:
    """Return ``passphrase`` composed (NFC) and without white space around it.

    Two keyboards write "ễ" in two ways; both must open what is sealed.
    """
    return unicodedata.normalize("NFC", passphrase).strip()


def _derive(passphrase: str, *, salt: bytes, memory_kib: int, passes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=_LANES, memory_cost=memory_kib)
    return kdf.derive(passphrase.encode())
