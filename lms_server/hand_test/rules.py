"""Decisions of the hand test: what was measured, and what suits the learner.

Sources of the thresholds:
    ISO 9241-411 (Fitts): 4.133 standard deviations of the points hit hold 96 % of the presses;
    a target that wide is one this hand hits. WCAG 2.2 asks for 24 or 44 px, our screens have 56.
    Legge and others, critical print size: below the size that is easy, reading slows down, above
    it nothing is won; so the smallest easy line decides, not the smallest legible one.
    Older listeners follow speech played at three quarters of its speed much better; who needs a
    sentence twice at the usual speed gets the slow one.
"""

import math
import statistics
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from lms_server.hand_test.measures import Aim, Click, Drag, Game, Hear, Measure, Read
from lms_server.preferences.rules import Pace, Preferences, TargetSize, TextSize

USUAL_TARGET_PX = 56
"""Least width and height of what is pressed on our screens."""
_SPREAD_TO_WIDTH = 4.133
_MANY_MISSES = 2
_SLOW_AIM_MS = 5000
"""Pressing one usual target; unhurried beginners of 70 need two to three seconds."""
_MANY_LOSSES = 3
_ASKED_AGAIN = 2
_WILD_PX = 150
"""A press farther away was not aimed; it counts as a miss of this size."""
_TEXT_OF = {22: TextSize.NORMAL, 27: TextSize.LARGE}
"""Letters of the normal and the large screens; whatever is more needs the largest."""
_LARGEST_PX = 32


@dataclass(frozen=True)
class Found:
    """What the games found out; None where nobody played."""

    target_size: TargetSize | None
    text_size: TextSize | None
    pace: Pace | None
    reads_by_itself: bool | None


def decide(measures: Mapping[Game, Measure]) -> Found:
    """Return what suits a learner, from the games that were played."""
    return Found(
        target_size=_target_size(measures),
        text_size=_text_size(measures),
        pace=_pace(measures),
        reads_by_itself=_reads_by_itself(measures),
    )


def apply(found: Found, present: Preferences) -> Preferences:
    """Return ``present`` with what was found; games left out change nothing."""
    news = {name: value for name, value in vars(found).items() if value is not None}
    return replace(present, **news)


def next_game(played: Collection[Game]) -> Game | None:
    """Return the first game that was neither played nor left out; None at the end."""
    return next((game for game in Game if game not in played), None)


def hit_width(aims: Collection[Aim]) -> float:
    """Return how wide a target must be, in pixels, to be hit by 96 % of such presses.

    Measured from the centre, so that a hand that always lands beside it counts as well.
    """
    offsets = [_tame(one) for aim in aims for one in (aim.x, aim.y)]
    if not offsets:
        return 0.0
    return _SPREAD_TO_WIDTH * math.sqrt(sum(one * one for one in offsets) / len(offsets))


def _tame(offset: int) -> int:
    return max(-_WILD_PX, min(_WILD_PX, offset))


def _target_size(measures: Mapping[Game, Measure]) -> TargetSize | None:
    click, drag = measures.get(Game.CLICK), measures.get(Game.DRAG)
    verdicts = []
    if isinstance(click, Click):
        verdicts.append(_aims_badly(click))
    if isinstance(drag, Drag):
        verdicts.append(sum(one.lost for one in drag.carried) >= _MANY_LOSSES)
    if not verdicts:
        return None
    return TargetSize.LARGE if any(verdicts) else TargetSize.NORMAL


def _aims_badly(click: Click) -> bool:
    usual = [one for one in click.aims if one.size == USUAL_TARGET_PX and one.way != "keyboard"]
    if not usual:
        return False
    return (
        hit_width(usual) > USUAL_TARGET_PX
        or sum(one.misses for one in usual) >= _MANY_MISSES
        or statistics.median(one.ms for one in usual) > _SLOW_AIM_MS
    )


def _text_size(measures: Mapping[Game, Measure]) -> TextSize | None:
    read = measures.get(Game.READ)
    return _TEXT_OF.get(read.size, TextSize.LARGEST) if isinstance(read, Read) else None


def _pace(measures: Mapping[Game, Measure]) -> Pace | None:
    hear = measures.get(Game.HEAR)
    if not isinstance(hear, Hear) or not hear.rounds:
        return None
    usual = [one for one in hear.rounds if one.pace == "normal"]
    follows = [one.is_right and one.again < _ASKED_AGAIN for one in usual]
    return Pace.NORMAL if follows and all(follows) else Pace.SLOW


def _reads_by_itself(measures: Mapping[Game, Measure]) -> bool | None:
    """Return whether the machine reads aloud: where the largest letters are not enough.

    Not for somebody who hears no sentence either: for them a person comes, not a voice.
    """
    read, hear = measures.get(Game.READ), measures.get(Game.HEAR)
    if not isinstance(read, Read):
        return None
    is_deaf_to_it = (
        isinstance(hear, Hear)
        and bool(hear.rounds)
        and not any(one.is_right for one in hear.rounds)
    )
    is_too_small = read.size == 0 or read.size > _LARGEST_PX
    return is_too_small and not is_deaf_to_it
