"""Slips: what a kiosk keeps beside a message, so that what it belongs to can come back with it.

A bus that was restored from an older copy may lack the quiz, the task or the sitting that a
message of a kiosk speaks of. A slip tells of it, sealed with a key of this bus: the kiosk can
neither read nor change it, and one of another kind or another bus opens nothing.
"""

import base64
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app, request
from msgspec.structs import replace

from common.wire.receipts import Malformed, Receipt, ReceiptStatus
from common.wire.witness import SEEN_HEADER

_SEAL = "bus_lms.slip_seal"
_NONCE_BYTES = 12


class Slipped(Protocol):
    """A message that may carry a slip."""

    @property
    def slip(self) -> str | None:
        """What came with an earlier receipt; None on its first way."""


Slip = TypeVar("Slip", bound=msgspec.Struct)
Message = TypeVar("Message", bound=Slipped)


@dataclass(frozen=True)
class SlipSeal:
    """Closes and opens slips."""

    key: bytes

    @classmethod
    def of(cls, secret: bytes) -> "SlipSeal":
        """Return the seal of a bus, from a secret that outlives a restore."""
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bus-lms slips")
        return cls(hkdf.derive(secret))

    def close(self, slip: msgspec.Struct) -> str:
        """Return a slip as text."""
        nonce = os.urandom(_NONCE_BYTES)
        kind = type(slip).__name__.encode()
        sealed = AESGCM(self.key).encrypt(nonce, msgspec.msgpack.encode(slip), kind)
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, text: str, kind: type[Slip]) -> Slip | None:
        """Return a slip; None when this bus did not close it, or it is of another kind."""
        try:
            box = base64.urlsafe_b64decode(text)
            name = kind.__name__.encode()
            opened = AESGCM(self.key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], name)
            return msgspec.msgpack.decode(opened, type=kind)
        except (ValueError, InvalidTag, msgspec.DecodeError):
            return None


@dataclass(frozen=True)
class SlipDesk:
    """Takes slips from a kiosk that sends again, and gives them with receipts."""

    seal: SlipSeal

    def opened(
        self,
        messages: Iterable[Message | Malformed],
        kind: type[Slip],
        belongs_to: Callable[[Message], UUID],
        named: Callable[[Slip], UUID],
    ) -> Iterable[Slip]:
        """Yield the slips of a batch, each once, that speak of what their messages speak of."""
        texts = {
            belongs_to(one): one.slip
            for one in messages
            if not isinstance(one, Malformed) and one.slip is not None
        }
        for belonging, text in texts.items():
            slip = self.seal.open(text, kind)
            if slip is not None and named(slip) == belonging:
                yield slip

    def give(
        self,
        messages: Sequence[Message | Malformed],
        receipts: Iterable[Receipt],
        belongs_to: Callable[[Message], UUID],
        find: Callable[[UUID], msgspec.Struct],
    ) -> list[Receipt]:
        """Return the receipts, with a slip on each of a message that is stored."""
        known: dict[UUID, str] = {}
        given = []
        for receipt in receipts:
            message = messages[receipt.index]
            if isinstance(message, Malformed) or receipt.status is ReceiptStatus.REJECTED:
                given.append(receipt)
                continue
            belonging = belongs_to(message)
            if belonging not in known:
                known[belonging] = self.seal.close(find(belonging))
            given.append(replace(receipt, slip=known[belonging]))
        return given


def install(app: Flask) -> None:
    """Let ``app`` give slips, sealed with its own secret."""
    app.extensions[_SEAL] = SlipSeal.of(cast(bytes, app.secret_key))


def slip_desk() -> SlipDesk | None:
    """Return the desk for a request of a kiosk; None for a browser, which keeps nothing."""
    if SEEN_HEADER not in request.headers:
        return None
    return SlipDesk(cast(SlipSeal, current_app.extensions[_SEAL]))
