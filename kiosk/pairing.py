"""Pairing by the six digits the trainer reads out: SPAKE2, side A."""

import hmac
import secrets
from typing import TypeVar

import msgspec
from spake2 import SPAKE2_A, SPAKEError

from common.errors import DomainError
from common.wire import pairing as wire
from common.wire.staff_pin import SALT_BYTES, stretch
from kiosk.bus_client import BusClient, Call
from kiosk.identity import BusIdentity

_Answer = TypeVar("_Answer", bound=msgspec.Struct)
_WRONG_CODE = "devices.wrong_code"
_NO_OPEN_CODE = "devices.no_open_code"


class WrongCodeError(DomainError):
    """The digits are not the ones this bus shows, or something stands between us and it."""

    code = "kiosk.wrong_code"
    http_status = 403


class CodeClosedError(DomainError):
    """The bus has no open code: used, too old, or tried wrongly too often."""

    code = "kiosk.code_closed"
    http_status = 410


class PairingFailedError(DomainError):
    """The bus answered with something that is not pairing."""

    code = "kiosk.pairing_failed"
    http_status = 502


def pair(client: BusClient, code: str, *, device_name: str) -> BusIdentity:
    """Pair with the server whose certificate ``client`` pins; return what to keep.

    The certificate that is really seen goes into the exchange on both sides, so a relay with
    another one fails although the code is right. A wrong code costs the bus one of its tries.

    Args:
        client: pinned to the certificate seen when the bus was found; without a token.
        code: six digits.
        device_name: what the trainer will see, 1 to 60 characters.

    Raises:
        WrongCodeError: the two sides do not share the code.
        CodeClosedError: the trainer must show a new code.
        PairingFailedError: the answer makes no sense.
        BusAwayError: the server cannot be reached, or its answer does not end.
    """
    side = SPAKE2_A(code.encode(), idA=wire.KIOSK_IDENTITY, idB=wire.spake_identity(client.pin))
    start = wire.PairingStart(message=side.start().hex(), device_name=device_name)
    started = _exchange(client, wire.START_PATH, start, wire.PairingStarted)
    key = _shared_key(side, started.message)
    finish = wire.PairingFinish(pairing_id=started.pairing_id, proof=wire.proof(key, "kiosk"))
    finished = _exchange(client, wire.FINISH_PATH, finish, wire.PairingFinished)
    if not hmac.compare_digest(finished.proof, wire.proof(key, "server")):
        raise WrongCodeError
    return BusIdentity(
        fingerprint=client.pin,
        bus_code=finished.bus_code,
        bus_name=finished.bus_name,
        device_id=finished.device_id,
        device_token=finished.device_token,
        staff_pin=stretch(finished.staff_pin, secrets.token_bytes(SALT_BYTES)),
    )


def _shared_key(side: SPAKE2_A, message: str) -> bytes:
    try:
        key: bytes = side.finish(bytes.fromhex(message))
    except (SPAKEError, ValueError, AssertionError) as error:
        raise PairingFailedError from error
    return key


def _exchange(
    client: BusClient, path: str, message: msgspec.Struct, answer_type: type[_Answer]
) -> _Answer:
    with client.send(Call.post_json(path, msgspec.json.encode(message))) as reply:
        if reply.status != 200:  # noqa: PLR2004
            raise _refusal(reply.error_code())
        raw = reply.read_small()
    try:
        return msgspec.json.decode(raw, type=answer_type)
    except msgspec.DecodeError as error:
        raise PairingFailedError from error


def _refusal(code: str) -> DomainError:
    if code == _WRONG_CODE:
        return WrongCodeError()
    return CodeClosedError() if code == _NO_OPEN_CODE else PairingFailedError()
