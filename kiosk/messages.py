"""What the queue of a kiosk holds: messages of the learner's page, and what became of them."""

from dataclasses import dataclass
from uuid import UUID

from common.wire.receipts import Receipt


@dataclass(frozen=True)
class NewMessage:
    """One message as the page sent it."""

    id: UUID | None
    """None when the message is too malformed to have one."""
    body: bytes
    """Its JSON, byte for byte."""
    refusal: str | None = None
    """Why it cannot be sent at all; it is set aside at once, for the trainer to see."""


@dataclass(frozen=True)
class QueuedMessage:
    """One message waiting for its receipt."""

    seq: int
    """Order of arrival in this kiosk."""
    id: UUID
    body: bytes
    """Its JSON, with the slip of an earlier receipt when it is sent again."""


@dataclass(frozen=True)
class Answer:
    """One message that the bus has, or will take."""

    body: bytes
    receipt: Receipt | None
    """None while it waits."""


@dataclass(frozen=True)
class SetAside:
    """One message the bus, or the gateway, will never take as it is."""

    seq: int
    put_at: str
    """When the page sent it, by the kiosk's clock: UTC, ISO 8601."""
    path: str
    code: str
    """Why: one of docs/errors.md."""
    body: bytes
