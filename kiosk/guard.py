"""Who may use the gateway: the kiosk's own window, and nobody else on this laptop."""

import re
import secrets
import threading

from werkzeug import Request

from kiosk.screens import OWN_PATH

COOKIE = "bus_kiosk"
ENTRY_PATH = OWN_PATH + "enter"
_SECRET_BYTES = 32
_MOST_TICKETS = 16
_SANDBOX = re.compile(r"/play/[A-Za-z0-9_-]{43}/(?!.*(?:^|/)\.\.(?:/|$))", re.DOTALL)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_of_activity(request: Request) -> bool:
    """Tell a request of an imported activity, which anybody on this laptop could make as well."""
    return _SANDBOX.match(request.path) is not None


class Guard:
    """A secret made at each start; the window gets it once, by a ticket in its first address."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.origin = f"http://{self.host}"
        self._secret = secrets.token_urlsafe(_SECRET_BYTES)
        self._lock = threading.Lock()
        self._tickets: list[str] = []

    def new_entry_url(self) -> str:
        """Return an address that lets one browser in, once."""
        ticket = secrets.token_urlsafe(_SECRET_BYTES)
        with self._lock:
            self._tickets = [*self._tickets, ticket][-_MOST_TICKETS:]
        return f"{self.origin}{ENTRY_PATH}?ticket={ticket}"

    def redeem(self, ticket: str) -> str | None:
        """Return the cookie's value for a ticket, which is then used up; None for a wrong one."""
        with self._lock:
            for known in self._tickets:
                if secrets.compare_digest(known.encode(), ticket.encode()):
                    self._tickets.remove(known)
                    return self._secret
        return None

    def is_own_host(self, request: Request) -> bool:
        """Return whether the request names us as 127.0.0.1; a rebound DNS name does not."""
        return request.headers.get("Host") == self.host

    def lets_in(self, request: Request) -> bool:
        """Return whether the request comes from a page of ours in the window.

        Imported activities run in a sandbox without origin and cookies; what lets them in is
        the secret in their address, which the bus made for one opening and checks.
        """
        if is_of_activity(request):
            return True
        cookie = request.cookies.get(COOKIE, "")
        return secrets.compare_digest(cookie.encode(), self._secret.encode()) and (
            self._is_own_page(request)
        )

    def _is_own_page(self, request: Request) -> bool:
        """Cookies ignore the port, so pages of other local programs are told apart here."""
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        if site not in {None, "same-origin", "none"}:
            return False
        if origin is not None and origin not in {self.origin, "null"}:
            return False
        if request.method in _SAFE_METHODS:
            return True
        # A page whose referrer policy is "no-referrer" posts its forms with Origin "null".
        return origin == self.origin or site == "same-origin"
