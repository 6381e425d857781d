"""What is right in a QTI 3 item, how it is graded, and what is said to an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement  # only written here, never read

from courses.exporters.gift import unaccented_keys
from courses.exporters.qti3_body import FALSE, FEEDBACK, RESPONSE, TRUE, name
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
    TextItemSource,
    TrueFalseItemSource,
)

EXPLANATION = "EXPLANATION"
EXPLAIN = "explanation"
SCORE = "SCORE"


@dataclass
class Scoring:
    """Everything about right and wrong."""

    cardinality: str
    base_type: str
    correct: list[str]
    mapping: dict[str, float] = field(default_factory=dict)
    """Worth of single answers; empty where only the whole answer counts."""
    is_caseless: bool = False
    tolerance: tuple[str, float] | None = None
    """``absolute`` or ``relative`` (percent), and how far a right number may be away."""
    near: list[tuple[str, float, str]] = field(default_factory=list)
    """Typed answers that are not right: answer, worth, identifier of what is said to it."""
    missed: dict[str, str] = field(default_factory=dict)
    """What is said when a pair is missed: pair, identifier."""
    says_answer: bool = False
    """What is said has the identifier of the answer itself."""
    whys: dict[str, str] = field(default_factory=dict)
    """Words by identifier."""


def score_of(item: ItemSource) -> Scoring:  # noqa: PLR0911 - one line a kind
    """Return how an item is graded."""
    match item:
        case TrueFalseItemSource():
            return _truth(item)
        case HotspotItemSource():
            return _picked(item.areas)
        case OrderItemSource():
            names = [name("C", number) for number in range(1, len(item.steps) + 1)]
            return Scoring("ordered", "identifier", names)
        case MatchItemSource():
            return _matched(item)
        case CategorizeItemSource():
            return _sorted(item)
        case NumberItemSource():
            return _number(item)
        case TextItemSource():
            return _typed(item)
    return _picked(item.choices)


def _truth(item: TrueFalseItemSource) -> Scoring:
    scoring = Scoring("single", "identifier", [TRUE if item.answer else FALSE])
    scoring.says_answer = True
    scoring.whys = {TRUE: item.why_true, FALSE: item.why_false}
    return scoring


def _picked(choices: Sequence[ChoiceSource | PictureChoiceSource | AreaSource]) -> Scoring:
    named = {name("C", number): one for number, one in enumerate(choices, start=1)}
    right = [key for key, one in named.items() if one.right]
    is_single = len(right) == 1
    scoring = Scoring("single" if is_single else "multiple", "identifier", right)
    if not is_single:
        share = round(1 / len(right), 6)
        scoring.mapping = {key: share if one.right else -share for key, one in named.items()}
    scoring.says_answer = True
    scoring.whys = {key: one.why for key, one in named.items()}
    return scoring


def _matched(item: MatchItemSource) -> Scoring:
    pairs = {name("L", number): name("R", number) for number in range(1, len(item.pairs) + 1)}
    whys = {name("L", number): one.why for number, one in enumerate(item.pairs, start=1)}
    first_extra = len(item.pairs) + 1
    extra = {name("R", number): one.why for number, one in enumerate(item.extra, first_extra)}
    return _joined([f"{a} {b}" for a, b in pairs.items()], whys, extra)


def _sorted(item: CategorizeItemSource) -> Scoring:
    groups = {group: name("R", number) for number, group in enumerate(item.groups, start=1)}
    named = {name("L", number): one for number, one in enumerate(item.things, start=1)}
    pairs = [f"{key} {groups[one.group]}" for key, one in named.items()]
    return _joined(pairs, {key: one.why for key, one in named.items()}, {})


def _joined(pairs: list[str], whys: dict[str, str], extra: dict[str, str]) -> Scoring:
    share = round(1 / len(pairs), 6)
    scoring = Scoring("multiple", "directedPair", pairs)
    scoring.mapping = dict.fromkeys(pairs, share)
    scoring.missed = {pair: pair.split()[0] for pair in pairs if whys[pair.split()[0]]}
    scoring.whys = whys | extra
    return scoring


def _number(item: NumberItemSource) -> Scoring:
    scoring = Scoring("single", "float", [f"{item.answer!r}"])
    if item.tolerance_percent:
        scoring.tolerance = ("relative", item.tolerance_percent)
    else:
        scoring.tolerance = ("absolute", item.tolerance)
    for number, one in enumerate(item.near, start=1):
        scoring.near.append((f"{one.number!r}", one.worth, name("N", number)))
        scoring.whys[name("N", number)] = one.why
    return scoring


def _typed(item: TextItemSource) -> Scoring:
    scoring = Scoring("single", "string", [item.answers[0]], is_caseless=True)
    scoring.mapping = dict.fromkeys(item.answers, 1.0)
    scoring.mapping |= dict.fromkeys(unaccented_keys(item), item.unaccented)
    for number, one in enumerate(item.near, start=1):
        scoring.mapping[one.text] = one.worth
        scoring.near.append((one.text, one.worth, name("N", number)))
        scoring.whys[name("N", number)] = one.why
    return scoring


def write_declarations(root: Element, scoring: Scoring) -> None:
    """Write what is right, and the outcomes."""
    response = SubElement(root, "qti-response-declaration", identifier=RESPONSE)
    response.set("cardinality", scoring.cardinality)
    response.set("base-type", scoring.base_type)
    correct = SubElement(response, "qti-correct-response")
    for value in scoring.correct:
        SubElement(correct, "qti-value").text = value
    if scoring.mapping:
        bounds = {"lower-bound": "0", "upper-bound": "1", "default-value": "0"}
        mapping = SubElement(response, "qti-mapping", bounds)
        for key, worth in scoring.mapping.items():
            entry = {"map-key": key, "mapped-value": f"{worth:g}"}
            if scoring.base_type == "string":
                entry["case-sensitive"] = "false"
            SubElement(mapping, "qti-map-entry", entry)
    _outcome(root, SCORE, "single", "float", "0")
    _outcome(root, FEEDBACK, "multiple", "identifier", None)
    _outcome(root, EXPLANATION, "single", "identifier", None)


def _outcome(
    root: Element, identifier: str, cardinality: str, base: str, default: str | None
) -> None:
    outcome = SubElement(root, "qti-outcome-declaration", identifier=identifier)
    outcome.set("cardinality", cardinality)
    outcome.set("base-type", base)
    if default is not None:
        outcome.set("normal-maximum", "1")
        value = SubElement(SubElement(outcome, "qti-default-value"), "qti-value")
        value.text = default


def write_processing(root: Element, scoring: Scoring) -> None:
    """Write how points and words follow from an answer."""
    processing = SubElement(root, "qti-response-processing")
    if scoring.mapping:
        mapped = SubElement(processing, "qti-set-outcome-value", identifier=SCORE)
        SubElement(mapped, "qti-map-response", identifier=RESPONSE)
    else:
        condition = SubElement(processing, "qti-response-condition")
        branch = SubElement(condition, "qti-response-if")
        _write_test(branch, scoring)
        _set(branch, SCORE, "float", "1")
    for answer, worth, said in scoring.near:
        _write_near(processing, scoring, answer, worth, said)
    for pair, said in scoring.missed.items():
        _write_missed(processing, pair, said)
    if scoring.says_answer:
        told = SubElement(processing, "qti-set-outcome-value", identifier=FEEDBACK)
        inner = SubElement(told, "qti-multiple")
        SubElement(inner, "qti-variable", identifier=RESPONSE)
    _set(processing, EXPLANATION, "identifier", EXPLAIN)


def _write_test(branch: Element, scoring: Scoring) -> None:
    if scoring.tolerance is None:
        test = SubElement(branch, "qti-match")
    else:
        mode, tolerance = scoring.tolerance
        test = SubElement(branch, "qti-equal", {"tolerance-mode": mode})
        test.set("tolerance", f"{tolerance!r} {tolerance!r}")
    SubElement(test, "qti-variable", identifier=RESPONSE)
    SubElement(test, "qti-correct", identifier=RESPONSE)


def _write_near(
    processing: Element, scoring: Scoring, answer: str, worth: float, said: str
) -> None:
    condition = SubElement(processing, "qti-response-condition")
    branch = SubElement(condition, "qti-response-if")
    if scoring.base_type == "float":
        test = SubElement(branch, "qti-equal", {"tolerance-mode": "exact"})
    else:
        test = SubElement(branch, "qti-string-match", {"case-sensitive": "false"})
    SubElement(test, "qti-variable", identifier=RESPONSE)
    SubElement(test, "qti-base-value", {"base-type": scoring.base_type}).text = answer
    _set(branch, SCORE, "float", f"{worth:g}")
    _add_feedback(branch, said)


def _write_missed(processing: Element, pair: str, said: str) -> None:
    condition = SubElement(processing, "qti-response-condition")
    branch = SubElement(condition, "qti-response-if")
    member = SubElement(SubElement(branch, "qti-not"), "qti-member")
    SubElement(member, "qti-base-value", {"base-type": "directedPair"}).text = pair
    SubElement(member, "qti-variable", identifier=RESPONSE)
    _add_feedback(branch, said)


def _add_feedback(branch: Element, said: str) -> None:
    told = SubElement(branch, "qti-set-outcome-value", identifier=FEEDBACK)
    several = SubElement(told, "qti-multiple")
    SubElement(several, "qti-variable", identifier=FEEDBACK)
    SubElement(several, "qti-base-value", {"base-type": "identifier"}).text = said


def _set(parent: Element, identifier: str, base: str, text: str) -> None:
    outcome = SubElement(parent, "qti-set-outcome-value", identifier=identifier)
    SubElement(outcome, "qti-base-value", {"base-type": base}).text = text


def write_feedback(root: Element, scoring: Scoring, explanation: str) -> None:
    """Write everything that is said after an answer."""
    said = [(FEEDBACK, key, words) for key, words in scoring.whys.items() if words]
    said.append((EXPLANATION, EXPLAIN, explanation))
    for outcome, identifier, words in said:
        one = SubElement(root, "qti-modal-feedback", {"outcome-identifier": outcome})
        one.set("identifier", identifier)
        one.set("show-hide", "show")
        body = SubElement(one, "qti-content-body")
        SubElement(body, "p").text = words
