"""Question banks in Moodle's XML format."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from courses.importers.bank import Bank, FindPicture
from courses.importers.base import ImportReport, Target
from courses.importers.errors import NotAQuestionBankError
from courses.importers.moodle_kinds import (
    read_choices,
    read_gaps,
    read_number,
    read_order,
    read_pairs,
    read_truth,
    read_words,
    text_of,
    wording_of,
)
from courses.importers.plain_text import Image
from courses.importers.questions import LeftOutError, Question
from courses.importers.reasons import Reason
from courses.importers.safe_xml import Node, parse_xml
from courses.model import ItemKind

_LEFT_OUT = {
    "calculated": Reason.CALCULATED,
    "calculatedmulti": Reason.CALCULATED,
    "calculatedsimple": Reason.CALCULATED,
    "randomsamatch": Reason.UNKNOWN_KIND,
    "essay": Reason.ESSAY,
    "description": Reason.DESCRIPTION,
    "cloze": Reason.SEVERAL_PARTS,
    "multianswer": Reason.SEVERAL_PARTS,
    "ddimageortext": Reason.HAS_MEDIA,
    "ddmarker": Reason.HAS_MEDIA,
}
_READERS: dict[str, Callable[[Question, Node], Question]] = {
    "multichoice": read_choices,
    "truefalse": read_truth,
    "ordering": read_order,
    "shortanswer": read_words,
    "numerical": read_number,
    "matching": read_pairs,
    "ddmatch": read_pairs,
    "gapselect": read_gaps,
    "ddwtos": read_gaps,
}
_PLUGIN_FILE = "@@PLUGINFILE@@/"
_CATEGORY = "category"


def import_moodle_xml(raw: bytes, target: Target) -> ImportReport:
    """Return the items of a Moodle XML file.

    A category whose last part is the id of a lesson sends its questions to that lesson.

    Raises:
        XmlDoctypeError, XmlTooLargeError, BadXmlError: the file as a whole is refused.
        NotAQuestionBankError: it is another kind of XML.
    """
    root = parse_xml(raw)
    if root.tag != "quiz":
        raise NotAQuestionBankError
    bank, lesson_id = Bank(target), ""
    for node in root.find_all("question"):
        if node.attributes.get("type") == _CATEGORY:
            lesson_id = _category(node)
            continue
        try:
            question = replace(_read(node), lesson_id=lesson_id)
        except LeftOutError as refusal:
            bank.leave_out(node.line, _name(node), refusal)
        else:
            bank.add(question, find=_finder(node))
    return bank.report()


def _category(node: Node) -> str:
    inner = node.find(_CATEGORY)
    return text_of(inner, "text").strip().rpartition("/")[2] if inner else ""


def _read(node: Node) -> Question:
    kind = node.attributes.get("type", "")
    if kind not in _READERS:
        raise LeftOutError(_LEFT_OUT.get(kind, Reason.UNKNOWN_KIND))
    question = Question(
        line=node.line,
        prompt=wording_of(node.find("questiontext")),
        kind=ItemKind.CHOICE,
        explanation=wording_of(node.find("generalfeedback")),
    )
    return _READERS[kind](question, node)


def _finder(node: Node) -> FindPicture:
    """Return a search among the files that a question carries."""
    files = {one.attributes.get("name", ""): one for one in _files(node)}

    def find(image: Image) -> bytes | None:
        name = unquote(image.source.removeprefix(_PLUGIN_FILE)).rpartition("/")[2]
        found = files.get(name)
        if found is None or found.attributes.get("encoding") != "base64":
            return None
        try:
            return base64.b64decode(found.text)
        except (binascii.Error, ValueError) as error:
            raise LeftOutError(Reason.BAD_PICTURE) from error

    return find


def _files(node: Node) -> list[Node]:
    found, waiting = list[Node](), [node]
    while waiting:
        one = waiting.pop()
        found.extend(one.find_all("file"))
        waiting.extend(one.children)
    return found


def _name(node: Node) -> str:
    for tag in ("name", "questiontext"):
        words = wording_of(node.find(tag)).text
        if words:
            return words
    return ""
