"""A table as a file that a Vietnamese Excel opens with a double click."""

import csv
import io
from collections.abc import Iterable, Sequence

_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for an old code page."""
_SEPARATOR = ";"
"""Where the comma begins the decimals, as in Vietnam, Excel divides columns by semicolons."""
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = frozenset("0123456789.,%")


def render_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """Return the file.

    Args:
        lines: the cells as people read them; a cell that Excel would calculate is made text.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=_SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for line in lines:
        writer.writerow([_harmless(cell) for cell in line])
    return (_BOM + text.getvalue()).encode()


def _harmless(cell: str) -> str:
    is_negative_number = cell.startswith("-") and set(cell[1:]) <= _NUMBER and len(cell) > 1
    return f"'{cell}" if cell.startswith(_ACTIVE) and not is_negative_number else cell
