"""A bank of items that can be graded fairly and that teaches by its wrong choices."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from courses.findings import Finding, Place
from courses.item_kind_checks import (
    check_categorize,
    check_hotspot,
    check_match,
    check_number,
    check_text,
    repeated,
)
from courses.item_schema import (
    CategorizeItemSource,
    ChoiceItemSource,
    ChoiceSource,
    HotspotItemSource,
    ItemSource,
    MatchItemSource,
    MultipleItemSource,
    NumberItemSource,
    OrderItemSource,
    PickSource,
    PictureChoiceSource,
    TextItemSource,
    TrueFalseItemSource,
)
from courses.loader import Written
from courses.schema import QuizSource
from courses.yaml_file import YamlFile, strings_in

_FAIR_SHARE = 0.5
"""Of the choice items, how many may have the right choice as the longest."""
_SPARE = 2
"""Times the drawn number that a bank should hold."""
_ROOM = {"prompt": 120, "explanation": 100, "why": 80, "text": 60, "steps": 40}
"""Most letters of a text that fit the kiosk's screen, by its key."""
_TELLING = re.compile(r"(?<=[/-])(?:dung|sai|dap-an|right|wrong|correct)(?=[.-])")
"""Parts of a picture's name that would tell the key to who looks at the page's source."""


def check_quiz(
    written: Written[QuizSource], lesson_ids: set[str], contents: Mapping[str, bytes]
) -> list[Finding]:
    """Return the faults of one bank.

    Args:
        written: the bank.
        lesson_ids: the lessons of the course.
        contents: the files of the package, for the size of pictures.
    """
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
        findings.extend(check_item(item, index, yaml, contents))
        findings.extend(_check_room(index, yaml))
    return findings


def _check_room(index: int, yaml: YamlFile) -> list[Finding]:
    """Return texts too long to be read beside the rest of the screen without scrolling."""
    place = ("items", index)
    texts = [
        (path, text, _ROOM.get(next(str(key) for key in reversed(path) if isinstance(key, str))))
        for path, text in strings_in(yaml.data["items"][index], place)
    ]
    return [
        yaml.place(path).warning(
            f"The text has {len(text)} letters; the screen has room for {most}.", "Say it shorter."
        )
        for path, text, most in texts
        if most is not None and len(text) > most
    ]


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


def check_item(  # noqa: PLR0911 - one line a kind
    item: ItemSource, index: int, yaml: YamlFile, contents: Mapping[str, bytes]
) -> list[Finding]:
    """Return the faults of one item; ``index`` is its place in the bank."""

    def at(*path: str | int) -> Place:
        return yaml.place(("items", index, *path))

    match item:
        case HotspotItemSource():
            return check_hotspot(item, at, contents)
        case MatchItemSource():
            return check_match(item, at)
        case CategorizeItemSource():
            return check_categorize(item, at)
        case NumberItemSource():
            return check_number(item, at)
        case TextItemSource():
            return check_text(item, at)
        case OrderItemSource():
            return repeated(item.steps, at())
        case TrueFalseItemSource():
            return []
    return _check_picks(item, at)


def _check_picks(item: PickSource, at: Callable[..., Place]) -> list[Finding]:
    choices: Sequence[ChoiceSource | PictureChoiceSource] = item.choices
    findings = repeated([one.text for one in choices], at())
    findings.extend(_check_right(item, at()))
    for number, choice in enumerate(choices):
        findings.extend(_check_choice(choice, at("choices", number)))
    shown = Counter(one.picture.file for one in choices if one.picture)
    findings.extend(
        at().error(f"{name} stands there twice.", "Show another picture.")
        for name, count in shown.items()
        if count > 1
    )
    return findings


def _check_right(item: PickSource, place: Place) -> list[Finding]:
    right = sum(one.right for one in item.choices)
    if not isinstance(item, MultipleItemSource) and right != 1:
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


def _check_choice(choice: ChoiceSource | PictureChoiceSource, place: Place) -> list[Finding]:
    findings = []
    if not choice.why:
        findings.append(
            place.warning("The choice has no 'why'.", "Say in one sentence why it is right or not.")
        )
    if choice.picture and (told := _TELLING.search(choice.picture.file)):
        findings.append(
            place.warning(
                f"The name of {choice.picture.file} tells the answer: '{told[0]}'.",
                "Name the picture after what it shows.",
            )
        )
    return findings
