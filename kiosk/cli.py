"""``bus-kiosk``: the learner's machine."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

from kiosk import refused
from kiosk.app import Kiosk
from kiosk.config import Config
from kiosk.doctor import commands as doctor
from kiosk.lifeline import Lifeline
from kiosk.options import add_data, add_servers
from kiosk.store import StoreUnreadableError
from kiosk.stranded import StrandedKiosk
from kiosk.supervisor import supervise
from kiosk.system import commands as system
from kiosk.system.data import installed_data
from kiosk.web_engine import EngineMissingError


def main(
    arguments: Sequence[str] | None = None,
    find_installed: Callable[[], Path | None] = installed_data,
) -> int:
    """Run the kiosk, or one of the commands for staff; return the exit code.

    Args:
        arguments: None for those of this process.
        find_installed: gives the data folder of the kiosk that starts with this laptop, if one
            does: staff who look after it are mostly another user.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(arguments)
    options.arguments = arguments
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    data_dir = options.data or (options.looks_after and find_installed()) or _own_data()
    config = Config.load(data_dir=data_dir, servers=options.server, windowed=options.windowed)
    return int(options.run(options, config))


def _own_data() -> Path:
    return platformdirs.user_data_path("bus-kiosk")


def _run(options: argparse.Namespace, config: Config) -> int:
    """Run the kiosk; return 0 after an orderly end, 1 when it cannot run."""
    if not (options.no_window or options.supervised):
        return supervise(options.arguments)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a busy moment is no news
    try:
        kiosk = _open(options, config)
    except (StoreUnreadableError, OSError) as error:
        print(f"bus-kiosk: {error}", file=sys.stderr)
        return 1
    kiosk.start()
    try:
        return _wait_for_signal(kiosk) if options.no_window else _show(kiosk, config)
    finally:
        kiosk.stop()


def _open(options: argparse.Namespace, config: Config) -> Kiosk | StrandedKiosk:
    """Return the kiosk; with a window also when its data cannot be opened: nobody sees a log."""
    lifeline = Lifeline.of_this_process() if options.supervised else None
    try:
        return Kiosk(config, lifeline)
    except (StoreUnreadableError, OSError) as error:
        if options.no_window:
            raise
        print(f"bus-kiosk: {error}", file=sys.stderr)
        return StrandedKiosk(str(error), lifeline)


def _show(kiosk: Kiosk | StrandedKiosk, config: Config) -> int:
    window = kiosk.make_window()
    # From a thread of its own: the handler runs inside the window's loop.
    _on_signals(lambda: threading.Thread(target=window.close).start())
    try:
        window.run(windowed=config.windowed)
    except EngineMissingError as error:
        print(f"bus-kiosk: {error}", file=sys.stderr)
        return 1
    return 0


def _wait_for_signal(kiosk: Kiosk | StrandedKiosk) -> int:
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
    add_data(parser, default=None)
    add_servers(parser, default=[])
    parser.add_argument("--windowed", action="store_true", help="do not fill the screen")
    parser.add_argument(
        "--no-window",
        action="store_true",
        help="print an address that lets one browser in, once",
    )
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=_run, looks_after=False)
    commands = parser.add_subparsers(
        title="for staff", metavar="COMMAND", description="without one: show the lessons"
    )
    doctor.add_command(commands)
    refused.add_command(commands)
    system.add_commands(commands)
    return parser
