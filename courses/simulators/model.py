"""A simulator as data: pretend screens, and the steps a learner takes through them.

The same structs read an author's YAML file and write the JSON that the page gets.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from courses.simulators.parts import MAX_LETTERS, Part
from courses.simulators.things import Id, Text

WATERMARK = "MÔ PHỎNG – LUYỆN TẬP"
"""Stands on every pretend screen, so that nobody takes it for a real application."""
PRETEND_ACCOUNT = "000000000"
MOVES = (
    "tap",
    "choose",
    "drag",
    "number",
    "type",
    "own_words",
    "code",
    "record",
    "order",
    "sort",
)
"""What a step can wait for."""

_TaskId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-T[0-9]{1,2}$")]
_Typed = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_LETTERS)]
_Letters = Annotated[int, msgspec.Meta(ge=0, le=MAX_LETTERS)]


class Frame(StrEnum):
    """What the pretend screen is seen in."""

    PHONE = "phone"
    """With clock, signal and battery on top."""
    WEB = "web"
    """A wide page with its address on top."""


class Turn(StrEnum):
    """Who takes a step when several persons share one machine."""

    SAME = "same"
    NEXT = "next"
    """The mouse passes on before this step."""


class Persona(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fictional person whose phone the learner holds."""

    name: Text
    account: str = PRETEND_ACCOUNT
    balance: Annotated[int, msgspec.Meta(ge=0, le=99_999_999)] = 0
    """In đồng."""


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"screen_id": "id"}):
    """One pretend screen."""

    screen_id: Id
    title: Text
    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=1, max_length=8)]
    look: Frame = Frame.PHONE
    address: str = ""
    """Of a web page, such as ``dichvucong.gov.vn``."""


class OwnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words only the learner knows, such as her name: they are counted, never kept."""

    min_letters: Annotated[int, msgspec.Meta(ge=1, le=MAX_LETTERS)] = 2
    min_toned: _Letters = 0
    """Letters with a tone or a mark, such as the two of "Nguyễn Hòa"."""


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The one right move of a step; exactly one field of ``MOVES`` is set."""

    tap: str | None = None
    choose: str | None = None
    drag: str | None = None
    """A thing under the scanner; tapping it counts as well."""
    number: int | None = None
    type: _Typed | None = None
    """On the keyboard; case and the number of spaces do not matter, tones do."""
    accept: Annotated[tuple[_Typed, ...], msgspec.Meta(max_length=8)] = ()
    """Other texts as good as ``type``."""
    own_words: OwnWords | None = None
    code: _Typed | None = None
    """A practice code that stands on the practice phone or on the paper slip."""
    record: _Typed | None = None
    """A practice code to write down: it stands on the paper slip from then on."""
    order: Annotated[tuple[str, ...], msgspec.Meta(min_length=2, max_length=12)] | None = None
    """Ids of all cards, first to last."""
    sort: dict[str, str] | None = None
    """The group of each card."""

    @property
    def move(self) -> str:
        """The kind of move waited for.

        Raises:
            ValueError: not exactly one is named.
        """
        [kind] = [one for one in MOVES if getattr(self, one) is not None]
        return kind

    @property
    def is_single(self) -> bool:
        """Whether exactly one kind of move is named."""
        return sum(getattr(self, one) is not None for one in MOVES) == 1


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

    step_id: Id
    screen: str
    say: Text
    expect: Expectation
    hints: Hints
    otherwise: Text
    """Kind words after a wrong move that ``wrong`` does not name."""
    wrong: Annotated[dict[str, Text], msgspec.Meta(max_length=100)] = {}
    """Kind words by what was done: a target, a number as digits, a text or a code, a card, a
    card in a group (``card/group``), or ``too_short`` of own words."""
    no_tones: Text = "Đúng chữ rồi. {Bác} thêm dấu nhé."
    """Kind words when of a typed text only tones or marks are not right."""
    praise: str = ""
    """Shown after the right move."""
    trap: Trap | None = None
    turn: Turn = Turn.SAME


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is seen when the last step is taken."""

    screen: str
    say: Text
    """When the task is done."""
    again: Text
    """When too many hints, too many wrong moves or a trap ask for one more try."""


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
    max_wrong: Annotated[int, msgspec.Meta(ge=0, le=99)] | None = None
    """Wrong moves a done try may have; None for any number."""
    codes: Annotated[tuple[_Typed, ...], msgspec.Meta(max_length=9)] = ()
    """Every practice code of the task; see ``courses.simulators.codes``."""
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
