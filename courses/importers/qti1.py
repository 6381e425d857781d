"""QTI 1.2 as text2qti and Canvas write it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from courses.importers.bank import pick_kind
from courses.importers.fitting import to_number
from courses.importers.plain_text import Markup, Wording, to_wording
from courses.importers.qti_tree import Element
from courses.importers.questions import NOTHING, Amount, Answer, LeftOutError, Question
from courses.importers.reasons import Reason
from courses.importers.typed import make_typed
from courses.model import ItemKind

ROOT = "questestinterop"
_LEFT_OUT = {
    "essay_question": Reason.ESSAY,
    "file_upload_question": Reason.ESSAY,
    "text_only_question": Reason.DESCRIPTION,
    "calculated_question": Reason.CALCULATED,
    "fill_in_multiple_blanks_question": Reason.SEVERAL_GAPS,
    "multiple_dropdowns_question": Reason.SEVERAL_GAPS,
}
_TRUE, _FALSE = "true", "false"
_WHOLE = 100.0

Read = tuple[Question, LeftOutError | None]


def read_items_of_one(root: Element) -> Iterator[Read]:
    """Yield each question of a bank, with the refusal when it cannot be taken."""
    for item in root.find_all("item"):
        question = Question(item.line, _material(item.find("presentation")), ItemKind.CHOICE)
        try:
            yield _read(item, question), None
        except LeftOutError as refusal:
            yield question, refusal


def _read(item: Element, question: Question) -> Question:
    kind = _kind(item)
    if kind not in _READERS:
        raise LeftOutError(_LEFT_OUT.get(kind, Reason.UNKNOWN_KIND))
    words = _feedbacks(item)
    explanation = words.get("general_fb") or words.get("correct_fb") or NOTHING
    return _READERS[kind](replace(question, explanation=explanation), item)


def _kind(item: Element) -> str:
    for one in item.find_all("qtimetadatafield"):
        label, entry = one.find("fieldlabel"), one.find("fieldentry")
        if label and entry and label.text == "question_type":
            return entry.text
    return ""


def _choices(question: Question, item: Element) -> Question:
    right, words = _right(item), _feedbacks(item)
    labels = list(item.find_all("response_label"))
    count = max(1, sum(_ident(one) in right for one in labels))
    answers = tuple(
        Answer(
            _material(one),
            _WHOLE / count if _ident(one) in right else 0.0,
            words.get(f"{_ident(one)}_fb", NOTHING),
        )
        for one in labels
    )
    lid = item.find("response_lid")
    one_only = lid is not None and lid.attributes.get("rcardinality") != "Multiple"
    kind = pick_kind(answers, one_only=one_only)
    lost = (Reason.LOST_PARTIAL_CREDIT,) if kind is ItemKind.MULTIPLE else ()
    return replace(question, kind=kind, answers=answers, lost=lost)


def _truth(question: Question, item: Element) -> Question:
    asked = _choices(question, item)
    by_word = {one.wording.text.casefold(): one for one in asked.answers}
    if by_word.keys() != {_TRUE, _FALSE}:
        raise LeftOutError(Reason.BROKEN)
    answers = tuple(replace(by_word[word], wording=NOTHING) for word in (_TRUE, _FALSE))
    return replace(asked, kind=ItemKind.TRUE_FALSE, answers=answers)


def _words(question: Question, item: Element) -> Question:
    texts = dict.fromkeys(one.text for one in _equals(item))
    answers = [Answer(to_wording(text, Markup.PLAIN), _WHOLE) for text in texts]
    return make_typed(replace(question, kind=ItemKind.TEXT), answers)


def _number(question: Question, item: Element) -> Question:
    """Read an exact number or one with a least and a greatest value."""
    exact = [to_number(one.text) for one in _equals(item)]
    least = [to_number(one.text) for one in item.find_all("vargte", "vargt")]
    most = [to_number(one.text) for one in item.find_all("varlte", "varlt")]
    tolerance = 0.0
    if least and most:
        exact = exact or [(least[0] + most[0]) / 2]
        tolerance = round(max(exact[0] - least[0], most[0] - exact[0]), 9)
    answers = [Answer(Wording(f"{number!r}"), _WHOLE) for number in dict.fromkeys(exact)]
    amount = Amount(tolerance=tolerance)
    return make_typed(replace(question, kind=ItemKind.NUMBER, amount=amount), answers)


def _right(item: Element) -> set[str]:
    """Return the identifiers that must be chosen for all points."""
    found: set[str] = set()
    for one in item.find_all("respcondition"):
        points = one.find("setvar")
        condition = one.find("conditionvar")
        if points is None or condition is None or to_number(points.text or "0") <= 0:
            continue
        wrong = {
            inner.text for no in condition.find_all("not") for inner in no.find_all("varequal")
        }
        found |= {inner.text for inner in condition.find_all("varequal")} - wrong
    return found


def _equals(item: Element) -> Iterator[Element]:
    for one in item.find_all("respcondition"):
        if one.find("setvar") is not None:
            yield from one.find_all("varequal")


def _feedbacks(item: Element) -> dict[str, Wording]:
    return {_ident(one): _material(one) for one in item.find_all("itemfeedback")}


def _material(element: Element | None) -> Wording:
    """Return the first text of an element, without those of its answers."""
    if element is None:
        return NOTHING
    found = element.find("mattext")
    if found is None:
        return NOTHING
    is_html = found.attributes.get("texttype", "text/plain") == "text/html"
    return to_wording(found.text, Markup.HTML if is_html else Markup.PLAIN)


def _ident(element: Element) -> str:
    return element.attributes.get("ident", "")


_READERS: dict[str, Callable[[Question, Element], Question]] = {
    "multiple_choice_question": _choices,
    "multiple_answers_question": _choices,
    "true_false_question": _truth,
    "short_answer_question": _words,
    "numerical_question": _number,
}
