"""Plays a simulator: one pure step per event, the same in Python and in JavaScript.

An event is a dict: ``{"type": "tap" | "drag" | "choose", "target": id, "t": ms}``,
``{"type": "number", "value": int, "t": ms}`` or ``{"type": "hint", "t": ms}``;
``t`` counts milliseconds from the start and never goes back.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from courses.errors import ImpossibleTraceError
from courses.simulators.model import Screen, Simulator, Step
from courses.simulators.parts import (
    ActionsPart,
    ChoicesPart,
    GridPart,
    ListPart,
    NumberPart,
    ScannerPart,
)

MAX_HINT = 3
"""Say, point, show."""
MAX_TIME = 24 * 60 * 60 * 1000
"""Milliseconds: nobody plays longer than a day."""


class Feeling(StrEnum):
    """What the last event was."""

    START = "start"
    RIGHT = "right"
    WRONG = "wrong"
    HINT = "hint"
    TRAP = "trap"


class State(msgspec.Struct, frozen=True):
    """Where a learner stands."""

    step: int = 0
    """Index of the step that waits for a move; the number of steps when finished."""
    hint: int = 0
    """How far help went at this step: 0 none, 1 said, 2 pointed, 3 shown."""
    hints_used: int = 0
    wrong_moves: int = 0
    fell: tuple[str, ...] = ()
    """Ids of trap steps the learner walked into."""
    t: int = 0
    """Milliseconds of the last event."""
    is_finished: bool = False
    feeling: Feeling = Feeling.START
    message: str = ""
    """Words that answer the last event."""


class SimulatorResult(msgspec.Struct, frozen=True):
    """What a finished try is worth."""

    done: bool
    """Counts as done: no trap walked into and no more hints than the task allows."""
    hints_used: int
    wrong_moves: int
    stopped_trap: bool | None
    """None when the task has no trap."""
    seconds: int


class Targets(msgspec.Struct, frozen=True):
    """What can be done on one screen."""

    tap: frozenset[str]
    choose: frozenset[str]
    drag: frozenset[str]
    number_limit: int
    """Numbers below this can be typed; 0 when there is no pad."""


def start(simulator: Simulator) -> State:
    """Return the state before the first move; its words are the goal."""
    return State(message=simulator.goal)


def step(simulator: Simulator, state: State, event: Mapping[str, Any]) -> State:
    """Return the state after one event.

    Raises:
        ImpossibleTraceError: nobody could have made this event here.
    """
    if state.is_finished:
        raise ImpossibleTraceError(reason="after_end")
    now = _read_time(event, state.t)
    current = simulator.steps[state.step]
    if event.get("type") == "hint":
        return _help(current, state, now)
    move = _read_move(event, screen_targets(simulator.get_screen(current.screen)))
    if _is_right(current, move):
        return _advance(simulator, current, state, now)
    return _stay(current, state, now, word=str(move[1]))


def replay(simulator: Simulator, events: Sequence[Mapping[str, Any]]) -> SimulatorResult:
    """Return what a whole trace is worth; it must end exactly at the end of the task.

    Raises:
        ImpossibleTraceError: an event is impossible, or the trace stops early or goes on.
    """
    state = start(simulator)
    for index, event in enumerate(events):
        try:
            state = step(simulator, state, event)
        except ImpossibleTraceError as error:
            raise ImpossibleTraceError(**error.params, index=index) from error
    if not state.is_finished:
        raise ImpossibleTraceError(reason="unfinished", index=len(events))
    return result_of(simulator, state)


def result_of(simulator: Simulator, state: State) -> SimulatorResult:
    """Return what a state is worth so far."""
    has_trap = any(one.trap for one in simulator.steps)
    is_clean = not state.fell and state.hints_used <= simulator.max_hints
    return SimulatorResult(
        done=state.is_finished and is_clean,
        hints_used=state.hints_used,
        wrong_moves=state.wrong_moves,
        stopped_trap=not state.fell if has_trap else None,
        seconds=state.t // 1000,
    )


def public_simulator(simulator: Simulator) -> dict[str, Any]:
    """Return the JSON value that the page's player gets; practice has no secrets."""
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(simulator))
    return built


