"""One item of QTI 2 or 3 becomes one question."""

from collections.abc import Callable
from dataclasses import replace

from courses.importers.plain_text import Wording
from courses.importers.qti_entry import entry_prompt, read_hotspot, read_typed
from courses.importers.qti_kinds import (
    Measure,
    Part,
    gap_text,
    read_associate,
    read_choice,
    read_gap_match,
    read_hottext,
    read_inline_choice,
    read_match,
    read_order,
)
from courses.importers.qti_scoring import (
    Case,
    is_understood,
    read_cases,
    read_declaration,
    read_feedbacks,
)
from courses.importers.qti_tree import Element, read_words
from courses.importers.questions import LeftOutError, Question
from courses.importers.reasons import Reason
from courses.model import ItemKind

_READERS: dict[str, Callable[[Question, Part], Question]] = {
    "choiceInteraction": read_choice,
    "orderInteraction": read_order,
    "matchInteraction": read_match,
    "associateInteraction": read_associate,
    "gapMatchInteraction": read_gap_match,
    "inlineChoiceInteraction": read_inline_choice,
    "hottextInteraction": read_hottext,
    "hotspotInteraction": read_hotspot,
    "textEntryInteraction": read_typed,
}
_LEFT_OUT = {
    "extendedTextInteraction": Reason.ESSAY,
    "uploadInteraction": Reason.ESSAY,
    "drawingInteraction": Reason.ESSAY,
    "mediaInteraction": Reason.HAS_MEDIA,
}
_INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
_WITH_TEXT = ("gapMatchInteraction", "hottextInteraction")
_PICKED = ("simpleChoice", "hottext", "inlineChoice", "hotspotChoice", "simpleAssociableChoice")


def read_item(item: Element, *, measure: Measure, lesson_id: str = "") -> Question:
    """Return the question of an ``assessmentItem``.

    Args:
        item: its root.
        measure: tells the size of a picture that it shows.
        lesson_id: of the section that it stands in.

    Raises:
        LeftOutError: there is no item kind for it, or it is broken.
    """
    body = item.find("itemBody")
    if body is None:
        raise LeftOutError(Reason.BROKEN)
    if any(item.find_all("templateDeclaration")) or item.attributes.get("adaptive") == "true":
        raise LeftOutError(Reason.CALCULATED)
    interaction = _only_interaction(body)
    part = Part(
        item=item,
        interaction=interaction,
        declaration=read_declaration(item, interaction.attributes.get("responseIdentifier", "")),
        feedbacks=read_feedbacks(item),
        measure=measure,
    )
    question = Question(
        line=interaction.line,
        prompt=_prompt(body, interaction),
        kind=ItemKind.CHOICE,
        lesson_id=lesson_id,
    )
    return _READERS[interaction.name](_with_feedback(question, part), part)


def name_of(item: Element) -> str:
    """Return what a left-out item is called in the report."""
    body = item.find("itemBody")
    words = read_words(body.content).text if body else ""
    return item.attributes.get("title") or words or item.identifier


def _only_interaction(body: Element) -> Element:
    found = [one for one in body.all() if one.name.endswith("Interaction")]
    if not found:
        raise LeftOutError(Reason.DESCRIPTION)
    if len(found) > 1:
        is_gaps = all(one.name in _INLINE for one in found)
        raise LeftOutError(Reason.SEVERAL_GAPS if is_gaps else Reason.SEVERAL_PARTS)
    if found[0].name not in _READERS:
        raise LeftOutError(_LEFT_OUT.get(found[0].name, Reason.UNKNOWN_KIND))
    return found[0]


def _prompt(body: Element, interaction: Element) -> Wording:
    """Return what is asked: the text around the interaction and its own prompt."""
    if interaction.name in _INLINE:
        return entry_prompt(body, interaction)
    around = read_words(body.content, lambda one: "" if one is interaction else None)
    inner = [read_words(one.content) for one in interaction.children("prompt")]
    if interaction.name in _WITH_TEXT:
        inner.append(gap_text(interaction))
    for one in inner:
        around = _joined(around, one)
    return around


def _joined(first: Wording, second: Wording) -> Wording:
    return Wording(
        text=f"{first.text} {second.text}".strip(),
        lost_format=first.lost_format or second.lost_format,
        is_too_long=first.is_too_long or second.is_too_long,
        has_media=first.has_media or second.has_media,
        images=(*first.images, *second.images),
    )


def _with_feedback(question: Question, part: Part) -> Question:
    """Add what is said to everybody, and what the reader cannot keep."""
    used = {one.identifier for one in part.interaction.all() if one.name in _PICKED}
    used |= {case.feedback for case in _typed_cases(part)}
    explanation, is_lost = part.feedbacks.general(used)
    lost = [Reason.LOST_FEEDBACK] if is_lost else []
    lost += [] if is_understood(part.item) else [Reason.LOST_PARTIAL_CREDIT]
    return replace(question, explanation=explanation, lost=tuple(lost))


def _typed_cases(part: Part) -> list[Case]:
    return read_cases(part.item) if part.interaction.name == "textEntryInteraction" else []
