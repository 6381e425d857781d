"""What can be wrong in an item that is pointed at, joined, sorted or typed."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from courses.findings import Finding, Place
from courses.item_builder import build_item
from courses.item_schema import (
    AreaSource,
    CategorizeItemSource,
    ExtraSource,
    HotspotItemSource,
    MatchItemSource,
    NumberItemSource,
    PairSource,
    TextItemSource,
    ThingSource,
)
from courses.pictures import picture_size
from courses.typed import MAX_DIGITS, exact_key, is_short_text, looks_secret, read_number

STAGE_WIDTH = 860
STAGE_HEIGHT = 440
"""Pixels into which the page fits the picture of a hotspot."""
_TARGET = 56
"""Least pixels of anything that is tapped."""
_MOST_RIGHTS = 6
_ROOMY_ROWS = 4
_NARROW_ROW = 40
"""Letters of a row when there are more than ``_ROOMY_ROWS`` of them."""
_WHOLE = 1000
_At = Callable[..., Place]
"""Returns the place of a part of the item, such as ``at("areas", 2)``."""


@dataclass(frozen=True)
class _Box:
    """An area in pixels of the stage."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "_Box") -> bool:
        """Tell whether some point lies in both."""
        beside = self.right <= other.left or other.right <= self.left
        above = self.bottom <= other.top or other.bottom <= self.top
        return not (beside or above)


def check_hotspot(item: HotspotItemSource, at: _At, contents: Mapping[str, bytes]) -> list[Finding]:
    """Return areas that nobody could hit, or that tell nothing apart."""
    findings = repeated([one.text for one in item.areas], at("areas"))
    if not 0 < sum(one.right for one in item.areas) < len(item.areas):
        findings.append(
            at("areas").error(
                "All areas are right, or none.", "Mark at least one with 'right: true', not all."
            )
        )
    name = item.picture.file
    size = picture_size(name, contents[name]) if name in contents else (1.0, 1.0)
    if size is None:
        unread = at("picture").error(
            "The size of %(name)s cannot be read.",
            "Give a drawing a viewBox; save a photo again as .png or .jpg.",
            name=name,
        )
        return [*findings, unread]
    boxes: list[tuple[Place, AreaSource, _Box]] = []
    for number, area in enumerate(item.areas):
        place = at("areas", number)
        findings.extend(_check_why(area.why, place))
        if (area.rectangle is None) is (area.circle is None):
            findings.append(
                place.error(
                    "The area has no shape, or two.", "Write either 'rectangle' or 'circle'."
                )
            )
        else:
            boxes.append((place, area, _box(area, size)))
    return [*findings, *_check_boxes(boxes, size)]


def _box(area: AreaSource, size: tuple[float, float]) -> _Box:
    width, height = _stage(size)
    if area.rectangle is not None:
        left, top, wide, high = area.rectangle
    else:
        across, down, radius = area.circle or (0.0, 0.0, 0.0)
        tall = radius * width / height
        left, top, wide, high = across - radius, down - tall, 2 * radius, 2 * tall
    x, y = width / _WHOLE, height / _WHOLE
    return _Box(left * x, top * y, (left + wide) * x, (top + high) * y)


def _stage(size: tuple[float, float]) -> tuple[float, float]:
    scale = min(STAGE_WIDTH / size[0], STAGE_HEIGHT / size[1])
    return size[0] * scale, size[1] * scale


def _check_boxes(
    boxes: Sequence[tuple[Place, AreaSource, _Box]], size: tuple[float, float]
) -> list[Finding]:
    width, height = _stage(size)
    findings = []
    for place, area, box in boxes:
        if min(box.left, box.top) < 0 or box.right > width + 1 or box.bottom > height + 1:
            findings.append(
                place.error(
                    "'%(area)s' reaches out of the picture.", "Make it smaller.", area=area.text
                )
            )
        if min(box.right - box.left, box.bottom - box.top) < _TARGET:
            wide, high = round(box.right - box.left), round(box.bottom - box.top)
            findings.append(
                place.error(
                    "'%(area)s' is only %(wide)sx%(high)s pixels on the screen.",
                    "Make it at least %(least)sx%(least)s, for old fingers.",
                    area=area.text,
                    wide=wide,
                    high=high,
                    least=_TARGET,
                )
            )
    findings.extend(
        second[0].error(
            "'%(first)s' and '%(second)s' overlap.",
            "Move them apart.",
            first=first[1].text,
            second=second[1].text,
        )
        for first, second in itertools.combinations(boxes, 2)
        if first[2].overlaps(second[2])
    )
    return findings


