"""Identities: random where a thing is born, derived where a natural key exists."""

import secrets
import uuid
from uuid import UUID

from common.clock import utc_now

_NAMESPACE = UUID("6f1c2a52-6a34-5a0e-9c1b-0b5a1d0a7f10")


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): 48 bits of milliseconds, 74 random bits.

    The time part keeps database indexes compact; never read an order of events from it.
    """
    milliseconds = int(utc_now().timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def derive_id(kind: str, *parts: object) -> UUID:
    """Return the same id on every machine for the same natural key (UUIDv5).

    Args:
        kind: what the id names, such as ``"enrolment"``.
        parts: the natural key in a fixed order.
    """
    return uuid.uuid5(_NAMESPACE, "\x1f".join([kind, *(str(part) for part in parts)]))
