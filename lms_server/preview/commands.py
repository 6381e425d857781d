"""``bus-lms courses preview``: show a package on this machine, again after each change."""

import argparse
import sys
import tempfile
from pathlib import Path

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from common.clock import utc_now
from lms_server.preview.bus import PreviewBus
from lms_server.preview.desk import PREFIX, create_desk
from lms_server.preview.watching import PackageWatch

PORT = 8070
_LOOPBACK = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the desk asks every second."""


def add_command(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``preview`` to the commands about courses."""
    words = "show a package as a kiosk shows it, again after each change"
    preview = parts.add_parser("preview", help=words, description=words)
    preview.add_argument("path", type=Path, help="a package")
    preview.add_argument(
        "--port", type=int, default=PORT, help="on 127.0.0.1; 0 takes a free one (%(default)s)"
    )
    preview.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C.

    Returns:
        0 after Ctrl-C, 2 when ``path`` is no folder.
    """
    if not options.path.is_dir():
        sys.stderr.write(f"{options.path}: no folder\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="bus-lms-preview-") as scratch:
        server = build_server(options.path, Path(scratch) / "bus", port=options.port)
        sys.stdout.write(f"http://{_LOOPBACK}:{server.port}{PREFIX}/  (Ctrl-C ends)\n")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
        finally:
            server.server_close()
    return 0


def build_server(package: Path, data_dir: Path, *, port: int) -> BaseWSGIServer:
    """Return a server of the author's desk, bound to the loopback address.

    Args:
        package: the folder to show.
        data_dir: an empty or absent folder for the throw-away bus.
        port: 0 lets the system choose.

    Raises:
        OSError: the port is taken.
    """
    bus = PreviewBus(data_dir, now=utc_now())
    watch = PackageWatch(package, lambda course: bus.teach(course, now=utc_now()))
    desk = create_desk(bus, watch)
    program = DispatcherMiddleware(bus.app.wsgi_app, {PREFIX: desk.wsgi_app})
    return make_server(_LOOPBACK, port, program, threaded=True, request_handler=_Quiet)
