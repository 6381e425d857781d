"""What can be wrong in an item that is answered by pointing at a picture."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.findings import Finding, Place
from courses.item_kind_checks import At, check_why, repeated
from courses.item_schema import AreaSource, HotspotItemSource
from courses.pictures import picture_size

STAGE_WIDTH = 860
STAGE_HEIGHT = 440
"""Pixels into which the page fits the picture of a hotspot."""
_TARGET = 56
"""Least pixels of anything that is tapped."""
_WHOLE = 1000


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


def check_hotspot(item: HotspotItemSource, at: At, contents: Mapping[str, bytes]) -> list[Finding]:
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
        findings.extend(check_why(area.why, place))
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