def screen_targets(screen: Screen) -> Targets:
    """Return what can be pressed, chosen, dragged to or typed on a screen."""
    tap: set[str] = set()
    choose: set[str] = set()
    drag: set[str] = set()
    limit = 0
    for part in screen.parts:
        if isinstance(part, GridPart | ListPart | ActionsPart):
            tap.update(button.id for button in part.buttons)
        elif isinstance(part, ChoicesPart):
            choose.update(button.id for button in part.buttons)
        elif isinstance(part, ScannerPart):
            drag.update(thing.id for thing in part.things)
        elif isinstance(part, NumberPart):
            limit = 10**part.max_digits
    return Targets(frozenset(tap), frozenset(choose), frozenset(drag), limit)


def _read_time(event: Mapping[str, Any], last: int) -> int:
    now = event.get("t")
    if type(now) is not int:
        raise ImpossibleTraceError(reason="malformed")
    if not last <= now <= MAX_TIME:
        raise ImpossibleTraceError(reason="wrong_time")
    return now


def _read_move(event: Mapping[str, Any], targets: Targets) -> tuple[str, str | int]:
    """Return (kind of expectation, target or number); a tap on a scanned thing is a drag."""
    kind = event.get("type")
    if kind == "number":
        return "number", _read_number(event, targets.number_limit)
    target = event.get("target")
    if kind not in ("tap", "choose", "drag"):
        raise ImpossibleTraceError(reason="unknown_event")
    if not isinstance(target, str):
        raise ImpossibleTraceError(reason="malformed")
    if kind == "tap" and target in targets.drag:
        kind = "drag"
    if target not in getattr(targets, kind):
        raise ImpossibleTraceError(reason="unknown_target")
    return kind, target


def _read_number(event: Mapping[str, Any], limit: int) -> int:
    value = event.get("value")
    if limit == 0:
        raise ImpossibleTraceError(reason="unknown_target")
    if type(value) is not int or not 0 <= value < limit:
        raise ImpossibleTraceError(reason="bad_value")
    return value


def _is_right(current: Step, move: tuple[str, str | int]) -> bool:
    kind, value = move
    return bool(getattr(current.expect, kind) == value)


def _advance(simulator: Simulator, current: Step, state: State, now: int) -> State:
    following = state.step + 1
    return State(
        step=following,
        hints_used=state.hints_used,
        wrong_moves=state.wrong_moves,
        fell=state.fell,
        t=now,
        is_finished=following == len(simulator.steps),
        feeling=Feeling.RIGHT,
        message=current.praise,
    )


def _stay(current: Step, state: State, now: int, *, word: str) -> State:
    is_fall = current.trap is not None and word in current.trap.falls
    fell = state.fell
    message = current.wrong.get(word, current.otherwise)
    if current.trap is not None and is_fall:
        message = current.trap.say
        fell = fell if current.step_id in fell else (*fell, current.step_id)
    return msgspec.structs.replace(
        state,
        wrong_moves=state.wrong_moves + 1,
        fell=fell,
        t=now,
        feeling=Feeling.TRAP if is_fall else Feeling.WRONG,
        message=message,
    )


def _help(current: Step, state: State, now: int) -> State:
    if state.hint == MAX_HINT:
        raise ImpossibleTraceError(reason="no_more_hints")
    level = state.hint + 1
    hints = current.hints
    words = (hints.say, hints.point or hints.say, hints.show or hints.say)
    return msgspec.structs.replace(
        state,
        hint=level,
        hints_used=state.hints_used + 1,
        t=now,
        feeling=Feeling.HINT,
        message=words[level - 1],
    )
