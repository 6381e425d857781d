"""The QR text of a certificate: COSE_Sign1 (RFC 9052) over a few claims, as decimal digits.

A whole credential does not fit a printed code that phones read; these claims do, and 16 bytes of
the credential's SHA-256 tie the two together. Digits after ``#`` cost 3.3 bits each in a QR code
and never reach a web server's log.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import cbor2
import msgspec
import zxingcpp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.keys import OfficerKey, short_key_id
from certificates.model import CompletionClaim, PartialDate, birth_text, local_day, result_text
from certificates.numbering import format_lookup_code
from common.canonical import sha256_hex

PATH = "/v#"
DIGEST_BYTES = 16
_COSE_SIGN1 = 18
_ALGORITHM, _KEY_ID, _EDDSA = 1, 4, -8
_EPOCH = date(1970, 1, 1)
_MOST_DIGITS = 3000
_Values = tuple[str, str, str, str, str, str, str, tuple[float, int, int, int], int, int, bytes]
_Parts = tuple[bytes, dict[int, int], bytes, bytes]
_GUARD = b"\x01"  # keeps leading zero bytes when the bytes become one number


@dataclass(frozen=True)
class QrClaim:
    """What a QR code says by itself; claims 1 to 11 in this order."""

    certificate_no: str
    lookup_code: str
    full_name: str
    birth: str
    """As :class:`certificates.model.PartialDate`; empty when unknown."""
    course_id: str
    course_version: str
    course_title: str
    result: tuple[float, int, int, int]
    """Quiz score, quiz items, tasks done, tasks required."""
    finished_on: date
    issued_at: datetime
    """Whole seconds."""
    digest: bytes
    """The first 16 bytes of the credential's SHA-256."""


