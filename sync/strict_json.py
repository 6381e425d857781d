"""JSON read without trust: what two readers could understand differently is refused."""

import json
import math
import unicodedata
from typing import Any, NoReturn

MAX_DEPTH = 16
MAX_INTEGER = 2**53
"""Above it, readers that keep numbers as doubles see another number."""


class StrictJsonError(ValueError):
    """The text is not the strict JSON of the protocol; the message says which rule it breaks."""


def parse_strict(raw: bytes) -> Any:  # noqa: ANN401
    """Return the value of ``raw``, read as UTF-8.

    Raises:
        StrictJsonError: not JSON, or it has duplicate keys, NaN or an infinity, an integer above
            2^53, more than 16 levels, text that is not NFC, NUL, or half a surrogate pair.
    """
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
        )
    except StrictJsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise StrictJsonError("not JSON") from error
    check_value(value)
    return value


def check_value(value: Any, depth: int = 0) -> None:  # noqa: ANN401
    """Check a value that is to be written, by the rules it will be read with.

    Raises:
        StrictJsonError: a rule is broken, or a type JSON does not know is inside.
    """
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        _check_depth(depth)
        for key, part in value.items():
            _check_text(key)
            check_value(part, depth + 1)
    elif isinstance(value, list):
        _check_depth(depth)
        for part in value:
            check_value(part, depth + 1)
    else:
        _check_scalar(value)


def _check_depth(depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise StrictJsonError("too deep")


def _check_text(text: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise StrictJsonError("NUL in text")
        return
    if not unicodedata.is_normalized("NFC", text):
        raise StrictJsonError("text is not NFC")
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise StrictJsonError("text no database takes")


def _check_scalar(value: object) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise StrictJsonError("integer too large")
    elif not isinstance(value, float):
        raise StrictJsonError(f"no JSON for {type(value).__name__}")
    elif not math.isfinite(value):
        raise StrictJsonError("number is not finite")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise StrictJsonError("duplicate key")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise StrictJsonError(f"{name} is not JSON")
