"""How a QTI item says what is right, and what it says to an answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from courses.importers.fitting import to_number
from courses.importers.plain_text import Wording
from courses.importers.qti_tree import Element, read_words
from courses.importers.questions import NOTHING, LeftOutError
from courses.importers.reasons import Reason

_KNOWN = frozenset(
    {"responseCondition", "responseIf", "responseElseIf", "responseElse", "match", "variable"}
    | {"correct", "setOutcomeValue", "baseValue", "mapResponse", "isNull", "not", "member"}
    | {"equal", "multiple", "stringMatch", "gt", "default"}
)
_KNOWN_TEMPLATES = ("match_correct", "map_response", "cc2_match", "cc2_map")
_GENERAL = ("explanation", "solution", "general", "feedback", "correct")
_SCORE = "SCORE"


@dataclass(frozen=True)
class Mapping:
    """Worth of single answers."""

    worths: dict[str, float]
    """By answer, in points, in their order."""

    @property
    def total(self) -> float:
        """Points of everything that gives some."""
        return sum(worth for worth in self.worths.values() if worth > 0)


@dataclass(frozen=True)
class Declaration:
    """What is right."""

    correct: tuple[str, ...]
    """Identifiers, ``left right`` pairs, words or numbers; empty when the file says none."""
    mapping: Mapping | None
    base_type: str
    is_single: bool


@dataclass(frozen=True)
class Case:
    """An answer for which the processing of responses has a rule of its own."""

    answer: str
    worth: float
    feedback: str
    """Identifier; empty for none."""


@dataclass(frozen=True)
class Feedbacks:
    """What an item says to answers, by identifier."""

    words: dict[str, Wording]

    def of(self, identifier: str) -> Wording:
        """Return what is said to one answer."""
        return self.words.get(identifier, NOTHING)

    def general(self, used: set[str]) -> tuple[Wording, bool]:
        """Return what is said to everybody, and whether other words are lost.

        Args:
            used: identifiers that belong to single answers.
        """
        rest = {name: words for name, words in self.words.items() if name not in used}
        for name in _GENERAL:
            found = next((key for key in rest if key.lower() == name), None)
            if found is not None:
                return rest[found], len(rest) > 1
        if len(rest) == 1:
            return next(iter(rest.values())), False
        return NOTHING, bool(rest)


def read_declaration(item: Element, identifier: str) -> Declaration:
    """Return what is right in one interaction.

    Raises:
        LeftOutError: the item says it nowhere.
    """
    for one in item.children("responseDeclaration"):
        if one.identifier == identifier:
            break
    else:
        raise LeftOutError(Reason.NO_RIGHT_ANSWER)
    correct = one.find("correctResponse")
    values = correct.find_all("value") if correct else ()
    return Declaration(
        correct=tuple(" ".join(value.text.split()) for value in values),
        mapping=_read_mapping(one),
        base_type=one.attributes.get("baseType", "identifier"),
        is_single=one.attributes.get("cardinality") == "single",
    )


def _read_mapping(declaration: Element) -> Mapping | None:
    mapping = declaration.find("mapping")
    if mapping is None:
        return None
    worths = {
        " ".join(one.attributes.get("mapKey", "").split()): to_number(
            one.attributes.get("mappedValue", "0")
        )
        for one in mapping.find_all("mapEntry")
    }
    return Mapping(worths)


def read_feedbacks(item: Element) -> Feedbacks:
    """Return all feedback of an item, said when its outcome has its identifier."""
    found = {}
    for one in item.find_all("modalFeedback", "feedbackInline", "feedbackBlock"):
        words = read_words(one.content)
        if one.attributes.get("showHide", "show") == "show" and words.text:
            found[one.identifier] = words
    return Feedbacks(found)


def read_cases(item: Element) -> list[Case]:
    """Return the rules for single typed answers, in their order."""
    processing = item.find("responseProcessing")
    if processing is None:
        return []
    return [
        case
        for branch in processing.find_all("responseIf", "responseElseIf")
        for case in _read_branch(branch)
    ]


def _read_branch(branch: Element) -> Iterator[Case]:
    condition = next((one for one in branch.content if isinstance(one, Element)), None)
    if condition is None or condition.name not in ("match", "equal", "stringMatch"):
        return
    answer = next((one.text for one in condition.children("baseValue")), None)
    if answer is None:
        return
    worth, feedback = 0.0, ""
    for one in branch.children("setOutcomeValue"):
        value = one.find("baseValue")
        if value is None:
            continue
        if one.identifier == _SCORE:
            worth = to_number(value.text)
        else:
            feedback = value.text
    yield Case(answer, worth, feedback)


def read_tolerance(item: Element) -> tuple[float, float]:
    """Return how far a right number may be away, as it is and in percent."""
    processing = item.find("responseProcessing")
    for one in processing.find_all("equal") if processing else ():
        if one.find("correct") is None:
            continue
        texts = one.attributes.get("tolerance", "0").split() or ["0"]
        tolerance = max(abs(to_number(text)) for text in texts)
        mode = one.attributes.get("toleranceMode", "exact")
        if mode == "relative":
            return 0, tolerance
        return (tolerance if mode == "absolute" else 0), 0
    return 0, 0


def is_understood(item: Element) -> bool:
    """Tell whether points are given in a way that the item kinds have, too."""
    processing = item.find("responseProcessing")
    if processing is None:
        return True
    template = processing.attributes.get("template", "").rpartition("/")[2]
    if template:
        return template.removesuffix(".xml").lower().startswith(_KNOWN_TEMPLATES)
    return all(one.name in _KNOWN for one in processing.all())


def is_mapped(item: Element) -> bool:
    """Tell whether parts of an answer give parts of the points."""
    processing = item.find("responseProcessing")
    if processing is None:
        return False
    template = processing.attributes.get("template", "")
    return "map_response" in template or processing.find("mapResponse") is not None
