"""Qt WebEngine: a page of our own in pywebview's window, with every way out closed."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from kiosk.corner_taps import CornerTaps
from kiosk.web_view import LOOK, Toolkit

_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
_OWN_FLAGS = f"{os.environ.get(_FLAGS, '')} --disable-pinch".strip()
"""What the session asked for, read before pywebview adds to it, and nothing grows by fingers."""
_WORLD = 1
"""``QWebEngineScript.ApplicationWorld``: pages cannot see it."""
_FRAMES_OWN = ("about:blank", "about:srcdoc")


class QtView:
    """A QWebEngineView as :class:`kiosk.web_view.WebView`."""

    def __init__(self, core: Any, window: Any, page: Any) -> None:  # noqa: ANN401
        """Take a page.

        Args:
            core: QtCore.
            window: the QMainWindow around it.
            page: the QWebEnginePage, already shown in the window's view.
        """
        self._core = core
        self._window = window
        self._page = page
        self._is_ending = False
        self._waiting = ""

    def open(self, url: str) -> None:
        """Go to an address; after :meth:`end_page` as soon as the renderer is really gone."""
        if self._is_ending:
            self._waiting = url
        else:
            self._page.setUrl(self._core.QUrl(url))

    def shown_url(self) -> str:
        """Return the present address."""
        return str(self._page.url().toString())

    def end_page(self) -> None:
        """End the renderer; Qt has no word for it."""
        renderer = self._page.renderProcessPid()
        with suppress(ProcessLookupError):
            if renderer > 0:
                os.kill(renderer, signal.SIGKILL)
                self._is_ending = True

    def look(self, tell: Callable[[bool], None]) -> None:
        """Ask the page whether it shows any words."""
        self._page.runJavaScript(LOOK, _WORLD, lambda answer: tell(bool(answer)))

    def every(self, seconds: float, act: Callable[[], None]) -> None:
        """Call ``act`` again and again."""
        timer = self._core.QTimer(self._page)
        timer.timeout.connect(act)
        timer.start(int(seconds * 1000))

    def mind(self, *, died: Callable[[], None], staff_called: Callable[[], None]) -> None:
        """Hear of what happens."""
        self._page.renderProcessTerminated.connect(lambda *_: self._note_end(died))
        self._page.mind_events(self._core, staff_called)
        self._window.winId()  # makes the handle
        for each in (self._window.windowHandle(), self._window.webview):
            each.installEventFilter(self._page)

    def _note_end(self, died: Callable[[], None]) -> None:
        """Go on outside Qt's own handling of the death."""
        if self._is_ending:
            self._is_ending = False
            self._core.QTimer.singleShot(0, lambda: self.open(self._waiting))
        else:
            self._core.QTimer.singleShot(0, died)


