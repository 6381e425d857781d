"""The page that the doctor prints: one line a check, and below it what to do."""

import textwrap
from collections.abc import Iterable, Sequence

from kiosk.doctor.findings import Finding, Level
from kiosk.words import Translate, Words
from kiosk.words import marked as _

WIDTH = 79
_MARKS = {Level.GREEN: _("good"), Level.AMBER: _("look"), Level.RED: _("MEND")}
_COLOURS = {Level.GREEN: "32", Level.AMBER: "33", Level.RED: "1;31"}
_SUMS = {
    Level.GREEN: _("Everything is good."),
    Level.AMBER: _("Fit for a class; %(amber)s to look at."),
    Level.RED: _("Not fit for a class yet: %(red)s to mend, %(amber)s to look at."),
}
_MARK_WIDTH, _NAME_WIDTH = 6, 15

Line = tuple[str, Finding]
"""Name of the check in English, and what it found."""


def render(lines: Iterable[Line], translate: Translate, *, coloured: bool) -> Iterable[str]:
    """Yield the lines of the page, the sum last."""
    found = []
    for name, finding in lines:
        found.append(finding)
        yield from _render_one(name, finding, translate, coloured=coloured)
    yield ""
    yield _sum_up(found).say(translate)


def worst(findings: Sequence[Finding]) -> Level:
    """Return the worst level of ``findings``; nothing at all is green."""
    levels = {finding.level for finding in findings}
    return next((each for each in (Level.RED, Level.AMBER) if each in levels), Level.GREEN)


def _render_one(
    name: str, finding: Finding, translate: Translate, *, coloured: bool
) -> Iterable[str]:
    mark = translate(_MARKS[finding.level]).ljust(_MARK_WIDTH)
    if coloured:
        mark = f"\x1b[{_COLOURS[finding.level]}m{mark}\x1b[0m"
    indent = " " * (_MARK_WIDTH + _NAME_WIDTH)
    first, *rest = _wrap(finding.what.say(translate), indent)
    yield f"{mark}{translate(name).ljust(_NAME_WIDTH)}{first.removeprefix(indent)}"
    yield from rest
    if finding.fix is not None:
        yield from _wrap(f"→ {finding.fix.say(translate)}", indent, hanging="  ")


def _wrap(text: str, indent: str, *, hanging: str = "") -> list[str]:
    # A path is of more use in one piece than within the margin.
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent]


def _sum_up(findings: Sequence[Finding]) -> Words:
    counts = {str(level): sum(each.level is level for each in findings) for level in Level}
    return Words(_SUMS[worst(findings)], counts)
