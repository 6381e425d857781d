"""What the kiosk shows: a pure state machine from events to screens."""

from dataclasses import dataclass, replace
from enum import StrEnum

OWN_PATH = "/_kiosk/"
"""Pages of the kiosk itself live below; everything else is the bus server's."""
LEARN_PATH = "/"
"""First page of the bus server."""


class Screen(StrEnum):
    """One full-screen page."""

    LOOKING = "looking"
    """No bus found yet."""
    PLACE = "place"
    """Somebody types where the bus is."""
    CODE = "code"
    """A bus is there; the trainer types the pairing code."""
    CHANGE = "change"
    """Another bus than our own is there; its trainer may type its pairing code."""
    PAIRING = "pairing"
    WELCOME = "welcome"
    """Connected: shown for a moment with the bus's name."""
    LEARNING = "learning"
    """The bus server's pages."""


class Problem(StrEnum):
    """Why the code is asked for again."""

    WRONG_CODE = "wrong_code"
    CODE_CLOSED = "code_closed"
    BUS_AWAY = "bus_away"
    UNPAIRED = "unpaired"
    """The bus no longer knows this kiosk."""
    BAD_PLACE = "bad_place"
    """Neither a place code nor an address."""


class Trouble(StrEnum):
    """Why no bus is found; each is mended in another way."""

    NO_NETWORK = "no_network"
    """This laptop is in no network: Wi-Fi is off, or the cable is out."""
    NOT_FOUND = "not_found"
    """The network is there, and no bus in it."""
    FIREWALL = "firewall"
    """The bus says that it is there, but lets nobody in."""
    PLACE_SHUT = "place_shut"
    """At the typed address is a machine, but no bus program that lets anybody in."""
    PLACE_SILENT = "place_silent"
    """At the typed address nothing answers."""
    OTHER_BUS = "other_bus"
    """A bus is there, but it is not the one this kiosk belongs to."""


@dataclass(frozen=True)
class BusInView:
    """A bus this kiosk could pair with."""

    fingerprint: str
    """The certificate really seen there."""
    name: str
    code: str = ""
    """Bus code, such as 79B03; empty for an address nobody announced."""


@dataclass(frozen=True)
class State:
    """All that the screens depend on."""

    screen: Screen = Screen.LOOKING
    buses: tuple[BusInView, ...] = ()
    """In the order they were found, while not connected; never our own, once paired."""
    problem: Problem | None = None
    trouble: Trouble | None = None
    """Only while no bus is found."""
    bus_name: str = ""
    """Name of the paired bus; empty before pairing."""
    words: str = ""
    is_connected: bool = False
    has_learned: bool = False
    """Pages of the paired bus were shown: there is a lesson to go back to."""
    waiting: int = 0
    """Messages for the paired bus, when it was last missed."""

    @property
    def may_change(self) -> bool:
        """Whether a trainer may give this machine to another bus: one is here, ours is not."""
        return bool(self.bus_name and self.buses) and not self.is_connected

    @property
    def path(self) -> str:
        """Path of the page to show."""
        if self.screen is Screen.LEARNING:
            return LEARN_PATH
        return OWN_PATH + self.screen


@dataclass(frozen=True)
class BusSeen:
    """A bus answers on the LAN, and this kiosk is not paired."""

    bus: BusInView


@dataclass(frozen=True)
class BusGone:
    """A bus in view has not answered for a while."""

    fingerprint: str


@dataclass(frozen=True)
class PairingBegun:
    """Six digits were typed."""


@dataclass(frozen=True)
class PairingRefused:
    """Pairing did not happen."""

    problem: Problem


@dataclass(frozen=True)
class Troubled:
    """What keeps us from finding a bus changed; None: too early to say."""

    trouble: Trouble | None


@dataclass(frozen=True)
class Asked:
    """Somebody wants to do something about the bus."""

    screen: Screen
    """``PLACE``: type where it is; ``CHANGE``: type the code of another one; ``LOOKING``: leave the
    lesson and see why it is not there."""


@dataclass(frozen=True)
class PlaceRefused:
    """What was typed is no place."""


@dataclass(frozen=True)
class Left:
    """A place was typed, or nobody wants to type any more: back to where that was asked."""


@dataclass(frozen=True)
class BusReached:
    """The paired bus answers; it shows the same words beside this machine."""

    bus_name: str
    words: str = ""


@dataclass(frozen=True)
class WelcomeOver:
    """The bus's name was on the screen long enough to be read."""


