"""Pairing a kiosk with a bus by a one-time code that the trainer reads out (SPAKE2).

Both sides mix the server's certificate fingerprint into the exchange: the kiosk the one it
really sees, the server its own. A relay with another certificate fails although the code is
right, and each guess costs one of ``MAX_FAILURES`` tries.
"""

import hashlib
import hmac
from typing import Annotated
from uuid import UUID

import msgspec

START_PATH = "/api/v1/pairing/start"
FINISH_PATH = "/api/v1/pairing/finish"
CODE_DIGITS = 6
MAX_FAILURES = 5

_Hex = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{2,200}$")]


class PairingStart(msgspec.Struct, frozen=True, kw_only=True):
    """Kiosk to server."""

    message: _Hex
    """SPAKE2 element of side A (the kiosk)."""
    device_name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class PairingStarted(msgspec.Struct, frozen=True, kw_only=True):
    """Server to kiosk."""

    pairing_id: UUID
    message: _Hex
    """SPAKE2 element of side B (the server)."""


class PairingFinish(msgspec.Struct, frozen=True, kw_only=True):
    """Kiosk to server: proof that it knows the code."""

    pairing_id: UUID
    proof: _Hex


class PairingFinished(msgspec.Struct, frozen=True, kw_only=True):
    """Server to kiosk: its own proof first, then what the kiosk keeps."""

    proof: _Hex
    device_id: UUID
    device_token: str
    bus_code: str
    bus_name: str
    staff_pin: Annotated[str, msgspec.Meta(pattern="^([0-9]{6})?$")] = ""
    """By which the bus's staff leave the full screen; empty from a bus that has none."""


def spake_identity(fingerprint: str) -> bytes:
    """Return side B's identity in the SPAKE2 exchange; side A's is ``b"bus-kiosk"``."""
    return b"bus-lms:" + bytes.fromhex(fingerprint)


KIOSK_IDENTITY = b"bus-kiosk"


def proof(shared_key: bytes, side: str) -> str:
    """Return the proof of ``side`` ("kiosk" or "server") that it holds ``shared_key``."""
    return hmac.new(shared_key, b"bus-lms pairing 1 " + side.encode(), hashlib.sha256).hexdigest()
