"""The parts of a QTI 3 item: words, pictures, interactions."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement  # only written here, never read

from courses.importers.qti_entry import UNIT, UNITS
from courses.item_schema import (
    AreaSource,
    CategorizeItemSource,
    ChoiceSource,
    HotspotItemSource,
    ItemSource,
    MatchItemSource,
    NumberItemSource,
    OrderItemSource,
    PictureChoiceSource,
    PictureSource,
    TextItemSource,
    TrueFalseItemSource,
)

RESPONSE = "RESPONSE"
FEEDBACK = "FEEDBACK"
TRUE, FALSE = "true", "false"
_TRUTHS = ((TRUE, "Đúng"), (FALSE, "Không đúng"))
_THOUSAND = 1000
_ITEMS_TO_MEDIA = "../"

Size = tuple[int, int]


def name(letter: str, number: int) -> str:
    """Return the identifier of a part, such as ``C1``."""
    return f"{letter}{number}"


def write_body(item: ItemSource, size: Size) -> Element:
    """Return the ``qti-item-body`` of an item.

    Args:
        item: any kind.
        size: width and height in which the picture of a hotspot is drawn.
    """
    body = Element("qti-item-body")
    if isinstance(item, NumberItemSource | TextItemSource):
        _write_entry(body, item)
        return body
    if item.picture and not isinstance(item, HotspotItemSource):
        _picture(SubElement(body, "p"), item.picture)
    match item:
        case TrueFalseItemSource():
            _write_truth(body, item)
        case HotspotItemSource():
            _write_spots(body, item, size)
        case OrderItemSource():
            _write_steps(body, item)
        case MatchItemSource():
            lefts = [pair.left for pair in item.pairs]
            rights = [*(pair.right for pair in item.pairs), *(one.text for one in item.extra)]
            _write_match(body, item.prompt, lefts, rights, most=1)
        case CategorizeItemSource():
            things = [thing.text for thing in item.things]
            _write_match(body, item.prompt, things, item.groups, most=0)
        case _:
            _write_choices(body, item.prompt, item.choices)
    return body


def _interaction(body: Element, kind: str, prompt: str, **attributes: str) -> Element:
    interaction = SubElement(body, f"qti-{kind}-interaction", {"response-identifier": RESPONSE})
    for key, value in attributes.items():
        interaction.set(key.replace("_", "-"), value)
    SubElement(interaction, "qti-prompt").text = prompt
    return interaction


def _write_choices(
    body: Element, prompt: str, choices: Sequence[ChoiceSource | PictureChoiceSource]
) -> None:
    most = "1" if sum(one.right for one in choices) == 1 else "0"
    interaction = _interaction(body, "choice", prompt, shuffle="true", max_choices=most)
    for number, one in enumerate(choices, start=1):
        choice = SubElement(interaction, "qti-simple-choice", identifier=name("C", number))
        if one.fixed:
            choice.set("fixed", "true")
        if one.picture:
            _picture(choice, one.picture).tail = one.text
        else:
            choice.text = one.text


def _write_truth(body: Element, item: TrueFalseItemSource) -> None:
    interaction = _interaction(body, "choice", item.prompt, shuffle="false", max_choices="1")
    for identifier, words in _TRUTHS:
        SubElement(interaction, "qti-simple-choice", identifier=identifier).text = words


def _write_steps(body: Element, item: OrderItemSource) -> None:
    interaction = _interaction(body, "order", item.prompt, shuffle="true")
    for number, step in enumerate(item.steps, start=1):
        SubElement(interaction, "qti-simple-choice", identifier=name("C", number)).text = step


def _write_match(
    body: Element, prompt: str, lefts: Sequence[str], rights: Sequence[str], *, most: int
) -> None:
    """Write two sets; ``most`` is how many lefts a right takes, 0 for any number."""
    interaction = _interaction(
        body, "match", prompt, shuffle="true", max_associations=str(len(lefts))
    )
    for letter, texts, count in (("L", lefts, 1), ("R", rights, most)):
        side = SubElement(interaction, "qti-simple-match-set")
        for number, text in enumerate(texts, start=1):
            one = SubElement(side, "qti-simple-associable-choice", identifier=name(letter, number))
            one.set("match-max", str(count))
            one.text = text


def _write_spots(body: Element, item: HotspotItemSource, size: Size) -> None:
    right = sum(one.right for one in item.areas)
    most = "1" if right == 1 else "0"
    interaction = _interaction(body, "hotspot", item.prompt, max_choices=most)
    picture = _picture(interaction, item.picture)
    picture.set("width", str(size[0]))
    picture.set("height", str(size[1]))
    for number, area in enumerate(item.areas, start=1):
        spot = SubElement(interaction, "qti-hotspot-choice", identifier=name("C", number))
        shape, coords = _coords(area, size)
        spot.set("shape", shape)
        spot.set("coords", ",".join(str(one) for one in coords))
        spot.set("hotspot-label", area.text)


def _coords(area: AreaSource, size: Size) -> tuple[str, tuple[int, ...]]:
    across, down = size[0] / _THOUSAND, size[1] / _THOUSAND
    if area.circle is not None:
        x, y, radius = area.circle
        return "circle", (round(x * across), round(y * down), round(radius * across))
    left, top, width, height = area.rectangle or (0, 0, 0, 0)
    corners = (left * across, top * down, (left + width) * across, (top + height) * down)
    return "rect", tuple(round(one) for one in corners)


def _write_entry(body: Element, item: NumberItemSource | TextItemSource) -> None:
    if item.picture:
        _picture(SubElement(body, "p"), item.picture)
    SubElement(body, "p").text = item.prompt
    line = SubElement(body, "p")
    entry = SubElement(line, "qti-text-entry-interaction", {"response-identifier": RESPONSE})
    if isinstance(item, NumberItemSource):
        entry.tail = " "
        unit = SubElement(line, "span", {UNIT: item.unit})
        unit.text = item.unit
        if item.units:
            unit.set(UNITS, ";".join(f"{key}={times!r}" for key, times in item.units.items()))


def _picture(parent: Element, picture: PictureSource) -> Element:
    return SubElement(parent, "img", src=f"{_ITEMS_TO_MEDIA}{picture.file}", alt=picture.alt)
