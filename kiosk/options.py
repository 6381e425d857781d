"""Options that more than one command takes.

Left out after a command, they keep the value given before it.
"""

import argparse
from pathlib import Path

from kiosk.config import Address
from kiosk.words import LANGUAGES


def add_data(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    """Add ``--data``."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default,
        metavar="DIR",
        help="folder of queue, identity and key (default: the user's data folder; staff commands:"
        " that of the kiosk that starts with this laptop)",
    )


def add_servers(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    """Add ``--server``."""
    parser.add_argument(
        "--server",
        type=Address.parse,
        action="append",
        default=default,
        metavar="HOST:PORT",
        help="also try this address; may be given several times",
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add ``--lang``: Vietnamese unless another one is asked for."""
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=LANGUAGES[0], help="default: %(default)s"
    )