class Manners:
    """What our page does where Qt's own would open something; comes before QWebEnginePage."""

    origin = ""
    """The only scheme, host and port that may be shown; empty until the first page is asked for,
    which is the kiosk's own doing."""

    # The names of the methods are Qt's.

    def acceptNavigationRequest(self, url: Any, _kind: Any, is_main: bool) -> bool:  # noqa: ANN401, FBT001, N802
        """Stay on pages of ``origin``; frames may also be made by their page."""
        target = str(url.toString())
        if not self.origin:
            return True
        return target.startswith(self.origin + "/") or (not is_main and target in _FRAMES_OWN)

    def createWindow(self, _kind: object) -> None:  # noqa: N802
        """Open no window."""

    def javaScriptAlert(self, _origin: object, _text: str) -> None:  # noqa: N802
        """Show nothing."""

    def javaScriptConfirm(self, _origin: object, _text: str) -> bool:  # noqa: N802
        """Show nothing, and let a page that asks before it is left be left."""
        return True

    def javaScriptPrompt(self, *_: object) -> tuple[bool, str]:  # noqa: N802
        """Show nothing."""
        return False, ""

    def chooseFiles(self, *_: object) -> list[str]:  # noqa: N802
        """Choose none."""
        return []

    def mind_events(self, core: Any, staff_called: Callable[[], None]) -> None:  # noqa: ANN401
        """Say what :meth:`eventFilter` looks for in the events of window and view.

        Args:
            core: QtCore.
            staff_called: somebody made the gesture of the staff.
        """
        kinds, buttons = core.QEvent.Type, core.Qt.MouseButton
        self._taps = CornerTaps()
        self._staff_called = staff_called
        self._polished = kinds.ChildPolished
        self._dismiss = partial(_dismiss, core)
        self._tap = {kinds.MouseButtonPress, kinds.TouchBegin}
        self._press = {kinds.MouseButtonPress, kinds.MouseButtonDblClick, kinds.MouseButtonRelease}
        self._leading_on = {buttons.BackButton, buttons.ForwardButton}

    def eventFilter(self, _of: object, event: Any) -> bool:  # noqa: ANN401, N802
        """Hear of taps also while the page hangs; eat buttons that lead through the history."""
        if event.type() in self._tap:
            at = event.points()[0].position()
            if self._taps.tap(at.x(), at.y(), time.monotonic()):
                self._staff_called()
        elif event.type() == self._polished and event.child().inherits("QDialog"):
            self._dismiss(event.child())
        return event.type() in self._press and event.button() in self._leading_on


def _dismiss(core: Any, dialog: Any) -> None:  # noqa: ANN401
    """The chooser of colours cannot be refused, only closed before anybody sees it."""
    dialog.setAttribute(core.Qt.WidgetAttribute.WA_DontShowOnScreen)
    core.QTimer.singleShot(0, dialog.reject)


def use_qt(gui: Any) -> Toolkit:  # noqa: ANN401
    """Return the toolkit, with its engine started.

    Args:
        gui: pywebview's module for it, whose application is made.
    """
    # The engine reads its flags once. pywebview adds some that switch its sandbox off on some
    # distributions, and that give pages the camera: they come too late now.
    os.environ[_FLAGS] = _OWN_FLAGS
    own_profile = gui.QWebEngineProfile(gui.QApplication.instance())  # no name: all is in memory

    def make_page(window: Any, profile: Any) -> Any:  # noqa: ANN401, ARG001 - named by pywebview
        return _make_page(gui, window.webview, own_profile)

    gui.BrowserView.WebPage = make_page

    def lock_down(window: Any, origin: str) -> QtView:  # noqa: ANN401
        view = window.native.webview
        view.setContextMenuPolicy(gui.QtCore.Qt.ContextMenuPolicy.PreventContextMenu)
        view.setAcceptDrops(False)
        page = view.page()
        page.origin = origin
        # pywebview's way from pages into the program; some of its calls wait for ``loaded``.
        page.loadFinished.disconnect()
        page.setWebChannel(None)
        page.loadFinished.connect(lambda *_: window.events.loaded.set())
        return QtView(gui.QtCore, window.native, page)

    return Toolkit("qt", lock_down)


def _make_page(gui: Any, view: Any, profile: Any) -> Any:  # noqa: ANN401
    """Return a page of ours, to stand where pywebview would have put its own."""
    page = type("KioskPage", (Manners, gui.QWebPage), {})(profile, view)
    ways = gui.QWebEngineSettings.WebAttribute
    for way, is_open in (
        (ways.PlaybackRequiresUserGesture, False),  # pages may speak before they were touched
        (ways.ErrorPageEnabled, False),  # no page of the engine's own, in English
        (ways.PdfViewerEnabled, False),
        (ways.JavascriptCanOpenWindows, False),
        (ways.LocalContentCanAccessFileUrls, False),
    ):
        page.settings().setAttribute(way, is_open)
    page.permissionRequested.connect(lambda asked: asked.deny())
    page.zoomFactorChanged.connect(lambda _: page.setZoomFactor(1.0))
    return page
