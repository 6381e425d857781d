"""How large a picture is, read from its first bytes only."""

import re
import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of JPEG that carry height and width."""
_VIEW_BOX = re.compile(rb"<svg\b[^>]*?\bviewBox\s*=\s*[\"']([^\"']*)[\"']", re.DOTALL)
_SIDES = 4
_HEAD = 4096
"""Bytes of a drawing in which its frame must stand."""


def picture_size(name: str, raw: bytes) -> tuple[float, float] | None:
    """Return width and height in the picture's own units; None when they cannot be read."""
    if name.endswith(".svg"):
        return _svg_size(raw)
    if raw.startswith(_PNG):
        return _positive(*struct.unpack(">II", raw[16:24].ljust(8, b"\0")))
    return _jpeg_size(raw)


def _svg_size(raw: bytes) -> tuple[float, float] | None:
    found = _VIEW_BOX.search(raw[:_HEAD])
    parts = re.split(rb"[\s,]+", found[1].strip()) if found else []
    try:
        sides = [float(part) for part in parts]
    except ValueError:
        return None
    return _positive(sides[2], sides[3]) if len(sides) == _SIDES else None


def _jpeg_size(raw: bytes) -> tuple[float, float] | None:
    at = 2
    while raw.startswith(b"\xff\xd8") and at + 9 <= len(raw) and raw[at] == 0xFF:  # noqa: PLR2004
        if raw[at + 1] in _JPEG_SIZES:
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            return _positive(width, height)
        at += 2 + max(2, int.from_bytes(raw[at + 2 : at + 4]))
    return None


def _positive(width: float, height: float) -> tuple[float, float] | None:
    return (width, height) if width > 0 and height > 0 else None
