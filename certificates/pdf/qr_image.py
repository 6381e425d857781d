"""A QR code as one inline image of one bit a module: no seams between modules, few bytes."""

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
    side = len(rows)
    module = min(layout.MODULE, layout.LARGEST_QR / (side + 2 * layout.QUIET_ZONE))
    size = (side + 2 * layout.QUIET_ZONE) * module
    edge = side * module * _MM
    left = (layout.QR_LEFT + layout.QUIET_ZONE * module) * _MM
    bottom = (layout.QR_BOTTOM + layout.QUIET_ZONE * module) * _MM
    operators = (
        f"q 1 1 1 rg {layout.QR_LEFT * _MM:.3f} {layout.QR_BOTTOM * _MM:.3f}"
        f" {size * _MM:.3f} {size * _MM:.3f} re f"
        f" 0 0 0 rg {edge:.3f} 0 0 {edge:.3f} {left:.3f} {bottom:.3f} cm"
        f" BI /W {side} /H {side} /IM true /BPC 1 /F /AHx ID {''.join(map(_row, rows))}> EI Q"
    )
    return QrImage(operators, size)


def _row(row: bytes) -> str:
    """Return one row as hex; a mask paints where the bit is 0, as black modules are."""
    padded = row.ljust(-(-len(row) // _BITS) * _BITS, b"\xff")
    bits = padded.translate(_DIGITS).decode()
    return f"{int(bits, 2):0{len(padded) // 4}x}"
