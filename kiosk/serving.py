"""The socket of the gateway and what serves it."""

import socket
import threading
from typing import Any
from wsgiref.types import WSGIApplication

import waitress
from waitress import wasyncore

from kiosk.config import GATEWAY_PORT
from kiosk.forwarding import MOST_BODY

HOST = "127.0.0.1"


def listen() -> socket.socket:
    """Return a loopback socket: ``GATEWAY_PORT``, or any free port when that one is taken."""
    try:
        return socket.create_server((HOST, GATEWAY_PORT))
    except OSError:
        return socket.create_server((HOST, 0))


class GatewayServer:
    """Waitress on 127.0.0.1: idle sockets cost it no thread."""

    def __init__(self, gateway: WSGIApplication, listening: socket.socket) -> None:
        self._sockets: dict[int, Any] = {}
        self._server = waitress.create_server(
            gateway,
            map=self._sockets,
            sockets=[listening],
            threads=8,
            connection_limit=400,
            asyncore_use_poll=True,
            max_request_body_size=MOST_BODY,
            # Answers and pages never go to a temporary file in clear.
            inbuf_overflow=2 * MOST_BODY,
            outbuf_high_watermark=1024 * 1024,
            outbuf_overflow=4 * 1024 * 1024,
            ident="bus-kiosk",
        )

    def run(self, stop: threading.Event) -> None:
        """Serve until :meth:`close`."""
        try:
            self._server.run()
        except OSError:
            if not stop.is_set():
                raise

    def close(self) -> None:
        """Let the requests in hand end, then drop every connection and stop listening."""
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets, ignore_all=True)
