"""The interactions of QTI in which a word or number is typed, or a place of a picture is tapped."""

from collections.abc import Sequence
from dataclasses import replace

from courses.importers.fitting import to_number
from courses.importers.plain_text import Wording
from courses.importers.qti_kinds import Part, shares_of
from courses.importers.qti_scoring import Case, read_cases, read_tolerance
from courses.importers.qti_tree import Element, image_of, read_words
from courses.importers.questions import (
    NOTHING,
    Amount,
    Answer,
    Area,
    LeftOutError,
    Question,
)
from courses.importers.reasons import Reason
from courses.importers.typed import make_typed
from courses.model import ItemKind

UNIT = "data-bus-unit"
"""Attribute of a ``span`` behind a number: what is counted."""
UNITS = "data-bus-units"
"""Other units, as ``nghìn đồng=1000;triệu đồng=1000000``."""
_NUMBERS = ("float", "integer")
_THOUSAND = 1000


def read_typed(question: Question, part: Part) -> Question:
    """Read ``textEntryInteraction``."""
    if part.declaration.base_type in _NUMBERS:
        return _number(question, part)
    return make_typed(replace(question, kind=ItemKind.TEXT), _typed_answers(part))


def _typed_answers(part: Part) -> list[Answer]:
    """Return right answers, then those that the mapping or the processing names."""
    correct, mapping = part.declaration.correct, part.declaration.mapping
    cases = {case.answer: case for case in read_cases(part.item)}
    worths = dict.fromkeys(correct, 1.0)
    if mapping and mapping.worths:
        best = max(mapping.worths.values())
        scale = best if best > 0 else 1.0
        worths |= {key: worth / scale for key, worth in mapping.worths.items()}
    else:
        worths |= {case.answer: case.worth for case in cases.values() if case.answer not in worths}
    if not worths:
        raise LeftOutError(Reason.NO_RIGHT_ANSWER)
    return [
        Answer(Wording(text), 100 * worth, _said(part, cases.get(text)))
        for text, worth in worths.items()
    ]


def _said(part: Part, case: Case | None) -> Wording:
    return part.feedbacks.of(case.feedback) if case else NOTHING


def _number(question: Question, part: Part) -> Question:
    tolerance, percent = read_tolerance(part.item)
    unit, units = _units(part.item)
    amount = Amount(tolerance, percent, unit, units)
    typed = replace(question, kind=ItemKind.NUMBER, amount=amount)
    return make_typed(typed, _typed_answers(part))


def _units(item: Element) -> tuple[str, tuple[tuple[str, float], ...]]:
    for one in item.find_all("span"):
        if UNIT in one.attributes:
            pairs = [text.rpartition("=") for text in one.attributes.get(UNITS, "").split(";")]
            units = tuple((name, to_number(times)) for name, _, times in pairs if name)
            return one.attributes[UNIT], units
    return "", ()


def read_hotspot(question: Question, part: Part) -> Question:
    """Read ``hotspotInteraction``: rectangles and circles in one picture."""
    picture = next((one for one in part.interaction.all() if image_of(one) is not None), None)
    image = image_of(picture) if picture else None
    if picture is None or image is None:
        raise LeftOutError(Reason.NO_PICTURE)
    spots = part.interaction.children("hotspotChoice")
    size = _size(picture, part)
    answers = tuple(
        Answer(
            wording=Wording(spot.attributes.get("hotspotLabel", "").strip()),
            share=share,
            feedback=part.feedbacks.of(spot.identifier),
            area=_area(spot, size),
        )
        for spot, share in zip(spots, shares_of(part, spots), strict=True)
    )
    prompt = replace(question.prompt, images=(*question.prompt.images, image))
    return replace(question, kind=ItemKind.HOTSPOT, prompt=prompt, answers=_named(answers))


def _named(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Number the areas that the file gives no words for."""
    return tuple(
        one if one.wording.text else replace(one, wording=Wording(f"({number})"))
        for number, one in enumerate(answers, start=1)
    )


def _size(picture: Element, part: Part) -> tuple[float, float]:
    try:
        texts = (picture.attributes.get(name, "").removesuffix("px") for name in _SIDES)
        width, height = (float(text) for text in texts)
    except ValueError:
        image = image_of(picture)
        width, height = part.measure(image) if image else (0, 0)
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise LeftOutError(Reason.AREA_SHAPE)
    return width, height


_SIDES = ("width", "height")


def _area(spot: Element, size: tuple[float, float]) -> Area:
    """Return the place in thousandths of the picture."""
    numbers = [to_number(text) for text in spot.attributes.get("coords", "").split(",") if text]
    across, down = _THOUSAND / size[0], _THOUSAND / size[1]
    match spot.attributes.get("shape"), numbers:
        case "rect", [left, top, right, bottom]:
            # Corners are rounded, not sides: so both are again what they were before an export.
            x, y = round(left * across), round(top * down)
            end = (round(right * across), round(bottom * down))
            shape: tuple[int, ...] = (x, y, end[0] - x, end[1] - y)
        case "circle", [middle, height, radius]:
            shape = (round(middle * across), round(height * down), round(radius * across))
            end = (shape[0], shape[1])
        case _:
            raise LeftOutError(Reason.AREA_SHAPE)
    if min(shape) < 0 or max(shape) > _THOUSAND or max(end) > _THOUSAND:
        raise LeftOutError(Reason.AREA_SHAPE)
    return Area(is_circle=len(shape) == 3, numbers=shape)  # noqa: PLR2004 - x, y, radius


def entry_prompt(body: Element, interaction: Element) -> Wording:
    """Return the text around a typed or inline answer, with a gap where words go on behind it."""
    text = read_words(body.content, lambda one: _mark(one, interaction))
    before, _, after = text.text.partition(_MARK)
    if after.strip(" .?!…:"):
        return replace(text, text=" ".join(f"{before} _____ {after}".split()))
    return replace(text, text=" ".join(f"{before}{after}".split()))


_MARK = "\ufffc"
"""The character that stands for an object in a text."""


def _mark(element: Element, interaction: Element) -> str | None:
    if element is interaction:
        return _MARK
    return "" if UNIT in element.attributes else None
