"""Which courses suit a learner next, and what goes onto a phone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from courses.model import Course
from courses.take_home import Group

MOST = 2
"""Suggestions at a time: more is a list, not advice."""
HEAD = "GIẤY NHỚ MANG VỀ"


@dataclass(frozen=True)
class Suggestion:
    """A course to learn next."""

    course_id: str
    is_before: bool
    """It helps to learn it before the one suggested with it."""


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What one learner takes home from one class."""

    full_name: str
    course_title: str
    learned_on: date
    place: str
    deeds: tuple[str, ...]
    """What the learner can do now: only tasks that were really done."""
    remember: tuple[str, ...]
    go_on: tuple[str, ...]


def suggest(
    courses: Iterable[Course], group: Group, learned: Collection[str]
) -> tuple[Suggestion, ...]:
    """Return at most ``MOST`` courses, the best first; one to be learnt before it comes first.

    Args:
        courses: those of the bus, one version each.
        group: what the learner usually does.
        learned: ids of courses that the learner completed or learns now.
    """
    fresh = {one.course_id: one for one in courses if one.course_id not in learned}
    found: dict[str, Suggestion] = {}
    for course_id in [*_fitting(fresh, group), *_fitting(fresh, Group.ANYONE)]:
        before = _find_before(fresh, course_id)
        if before is not None:
            found.setdefault(before, Suggestion(before, is_before=True))
        found.setdefault(course_id, Suggestion(course_id, is_before=False))
    return tuple(found.values())[:MOST]


def phone_text(slip: Slip) -> str:
    """Return the slip as plain text for a QR code: nothing to open, nobody's name.

    Whoever photographs the screen carries no name away, and the learner knows whose it is.
    Sentences with an address of the Internet are for the paper only.
    """
    return "\n".join(_lines(slip))


def _fitting(courses: Mapping[str, Course], group: Group) -> list[str]:
    places = {one: course.take_home.fits.get(group) for one, course in courses.items()}
    known = [(place, one) for one, place in places.items() if place is not None]
    return [one for _, one in sorted(known)]


def _find_before(courses: Mapping[str, Course], course_id: str) -> str | None:
    """Return what to begin with on the way to a course: what itself needs nothing first."""
    found, seen = None, {course_id}
    following: str | None = course_id
    while following is not None:
        after = courses[following].take_home.after
        following = next((one for one in after if one in courses and one not in seen), None)
        if following is not None:
            found = following
            seen.add(following)
    return found


def _lines(slip: Slip) -> Iterator[str]:
    yield HEAD
    yield slip.course_title
    yield f"Ngày {slip.learned_on:%d/%m/%Y}"
    yield from _block("VIỆC LÀM ĐƯỢC", [f"- {one}" for one in slip.deeds])
    numbered = [f"{number}. {one}" for number, one in enumerate(slip.remember, start=1)]
    yield from _block("CẦN NHỚ", numbered)
    yield from _block("HỎI Ở ĐÂU", [f"- {one}" for one in slip.go_on if ".vn" not in one])


def _block(title: str, lines: Sequence[str]) -> Sequence[str]:
    return ["", title, *lines] if lines else []
