"""Which names the door shows: a long class by first letter or by machine, page by page."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from common.text import search_key, vietnamese_sort_key
from lms_server.training.queries import EnrolmentRow

PAGE = 12
"""Names on one screen: four rows of three; a class no larger is shown at once."""
_OWN_SEAT = 3
"""Names that come first at their own machine: no more sit together."""
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_NUMBER = re.compile(r"[0-9]+")


class Way(StrEnum):
    """How a learner looks for the own name."""

    LETTER = "letter"
    SEAT = "seat"
    ALL = "all"


@dataclass(frozen=True)
class Wish:
    """What was tapped so far."""

    way: Way = Way.LETTER
    key: str = ""
    """A letter or a machine; empty as long as none was tapped."""
    page: int = 1


@dataclass(frozen=True)
class ShownName:
    """One name to tap, with what tells it apart from the same name."""

    row: EnrolmentRow
    marks: tuple[str, ...]
    """Usual name and birth year, as far as needed."""
    seat: str
    """Said only when nothing else tells namesakes apart."""


@dataclass(frozen=True)
class NameScreen:
    """One screen of the door: names to tap, or letters or machines that lead to names."""

    wish: Wish
    names: tuple[ShownName, ...] = ()
    keys: tuple[str, ...] = ()
    page_count: int = 1
    has_seats: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether everybody of the class is on this screen."""
        return not self.keys and not self.wish.key and self.page_count == 1


def arrange(rows: Sequence[EnrolmentRow], wish: Wish, *, device_name: str) -> NameScreen:
    """Return the screen for ``wish``.

    Args:
        rows: everybody in the class, sorted by name.
        wish: what was tapped so far; one that fits nothing shows the start.
        device_name: of this machine; who sits here comes first.
    """
    has_seats = any(row.seat for row in rows)
    if len(rows) <= PAGE:
        own_first = sorted(rows, key=lambda row: not is_seat(row.seat, device_name))
        return NameScreen(Wish(), _to_names(own_first, rows), has_seats=has_seats)
    found = _find(rows, wish)
    if found:
        return _paged(found, rows, wish, has_seats=has_seats)
    way = Way.SEAT if wish.way is Way.SEAT and has_seats else Way.LETTER
    own = [row for row in rows if is_seat(row.seat, device_name)][:_OWN_SEAT]
    return NameScreen(
        Wish(way), _to_names(own, rows), keys=_keys_of(rows, way), has_seats=has_seats
    )


def first_letter(given_name: str) -> str:
    """Return the letter under which a name stands in a Vietnamese list: Ổn under Ô, Đức under Đ."""
    for letter in unicodedata.normalize("NFC", given_name).upper():
        if letter.isalpha():
            spread = unicodedata.normalize("NFD", letter)
            return unicodedata.normalize("NFC", "".join(c for c in spread if c not in _TONES))
    return ""


def is_seat(seat: str, device_name: str) -> bool:
    """Tell whether a learner's seat is this machine: the same name, or the same one number."""
    if not seat:
        return False
    numbers, others = _NUMBER.findall(seat), _NUMBER.findall(device_name)
    if len(numbers) == len(others) == 1:
        return int(numbers[0]) == int(others[0])
    return search_key(seat) == search_key(device_name)


def _find(rows: Sequence[EnrolmentRow], wish: Wish) -> list[EnrolmentRow]:
    if wish.way is Way.ALL:
        return list(rows)
    return [row for row in rows if wish.key and _key_of(row, wish.way) == wish.key]


def _key_of(row: EnrolmentRow, way: Way) -> str:
    return row.seat if way is Way.SEAT else first_letter(row.learner.given_name)


def _keys_of(rows: Iterable[EnrolmentRow], way: Way) -> tuple[str, ...]:
    keys = {_key_of(row, way) for row in rows} - {""}
    return tuple(sorted(keys, key=_seat_order if way is Way.SEAT else vietnamese_sort_key))


def _seat_order(seat: str) -> tuple[int, str]:
    number = _NUMBER.search(seat)
    return (int(number[0]) if number else 0, seat)


def _paged(
    found: Sequence[EnrolmentRow],
    everybody: Sequence[EnrolmentRow],
    wish: Wish,
    *,
    has_seats: bool,
) -> NameScreen:
    page_count = -(-len(found) // PAGE)
    page = min(max(wish.page, 1), page_count)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return NameScreen(
        Wish(wish.way, wish.key, page),
        _to_names(shown, everybody),
        page_count=page_count,
        has_seats=has_seats,
    )


def _to_names(
    shown: Iterable[EnrolmentRow], everybody: Iterable[EnrolmentRow]
) -> tuple[ShownName, ...]:
    alike = Counter(_looks(row) for row in everybody)
    return tuple(
        ShownName(row, marks=_marks(row), seat=row.seat if alike[_looks(row)] > 1 else "")
        for row in shown
    )


def _marks(row: EnrolmentRow) -> tuple[str, ...]:
    year = str(row.learner.birth_year) if row.has_namesake else ""
    return tuple(mark for mark in (row.learner.usual_name, year) if mark)


def _looks(row: EnrolmentRow) -> tuple[str, tuple[str, ...]]:
    return search_key(row.learner.full_name), _marks(row)
