"""What people type on the kiosk's own screens."""

from collections.abc import Callable
from dataclasses import dataclass

from werkzeug import Request

from common.wire import pairing
from kiosk import screens
from kiosk.board import ScreenBoard
from kiosk.config import Address
from kiosk.places import read_place
from kiosk.screens import OWN_PATH, Screen


@dataclass(frozen=True)
class Desk:
    """Takes forms; each answer is the path of the screen to show next."""

    board: ScreenBoard
    offer_code: Callable[[str, str], None]
    """Takes the fingerprint of a bus in view and six digits."""
    offer_place: Callable[[Address], None]
    """Takes an address somebody typed."""

    def take(self, request: Request) -> str:
        """Act on one posted form; an unknown one changes nothing."""
        match request.path.removeprefix(OWN_PATH):
            case Screen.CODE:
                return self._take_code(request)
            case Screen.PLACE:
                self._take_place(request.form.get("place", ""))
            case "place/ask":
                self.board.tell(screens.Asked(Screen.PLACE))
            case "change/ask":
                self.board.tell(screens.Asked(Screen.CHANGE))
            case "looking/ask":
                self.board.tell(screens.Asked(Screen.LOOKING))
            case "place/leave" | "change/leave" | "looking/leave":
                self.board.tell(screens.Left())
        return self._path()

    def _take_code(self, request: Request) -> str:
        digits = request.form.get("code", "")
        bus = request.form.get("bus", "")
        state, _ = self.board.now()
        is_code = digits.isascii() and digits.isdecimal() and len(digits) == pairing.CODE_DIGITS
        is_asked = state.screen in {Screen.CODE, Screen.CHANGE}
        if is_code and is_asked and any(bus == seen.fingerprint for seen in state.buses):
            self.offer_code(bus, digits)
            return OWN_PATH + Screen.PAIRING
        return state.path

    def _take_place(self, typed: str) -> None:
        try:
            address = read_place(typed)
        except ValueError:
            self.board.tell(screens.PlaceRefused())
            return
        self.offer_place(address)
        self.board.tell(screens.Left())

    def _path(self) -> str:
        state, _ = self.board.now()
        return state.path
