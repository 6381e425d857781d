"""Reading a batch of messages so that one bad message never blocks the rest."""

from typing import TypeVar
from uuid import UUID

import msgspec

from common.errors import DomainError
from common.wire.receipts import Malformed

MAX_BATCH = 50
"""Messages in one request."""
MAX_BODY = 1024 * 1024
"""Bytes of one request."""

Message = TypeVar("Message", bound=msgspec.Struct)


class BadBatchError(DomainError):
    """The body is not a JSON list of at most ``MAX_BATCH`` messages."""

    code = "wire.bad_batch"


def parse_batch(raw: bytes, message_type: type[Message]) -> list[Message | Malformed]:
    """Return each message of a JSON list, in order; a bad one becomes :class:`Malformed`.

    Unknown fields are ignored, missing ones make the message malformed.

    Raises:
        BadBatchError: the body as a whole cannot be read.
    """
    if len(raw) > MAX_BODY:
        raise BadBatchError(reason="too large")
    try:
        parts = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadBatchError(reason="not a JSON list") from error
    if len(parts) > MAX_BATCH:
        raise BadBatchError(reason="too many messages")
    return [_parse(bytes(part), index, message_type) for index, part in enumerate(parts)]


def _parse(part: bytes, index: int, message_type: type[Message]) -> Message | Malformed:
    try:
        return msgspec.json.decode(part, type=message_type)
    except (msgspec.DecodeError, RecursionError) as error:
        return Malformed(index, _find_id(part), str(error))


class _OnlyId(msgspec.Struct):
    id: UUID


def _find_id(part: bytes) -> UUID | None:
    try:
        return msgspec.json.decode(part, type=_OnlyId).id
    except (msgspec.DecodeError, RecursionError):
        return None
