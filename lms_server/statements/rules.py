"""Facts of a bus as xAPI 1.0.3 statements, without a name of anybody.

The same fact gives the same statement with the same id, so a receiver may be sent it twice.
Only facts that never change become statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from common.clock import to_wire
from common.ids import derive_id
from courses.model import ItemKind

_VERBS = "http://adlnet.gov/expapi/verbs/"
_TYPES = "http://adlnet.gov/expapi/activities/"
_VERSION = "1.0.3"
_PLATFORM = "bus-lms"
_LANGUAGE = "vi"
HOME = "https://bus.invalid/"
"""Begins every id of an activity and the home page of every account; leads nowhere on purpose."""


class Verb(StrEnum):
    """What somebody did, by the last part of ADL's verb."""

    EXPERIENCED = "experienced"
    ATTEMPTED = "attempted"
    ANSWERED = "answered"
    PASSED = "passed"
    FAILED = "failed"
    COMPLETED = "completed"


_SHOWN = {
    Verb.EXPERIENCED: ("experienced", "đã học"),
    Verb.ATTEMPTED: ("attempted", "đã bắt đầu làm"),
    Verb.ANSWERED: ("answered", "đã trả lời"),
    Verb.PASSED: ("passed", "đã đạt"),
    Verb.FAILED: ("failed", "chưa đạt"),
    Verb.COMPLETED: ("completed", "đã hoàn thành"),
}
_INTERACTIONS = {
    ItemKind.CHOICE: "choice",
    ItemKind.MULTIPLE: "choice",
    ItemKind.PICTURE_CHOICE: "choice",
    ItemKind.HOTSPOT: "choice",
    ItemKind.TRUE_FALSE: "true-false",
    ItemKind.ORDER: "sequencing",
    ItemKind.MATCH: "matching",
    ItemKind.CATEGORIZE: "matching",
    ItemKind.NUMBER: "numeric",
    ItemKind.TEXT: "fill-in",
}
_PAIRED = (ItemKind.MATCH, ItemKind.CATEGORIZE)


class ActivityKind(StrEnum):
    """What something was done to, by the last part of ADL's activity type."""

    COURSE = "course"
    LESSON = "lesson"
    SIMULATION = "simulation"
    ASSESSMENT = "assessment"
    INTERACTION = "cmi.interaction"


@dataclass(frozen=True)
class Activity:
    """Something of a course."""

    kind: ActivityKind
    path: str
    """Ids from the course down, such as ``KNS-04/1.0/KNS-04-K1``."""
    name: str
    """Vietnamese; empty when the bus no longer has the course."""
    item_kind: ItemKind | None = None


@dataclass(frozen=True)
class Fact:
    """One thing that one learner did."""

    key: tuple[object, ...]
    """Natural key of the fact."""
    verb: Verb
    learner_id: UUID
    enrolment_id: UUID
    activity: Activity
    parents: tuple[Activity, ...]
    happened_at: datetime
    scaled: float | None = None
    """0.0 to 1.0."""
    raw: tuple[float, float] | None = None
    """Points reached and points possible."""
    is_success: bool | None = None
    is_completion: bool | None = None
    seconds: int | None = None
    is_oral: bool = False
    """By word of mouth."""
    response: tuple[str, ...] | None = None
    """Ids or a number; words that somebody typed are never given."""


def build_statement(fact: Fact, *, bus_code: str) -> dict[str, Any]:
    """Return a fact as a statement.

    Args:
        fact: what was done.
        bus_code: of the bus where it was done.
    """
    statement: dict[str, Any] = {
        "id": str(derive_id("xapi-statement", bus_code, fact.verb, *fact.key)),
        "version": _VERSION,
        "actor": _actor(fact.learner_id, bus_code),
        "verb": _verb(fact.verb),
        "object": _activity(fact.activity),
        "context": {
            "registration": str(fact.enrolment_id),
            "platform": _PLATFORM,
            "language": _LANGUAGE,
            "contextActivities": _parents(fact.parents),
        },
        "timestamp": to_wire(fact.happened_at),
    }
    result = _result(fact)
    if result:
        statement["result"] = result
    return statement


def _actor(learner_id: UUID, bus_code: str) -> dict[str, Any]:
    """Return an account whose name leads nobody back to the person without the bus."""
    name = str(derive_id("xapi-learner", bus_code, learner_id))
    return {"objectType": "Agent", "account": {"homePage": f"{HOME}{bus_code}", "name": name}}


def _verb(verb: Verb) -> dict[str, Any]:
    english, vietnamese = _SHOWN[verb]
    return {"id": f"{_VERBS}{verb}", "display": {"en": english, _LANGUAGE: vietnamese}}


def _activity(activity: Activity) -> dict[str, Any]:
    definition: dict[str, Any] = {"type": f"{_TYPES}{activity.kind}"}
    if activity.name:
        definition["name"] = {_LANGUAGE: activity.name}
    if activity.item_kind is not None:
        definition["interactionType"] = _INTERACTIONS[activity.item_kind]
    return {
        "objectType": "Activity",
        "id": f"{HOME}courses/{activity.path}",
        "definition": definition,
    }


def _parents(parents: Sequence[Activity]) -> Mapping[str, list[dict[str, Any]]]:
    """Return the nearest as parent and the course as grouping."""
    if not parents:
        return {}
    listed = [_activity(one) for one in parents]
    return {"parent": listed[:1], "grouping": listed[-1:]}


def _result(fact: Fact) -> dict[str, Any]:
    result: dict[str, Any] = {}
    score: dict[str, float] = {}
    if fact.scaled is not None:
        score["scaled"] = fact.scaled
    if fact.raw is not None:
        score |= {"raw": fact.raw[0], "min": 0, "max": fact.raw[1]}
    if score:
        result["score"] = score
    if fact.is_success is not None:
        result["success"] = fact.is_success
    if fact.is_completion is not None:
        result["completion"] = fact.is_completion
    if fact.seconds is not None:
        result["duration"] = f"PT{fact.seconds}S"
    if fact.is_oral:
        result["extensions"] = {f"{HOME}oral": True}
    if fact.response is not None and fact.activity.item_kind is not ItemKind.TEXT:
        result["response"] = _response(fact.response, fact.activity.item_kind)
    return result


def _response(values: Sequence[str], kind: ItemKind | None) -> str:
    """Return an answer as interactions of SCORM and xAPI write it."""
    if kind in _PAIRED:
        values = [value.replace("=", "[.]") for value in values]
    return values[0] if kind is ItemKind.NUMBER and values else "[,]".join(values)
