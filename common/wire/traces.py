"""What a learner did in a simulator, from any page to the bus server, which replays it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from common.wire.batches import parse_batch
from common.wire.receipts import Malformed

PATH = "/api/v1/traces"


class SimulatorTrace(msgspec.Struct, frozen=True, kw_only=True):
    """The events of one finished try at one simulator."""

    id: UUID
    """Minted by the page when the try ends; a resend carries the same id."""
    simulator_attempt_id: UUID
    """Opened by the server for this learner on this device."""
    events: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=2000)]
    """As ``courses.simulators.machine`` defines them, in order."""
    finished_at: Annotated[datetime, msgspec.Meta(tz=True)]
    """Clock of the page's machine: a hint."""
    slip: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    """Added by a kiosk that sends a message again: what the bus gave it with the receipt."""


def parse_traces(raw: bytes) -> list[SimulatorTrace | Malformed]:
    """Read the body of ``POST /api/v1/traces``.

    Raises:
        BadBatchError: the body as a whole cannot be read.
    """
    return parse_batch(raw, SimulatorTrace)
