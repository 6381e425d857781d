"""The answer to every queued message: one receipt each, in the order of the batch."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec


class ReceiptStatus(StrEnum):
    """What became of a message."""

    ACCEPTED = "accepted"
    """Stored durably for the first time."""
    DUPLICATE = "duplicate"
    """Was stored before with the same content."""
    REJECTED = "rejected"
    """Not taken; ``code`` says why. The sender keeps it and does not send it again by itself."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The verdict on one message of a batch."""

    index: int
    """Place in the batch, from 0."""
    id: UUID | None = None
    """The message's id; None when the message was too malformed to have one."""
    status: ReceiptStatus
    code: str | None = None
    """Error code of a rejected message, such as ``quizzes.attempt_not_found``."""
    feedback: dict[str, Any] | None = None
    """What the learner may see now: score 0.0..1.0 and explanation; never before storing."""
    flag: str | None = None
    """Of a stored response that did not come as usual, such as ``after_class``: it is told."""
    slip: str | None = None
    """To a kiosk: goes with the message when a restored bus asks for it; closed to the kiosk."""


class Malformed(msgspec.Struct, frozen=True):
    """A message that could not be read; the others of its batch go on."""

    index: int
    id: UUID | None
    reason: str


def encode_receipts(receipts: Sequence[Receipt]) -> bytes:
    """Return the JSON body of an answer."""
    return msgspec.json.encode(receipts)


def parse_receipts(raw: bytes) -> list[Receipt]:
    """Read the JSON body of an answer.

    Raises:
        ValueError: not a list of receipts.
    """
    try:
        return msgspec.json.decode(raw, type=list[Receipt])
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
