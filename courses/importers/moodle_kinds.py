"""The kinds of questions in Moodle's XML, one function each."""

import math
import re
from dataclasses import replace

from courses.importers.bank import best_only, pick_kind
from courses.importers.fitting import to_number
from courses.importers.gaps import fill_gaps, show_gap
from courses.importers.gift_answers import match_or_sort
from courses.importers.plain_text import MARKUP_NAMES, Markup, Wording, to_wording
from courses.importers.questions import (
    FULL,
    NOTHING,
    Amount,
    Answer,
    LeftOutError,
    Pair,
    Question,
)
from courses.importers.reasons import Reason
from courses.importers.safe_xml import Node
from courses.importers.typed import make_typed
from courses.model import ItemKind

_GAP = re.compile(r"\[\[([0-9]{1,3})\]\]")


def read_choices(question: Question, node: Node) -> Question:
    """Read ``multichoice``."""
    one_only = text_of(node, "single").strip().lower() in ("true", "1", "")
    answers = tuple(_answer(one) for one in node.find_all("answer"))
    return replace(
        question,
        kind=pick_kind(answers, one_only=one_only),
        answers=best_only(answers) if one_only else answers,
    )


def read_truth(question: Question, node: Node) -> Question:
    """Read ``truefalse``."""
    by_word = {text_of(one, "text").strip().lower(): one for one in node.find_all("answer")}
    if set(by_word) != {"true", "false"}:
        raise LeftOutError(Reason.BROKEN)
    answers = tuple(
        Answer(NOTHING, share_of(by_word[word]), wording_of(by_word[word].find("feedback")))
        for word in ("true", "false")
    )
    return replace(question, kind=ItemKind.TRUE_FALSE, answers=answers)


def read_order(question: Question, node: Node) -> Question:
    """Read ``ordering``, the plug-in's kind: an answer's fraction is its place."""
    placed = sorted(node.find_all("answer"), key=share_of)
    answers = tuple(
        Answer(wording_of(one), 100.0, wording_of(one.find("feedback"))) for one in placed
    )
    return replace(question, kind=ItemKind.ORDER, answers=answers)


def read_words(question: Question, node: Node) -> Question:
    """Read ``shortanswer``."""
    answers = [_answer(one) for one in node.find_all("answer")]
    return make_typed(replace(question, kind=ItemKind.TEXT), answers)


def read_number(question: Question, node: Node) -> Question:
    """Read ``numerical``; of several full answers none is preferred."""
    amount, lost, answers = _units(node), list[Reason](), []
    for one in node.find_all("answer"):
        answer = _answer(one)
        tolerance = abs(to_number(text_of(one, "tolerance").strip() or "0"))
        if answer.share >= FULL:
            amount = replace(amount, tolerance=tolerance)
        elif tolerance and answer.share > 0:
            lost.append(Reason.LOST_PARTIAL_CREDIT)
        answers.append(answer)
    typed = replace(question, kind=ItemKind.NUMBER, amount=amount, lost=tuple(lost))
    return make_typed(typed, answers)


def _units(node: Node) -> Amount:
    """Return the first unit that counts as one, and what the others are in it."""
    listed = node.find("units")
    found = [
        (to_wording(text_of(one, "unit_name"), Markup.PLAIN).text, _multiplier(one))
        for one in (listed.find_all("unit") if listed else [])
    ]
    base = next((name for name, times in found if times == 1), "")
    # Moodle says how many of the other unit the base is; we say the reverse.
    others = tuple((name, 1 / times) for name, times in found if name not in ("", base))
    return Amount(unit=base, units=others if base else ())


def _multiplier(node: Node) -> float:
    times = to_number(text_of(node, "multiplier").strip() or "1")
    if times <= 0:
        raise LeftOutError(Reason.NUMBER_RANGE)
    return times


def read_pairs(question: Question, node: Node) -> Question:
    """Read ``matching``; a pair without a question is a right side that belongs to nothing."""
    pairs = []
    for one in node.find_all("subquestion"):
        answer = one.find("answer")
        right = to_wording(text_of(answer, "text") if answer else "", Markup.AUTO)
        pairs.append(Pair(wording_of(one), right))
    return match_or_sort(question, tuple(pairs))


def read_gaps(question: Question, node: Node) -> Question:
    """Read ``gapselect`` and ``ddwtos``: ``[[2]]`` is the place of the second word."""
    boxes = [*node.find_all("dragbox"), *node.find_all("selectoption")]
    words = [to_wording(text_of(one, "text"), Markup.AUTO) for one in boxes]
    gaps = [int(number) for number in _GAP.findall(question.prompt.text)]
    if not gaps or not all(1 <= gap <= len(words) for gap in gaps):
        raise LeftOutError(Reason.BROKEN)
    numbers = iter(range(1, len(gaps) + 1))
    text = _GAP.sub(lambda _: show_gap(next(numbers), len(gaps)), question.prompt.text)
    prompt = replace(question.prompt, text=" ".join(text.split()))
    others = [word for number, word in enumerate(words, start=1) if number not in gaps]
    return fill_gaps(
        replace(question, prompt=prompt),
        right=[words[gap - 1] for gap in gaps],
        others=others,
    )


def _answer(node: Node) -> Answer:
    return Answer(wording_of(node), share_of(node), wording_of(node.find("feedback")))


def share_of(node: Node) -> float:
    """Return the share of points of an answer, in percent.

    Raises:
        LeftOutError: it is no number.
    """
    try:
        share = float(node.attributes.get("fraction", "0"))
    except ValueError as error:
        raise LeftOutError(Reason.BROKEN) from error
    if not math.isfinite(share):
        raise LeftOutError(Reason.BROKEN)
    return share


def wording_of(node: Node | None) -> Wording:
    """Return the words of a node with a ``format`` and a ``text`` child."""
    if node is None:
        return NOTHING
    markup = MARKUP_NAMES.get(node.attributes.get("format", ""), Markup.AUTO)
    return to_wording(text_of(node, "text"), markup)


def text_of(node: Node, tag: str) -> str:
    """Return the text of the first child of this tag; empty when there is none."""
    child = node.find(tag)
    return child.text if child else ""
