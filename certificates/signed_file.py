"""Small signed JSON files: what the province publishes and the bus carries."""

import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from common.canonical import canonical_json


def sign_file(kind: str, content: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """Return ``content`` with the Ed25519 signature of ``kind`` and its canonical JSON."""
    signature = key.sign(_message(kind, content)).hex()
    return canonical_json({"content": content, "signature": signature})


def read_signed_file(kind: str, raw: bytes, public_key: bytes) -> dict[str, Any]:
    """Return the content of a file that ``public_key`` signed as ``kind``.

    Raises:
        ValueError: altered, signed by another key or as another kind, or not such a file.
    """
    try:
        found = json.loads(raw)
        content: dict[str, Any] = dict(found["content"])
        signature = bytes.fromhex(found["signature"])
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _message(kind, content))
    except (KeyError, TypeError, RecursionError, InvalidSignature) as error:
        raise ValueError(f"not a {kind} of this key") from error
    return content


def _message(kind: str, content: dict[str, Any]) -> bytes:
    # The kind comes first: a revocation list can never pass for a trust store.
    return f"bus-lms {kind} 1\n".encode() + canonical_json(content)
