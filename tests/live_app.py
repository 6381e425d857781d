"""A web program on a socket of its own, served as the programs of the house serve theirs."""

import threading
from contextlib import contextmanager, suppress
from wsgiref.types import WSGIApplication

import waitress
from waitress import wasyncore

MOST_BODY = 64 * 1024 * 1024


@contextmanager
def served(app: WSGIApplication):
    """Serve ``app`` on loopback; give its address. A browser that leaves early leaves nothing."""
    sockets = {}
    server = waitress.create_server(
        app, map=sockets, host="127.0.0.1", port=0, threads=8, max_request_body_size=MOST_BODY
    )

    def serve():
        with suppress(OSError):  # its sockets are closed at the end
            server.run()

    serving = threading.Thread(target=serve)
    serving.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()
    wasyncore.close_all(sockets, ignore_all=True)
    serving.join(10)
