"""How unconfirmed records are cut into sections and files."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from sync.cursor import Range
from sync.sections import SAFE_RAW, Section

SLICE = 2000
"""Records read in one go."""
_MOST_SECTIONS = 150
"""Their headers together stay far below the 64 KiB of a bundle's header."""


def cut_ranges(ranges: Iterable[Range], size: int = SLICE) -> list[Range]:
    """Return the same records in ranges of at most ``size``, in the same order."""
    return [
        Range(r.epoch, r.stream, first, min(first + size - 1, r.last))
        for r in ranges
        for first in range(r.first, r.last + 1, size)
    ]


def fill_files(
    sections: Iterable[Section], *, most_bytes: int = SAFE_RAW
) -> Iterator[list[Section]]:
    """Group sections so that each group fits one bundle file.

    Args:
        sections: in the order to send; one that is too large is split.
        most_bytes: of the lines of one file before compression.
    """
    group: list[Section] = []
    filled = 0
    for section in sections:
        for part in _split(section, most_bytes):
            size = _size(part.lines)
            if group and (filled + size > most_bytes or len(group) == _MOST_SECTIONS):
                yield group
                group, filled = [], 0
            group.append(part)
            filled += size
    if group:
        yield group


def _size(lines: Iterable[bytes]) -> int:
    return sum(len(line) + 1 for line in lines)


def _split(section: Section, most_bytes: int) -> Iterator[Section]:
    while _size(section.lines) > most_bytes and len(section.lines) > 1:
        middle = len(section.lines) // 2
        head = replace(section, lines=section.lines[:middle])
        yield from _split(head, most_bytes)
        section = replace(
            section,
            first=section.first + middle,
            previous=head.head.hash,
            lines=section.lines[middle:],
        )
    yield section
