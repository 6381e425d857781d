"""The frame and the fine lines behind the text, drawn once as PDF operators.

Every figure is one tile repeated by moving or turning, which keeps the drawing small.
"""

import math
from collections.abc import Iterable
from functools import cache

from certificates.pdf import layout

_MM = 72 / 25.4
_INK = "0.07 0.27 0.36 RG"
_PALE = "0.66 0.78 0.83 RG"
_FAINT = "0.89 0.93 0.945 RG"
_WAVES = 6
_WAVE_LENGTH = 12.0
_TILE_STEPS = 20
_NEAR = layout.FRAME + 1 + (layout.BAND - 1) / 2
"""Middle line of the band."""

Point = tuple[float, float]


@cache
def paper_operators() -> str:
    """Return the PDF operators of the ornament; the same for every certificate."""
    parts = [f"q {_MM:.6f} 0 0 {_MM:.6f} 0 0 cm", f"{_FAINT} 0.12 w"]
    for radius, depth, petals in ((60, 13, 11), (47, 17, 9), (33, 11, 12)):
        parts.append(_flower((layout.CENTRE, 98.0), radius, depth, petals=petals, lines=4))
    parts += [f"{_PALE} 0.1 w", *_braids()]
    parts += [f"{_INK} 0.4 w", _frame(layout.FRAME), "0.14 w"]
    parts += [_frame(layout.FRAME + 1.0), _frame(layout.FRAME + layout.BAND)]
    parts += [f"{_INK} 0.12 w", *_corners(), "Q"]
    return "\n".join(parts)


def _braids() -> list[str]:
    """Return the four sides, each a braid of sines running from corner to corner."""
    width, height = layout.PAGE[0] - 2 * _NEAR, layout.PAGE[1] - 2 * _NEAR
    right, top = layout.PAGE[0] - _NEAR, layout.PAGE[1] - _NEAR
    return [
        _braid(f"1 0 0 1 {_NEAR} {_NEAR}", width),
        _braid(f"0 1 -1 0 {right} {_NEAR}", height),
        _braid(f"-1 0 0 -1 {right} {top}", width),
        _braid(f"0 -1 1 0 {_NEAR} {top}", height),
    ]


def _braid(place: str, length: float) -> str:
    periods = round(length / _WAVE_LENGTH)
    period = length / periods
    tile = " ".join(_polyline(_wave(period, phase)) for phase in range(_WAVES))
    return f"q {place} cm " + f"{tile} 1 0 0 1 {period:.4f} 0 cm\n" * periods + "Q"


def _wave(period: float, phase: int) -> Iterable[Point]:
    shift = 2 * math.pi * phase / _WAVES
    for step in range(_TILE_STEPS + 1):
        turn = 2 * math.pi * step / _TILE_STEPS
        yield (
            period * step / _TILE_STEPS,
            1.6 * math.sin(turn + shift) + 0.9 * math.sin(2 * turn - shift),
        )


def _corners() -> list[str]:
    places = [
        (x, y) for x in (_NEAR, layout.PAGE[0] - _NEAR) for y in (_NEAR, layout.PAGE[1] - _NEAR)
    ]
    blanks = [f"q 1 1 1 rg {x - 4.2:.2f} {y - 4.2:.2f} 8.4 8.4 re f Q" for x, y in places]
    return blanks + [_flower(place, 2.9, 1.3, petals=8, lines=3) for place in places]


def _flower(centre: Point, radius: float, depth: float, *, petals: int, lines: int) -> str:
    """Return ``lines`` closed waves around ``centre``: one petal, turned ``petals`` times."""
    turn = 2 * math.pi / petals
    cos, sin = math.cos(turn), math.sin(turn)
    tile = " ".join(
        _polyline(_petal(radius, depth, turn=turn, shift=math.pi / 2 * line))
        for line in range(lines)
    )
    rotate = f"{cos:.7f} {sin:.7f} {-sin:.7f} {cos:.7f} 0 0 cm\n"
    return f"q 1 0 0 1 {centre[0]} {centre[1]} cm " + f"{tile} {rotate}" * petals + "Q"


def _petal(radius: float, depth: float, *, turn: float, shift: float) -> Iterable[Point]:
    for step in range(_TILE_STEPS + 1):
        share = step / _TILE_STEPS
        reach = radius + depth * math.sin(2 * math.pi * share + shift)
        yield reach * math.cos(turn * share), reach * math.sin(turn * share)


def _polyline(points: Iterable[Point]) -> str:
    first, *rest = [f"{x:.2f} {y:.2f}" for x, y in points]
    return f"{first} m " + " ".join(f"{point} l" for point in rest) + " S"


def _frame(edge: float) -> str:
    width, height = layout.PAGE
    return f"{edge} {edge} {width - 2 * edge} {height - 2 * edge} re S"
