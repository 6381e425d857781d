"""Looking for a QR code before the camera, as long as a page asks: a learner card, or a place."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import zxingcpp

from common.wire.cards import read_card
from kiosk.camera import Camera, CameraBusyError, Grey, NoCameraError

LOOK_S = 60.0
UNASKED_S = 3.0
"""Without a page that asks, the camera goes off."""
NEWS_S = 1.0
DARK = 24
"""Mean grey, 0 to 255, below which nothing can be seen."""
_TOLD_S = 2.0
"""A code that is no card is told of for so long."""
_EVERY_S = 0.08
"""Between two frames that are searched."""
_STUCK_S = 10.0
"""A driver that holds a camera for longer will not give it back by itself."""

log = logging.getLogger(__name__)


class CardState(StrEnum):
    """What the page is told."""

    OFF = "off"
    LOOKING = "looking"
    DARK = "dark"
    OTHER_CODE = "other_code"
    FOUND = "found"
    NO_CAMERA = "no_camera"
    BUSY = "busy"
    TIRED = "tired"


_IN_SIGHT = frozenset({CardState.LOOKING, CardState.DARK, CardState.OTHER_CODE})


@dataclass(frozen=True)
class Sight:
    """What the camera sees, in words; never a picture."""

    state: CardState
    code: str | None = None
    """What was looked for and found: the digits of a card, or the text of a place."""


OFF = Sight(CardState.OFF)
Read = Callable[[str], str | None]
"""Gives what counts of the text of a code; None for any other code."""


class CardReader:
    """The camera is on only between :meth:`begin` and what ends it."""

    def __init__(
        self, open_camera: Callable[[], Camera], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Prepare; nothing is switched on.

        Args:
            open_camera: switches it on; raises ``NoCameraError`` or ``CameraBusyError``.
            clock: seconds.
        """
        self._open_camera = open_camera
        self._clock = clock
        self._changed = threading.Condition()
        self._sight = OFF
        self._look = 0
        """Counts the looks: an older one has nothing to say any more."""
        self._asked_at = 0.0
        self._thread: threading.Thread | None = None

    def begin(self, read: Read = read_card) -> Sight:
        """Switch the camera on and look for a code, from the beginning."""
        with self._changed:
            before = self._thread
            self._look += 1
            self._asked_at = self._clock()
            self._sight = Sight(CardState.LOOKING)
            watch = partial(self._watch, self._look, self._asked_at, read)
            self._thread = threading.Thread(
                target=self._run, args=(self._look, watch, before), name="camera", daemon=True
            )
            self._thread.start()
            return self._sight

    def ask(self, *, timeout_s: float = NEWS_S) -> Sight:
        """Return what is seen, at once when it is something new; asking keeps the camera on."""
        with self._changed:
            self._asked_at = self._clock()
            told = self._sight
            if told.state in _IN_SIGHT:
                self._changed.wait_for(lambda: self._sight != told, timeout_s)
            return self._sight

    def end(self) -> Sight:
        """Switch the camera off, and forget what it saw."""
        with self._changed:
            self._look += 1
            self._sight = OFF
            self._changed.notify_all()
            return self._sight

    def wait_until_off(self, timeout_s: float) -> bool:
        """Return whether the camera is off within ``timeout_s``."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return thread is None or not thread.is_alive()

    def _run(self, look: int, watch: Callable[[], None], before: threading.Thread | None) -> None:
        try:
            _wait_for(before)
            watch()
        except NoCameraError:
            self._tell(look, Sight(CardState.NO_CAMERA))
        except CameraBusyError:
            self._tell(look, Sight(CardState.BUSY))
        except Exception:
            log.exception("camera failed")
            self._tell(look, Sight(CardState.NO_CAMERA))

    def _watch(self, look: int, began_at: float, read: Read) -> None:
        if not self._is_wanted(look):
            return
        camera = self._open_camera()
        searched_at = other_at = began_at - LOOK_S
        try:
            for frame in camera.frames():
                now = self._clock()
                if not self._is_wanted(look):
                    return
                if now - began_at >= LOOK_S:
                    self._tell(look, Sight(CardState.TIRED))
                    return
                if now - searched_at < _EVERY_S:
                    continue
                searched_at = now
                seen = look_at(frame, read)
                if seen.state is CardState.OTHER_CODE:
                    other_at = now
                if seen.state is not CardState.LOOKING or now - other_at >= _TOLD_S:
                    self._tell(look, seen)
                if seen.code is not None:
                    return
        finally:
            camera.close()

    def _is_wanted(self, look: int) -> bool:
        with self._changed:
            if self._look == look and self._clock() - self._asked_at > UNASKED_S:
                self._sight = OFF
                self._look += 1
            return self._look == look

    def _tell(self, look: int, sight: Sight) -> None:
        with self._changed:
            if self._look == look and self._sight != sight:
                self._sight = sight
                self._changed.notify_all()


def _wait_for(before: threading.Thread | None) -> None:
    """Wait until the look before has let go: a camera can be open once."""
    if before is None:
        return
    before.join(_STUCK_S)
    if before.is_alive():
        raise CameraBusyError


def look_at(frame: Grey, read: Read = read_card) -> Sight:
    """Return what is seen in one frame."""
    image = memoryview(frame.pixels).cast("B", (frame.height, frame.width))
    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    codes = zxingcpp.read_barcodes(image, formats=only_qr)
    found = [text for code in codes if (text := read(code.text)) is not None]
    if found:
        return Sight(CardState.FOUND, found[0])
    if codes:
        return Sight(CardState.OTHER_CODE)
    is_dark = sum(frame.pixels[::97]) < DARK * len(frame.pixels[::97])
    return Sight(CardState.DARK if is_dark else CardState.LOOKING)
