"""What a check finds."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.words import Words
from kiosk.words import marked as _

log = logging.getLogger(__name__)


class Level(StrEnum):
    """How bad it is."""

    GREEN = "green"
    AMBER = "amber"
    """The class can be held; better look at it before."""
    RED = "red"
    """The class would suffer: mend it first."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    what: Words
    """What is so."""
    fix: Words | None = None
    """What to do; None when all is well."""


@dataclass(frozen=True)
class Check:
    """One line of the page."""

    name: str
    """English, marked for the catalogue."""
    look: Callable[[], Finding]


def green(what: str, **values: object) -> Finding:
    """Return a finding that needs nothing done."""
    return Finding(Level.GREEN, Words(what, values))


def amber(what: str, fix: str, **values: object) -> Finding:
    """Return a finding that had better be looked at."""
    return Finding(Level.AMBER, Words(what, values), Words(fix, values))


def red(what: str, fix: str, **values: object) -> Finding:
    """Return a finding that must be mended."""
    return Finding(Level.RED, Words(what, values), Words(fix, values))


def look_at(check: Check) -> Finding:
    """Return what ``check`` finds; one that fails itself is told and stops no other."""
    try:
        return check.look()
    except Exception as error:
        log.exception("check failed", extra={"check": check.name})
        return amber(
            _("could not be looked at: %(error)s"),
            _("Look at it by hand."),
            error=type(error).__name__,
        )
