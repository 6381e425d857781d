"""What a kiosk tells the bus server every few seconds."""

from typing import Annotated

import msgspec

PATH = "/api/v1/heartbeat"
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one kiosk."""

    version: Annotated[str, msgspec.Meta(max_length=40)]
    queue_length: Count
    """Messages not yet acknowledged by the server."""
    set_aside: Count
    """Messages the server refused; the trainer looks at them."""
    clock_at: str
    """The kiosk's clock, wire form."""
