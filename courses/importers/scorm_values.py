"""What an item of a SCORM manifest says about itself; namespaces are read by their last word."""

import re
from dataclasses import dataclass

from courses.importers.activity import LONGEST_TITLE, ActivityReason, Notes, clean_title
from courses.importers.safe_xml import Node

LONGEST_LAUNCH_DATA = 4096
_TIME = re.compile(r"\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?|P[0-9YMDTHS.]{1,40}")
_TIME_ACTIONS = ("exit,message", "exit,no message", "continue,message", "continue,no message")
_BEST = 100.0


@dataclass(frozen=True)
class Values:
    """The properties of one item, checked."""

    title: str = ""
    mastery_score: float | None = None
    launch_data: str = ""
    max_time_allowed: str = ""
    time_limit_action: str = ""


def local_name(node: Node) -> str:
    """Return the tag without its namespace."""
    return node.tag.rpartition("}")[2]


def children(node: Node, name: str) -> list[Node]:
    """Return the children called ``name`` in any namespace, in order."""
    return [child for child in node.children if local_name(child) == name]


def first_child(node: Node, name: str) -> Node | None:
    """Return the first child called ``name`` in any namespace."""
    return next(iter(children(node, name)), None)


def text_of(node: Node, *names: str) -> str:
    """Return the text of the first child called one of ``names``, without blanks around it."""
    for child in node.children:
        if local_name(child) in names:
            return child.text.strip()
    return ""


def named_attribute(node: Node, name: str) -> str:
    """Return the attribute called ``name`` in any namespace and any case of letters."""
    for key, value in node.attributes.items():
        if key.rpartition("}")[2].casefold() == name:
            return value.strip()
    return ""


def read_values(node: Node, notes: Notes) -> Values:
    """Return the properties of an item; what cannot be read is dropped and noted."""
    title = text_of(node, "title")
    place = title or node.attributes.get("identifier", "")
    launch_data = text_of(node, "datafromlms", "dataFromLMS")
    if len(title) > LONGEST_TITLE or len(launch_data) > LONGEST_LAUNCH_DATA:
        notes.add(place, ActivityReason.CUT_TEXT)
    if text_of(node, "prerequisites"):
        notes.add(place, ActivityReason.PREREQUISITES)
    max_time = text_of(node, "maxtimeallowed", "attemptAbsoluteDurationLimit")
    if max_time:
        notes.add(place, ActivityReason.TIME_LIMIT)
    action = text_of(node, "timelimitaction", "timeLimitAction").casefold()
    return Values(
        title=clean_title(title),
        mastery_score=_read_mastery(node, place, notes),
        launch_data=launch_data[:LONGEST_LAUNCH_DATA],
        max_time_allowed=_checked(max_time, place, notes),
        time_limit_action=action if action in _TIME_ACTIONS else "",
    )


def _read_mastery(node: Node, place: str, notes: Notes) -> float | None:
    """Return the mastery score of SCORM 1.2 in points of 100."""
    text = text_of(node, "masteryscore")
    if not text:
        return None
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= _BEST:
        notes.add(place, ActivityReason.BAD_VALUE)
        return None
    return score


def _checked(time: str, place: str, notes: Notes) -> str:
    if time and not _TIME.fullmatch(time):
        notes.add(place, ActivityReason.BAD_VALUE)
        return ""
    return time
