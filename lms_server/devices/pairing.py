"""Side B of the pairing: what the server remembers between "start" and "finish"."""

import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from spake2 import SPAKE2_B, SPAKEError

from common.ids import new_id
from common.wire import pairing as wire
from lms_server.devices.errors import (
    BadPairingMessageError,
    PairingNotFoundError,
    WrongCodeError,
)
from lms_server.devices.queries import OpenCode

TOKEN_BYTES = 32
_LIFE = timedelta(minutes=1)
_AT_ONCE = 32


@dataclass(frozen=True)
class Exchange:
    """One pairing that was begun."""

    code_id: UUID
    device_name: str
    shared_key: bytes = field(repr=False)
    begun_at: datetime

    def check(self, proof: str) -> None:
        """Compare the kiosk's proof.

        Raises:
            WrongCodeError: the kiosk does not share the key, so it had another code or saw
                another certificate.
        """
        if not hmac.compare_digest(proof, wire.proof(self.shared_key, "kiosk")):
            raise WrongCodeError


class Exchanges:
    """The pairings between start and finish; in memory, for a minute each."""

    def __init__(self) -> None:
        self._open: OrderedDict[UUID, Exchange] = OrderedDict()
        self._lock = threading.Lock()

    def begin(
        self, start: wire.PairingStart, *, code: OpenCode, fingerprint: str, now: datetime
    ) -> wire.PairingStarted:
        """Answer a kiosk's first message.

        Args:
            start: what the kiosk sent.
            code: the open pairing code.
            fingerprint: of this server's own certificate.
            now: the server's clock.

        Raises:
            BadPairingMessageError: the message is no element of the exchange.
        """
        side = SPAKE2_B(
            code.code.encode(),
            idA=wire.KIOSK_IDENTITY,
            idB=wire.spake_identity(fingerprint),
        )
        answer: bytes = side.start()
        try:
            shared_key: bytes = side.finish(bytes.fromhex(start.message))
        except (SPAKEError, ValueError, AssertionError) as error:
            raise BadPairingMessageError from error
        pairing_id = new_id()
        with self._lock:
            self._open[pairing_id] = Exchange(code.id, start.device_name, shared_key, now)
            if len(self._open) > _AT_ONCE:
                self._open.popitem(last=False)
        return wire.PairingStarted(pairing_id=pairing_id, message=answer.hex())

    def take(self, pairing_id: UUID, now: datetime) -> Exchange:
        """Return a pairing that was begun; it can be taken only once.

        Raises:
            PairingNotFoundError: never begun, taken before, or too old.
        """
        with self._lock:
            exchange = self._open.pop(pairing_id, None)
        if exchange is None or now - exchange.begun_at >= _LIFE:
            raise PairingNotFoundError
        return exchange


def new_token() -> str:
    """Return a device token: 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)
