"""Talking to the registry over HTTP. All that matters is sealed and signed by itself."""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from lms_server.exchange.errors import RegistryRefusedError, RegistryUnreachableError
from sync.signed import MAX_DOCUMENT

BUNDLES_PATH = "/api/v1/bundles"
RECEIPTS_PATH = "/api/v1/receipts"
CARRIED_PATH = "/api/v1/carried"
_TIMEOUT_S = 30.0
_MOST_ERROR_BYTES = 64 * 1024


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """Follow nobody: a captive portal would answer in the registry's place."""
        return


@dataclass(frozen=True)
class RegistryClient:
    """The registry at one address."""

    base_url: str
    """Such as ``http://127.0.0.1:8090``."""

    def __post_init__(self) -> None:
        if urlsplit(self.base_url).scheme not in {"http", "https"}:
            raise ValueError(f"not a web address: {self.base_url!r}")

    def post_bundle(self, raw: bytes) -> bytes:
        """Hand over one bundle and return the receipt; a resend is harmless.

        Raises:
            RegistryUnreachableError: no connection, or it broke; the bundle may have arrived.
            RegistryRefusedError: the registry will not take it.
        """
        return self._ask(BUNDLES_PATH, raw)

    def get_receipt(self, bus_code: str) -> bytes:
        """Return the newest receipt of a bus; raises as :meth:`post_bundle` does."""
        return self._ask(f"{RECEIPTS_PATH}/{quote(bus_code)}", None)

    def ask_carried(self, ask: bytes) -> bytes | None:
        """Return the paper about learners of other buses, or None when it says nothing new.

        Raises:
            RegistryUnreachableError: no connection, or it broke.
            RegistryRefusedError: the registry does not answer this bus, or is too old to.
        """
        return self._ask(CARRIED_PATH, ask) or None

    def _ask(self, path: str, body: bytes | None) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            self.base_url.rstrip("/") + path,
            data=body,
            headers={"Content-Type": "application/octet-stream", "Accept": "application/json"},
        )
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=_TIMEOUT_S) as response:
                answer: bytes = response.read(MAX_DOCUMENT + 1)
        except urllib.error.HTTPError as error:
            with error:
                raise RegistryRefusedError(problem=_code_of(error)) from error
        except (OSError, http.client.HTTPException) as error:
            raise RegistryUnreachableError from error
        return answer


def _code_of(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read(_MOST_ERROR_BYTES))["code"])
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        return f"http_{error.code}"