def check_match(item: MatchItemSource, at: _At) -> list[Finding]:
    """Return pairs that could be made in two ways, or that do not fit the screen."""
    lefts = [pair.left for pair in item.pairs]
    rights = [*(pair.right for pair in item.pairs), *(one.text for one in item.extra)]
    findings = [*repeated(lefts, at("pairs")), *repeated(rights, at("pairs"))]
    if len(rights) > _MOST_RIGHTS:
        findings.append(
            at("extra").error(
                "%(count)s right sides do not fit the screen.",
                "Keep %(most)s, those of 'extra' counted.",
                count=len(rights),
                most=_MOST_RIGHTS,
            )
        )
    findings.extend(_check_rows([*lefts, *rights], len(rights), at()))
    parts: list[tuple[str, Sequence[PairSource | ExtraSource]]] = [
        ("pairs", item.pairs),
        ("extra", item.extra),
    ]
    for key, written in parts:
        for number, one in enumerate(written):
            findings.extend(_check_why(one.why, at(key, number)))
    return findings


def check_categorize(item: CategorizeItemSource, at: _At) -> list[Finding]:
    """Return things without a place, and groups that nothing belongs to."""
    texts = [one.text for one in item.things]
    findings = [*repeated(item.groups, at("groups")), *repeated(texts, at("things"))]
    for number, thing in enumerate(item.things):
        findings.extend(_check_thing(thing, item, at("things", number)))
    used = {thing.group for thing in item.things}
    findings.extend(
        at("groups").warning(
            "Nothing belongs to '%(group)s'.", "Add a thing, or drop the group.", group=group
        )
        for group in item.groups
        if group not in used
    )
    return [*findings, *_check_rows(texts, len(texts), at())]


def _check_thing(thing: ThingSource, item: CategorizeItemSource, place: Place) -> list[Finding]:
    findings = _check_why(thing.why, place)
    if thing.group not in item.groups:
        known = ", ".join(f"'{group}'" for group in item.groups)
        findings.append(
            place.error(
                "There is no group '%(group)s'.",
                "Write one of these: %(known)s.",
                group=thing.group,
                known=known,
            )
        )
    return findings


def check_number(item: NumberItemSource, at: _At) -> list[Finding]:
    """Return numbers that cannot be typed, and near ones that are right anyway."""
    findings = []
    if item.tolerance and item.tolerance_percent:
        findings.append(
            at("tolerance").error("The tolerance is written twice.", "Keep one of the two.")
        )
    if item.unit in item.units:
        findings.append(
            at("units").error("'%(name)s' stands there twice.", "Remove it.", name=item.unit)
        )
    built = build_item(item)
    if read_number(built.key[0]) is None:
        findings.append(
            at("answer").error(
                "'%(number)s' cannot be typed.",
                "Use at most %(most)s digits.",
                number=built.key[0],
                most=MAX_DIGITS,
            )
        )
    reach = built.number.tolerance if built.number else 0.0
    for number, near in enumerate(item.near):
        place = at("near", number)
        findings.extend(_check_why(near.why, place))
        if abs(near.number - item.answer) <= reach:
            findings.append(
                place.error(
                    "%(number)s is right already.",
                    "Make the tolerance smaller, or remove this.",
                    number=f"{near.number:g}",
                )
            )
    findings.extend(repeated([f"{near.number:g}" for near in item.near], at("near")))
    return findings


def check_text(item: TextItemSource, at: _At) -> list[Finding]:
    """Return texts that nobody can type, and such as are both right and not."""
    near = [one.text for one in item.near]
    findings = _repeated_answers([*item.answers, *near], at())
    for number, text in enumerate(item.answers):
        findings.extend(_check_typeable(text, at("answers", number)))
    for number, one in enumerate(item.near):
        findings.extend(_check_typeable(one.text, at("near", number)))
        findings.extend(_check_why(one.why, at("near", number)))
    return findings


def _repeated_answers(texts: Iterable[str], place: Place) -> list[Finding]:
    findings, seen = [], set()
    for text in texts:
        if exact_key(text) in seen:
            findings.append(
                place.error(
                    "'%(text)s' is compared like another text of this item.",
                    "Case, spaces and places of tones do not count: remove one.",
                    text=text,
                )
            )
        seen.add(exact_key(text))
    return findings


def _check_typeable(text: str, place: Place) -> list[Finding]:
    if is_short_text(text) and exact_key(text) and not looks_secret(text):
        return []
    return [
        place.error(
            "'%(text)s' is never taken from a learner.",
            "Use a few words, no long number.",
            text=text,
        )
    ]


def repeated(texts: Sequence[str], place: Place) -> list[Finding]:
    """Return texts that stand there twice, or that look the same to a reader."""
    findings, seen = [], set()
    for text in texts:
        if exact_key(text) in seen:
            findings.append(
                place.error(
                    "'%(name)s' stands there twice.", "Word the choices differently.", name=text
                )
            )
        seen.add(exact_key(text))
    return findings


def _check_why(why: str, place: Place) -> list[Finding]:
    if why:
        return []
    return [place.warning("There is no 'why'.", "Say in one sentence why it is right or not.")]


def _check_rows(texts: Sequence[str], rows: int, place: Place) -> list[Finding]:
    if rows <= _ROOMY_ROWS:
        return []
    return [
        place.error(
            "'%(text)s' is too long beside %(others)s other rows.",
            "Use at most %(most)s letters, or fewer rows.",
            text=text,
            others=rows - 1,
            most=_NARROW_ROW,
        )
        for text in texts
        if len(text) > _NARROW_ROW
    ]
