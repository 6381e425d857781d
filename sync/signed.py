"""A small JSON document with a signature over its exact bytes.

File: ``{"body": "<JSON as text>", "kind": "tbus/receipt/1", "signature": "<base64>"}``. The
signature covers ``kind`` and ``body`` as they stand, so nobody ever signs or checks JSON that
was written anew. A person can still read the file.
"""

from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import DocumentError, DocumentFault
from sync.strict_json import StrictJsonError, parse_strict

MAX_DOCUMENT = 16 * 1024 * 1024
"""Bytes of one signed document; a trust store may travel inside."""

Body = TypeVar("Body", bound=msgspec.Struct)


class _Envelope(msgspec.Struct, frozen=True, kw_only=True):
    body: str
    kind: str
    signature: bytes


def sign_document(body: msgspec.Struct, *, kind: str, key: Ed25519PrivateKey) -> bytes:
    """Return the signed file of ``body``; ``kind`` keeps one document from passing as another.

    Raises:
        StrictJsonError: the reader would refuse it, for text that is not NFC and the like.
    """
    text = msgspec.json.encode(body, order="sorted").decode()
    parse_strict(text.encode())
    signature = key.sign(_signed_bytes(kind, text))
    return msgspec.json.encode(_Envelope(body=text, kind=kind, signature=signature))


def read_unverified(raw: bytes, *, kind: str, body_type: type[Body]) -> Body:
    """Return the body before its signature was checked, to find out whose key to check with.

    Raises:
        DocumentError: malformed, or another kind of document.
    """
    return _read_body(_read_envelope(raw, kind), body_type)


def open_document(
    raw: bytes, *, kind: str, public_key: Ed25519PublicKey, body_type: type[Body]
) -> Body:
    """Return the body after its signature was found good.

    Raises:
        DocumentError: malformed, another kind of document, altered, or signed by another key.
    """
    envelope = _read_envelope(raw, kind)
    try:
        public_key.verify(envelope.signature, _signed_bytes(kind, envelope.body))
    except InvalidSignature as error:
        raise DocumentError(DocumentFault.SIGNATURE) from error
    return _read_body(envelope, body_type)


def _signed_bytes(kind: str, text: str) -> bytes:
    return kind.encode() + b"\n" + text.encode()


def _read_envelope(raw: bytes, kind: str) -> _Envelope:
    if len(raw) > MAX_DOCUMENT:
        raise DocumentError(DocumentFault.MALFORMED)
    try:
        envelope = msgspec.convert(parse_strict(raw), _Envelope)
    except (StrictJsonError, msgspec.ValidationError) as error:
        raise DocumentError(DocumentFault.MALFORMED) from error
    if envelope.kind != kind:
        raise DocumentError(DocumentFault.MALFORMED)
    return envelope


def _read_body(envelope: _Envelope, body_type: type[Body]) -> Body:
    try:
        return msgspec.convert(parse_strict(envelope.body.encode()), body_type)
    except (StrictJsonError, msgspec.ValidationError) as error:
        raise DocumentError(DocumentFault.MALFORMED) from error
