"""Forms of the devices slice."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.text import visible
from lms_server.devices.errors import NameMissingError, NameTooLongError, SeatTooLongError
from lms_server.devices.rules import LONGEST_NAME, LONGEST_SEAT


@dataclass(frozen=True)
class Placing:
    """What a trainer calls a device, and where it stands."""

    name: str
    seat: str
    """Empty: nowhere in particular."""


def typed_placing(form: Mapping[str, str]) -> Placing:
    """Return what was typed, without what nobody can see; it may be wrong."""
    return Placing(visible(form.get("name", "")), visible(form.get("seat", "")))


def parse_placing(form: Mapping[str, str]) -> Placing:
    """Return the name and the seat that a trainer gives a device.

    Raises:
        NameMissingError: no name was typed.
        NameTooLongError: the name is too long.
        SeatTooLongError: the seat is too long.
    """
    placing = typed_placing(form)
    if not placing.name:
        raise NameMissingError
    if len(placing.name) > LONGEST_NAME:
        raise NameTooLongError(most=LONGEST_NAME)
    if len(placing.seat) > LONGEST_SEAT:
        raise SeatTooLongError(most=LONGEST_SEAT)
    return placing
