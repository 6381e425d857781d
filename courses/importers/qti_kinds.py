"""The interactions of QTI in which something is picked, ordered or joined."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from courses.importers.bank import best_only, pick_kind
from courses.importers.gaps import fill_gaps, show_gap
from courses.importers.gift_answers import match_or_sort
from courses.importers.plain_text import Image, Wording
from courses.importers.qti_scoring import Declaration, Feedbacks, is_mapped
from courses.importers.qti_tree import Element, read_words
from courses.importers.questions import NOTHING, Answer, LeftOutError, Pair, Question
from courses.importers.reasons import Reason
from courses.model import ItemKind

_TRUTHS = {"đúng": True, "true": True, "không đúng": False, "sai": False, "false": False}
_WHOLE = 100.0

Measure = Callable[[Image], tuple[float, float]]
"""Returns width and height of a picture of the file."""


@dataclass(frozen=True)
class Part:
    """One interaction of an item and all that belongs to it."""

    item: Element
    interaction: Element
    declaration: Declaration
    feedbacks: Feedbacks
    measure: Measure


def read_choice(question: Question, part: Part) -> Question:
    """Read ``choiceInteraction``."""
    return _picked(question, part, part.interaction.children("simpleChoice"))


def read_hottext(question: Question, part: Part) -> Question:
    """Read ``hottextInteraction``: words of a text are picked."""
    return _picked(question, part, list(part.interaction.find_all("hottext")))


def read_inline_choice(question: Question, part: Part) -> Question:
    """Read ``inlineChoiceInteraction``: one gap and a list of words."""
    return _picked(question, part, part.interaction.children("inlineChoice"))


def _picked(question: Question, part: Part, choices: Sequence[Element]) -> Question:
    answers = tuple(
        Answer(
            wording=read_words(one.content),
            share=share,
            feedback=part.feedbacks.of(one.identifier),
            is_fixed=one.attributes.get("fixed") == "true",
        )
        for one, share in zip(choices, shares_of(part, choices), strict=True)
    )
    one_only = part.declaration.is_single
    if one_only and (truth := _as_truth(answers)):
        return replace(question, kind=ItemKind.TRUE_FALSE, answers=truth)
    kind = pick_kind(answers, one_only=one_only)
    lost = (*question.lost, *_lost_shares(kind, part))
    return replace(
        question, kind=kind, answers=best_only(answers) if one_only else answers, lost=lost
    )


def _lost_shares(kind: ItemKind, part: Part) -> Iterator[Reason]:
    if kind is ItemKind.MULTIPLE and not is_mapped(part.item):
        yield Reason.LOST_PARTIAL_CREDIT


def shares_of(part: Part, choices: Sequence[Element]) -> list[float]:
    """Return the share of points of each choice, in percent."""
    names = [one.identifier for one in choices]
    correct, mapping = part.declaration.correct, part.declaration.mapping
    if mapping and mapping.total > 0 and (is_mapped(part.item) or not correct):
        best = max(mapping.worths.values())
        whole = best if part.declaration.is_single else mapping.total
        return [_WHOLE * mapping.worths.get(name, 0.0) / whole for name in names]
    right = [name for name in names if name in correct]
    return [_WHOLE / len(right) if name in right else 0.0 for name in names]


def _as_truth(answers: tuple[Answer, ...]) -> tuple[Answer, Answer] | None:
    words = [_TRUTHS.get(answer.wording.text.casefold()) for answer in answers]
    if len(words) != 2 or set(words) != {True, False}:  # noqa: PLR2004 - true and false
        return None
    yes, no = answers if words[0] else reversed(answers)
    return replace(yes, wording=NOTHING), replace(no, wording=NOTHING)


def read_order(question: Question, part: Part) -> Question:
    """Read ``orderInteraction``."""
    steps = {one.identifier: one for one in part.interaction.children("simpleChoice")}
    places = part.declaration.correct
    if not places:
        raise LeftOutError(Reason.NO_RIGHT_ANSWER)
    if sorted(places) != sorted(steps):
        raise LeftOutError(Reason.BROKEN)
    answers = tuple(
        Answer(read_words(steps[name].content), _WHOLE, part.feedbacks.of(name)) for name in places
    )
    return replace(question, kind=ItemKind.ORDER, answers=answers)


def read_match(question: Question, part: Part) -> Question:
    """Read ``matchInteraction``: each left thing has one right side, or the other way round."""
    sets = part.interaction.children("simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004 - left and right
        raise LeftOutError(Reason.BROKEN)
    left, right = (one.children("simpleAssociableChoice") for one in sets)
    joined = _joined(part)
    found = _pair_up(left, right, joined, part.feedbacks)
    if found is None:
        found = _pair_up(right, left, [(b, a) for a, b in joined], part.feedbacks)
        left, right = right, left
    if found is None:
        raise LeftOutError(Reason.PAIR_COUNT)
    extra = len(found) - len(left)
    takes_many = all(one.attributes.get("matchMax") == "0" for one in right)
    if takes_many and not extra and len(right) > 1:
        groups = tuple(read_words(one.content) for one in right)
        return replace(question, kind=ItemKind.CATEGORIZE, pairs=tuple(found), groups=groups)
    return match_or_sort(question, tuple(found))


def _joined(part: Part) -> list[tuple[str, str]]:
    mapping = part.declaration.mapping
    texts = part.declaration.correct or [
        key for key, worth in (mapping.worths if mapping else {}).items() if worth > 0
    ]
    pairs = [tuple(text.split()) for text in texts]
    if not pairs:
        raise LeftOutError(Reason.NO_RIGHT_ANSWER)
    if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - left and right
        raise LeftOutError(Reason.BROKEN)
    return [(pair[0], pair[1]) for pair in pairs]


def _pair_up(
    left: Sequence[Element],
    right: Sequence[Element],
    joined: Sequence[tuple[str, str]],
    feedbacks: Feedbacks,
) -> list[Pair] | None:
    """Return pairs and left-over rights; None when a left thing has no or several rights."""
    rights = {one.identifier: one for one in right}
    partners = {
        one.identifier: [b for a, b in joined if a == one.identifier and b in rights]
        for one in left
    }
    if any(len(found) != 1 for found in partners.values()):
        return None
    pairs = [
        Pair(
            read_words(one.content),
            read_words(rights[partners[one.identifier][0]].content),
            feedbacks.of(one.identifier),
        )
        for one in left
    ]
    used = {b for _, b in joined}
    pairs.extend(
        Pair(NOTHING, read_words(one.content), feedbacks.of(one.identifier))
        for one in right
        if one.identifier not in used
    )
    return pairs


def read_associate(question: Question, part: Part) -> Question:
    """Read ``associateInteraction``, where each thing belongs to one other."""
    things = {one.identifier: one for one in part.interaction.children("simpleAssociableChoice")}
    joined = _joined(part)
    named = [name for pair in joined for name in pair]
    if len(set(named)) != len(named) or not set(named) <= things.keys():
        raise LeftOutError(Reason.PAIR_COUNT)
    pairs = [
        Pair(read_words(things[a].content), read_words(things[b].content), part.feedbacks.of(a))
        for a, b in joined
    ]
    pairs.extend(
        Pair(NOTHING, read_words(one.content)) for name, one in things.items() if name not in named
    )
    return match_or_sort(question, tuple(pairs))


def read_gap_match(question: Question, part: Part) -> Question:
    """Read ``gapMatchInteraction``: words are put into the gaps of a text."""
    if any(part.interaction.find_all("gapImg")):
        raise LeftOutError(Reason.HAS_MEDIA)
    words = {
        one.identifier: read_words(one.content) for one in part.interaction.children("gapText")
    }
    gaps = [one.identifier for one in part.interaction.find_all("gap")]
    joined = [pair for pair in _joined(part) if pair[1] in gaps and pair[0] in words]
    filled = {gap: word for word, gap in joined}
    if len(joined) != len(gaps) or filled.keys() != set(gaps):
        raise LeftOutError(Reason.PAIR_COUNT)
    used = [filled[gap] for gap in gaps]
    return fill_gaps(
        question,
        right=[words[name] for name in used],
        others=[wording for name, wording in words.items() if name not in used],
    )


def gap_text(interaction: Element) -> Wording:
    """Return the text of a gap match or hot text interaction as the prompt shows it."""
    gaps = [one.identifier for one in interaction.find_all("gap")]

    def show(element: Element) -> str | None:
        if element.name == "gap":
            return show_gap(gaps.index(element.identifier) + 1, len(gaps))
        return "" if element.name in ("prompt", "gapText", "gapImg") else None

    return read_words(interaction.content, show)
