"""What keeps the kiosk from its bus, in words, and how it is mended."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.screens import Trouble


@dataclass(frozen=True)
class Advice:
    """One trouble as the screen tells it."""

    title: str
    lines: tuple[str, ...]
    """Short sentences; the first is for the learner."""


def advise(trouble: Trouble | None, translate: Callable[[str], str]) -> Advice | None:
    """Return what to say of a trouble; None while all is well, or it is too early to say."""
    if trouble is None:
        return None
    advice = _ADVICE[trouble]
    return Advice(translate(advice.title), tuple(translate(line) for line in advice.lines))


def _(text: str) -> str:
    """Mark a text for the catalogue."""
    return text


_ADVICE = {
    Trouble.NO_NETWORK: Advice(
        _("This machine is in no network"),
        (
            _("Please switch the Wi-Fi on, or plug the cable in."),
            _("If that is hard, please ask the trainer."),
        ),
    ),
    Trouble.NOT_FOUND: Advice(
        _("No bus in sight yet"),
        (
            _("Please ask the trainer to look at the bus machine."),
            _("Is it switched on? Is it in the same Wi-Fi?"),
        ),
    ),
    Trouble.FIREWALL: Advice(
        _("The bus is there, but its door is shut"),
        (
            _("Please call the trainer."),
            _("A firewall on the bus machine is in the way."),
            _("It has to let port 8443 through."),
        ),
    ),
    Trouble.PLACE_SHUT: Advice(
        _("A machine is there, but its door is shut"),
        (
            _("Please call the trainer."),
            _("The bus program has to be started there."),
            _("If it runs, a firewall is in the way."),
        ),
    ),
    Trouble.PLACE_SILENT: Advice(
        _("Nobody answers at that place"),
        (
            _("Please type the code once more."),
            _("Both machines have to be in the same Wi-Fi."),
        ),
    ),
    Trouble.OTHER_BUS: Advice(
        _("Another bus is here, not yours"),
        (
            _("This machine waits for its own bus."),
            _("To change the bus, please call the trainer."),
        ),
    ),
}
