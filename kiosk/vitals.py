"""How this kiosk does: what its heartbeats tell the trainer."""

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec
import psutil

from common.clock import from_wire, to_wire, utc_now
from common.release import VERSION
from common.wire.heartbeat import Heartbeat, HeartbeatAnswer, Page, page_at
from kiosk.screens import State

_FULL = 100
_LONGEST_TRIP_S = 2.0
"""An answer that was longer on its way says too little about the bus's clock."""
_MESSAGES = "/api/v1/"
_FORBIDDEN = "403"


@dataclass(frozen=True)
class Battery:
    """What the laptop says of its battery."""

    percent: int
    is_charging: bool | None


def read_battery() -> Battery | None:
    """Return the battery; None when there is none, or the system does not tell."""
    try:
        found = psutil.sensors_battery()
    except (AttributeError, OSError, ValueError):  # some systems have no such call or odd files
        return None
    if found is None:
        return None
    return Battery(max(0, min(round(found.percent), _FULL)), found.power_plugged)


class Vitals:
    """Collects what a heartbeat tells; may be asked and told from any thread."""

    def __init__(
        self,
        *,
        battery: Callable[[], Battery | None] = read_battery,
        clock: Callable[[], datetime] = utc_now,
        uptime: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare.

        Args:
            battery: reads the battery.
            clock: this laptop's.
            uptime: seconds that nobody sets back.
        """
        self._battery = battery
        self._clock = clock
        self._uptime = uptime
        self._lock = threading.Lock()
        self._page: Page | None = None
        self._acted_at: float | None = None
        self._sent_at: datetime | None = None
        self._ahead_ms: int | None = None

    def note(self, environ: WSGIEnvironment) -> None:
        """Note that somebody did something, when a request of the window says so.

        Pages that ask by themselves how things stand are no sign of a person.
        """
        path = str(environ.get("PATH_INFO", ""))
        is_page = "text/html" in str(environ.get("HTTP_ACCEPT", ""))
        if not is_page and not (environ["REQUEST_METHOD"] == "POST" and path.startswith(_MESSAGES)):
            return
        with self._lock:
            self._acted_at = self._uptime()
            if is_page:
                self._page = page_at(path)

    def beat(self, state: State, *, queue_length: int, set_aside: int) -> Heartbeat:
        """Return the heartbeat of this moment; it must be sent at once.

        Args:
            state: of the screens.
            queue_length: messages that wait for the bus.
            set_aside: messages that the bus refused.
        """
        battery = self._battery()
        now = self._clock()
        with self._lock:
            self._sent_at = now
            idle_s = None if self._acted_at is None else int(self._uptime() - self._acted_at)
            page = self._page
            ahead_ms = self._ahead_ms
        return Heartbeat(
            version=VERSION,
            queue_length=queue_length,
            set_aside=set_aside,
            clock_at=to_wire(now),
            state=state.screen,
            page=page or "",
            idle_s=idle_s,
            battery_percent=battery.percent if battery else None,
            is_charging=battery.is_charging if battery else None,
            clock_ahead_ms=ahead_ms,
        )

    def hear(self, answer: bytes) -> HeartbeatAnswer:
        """Read the bus's answer to the newest heartbeat, and measure our clock by it.

        An odd answer says nothing.
        """
        heard_at = self._clock()
        try:
            told = msgspec.json.decode(answer, type=HeartbeatAnswer)
        except msgspec.DecodeError:
            return HeartbeatAnswer()
        with suppress(ValueError):
            self._measure(heard_at, from_wire(told.now))
        return told

    def _measure(self, heard_at: datetime, bus_clock: datetime) -> None:
        with self._lock:
            sent_at, self._sent_at = self._sent_at, None
            if sent_at is None:
                return
            trip = heard_at - sent_at
            if 0 <= trip.total_seconds() <= _LONGEST_TRIP_S:
                ahead = sent_at + trip / 2 - bus_clock
                self._ahead_ms = round(ahead.total_seconds() * 1000)

    def watch(self, program: WSGIApplication) -> WSGIApplication:
        """Return ``program``, noting what the window asks of it; what it refuses does not count."""

        def watched(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            def start(
                status: str, headers: list[tuple[str, str]], exc_info: None = None, /
            ) -> Callable[[bytes], object]:
                if not status.startswith(_FORBIDDEN):
                    self.note(environ)
                return start_response(status, headers, exc_info)

            return program(environ, start)  # type: ignore[arg-type]

        return watched