@dataclass(frozen=True)
class BusMissed:
    """We belong to a bus, and look for it."""

    bus_name: str
    waiting: int
    """Messages that it has not taken yet."""


@dataclass(frozen=True)
class BusLost:
    """The paired bus no longer answers."""


@dataclass(frozen=True)
class Unpaired:
    """The bus refused our token: a trainer removed this kiosk."""


Event = (
    BusSeen
    | BusGone
    | PairingBegun
    | PairingRefused
    | Troubled
    | Asked
    | PlaceRefused
    | Left
    | BusReached
    | WelcomeOver
    | BusMissed
    | BusLost
    | Unpaired
)


def after(state: State, event: Event) -> State:  # noqa: C901, PLR0911
    """Return the state that follows; an event that does not fit changes nothing."""
    match event:
        case BusSeen(bus):
            return _with_bus(state, bus)
        case BusGone(fingerprint):
            return _without_bus(state, fingerprint)
        case PairingBegun() if state.screen in {Screen.CODE, Screen.CHANGE}:
            return replace(state, screen=Screen.PAIRING, problem=None)
        case PairingRefused(problem):
            return replace(state, screen=_asking(state), problem=problem)
        case Troubled(trouble):
            return replace(state, trouble=trouble)
        case Asked() | PlaceRefused() | Left():
            return _typing(state, event)
        case BusMissed(bus_name, waiting):
            return replace(state, bus_name=bus_name, waiting=waiting, buses=())
        case BusReached():
            return _reached(state, event)
        case WelcomeOver() if state.screen is Screen.WELCOME:
            return replace(state, screen=Screen.LEARNING, has_learned=True)
        case BusLost():
            return _lost(state)
        case Unpaired():
            return State(problem=Problem.UNPAIRED)
        case _:
            return state


def _asking(state: State) -> Screen:
    """Return where a code is asked for; no bus may be in view any more."""
    if not state.buses:
        return Screen.LOOKING
    return Screen.CHANGE if state.bus_name else Screen.CODE


def _typing(state: State, event: Asked | PlaceRefused | Left) -> State:
    match event:
        case Asked(screen) if _may_ask(state, screen):
            return replace(state, screen=screen, problem=None)
        case PlaceRefused() if state.screen is Screen.PLACE:
            return replace(state, problem=Problem.BAD_PLACE)
        case Left() if state.screen in {Screen.PLACE, Screen.CHANGE}:
            screen = Screen.CODE if state.buses and not state.bus_name else Screen.LOOKING
            return replace(state, screen=screen, problem=None)
        case Left() if state.screen is Screen.LOOKING and state.has_learned:
            return replace(state, screen=Screen.LEARNING, problem=None)
        case _:
            return state


def _may_ask(state: State, screen: Screen) -> bool:
    match screen:
        case Screen.LOOKING:
            return state.screen is Screen.LEARNING and not state.is_connected
        case Screen.PLACE:
            return state.screen in {Screen.LOOKING, Screen.CODE}
        case _:
            return screen is Screen.CHANGE and state.screen is Screen.LOOKING and state.may_change


def _with_bus(state: State, bus: BusInView) -> State:
    """A kiosk without a bus asks for a code at once; a paired one waits until a trainer wants."""
    is_new = state.screen is Screen.LOOKING and not state.bus_name
    screen = Screen.CODE if is_new else state.screen
    buses = {each.fingerprint: each for each in (*state.buses, bus)}
    return replace(state, screen=screen, buses=tuple(buses.values()))


def _without_bus(state: State, fingerprint: str) -> State:
    buses = tuple(each for each in state.buses if each.fingerprint != fingerprint)
    is_alone = state.screen in {Screen.CODE, Screen.CHANGE} and not buses
    return replace(state, buses=buses, screen=Screen.LOOKING if is_alone else state.screen)


def _reached(state: State, event: BusReached) -> State:
    """Who has just typed the code sees which bus it is; everybody else goes on learning at once."""
    screen = Screen.WELCOME if state.screen in {Screen.PAIRING, Screen.CODE} else Screen.LEARNING
    return State(
        screen=screen,
        bus_name=event.bus_name,
        words=event.words,
        is_connected=True,
        has_learned=screen is Screen.LEARNING,
    )


def _lost(state: State) -> State:
    screen = Screen.LEARNING if state.screen is Screen.LEARNING else Screen.LOOKING
    return replace(state, screen=screen, is_connected=False)
