"""A bank of items that can be graded fairly and that teaches by its wrong choices."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from courses.findings import Finding, Place
from courses.hotspot_checks import check_hotspot
from courses.item_kind_checks import (
    check_categorize,
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
            findings.append(
                place.error("The id %(id)s is used twice.", "Give it a new one.", id=item.id)
            )
        seen.add(item.id)
        if item.lesson not in lesson_ids:
            findings.append(
                yaml.place(("items", index, "lesson")).error(
                    "There is no lesson %(lesson)s.",
                    "Name the lesson that teaches this.",
                    lesson=item.lesson,
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
            "The text has %(count)s letters; the screen has room for %(most)s.",
            "Say it shorter.",
            count=len(text),
            most=most,
        )
        for path, text, most in texts
        if most is not None and len(text) > most
    ]


def _check_bank(quiz: QuizSource, yaml: YamlFile) -> list[Finding]:
    findings = []
    if quiz.draw > len(quiz.items):
        findings.append(
            yaml.place(("draw",)).error(
                "%(draw)s items are drawn of %(count)s.",
                "Write more items.",
                draw=quiz.draw,
                count=len(quiz.items),
            )
        )
    elif len(quiz.items) < _SPARE * quiz.draw:
        findings.append(
            yaml.place(("items",)).warning(
                "The bank has only %(count)s items.",
                "Write at least %(least)s, so that a second try differs.",
                count=len(quiz.items),
                least=_SPARE * quiz.draw,
            )
        )
    singles = [item for item in quiz.items if isinstance(item, ChoiceItemSource)]
    telling = [item.id for item in singles if _is_told_by_length(item)]
    if singles and len(telling) > _FAIR_SHARE * len(singles):
        findings.append(
            yaml.place(("items",)).warning(
                "The longest choice is right in %(telling)s of %(count)s items.",
                "Make some wrong choices as long as the right one.",
                telling=len(telling),
                count=len(singles),
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
        at().error("'%(name)s' stands there twice.", "Show another picture.", name=name)
        for name, count in shown.items()
        if count > 1
    )
    return findings


def _check_right(item: PickSource, place: Place) -> list[Finding]:
    right = sum(one.right for one in item.choices)
    if not isinstance(item, MultipleItemSource) and right != 1:
        return [
            place.error(
                "%(right)s choices are right.",
                "Mark exactly one with 'right: true', or use 'kind: multiple'.",
                right=right,
            )
        ]
    if isinstance(item, MultipleItemSource) and not 1 < right < len(item.choices):
        return [
            place.error(
                "%(right)s of %(count)s choices are right.",
                "Mark at least two, and leave at least one wrong.",
                right=right,
                count=len(item.choices),
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
                "The name of %(file)s tells the answer: '%(part)s'.",
                "Name the picture after what it shows.",
                file=choice.picture.file,
                part=told[0],
            )
        )
    return findings
