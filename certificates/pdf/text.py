"""Fitting text into a box: every letter of a long name stays on the paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from certificates.pdf.faces import Face, split_by_face, width
from certificates.pdf.marks import clusters


@dataclass(frozen=True)
class Run:
    """A piece of text in one face. Drawn as it is: there is no markup on this paper."""

    text: str
    face: Face


Line = list[Run]


@dataclass(frozen=True)
class Fitted:
    """Lines that fit their box at ``size`` points."""

    lines: list[Line]
    size: float


def fit(runs: Sequence[Run], *, max_width: float, max_lines: int, sizes: Sequence[float]) -> Fitted:
    """Wrap ``runs`` with the largest size that needs at most ``max_lines``.

    Args:
        runs: in reading order; spaces between them are part of their text.
        max_width: points.
        max_lines: at the smallest size more lines are taken rather than letters lost.
        sizes: points, largest first.
    """
    pieces = [Run(*part) for run in runs for part in split_by_face(run.text, run.face)]
    for size in sizes:
        lines = wrap(pieces, max_width=max_width, size=size)
        if len(lines) <= max_lines:
            break
    return Fitted(lines, size)


def wrap(runs: Sequence[Run], *, max_width: float, size: float) -> list[Line]:
    """Break ``runs`` at spaces, and inside a word only when the word alone is too wide."""
    lines: list[Line] = [[]]
    for word in _words(runs):
        for part in _bits(word, max_width=max_width, size=size):
            if lines[-1] and line_width([*lines[-1], *_stripped(part)], size) > max_width:
                lines.append([])
            lines[-1].extend(part if lines[-1] else _stripped(part, left=True))
    return [_joined(line) for line in lines if line]


def line_width(line: Sequence[Run], size: float) -> float:
    """Return the width of ``line`` in points."""
    return sum(width(run.text, run.face, size) for run in line)


def _words(runs: Sequence[Run]) -> list[Line]:
    """Group letters into words, each with the space before it; a word may change its face."""
    words: list[Line] = [[]]
    for run in runs:
        for index, piece in enumerate(run.text.split(" ")):
            if index:
                words.append([Run(" ", run.face)])
            if piece:
                words[-1].append(Run(piece, run.face))
    return [word for word in words if word]


def _bits(word: Line, *, max_width: float, size: float) -> list[Line]:
    if line_width(word, size) <= max_width:
        return [word]
    bits: list[Line] = [[]]
    for letter in (Run(one, run.face) for run in word for one in clusters(run.text)):
        if line_width([*bits[-1], letter], size) > max_width:
            bits.append([])
        bits[-1].append(letter)
    return bits


def _stripped(word: Line, *, left: bool = False) -> Line:
    return word[1:] if left and word[0].text == " " else word


def _joined(line: Line) -> Line:
    """Join neighbours of one face, so that a line is few drawing steps and copies well."""
    joined: Line = []
    for run in line:
        if joined and joined[-1].face is run.face:
            joined[-1] = Run(joined[-1].text + run.text, run.face)
        else:
            joined.append(run)
    return joined