@dataclass(frozen=True)
class QrMessage:
    """A QR text taken apart; nothing in it is believed before the signature is checked."""

    key_id: bytes
    protected: bytes
    payload: bytes
    signature: bytes

    def is_signed(self, public_key: bytes) -> bool:
        """Tell whether ``public_key`` signed this message."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(
                self.signature, _to_be_signed(self.protected, self.payload)
            )
        except InvalidSignature:
            return False
        return True


def encode_qr(claim: CompletionClaim, *, sha256: str, key: OfficerKey, registry_url: str) -> str:
    """Return the text of the QR code.

    Args:
        claim: what the paper says.
        sha256: of the signed credential, 64 hex digits.
        key: the officer's, the same that signed the credential.
        registry_url: of the province's public page, such as ``https://gcn.example.vn``.
    """
    protected = _encode({_ALGORITHM: _EDDSA, _KEY_ID: short_key_id(key.public_key)})
    payload = _payload(claim, sha256)
    signature = key.private.sign(_to_be_signed(protected, payload))
    message = _encode(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature]))
    return f"{registry_url}{PATH}{int.from_bytes(_GUARD + message)}"


def qr_sha256(claim: CompletionClaim, *, sha256: str) -> str:
    """Return the SHA-256 of what the QR code of a certificate signs, 64 hex digits.

    Args:
        claim: what the paper says.
        sha256: of the signed credential, 64 hex digits.
    """
    return sha256_hex(_payload(claim, sha256))


def decode_qr(text: str, *, registry_url: str) -> QrMessage:
    """Take a QR text apart.

    Raises:
        ValueError: another address, or not in the one form :func:`encode_qr` writes.
    """
    digits = text.removeprefix(registry_url + PATH)
    if digits == text or not digits.isascii() or not digits.isdigit():
        raise ValueError("not a certificate's QR text")
    if len(digits) > _MOST_DIGITS or digits.startswith("0"):
        raise ValueError("not a certificate's QR text")
    number = int(digits)
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    message = _decode(raw.removeprefix(_GUARD))
    if raw[:1] != _GUARD or not isinstance(message, cbor2.CBORTag) or message.tag != _COSE_SIGN1:
        raise ValueError("not a COSE_Sign1 message")
    return _read_parts(message.value)


def read_qr_claim(payload: bytes) -> QrClaim:
    """Read the claims of a message whose signature was checked.

    Raises:
        ValueError: a claim is missing or of the wrong kind.
    """
    found = _decode(payload)
    if not isinstance(found, dict) or list(found) != list(range(1, 12)):
        raise ValueError("not the claims of a certificate")
    values = _convert(tuple(found.values()), _Values)
    number, lookup_code, name, birth, course_id, version, title = values[:7]
    result, finished, issued, digest = values[7:]
    if len(digest) != DIGEST_BYTES:
        raise ValueError("not the claims of a certificate")
    return QrClaim(
        certificate_no=number,
        lookup_code=lookup_code,
        full_name=name,
        birth=birth,
        course_id=course_id,
        course_version=version,
        course_title=title,
        result=result,
        finished_on=date.fromordinal(_EPOCH.toordinal() + finished),
        issued_at=datetime.fromtimestamp(issued, UTC),
        digest=digest,
    )


def qr_fields(claim: QrClaim) -> dict[str, str]:
    """Return the printed fields a QR code knows, named as ``model.printed_fields`` names them."""
    score, items, done, required = claim.result
    return {
        "certificate_no": claim.certificate_no,
        "full_name": claim.full_name,
        "birth": birth_text(PartialDate.parse(claim.birth) if claim.birth else None),
        "course_title": claim.course_title,
        "course_id": claim.course_id,
        "course_version": claim.course_version,
        "finished_on": f"{claim.finished_on:%d/%m/%Y}",
        "result": result_text(score, items, tasks=(done, required)),
        "issued_on": f"{local_day(claim.issued_at):%d/%m/%Y}",
        "lookup_code": format_lookup_code(claim.lookup_code),
    }


def qr_rows(text: str) -> list[bytes]:
    """Return the code as rows, one byte a module: 0 black, 255 white; no quiet zone.

    Error correction M; the writer mixes byte and digit segments, which keeps it at version 12.
    """
    code = zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    modules = memoryview(image)
    side, raw = len(modules), modules.tobytes()
    return [raw[start : start + side] for start in range(0, side * side, side)]


def _payload(claim: CompletionClaim, sha256: str) -> bytes:
    return _encode(dict(enumerate(_claim_values(claim, sha256), start=1)))


def _claim_values(claim: CompletionClaim, sha256: str) -> list[Any]:
    score = int(claim.quiz_score) if claim.quiz_score.is_integer() else claim.quiz_score
    return [
        claim.certificate_no,
        claim.lookup_code,
        claim.full_name,
        "" if claim.birth is None else str(claim.birth),
        claim.course_id,
        claim.course_version,
        claim.course_title,
        [score, claim.quiz_items, claim.tasks_done, claim.tasks_required],
        (claim.finished_on - _EPOCH).days,
        int(claim.issued_at.timestamp()),
        bytes.fromhex(sha256)[:DIGEST_BYTES],
    ]


def _read_parts(parts: object) -> QrMessage:
    protected, unprotected, payload, signature = _convert(parts, _Parts)
    header = _decode(protected)
    if unprotected or not isinstance(header, dict) or header.keys() != {_ALGORITHM, _KEY_ID}:
        raise ValueError("unexpected COSE headers")
    if header[_ALGORITHM] != _EDDSA or not isinstance(header[_KEY_ID], bytes):
        raise ValueError("not an EdDSA message")
    return QrMessage(header[_KEY_ID], protected, payload, signature)


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return _encode(["Signature1", protected, b"", payload])


def _convert(value: object, shape: Any) -> tuple[Any, ...]:  # noqa: ANN401
    try:
        found: tuple[Any, ...] = msgspec.convert(value, type=shape)
    except msgspec.ValidationError as error:
        raise ValueError("unexpected content of a COSE message") from error
    return found


def _encode(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _decode(raw: bytes) -> Any:  # noqa: ANN401
    """Read CBOR in its one canonical form, so that no second text says the same thing."""
    try:
        value = cbor2.loads(raw)
        again = _encode(value)
    except (cbor2.CBORDecodeError, cbor2.CBOREncodeError, RecursionError, OverflowError) as error:
        raise ValueError("not CBOR") from error
    if again != raw:
        raise ValueError("not canonical CBOR")
    return value
