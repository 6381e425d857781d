"""A simulator as data: pretend screens, and the steps a learner takes through them.

The same structs read an author's YAML file and write the JSON that the page gets.
"""

from typing import Annotated

import msgspec

from courses.simulators.parts import Part, Text

WATERMARK = "MÔ PHỎNG – LUYỆN TẬP"
"""Stands on every pretend screen, so that nobody takes it for a real application."""
PRETEND_ACCOUNT = "000000000"

_Id = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
_TaskId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-T[0-9]{1,2}$")]


class Persona(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fictional person whose phone the learner holds."""

    name: Text
    account: str = PRETEND_ACCOUNT
    balance: Annotated[int, msgspec.Meta(ge=0, le=99_999_999)] = 0
    """In đồng."""


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"screen_id": "id"}):
    """One pretend screen."""

    screen_id: _Id
    title: Text
    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=1, max_length=8)]


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The one right move of a step; exactly one field is set."""

    tap: str | None = None
    choose: str | None = None
    drag: str | None = None
    """A thing under the scanner; tapping it counts as well."""
    number: int | None = None

    @property
    def is_single(self) -> bool:
        """Whether exactly one kind of move is named."""
        moves = (self.tap, self.choose, self.drag, self.number)
        return sum(move is not None for move in moves) == 1


class Hints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Help that grows: words, then a finger that points, then a demonstration."""

    say: Text
    point: Text | None = None
    """Words beside the finger; ``say`` again when absent."""
    show: Text | None = None
    """Words beside the demonstration; ``say`` again when absent."""


class Trap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step where going on would cost the learner money."""

    falls: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    """Targets that walk into the trap."""
    say: Text
    """What would have happened, without blame."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"step_id": "id"}):
    """One instruction and the move it waits for."""

    step_id: _Id
    screen: str
    say: Text
    expect: Expectation
    hints: Hints
    otherwise: Text
    """Kind words after a wrong move that ``wrong`` does not name."""
    wrong: dict[str, Text] = {}
    """Kind words by target, or by the number as digits."""
    praise: str = ""
    """Shown after the right move."""
    trap: Trap | None = None


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is seen when the last step is taken."""

    screen: str
    say: Text
    """When the task is done."""
    again: Text
    """When too many hints or a trap ask for one more try."""


class Simulator(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"simulator_id": "id"}
):
    """One task to practise."""

    simulator_id: _TaskId
    title: Text
    goal: Text
    """What the learner wants to get done, in one sentence."""
    persona: Persona
    screens: Annotated[tuple[Screen, ...], msgspec.Meta(min_length=1)]
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1)]
    end: End
    required: bool = True
    max_hints: Annotated[int, msgspec.Meta(ge=0, le=20)] = 2
    watermark: str = WATERMARK

    def get_screen(self, screen_id: str) -> Screen:
        """Return a screen.

        Raises:
            KeyError: the simulator has no such screen.
        """
        for screen in self.screens:
            if screen.screen_id == screen_id:
                return screen
        raise KeyError(screen_id)
