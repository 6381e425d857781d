"""Plays a simulator: one pure step per event, the same in Python and in JavaScript.

An event is a dict with ``type`` and ``t``, milliseconds from the start that never go back;
``docs/course-format.md`` lists its other fields by type.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from courses.errors import ImpossibleTraceError
from courses.simulators.model import Simulator, Step, Turn
from courses.simulators.moves import Move, Scene, check_fields, read_move
from courses.simulators.targets import screen_targets

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
    placed: tuple[str, ...] = ()
    """Cards of this step that have their place, in the order they got it."""
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
    """Counts as done: no trap walked into, no more hints and wrong moves than allowed."""
    hints_used: int
    wrong_moves: int
    stopped_trap: bool | None
    """None when the task has no trap."""
    seconds: int


class Seat(msgspec.Struct, frozen=True):
    """One of several persons who share a machine."""

    index: int = 0
    """Counted from 0."""
    of: int = 1

    def __post_init__(self) -> None:
        """Refuse a seat that is not there."""
        if not 0 <= self.index < self.of:
            message = f"there is no seat {self.index} of {self.of}"
            raise ValueError(message)


ALONE = Seat()


def start(simulator: Simulator, seat: Seat = ALONE) -> State:
    """Return the state before the first move; its words are the goal."""
    return State(step=_next_own(simulator, seat, 0), message=simulator.goal)


def step(simulator: Simulator, state: State, event: Mapping[str, Any], seat: Seat = ALONE) -> State:
    """Return the state after one event.

    Raises:
        ImpossibleTraceError: nobody could have made this event here.
    """
    if state.is_finished:
        raise ImpossibleTraceError(reason="after_end")
    now = _read_time(event, state.t)
    check_fields(event)
    current = simulator.steps[state.step]
    if event["type"] == "hint":
        return _help(current, state, now)
    targets = screen_targets(simulator.get_screen(current.screen))
    scene = Scene(simulator=simulator, step=current, targets=targets, placed=state.placed)
    move = read_move(scene, event)
    if not move.is_right:
        return _stay(current, state, now, move=move)
    placed = (*state.placed, move.places) if move.places else ()
    if len(placed) < len(current.expect.order or current.expect.sort or ()):
        return msgspec.structs.replace(
            state, placed=placed, t=now, feeling=Feeling.RIGHT, message=""
        )
    return _advance(simulator, state, now, following=_next_own(simulator, seat, state.step + 1))


def replay(
    simulator: Simulator, events: Sequence[Mapping[str, Any]], seat: Seat = ALONE
) -> SimulatorResult:
    """Return what one person's whole trace is worth; it must end exactly at her end of the task.

    Raises:
        ImpossibleTraceError: an event is impossible, or the trace stops early or goes on.
    """
    state = start(simulator, seat)
    for index, event in enumerate(events):
        try:
            state = step(simulator, state, event, seat)
        except ImpossibleTraceError as error:
            raise ImpossibleTraceError(**error.params, index=index) from error
    if not state.is_finished:
        raise ImpossibleTraceError(reason="unfinished", index=len(events))
    return result_of(simulator, state, seat)


def result_of(simulator: Simulator, state: State, seat: Seat = ALONE) -> SimulatorResult:
    """Return what a state is worth so far."""
    has_trap = any(simulator.steps[index].trap for index in own_steps(simulator, seat))
    is_clean = (
        not state.fell
        and state.hints_used <= simulator.max_hints
        and (simulator.max_wrong is None or state.wrong_moves <= simulator.max_wrong)
    )
    return SimulatorResult(
        done=state.is_finished and is_clean,
        hints_used=state.hints_used,
        wrong_moves=state.wrong_moves,
        stopped_trap=not state.fell if has_trap else None,
        seconds=state.t // 1000,
    )


def own_steps(simulator: Simulator, seat: Seat) -> tuple[int, ...]:
    """Return the indices of the steps that one person takes.

    The parts between ``turn: next`` marks go round; a task with fewer parts than persons is
    played whole by each.
    """
    parts: list[list[int]] = [[]]
    for index, one in enumerate(simulator.steps):
        if index and one.turn is Turn.NEXT:
            parts.append([])
        parts[-1].append(index)
    if len(parts) < seat.of:
        return tuple(range(len(simulator.steps)))
    return tuple(index for part in parts[seat.index :: seat.of] for index in part)


def public_simulator(simulator: Simulator) -> dict[str, Any]:
    """Return the JSON value that the page's player gets; practice has no secrets."""
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(simulator))
    return built


def _read_time(event: Mapping[str, Any], last: int) -> int:
    now = event.get("t")
    if type(now) is not int:
        raise ImpossibleTraceError(reason="malformed")
    if not last <= now <= MAX_TIME:
        raise ImpossibleTraceError(reason="wrong_time")
    return now


def _next_own(simulator: Simulator, seat: Seat, index: int) -> int:
    """Return the first step from ``index`` on that this person takes, else the number of steps."""
    if seat.of == 1:
        return index
    own = [one for one in own_steps(simulator, seat) if one >= index]
    return own[0] if own else len(simulator.steps)


def _advance(simulator: Simulator, state: State, now: int, *, following: int) -> State:
    return State(
        step=following,
        hints_used=state.hints_used,
        wrong_moves=state.wrong_moves,
        fell=state.fell,
        t=now,
        is_finished=following == len(simulator.steps),
        feeling=Feeling.RIGHT,
        message=simulator.steps[state.step].praise,
    )


def _stay(current: Step, state: State, now: int, *, move: Move) -> State:
    is_fall = current.trap is not None and not set(move.names).isdisjoint(current.trap.falls)
    fell = state.fell
    words = [current.wrong[name] for name in move.names if name in current.wrong]
    message = words[0] if words else move.otherwise or current.otherwise
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
