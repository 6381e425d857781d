"""A QR code as one inline image of one bit a module: no seams between modules, few bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

from certificates.pdf import layout
from certificates.qr import qr_rows

_MM = 72 / 25.4
_BITS = 8
_DIGITS = bytes.maketrans(b"\x00\xff", b"01")


@dataclass(frozen=True)
class QrImage:
    """A code ready to be painted."""

    operators: str
    size: float
    """With its quiet zone, in millimetres."""


def draw_qr(text: str) -> QrImage:
    """Return the code of ``text`` at its place.

    Modules keep their size: a code larger than version 12 grows to the right and upwards.
    """
    rows = qr_rows(text)
    module = min(layout.MODULE, layout.LARGEST_QR / (len(rows) + 2 * layout.QUIET_ZONE))
    return paint_rows(rows, left=layout.QR_LEFT, bottom=layout.QR_BOTTOM, module=module)


def paint_rows(rows: Sequence[bytes], *, left: float, bottom: float, module: float) -> QrImage:
    """Return the code of ``rows`` at a place; all measures in millimetres.

    Args:
        rows: as :func:`certificates.qr.qr_rows` gives them.
        left: of the quiet zone.
        bottom: likewise.
        module: breadth of one.
    """
    side = len(rows)
    size = (side + 2 * layout.QUIET_ZONE) * module
    edge = side * module * _MM
    inner_left = (left + layout.QUIET_ZONE * module) * _MM
    inner_bottom = (bottom + layout.QUIET_ZONE * module) * _MM
    operators = (
        f"q 1 1 1 rg {left * _MM:.3f} {bottom * _MM:.3f}"
        f" {size * _MM:.3f} {size * _MM:.3f} re f"
        f" 0 0 0 rg {edge:.3f} 0 0 {edge:.3f} {inner_left:.3f} {inner_bottom:.3f} cm"
        f" BI /W {side} /H {side} /IM true /BPC 1 /F /AHx ID {''.join(map(_row, rows))}> EI Q"
    )
    return QrImage(operators, size)


def _row(row: bytes) -> str:
    """Return one row as hex; a mask paints where the bit is 0, as black modules are."""
    padded = row.ljust(-(-len(row) // _BITS) * _BITS, b"\xff")
    bits = padded.translate(_DIGITS).decode()
    return f"{int(bits, 2):0{len(padded) // 4}x}"
