"""What a kiosk tells the bus server every few seconds."""

from typing import Annotated

import msgspec

PATH = "/api/v1/heartbeat"


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one kiosk."""

    version: Annotated[str, msgspec.Meta(max_length=40)]
    queue_length: Annotated[int, msgspec.Meta(ge=0)]
    """Messages not yet acknowledged by the server."""
    set_aside: Annotated[int, msgspec.Meta(ge=0)]
    """Messages the server refused; the trainer looks at them."""
    clock_at: str
    """The kiosk's clock, wire form."""
