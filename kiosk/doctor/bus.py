"""Whether the bus is found, lets us in and still knows us; by the kiosk's own ways of looking."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from kiosk.board import ScreenBoard
from kiosk.bus_client import BusAwayError, BusClient, Call
from kiosk.config import Address
from kiosk.doctor.findings import Finding, amber, green, red
from kiosk.finder import ServerFinder, Sighting
from kiosk.identity import BusIdentity
from kiosk.lookout import Lookout, Outside
from kiosk.screens import Trouble
from kiosk.words import marked as _

PATIENCE_S = 8.0
"""Announcements and the last address take a second, knocking at a whole subnet some more."""
SWEEP_AFTER_S = 1.0
_ENOUGH_S: dict[Trouble | None, float] = {Trouble.NO_NETWORK: 0.0, Trouble.FIREWALL: 3.0}
"""More looking would say nothing else."""
_ASK_PATH = "/api/v1/help"
"""Any page that the bus gives only to machines it knows, and that changes nothing."""


@dataclass(frozen=True)
class Search:
    """Who is looked for, and where."""

    identity: BusIdentity | None
    """None before pairing: any bus will do."""
    known: Sequence[Address]
    is_networked: Callable[[], bool]
    finder: ServerFinder


@dataclass(frozen=True)
class Met:
    """What came of it."""

    sighting: Sighting | None = None
    """The paired bus, or any one before pairing."""
    trouble: Trouble | None = None
    """What is in the way; None when it was found."""
    seconds: float = 0.0
    is_known_there: bool | None = None
    """Whether the bus still takes our token; None when it was not asked, or said nothing."""
    bus_at: datetime | None = None
    """Its clock when it was asked."""


def search(wanted: Search, *, patience_s: float = PATIENCE_S) -> Met:
    """Look for the bus for at most ``patience_s``, then ask it whether it knows us."""
    began = time.monotonic()
    pin = wanted.identity.fingerprint if wanted.identity else ""
    board = ScreenBoard()
    lookout = Lookout(board, Outside(wanted.is_networked, lambda: None), wanted=pin)
    events = wanted.finder.search(lambda: wanted.known, threading.Event(), wanted=pin)
    with closing(events) as everything:
        for found in everything:
            lookout.take(found)
            if isinstance(found, Sighting) and pin in {"", found.fingerprint}:
                is_known, bus_at = _ask(found, wanted.identity)
                return Met(found, None, time.monotonic() - began, is_known, bus_at)
            trouble = board.now()[0].trouble
            if time.monotonic() - began > min(patience_s, _ENOUGH_S.get(trouble, patience_s)):
                break
    trouble = board.now()[0].trouble or Trouble.NOT_FOUND
    return Met(trouble=trouble, seconds=time.monotonic() - began)


def judge_search(met: Met, identity: BusIdentity | None) -> Finding:
    """Say whether the bus is there for us."""
    if met.sighting is None:
        what, fix = _TROUBLES.get(met.trouble or Trouble.NOT_FOUND, _TROUBLES[Trouble.NOT_FOUND])
        return red(what, fix)
    values = {"address": str(met.sighting.address), "seconds": f"{met.seconds:.1f}"}
    if identity is None:
        return amber(
            _("a bus is at %(address)s; this laptop belongs to none yet"),
            _("Start bus-kiosk and type the six digits of the trainer's page."),
            **values,
        )
    if met.is_known_there is None:
        return red(
            _("found at %(address)s, but it gives no answer"),
            _("Look at the bus machine: is it very busy, or its disk full?"),
            **values,
        )
    if not met.is_known_there:
        return red(
            _("found at %(address)s, but it no longer knows this laptop"),
            _("Start bus-kiosk and type the six digits of the trainer's page."),
            **values,
        )
    name = identity.bus_name
    return green(_("%(name)s at %(address)s, after %(seconds)s s"), name=name, **values)


def _ask(found: Sighting, identity: BusIdentity | None) -> tuple[bool | None, datetime | None]:
    """Ask a bus whether it takes our token, and what time it is."""
    token = identity.device_token if identity else None
    client = BusClient(found.address, found.fingerprint, token=token)
    if found.connection is not None:
        client.adopt(found.connection)
    try:
        with client.send(Call("GET", _ASK_PATH, headers={"Accept": "application/json"})) as reply:
            headers = {name.lower(): value for name, value in reply.headers}
            return _is_known(reply.status), read_date(headers.get("date", ""))
    except BusAwayError:
        return None, None
    finally:
        client.close()


def _is_known(status: int) -> bool | None:
    if status == HTTPStatus.UNAUTHORIZED:
        return False
    return True if status < HTTPStatus.INTERNAL_SERVER_ERROR else None


def read_date(header: str) -> datetime | None:
    """Return the instant of an HTTP ``Date``; None for anything else."""
    with suppress(ValueError):
        instant = parsedate_to_datetime(header)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return None


_TROUBLES = {
    Trouble.NO_NETWORK: (
        _("not looked for: this laptop is in no network"),
        _("Switch the Wi-Fi on and choose the bus's one, or plug the cable in."),
    ),
    Trouble.NOT_FOUND: (
        _("not found"),
        _("Is the bus machine on, is bus-lms serve running, are both in the same Wi-Fi?"),
    ),
    Trouble.FIREWALL: (
        _("found, but a firewall of the bus machine keeps its door shut"),
        _("There: let TCP 8443 in. The lines for Linux and Windows stand in docs/operations.md."),
    ),
    Trouble.OTHER_BUS: (
        _("another bus is here, not the one this laptop belongs to"),
        _("Switch the own bus on, or have its trainer remove this laptop and pair it anew."),
    ),
}
