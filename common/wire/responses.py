"""A learner's response to a quiz item, from any page to the bus server."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from common.wire.batches import parse_batch
from common.wire.receipts import Malformed

PATH = "/api/v1/responses"

ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ItemResponse(msgspec.Struct, frozen=True, kw_only=True):
    """One response to one item; a changed answer is a new message with a higher revision."""

    id: UUID
    """Minted by the page when the learner presses; a resend carries the same id."""
    attempt_id: UUID
    item_id: ShortText
    revision: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    """1, 2, ... per attempt and item, counted by the page.

    The first one stored counts: its receipt shows the right answer. Later ones are kept.
    """
    value: Annotated[list[ShortText], msgspec.Meta(max_length=50)]
    """Identifiers of the choices taken, in the learner's order."""
    answered_at: Annotated[datetime, msgspec.Meta(tz=True)]
    """Clock of the page's machine: a hint, shown but never used to decide."""
    slip: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    """Added by a kiosk that sends a message again: what the bus gave it with the receipt."""


def parse_responses(raw: bytes) -> list[ItemResponse | Malformed]:
    """Read the body of ``POST /api/v1/responses``.

    Raises:
        BadBatchError: the body as a whole cannot be read.
    """
    return parse_batch(raw, ItemResponse)
