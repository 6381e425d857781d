"""What can be wrong in an item that is joined, sorted or typed."""

from collections.abc import Callable, Iterable, Sequence

from courses.findings import Finding, Place
from courses.item_builder import build_item
from courses.item_schema import (
    CategorizeItemSource,
    ExtraSource,
    MatchItemSource,
    NumberItemSource,
    PairSource,
    TextItemSource,
    ThingSource,
)
from courses.typed import MAX_DIGITS, exact_key, is_short_text, looks_secret, read_number

_MOST_RIGHTS = 6
_ROOMY_ROWS = 4
_NARROW_ROW = 40
"""Letters of a row when there are more than ``_ROOMY_ROWS`` of them."""
At = Callable[..., Place]
"""Returns the place of a part of the item, such as ``at("areas", 2)``."""


def check_match(item: MatchItemSource, at: At) -> list[Finding]:
    """Return pairs that could be made in two ways, or that do not fit the screen."""
    lefts = [pair.left for pair in item.pairs]
    rights = [*(pair.right for pair in item.pairs), *(one.text for one in item.extra)]
    findings = [*repeated(lefts, at("pairs")), *repeated(rights, at("pairs"))]
    if len(rights) > _MOST_RIGHTS:
        findings.append(
            at("extra").error(
                "%(count)s right sides do not fit the screen.",
                "Keep %(most)s, those of 'extra' counted.",
                count=len(rights),
                most=_MOST_RIGHTS,
            )
        )
    findings.extend(_check_rows([*lefts, *rights], len(rights), at()))
    parts: list[tuple[str, Sequence[PairSource | ExtraSource]]] = [
        ("pairs", item.pairs),
        ("extra", item.extra),
    ]
    for key, written in parts:
        for number, one in enumerate(written):
            findings.extend(check_why(one.why, at(key, number)))
    return findings


def check_categorize(item: CategorizeItemSource, at: At) -> list[Finding]:
    """Return things without a place, and groups that nothing belongs to."""
    texts = [one.text for one in item.things]
    findings = [*repeated(item.groups, at("groups")), *repeated(texts, at("things"))]
    for number, thing in enumerate(item.things):
        findings.extend(_check_thing(thing, item, at("things", number)))
    used = {thing.group for thing in item.things}
    findings.extend(
        at("groups").warning(
            "Nothing belongs to '%(group)s'.", "Add a thing, or drop the group.", group=group
        )
        for group in item.groups
        if group not in used
    )
    return [*findings, *_check_rows(texts, len(texts), at())]


def _check_thing(thing: ThingSource, item: CategorizeItemSource, place: Place) -> list[Finding]:
    findings = check_why(thing.why, place)
    if thing.group not in item.groups:
        known = ", ".join(f"'{group}'" for group in item.groups)
        findings.append(
            place.error(
                "There is no group '%(group)s'.",
                "Write one of these: %(known)s.",
                group=thing.group,
                known=known,
            )
        )
    return findings


def check_number(item: NumberItemSource, at: At) -> list[Finding]:
    """Return numbers that cannot be typed, and near ones that are right anyway."""
    findings = []
    if item.tolerance and item.tolerance_percent:
        findings.append(
            at("tolerance").error("The tolerance is written twice.", "Keep one of the two.")
        )
    if item.unit in item.units:
        findings.append(
            at("units").error("'%(name)s' stands there twice.", "Remove it.", name=item.unit)
        )
    built = build_item(item)
    if read_number(built.key[0]) is None:
        findings.append(
            at("answer").error(
                "'%(number)s' cannot be typed.",
                "Use at most %(most)s digits.",
                number=built.key[0],
                most=MAX_DIGITS,
            )
        )
    reach = built.number.tolerance if built.number else 0.0
    for number, near in enumerate(item.near):
        place = at("near", number)
        findings.extend(check_why(near.why, place))
        if abs(near.number - item.answer) <= reach:
            findings.append(
                place.error(
                    "%(number)s is right already.",
                    "Make the tolerance smaller, or remove this.",
                    number=f"{near.number:g}",
                )
            )
    findings.extend(repeated([f"{near.number:g}" for near in item.near], at("near")))
    return findings


def check_text(item: TextItemSource, at: At) -> list[Finding]:
    """Return texts that nobody can type, and such as are both right and not."""
    near = [one.text for one in item.near]
    findings = _repeated_answers([*item.answers, *near], at())
    for number, text in enumerate(item.answers):
        findings.extend(_check_typeable(text, at("answers", number)))
    for number, one in enumerate(item.near):
        findings.extend(_check_typeable(one.text, at("near", number)))
        findings.extend(check_why(one.why, at("near", number)))
    return findings


def _repeated_answers(texts: Iterable[str], place: Place) -> list[Finding]:
    findings, seen = [], set()
    for text in texts:
        if exact_key(text) in seen:
            findings.append(
                place.error(
                    "'%(text)s' is compared like another text of this item.",
                    "Case, spaces and places of tones do not count: remove one.",
                    text=text,
                )
            )
        seen.add(exact_key(text))
    return findings


def _check_typeable(text: str, place: Place) -> list[Finding]:
    if is_short_text(text) and exact_key(text) and not looks_secret(text):
        return []
    return [
        place.error(
            "'%(text)s' is never taken from a learner.",
            "Use a few words, no long number.",
            text=text,
        )
    ]


def repeated(texts: Sequence[str], place: Place) -> list[Finding]:
    """Return texts that stand there twice, or that look the same to a reader."""
    findings, seen = [], set()
    for text in texts:
        if exact_key(text) in seen:
            findings.append(
                place.error(
                    "'%(name)s' stands there twice.", "Word the choices differently.", name=text
                )
            )
        seen.add(exact_key(text))
    return findings


def check_why(why: str, place: Place) -> list[Finding]:
    """Return a finding where words are missing that say why something is right or not."""
    if why:
        return []
    return [place.warning("There is no 'why'.", "Say in one sentence why it is right or not.")]


def _check_rows(texts: Sequence[str], rows: int, place: Place) -> list[Finding]:
    if rows <= _ROOMY_ROWS:
        return []
    return [
        place.error(
            "'%(text)s' is too long beside %(others)s other rows.",
            "Use at most %(most)s letters, or fewer rows.",
            text=text,
            others=rows - 1,
            most=_NARROW_ROW,
        )
        for text in texts
        if len(text) > _NARROW_ROW
    ]
