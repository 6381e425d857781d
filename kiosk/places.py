"""Reading what people type, or a scanner types for them, about where the bus is."""

from common.wire.places import SCHEME, host_of
from kiosk.config import Address

MOST_TYPED = 80


def read_place_code(text: str) -> str | None:
    """Return the text of a QR code that says where a bus is; None for any other.

    A code of somebody else may hold a name that could be dialled, so only ours counts.
    """
    try:
        read_place(text)
    except ValueError:
        return None
    return text if text.casefold().startswith(SCHEME) else None


def read_place(text: str) -> Address:
    """Read a place code (``KPAF7Q``), an address (``192.168.8.2``), or the text of the QR code.

    Raises:
        ValueError: it is none of them.
    """
    typed = text.strip()[:MOST_TYPED]
    if typed.casefold().startswith(SCHEME):
        typed = typed[len(SCHEME) :]
    elif not {".", ":"} & set(typed):
        typed = host_of(typed)
    return Address.parse(typed)
