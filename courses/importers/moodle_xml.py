"""Question banks in Moodle's XML format."""

import math
from dataclasses import replace

from courses.importers.bank import Answer, Bank, LeftOutError, Question, best_only, pick_kind
from courses.importers.base import ImportReport, Reason, Target
from courses.importers.errors import NotAQuestionBankError
from courses.importers.plain_text import MARKUP_NAMES, Markup, Wording, to_wording
from courses.importers.safe_xml import Node, parse_xml
from courses.model import ItemKind

_LEFT_OUT = {
    "shortanswer": Reason.SHORT_ANSWER,
    "numerical": Reason.NUMBER,
    "calculated": Reason.NUMBER,
    "calculatedmulti": Reason.NUMBER,
    "calculatedsimple": Reason.NUMBER,
    "matching": Reason.MATCHING,
    "randomsamatch": Reason.MATCHING,
    "essay": Reason.ESSAY,
    "description": Reason.DESCRIPTION,
    "cloze": Reason.SEVERAL_GAPS,
    "gapselect": Reason.SEVERAL_GAPS,
    "ddwtos": Reason.SEVERAL_GAPS,
    "ddimageortext": Reason.HAS_MEDIA,
    "ddmarker": Reason.HAS_MEDIA,
}
_NOTHING = Wording("")


def import_moodle_xml(raw: bytes, target: Target) -> ImportReport:
    """Return the items of a Moodle XML file.

    Raises:
        XmlDoctypeError, XmlTooLargeError, BadXmlError: the file as a whole is refused.
        NotAQuestionBankError: it is another kind of XML.
    """
    root = parse_xml(raw)
    if root.tag != "quiz":
        raise NotAQuestionBankError
    bank = Bank(target)
    for node in root.find_all("question"):
        if node.attributes.get("type") == "category":
            continue
        try:
            bank.add(_read(node))
        except LeftOutError as refusal:
            bank.leave_out(node.line, _name(node), refusal.reason)
    return bank.report()


def _read(node: Node) -> Question:
    kind = node.attributes.get("type", "")
    if kind == "multichoice":
        return _multichoice(node)
    if kind == "truefalse":
        return _true_false(node)
    if kind == "ordering":
        return _ordering(node)
    raise LeftOutError(_LEFT_OUT.get(kind, Reason.UNKNOWN_KIND))


def _multichoice(node: Node) -> Question:
    one_only = _text_of(node, "single").strip().lower() in ("true", "1", "")
    answers = tuple(_answer(one) for one in node.find_all("answer"))
    return Question(
        line=node.line,
        prompt=_wording(node.find("questiontext")),
        kind=pick_kind(answers, one_only=one_only),
        answers=best_only(answers) if one_only else answers,
        explanation=_wording(node.find("generalfeedback")),
    )


def _true_false(node: Node) -> Question:
    by_word = {_text_of(one, "text").strip().lower(): one for one in node.find_all("answer")}
    if set(by_word) != {"true", "false"}:
        raise LeftOutError(Reason.BROKEN)
    answers = tuple(
        Answer(_NOTHING, _share(by_word[word]), _wording(by_word[word].find("feedback")))
        for word in ("true", "false")
    )
    return Question(
        line=node.line,
        prompt=_wording(node.find("questiontext")),
        kind=ItemKind.TRUE_FALSE,
        answers=answers,
        explanation=_wording(node.find("generalfeedback")),
    )


def _ordering(node: Node) -> Question:
    """Read the plug-in's kind: an answer's fraction is its place."""
    placed = sorted(node.find_all("answer"), key=_share)
    return Question(
        line=node.line,
        prompt=_wording(node.find("questiontext")),
        kind=ItemKind.ORDER,
        answers=tuple(
            Answer(_wording(one), 100.0, _wording(one.find("feedback"))) for one in placed
        ),
        explanation=_wording(node.find("generalfeedback")),
    )


def _answer(node: Node) -> Answer:
    return Answer(_wording(node), _share(node), _wording(node.find("feedback")))


def _share(node: Node) -> float:
    try:
        share = float(node.attributes.get("fraction", "0"))
    except ValueError as error:
        raise LeftOutError(Reason.BROKEN) from error
    if not math.isfinite(share):
        raise LeftOutError(Reason.BROKEN)
    return share


def _wording(node: Node | None) -> Wording:
    """Return the words of a node with a ``format`` and a ``text`` child."""
    if node is None:
        return _NOTHING
    markup = MARKUP_NAMES.get(node.attributes.get("format", ""), Markup.AUTO)
    found = to_wording(_text_of(node, "text"), markup)
    has_file = node.find("file") is not None
    return replace(found, has_media=found.has_media or has_file)


def _text_of(node: Node, tag: str) -> str:
    child = node.find(tag)
    return child.text if child else ""


def _name(node: Node) -> str:
    for tag in ("name", "questiontext"):
        words = _wording(node.find(tag)).text
        if words:
            return words
    return ""
