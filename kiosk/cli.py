"""``bus-kiosk``: the learner's machine."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs
from webview.errors import WebViewException

from kiosk.app import Kiosk
from kiosk.config import Address, Config
from kiosk.doctor import commands as doctor
from kiosk.store import StoreUnreadableError
from kiosk.system import commands as system
from kiosk.system.sessions import Session
from kiosk.words import LANGUAGES

_NO_ENGINE = (
    "no web engine: on Debian or Ubuntu run\n"
    "  apt-get install python3-gi gir1.2-webkit2-4.1\n"
    "or start with --no-window and open the printed address in a browser"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kiosk, or one of the commands for staff; return the exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    data_dir = options.data or platformdirs.user_data_path("bus-kiosk")
    config = Config.load(data_dir=data_dir, servers=options.server, windowed=options.windowed)
    return int(options.run(options, config))


def _run(options: argparse.Namespace, config: Config) -> int:
    """Run the kiosk; return 0 after an orderly end, 1 when it cannot run."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a busy moment is no news
    try:
        kiosk = Kiosk(config)
    except (StoreUnreadableError, OSError) as error:
        print(f"bus-kiosk: {error}", file=sys.stderr)
        return 1
    kiosk.start()
    try:
        return _wait_for_signal(kiosk) if options.no_window else _show(kiosk, config)
    finally:
        kiosk.stop()


def _show(kiosk: Kiosk, config: Config) -> int:
    window = kiosk.make_window()
    # From a thread of its own: the handler runs inside the window's loop.
    _on_signals(lambda: threading.Thread(target=window.close).start())
    try:
        window.run(windowed=config.windowed)
    except WebViewException:
        print(f"bus-kiosk: {_NO_ENGINE}", file=sys.stderr)
        return 1
    return 0


def _wait_for_signal(kiosk: Kiosk) -> int:
    ended = threading.Event()
    _on_signals(ended.set)
    print(kiosk.new_entry_url(), flush=True)
    ended.wait()
    return 0


def _on_signals(act: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: act())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bus-kiosk",
        description="Find the bus, pair with it, and show its lessons full screen.",
        epilog="Environment: BUS_KIOSK_NAME is what the trainer sees of this machine (default: its"
        " host name); BUS_KIOSK_INTERFACES are own addresses to look from (default: all)."
        " Exit codes: 0 ended in order, 1 cannot run, 2 wrong usage.",
    )
    _add_data(parser, default=None)
    _add_servers(parser, default=[])
    parser.add_argument("--windowed", action="store_true", help="do not fill the screen")
    parser.add_argument(
        "--no-window",
        action="store_true",
        help="print an address that lets one browser in, once",
    )
    parser.set_defaults(run=_run)
    commands = parser.add_subparsers(
        title="for staff", metavar="COMMAND", description="without one: show the lessons"
    )
    _add_doctor(commands)
    _add_install(commands)
    _add_uninstall(commands)
    return parser


def _add_doctor(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    help_ = "tell what keeps this laptop from a class, and how to mend it"
    parser = commands.add_parser("doctor", help=help_, description=help_)
    _add_data(parser)
    _add_servers(parser)
    firewall = parser.add_mutually_exclusive_group()
    firewall.add_argument(
        "--hear", action="store_true", help="instead wait a minute for a --knock from elsewhere"
    )
    firewall.add_argument(
        "--knock", action="store_true", help="instead knock at all machines around, 20 seconds"
    )
    _add_language(parser)
    parser.set_defaults(run=doctor.run)


def _add_install(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    help_ = "start with this laptop (Linux with systemd); safe to repeat"
    parser = commands.add_parser("install", help=help_, description=help_)
    _add_data(parser)
    _add_servers(parser)
    parser.add_argument(
        "--session",
        choices=list(Session),
        default=Session.DESKTOP,
        help="desktop: when the present user signs in; cage, openbox: in a session of its own"
        " from switching on, for the user of --user, written by root (default: %(default)s)",
    )
    parser.add_argument("--user", metavar="NAME", help="of the session; never root")
    _add_language(parser)
    parser.set_defaults(run=system.run_install)


def _add_uninstall(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    help_ = "take away what install wrote; answers and pairing stay"
    parser = commands.add_parser("uninstall", help=help_, description=help_)
    _add_data(parser)
    parser.add_argument(
        "--with-data", action="store_true", help="delete them too, unless an answer still waits"
    )
    _add_language(parser)
    parser.set_defaults(run=system.run_uninstall)


# After a command, what is left out keeps the value given before the command.


def _add_data(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        default=default,
        metavar="DIR",
        help="folder of queue, identity and key (default: the user's data folder)",
    )


def _add_servers(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    parser.add_argument(
        "--server",
        type=Address.parse,
        action="append",
        default=default,
        metavar="HOST:PORT",
        help="also try this address; may be given several times",
    )


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=LANGUAGES[0], help="default: %(default)s"
    )
