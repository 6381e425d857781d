"""One byte string for one value, so that hashes and dumps of equal facts are equal."""

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> bytes:  # noqa: ANN401
    """Return UTF-8 JSON with sorted keys and no spaces.

    Raises:
        ValueError: NaN or an infinity is inside.
        TypeError: a value JSON does not know is inside.
    """
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
