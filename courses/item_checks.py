"""A bank of items that can be graded fairly and that teaches by its wrong choices."""

from collections import Counter
from collections.abc import Sequence

from courses.findings import Finding, Place
from courses.item_schema import (
    ChoiceItemSource,
    ChoiceSource,
    ItemSource,
    MultipleItemSource,
    OrderItemSource,
)
from courses.loader import Written
from courses.schema import QuizSource
from courses.yaml_file import YamlFile

_FAIR_SHARE = 0.5
"""Of the choice items, how many may have the right choice as the longest."""
_SPARE = 2
"""Times the drawn number that a bank should hold."""


def check_quiz(written: Written[QuizSource], lesson_ids: set[str]) -> list[Finding]:
    """Return the faults of one bank."""
    quiz, yaml = written.source, written.yaml
    findings = _check_bank(quiz, yaml)
    seen: set[str] = set()
    for index, item in enumerate(quiz.items):
        place = yaml.place(("items", index))
        if item.id in seen:
            findings.append(place.error(f"The id {item.id} is used twice.", "Give it a new one."))
        seen.add(item.id)
        if item.lesson not in lesson_ids:
            findings.append(
                yaml.place(("items", index, "lesson")).error(
                    f"There is no lesson {item.lesson}.", "Name the lesson that teaches this."
                )
            )
        findings.extend(_check_item(item, index, yaml))
    return findings


def _check_bank(quiz: QuizSource, yaml: YamlFile) -> list[Finding]:
    findings = []
    if quiz.draw > len(quiz.items):
        findings.append(
            yaml.place(("draw",)).error(
                f"{quiz.draw} items are drawn of {len(quiz.items)}.", "Write more items."
            )
        )
    elif len(quiz.items) < _SPARE * quiz.draw:
        findings.append(
            yaml.place(("items",)).warning(
                f"The bank has only {len(quiz.items)} items.",
                f"Write at least {_SPARE * quiz.draw}, so that a second try differs.",
            )
        )
    singles = [item for item in quiz.items if isinstance(item, ChoiceItemSource)]
    telling = [item.id for item in singles if _is_told_by_length(item)]
    if singles and len(telling) > _FAIR_SHARE * len(singles):
        findings.append(
            yaml.place(("items",)).warning(
                f"The longest choice is right in {len(telling)} of {len(singles)} items.",
                "Make some wrong choices as long as the right one.",
            )
        )
    return findings


def _is_told_by_length(item: ChoiceItemSource) -> bool:
    right = max((len(one.text) for one in item.choices if one.right), default=0)
    return all(len(one.text) < right for one in item.choices if not one.right)


def _check_item(item: ItemSource, index: int, yaml: YamlFile) -> list[Finding]:
    place = yaml.place(("items", index))
    if isinstance(item, OrderItemSource):
        return _check_texts_differ(item.steps, place)
    if isinstance(item, ChoiceItemSource | MultipleItemSource):
        findings = _check_texts_differ([one.text for one in item.choices], place)
        findings.extend(_check_right(item, place))
        for number, choice in enumerate(item.choices):
            findings.extend(_check_choice(choice, yaml.place(("items", index, "choices", number))))
        return findings
    return []


def _check_texts_differ(texts: Sequence[str], place: Place) -> list[Finding]:
    return [
        place.error(f"'{text}' stands there twice.", "Word the choices differently.")
        for text, count in Counter(texts).items()
        if count > 1
    ]


def _check_right(item: ChoiceItemSource | MultipleItemSource, place: Place) -> list[Finding]:
    right = sum(one.right for one in item.choices)
    if isinstance(item, ChoiceItemSource) and right != 1:
        return [
            place.error(
                f"{right} choices are right.",
                "Mark exactly one with 'right: true', or use 'kind: multiple'.",
            )
        ]
    if isinstance(item, MultipleItemSource) and not 1 < right < len(item.choices):
        return [
            place.error(
                f"{right} of {len(item.choices)} choices are right.",
                "Mark at least two, and leave at least one wrong.",
            )
        ]
    return []


def _check_choice(choice: ChoiceSource, place: Place) -> list[Finding]:
    if choice.why:
        return []
    return [
        place.warning("The choice has no 'why'.", "Say in one sentence why it is right or not.")
    ]
