"""``bus-kiosk refused``: what the bus did not take, and sending it once more."""

import argparse
import sys
from pathlib import Path

from kiosk.config import Config
from kiosk.messages import SetAside
from kiosk.options import add_data, add_language
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store, StoreUnreadableError
from kiosk.words import Translate, Words, translator
from kiosk.words import marked as _

NONE_LEFT, SOME_LEFT = 0, 1


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``refused``."""
    help_ = "list the answers that the bus refused, and why; they stay here until it takes them"
    parser = commands.add_parser("refused", help=help_, description=help_)
    add_data(parser)
    parser.add_argument(
        "--send-again",
        action="store_true",
        help="let them go once more, after the cause was mended on the bus",
    )
    add_language(parser)
    parser.set_defaults(run=run, looks_after=True)


def run(options: argparse.Namespace, config: Config) -> int:
    """Print a line for each refused answer; 1 while some stay refused, or nobody can tell.

    The kiosk may run meanwhile: it sends what waits within 15 seconds.
    """
    translate = translator(options.lang)
    _say(Words(_("data folder: %(path)s"), {"path": config.data_dir}), translate)
    try:
        left = _look(config.data_dir, translate, send_again=options.send_again)
    except (StoreUnreadableError, OSError) as error:
        sys.stderr.write(f"bus-kiosk: {error}\n")
        return SOME_LEFT
    return SOME_LEFT if left else NONE_LEFT


def _look(folder: Path, translate: Translate, *, send_again: bool) -> int:
    """Return how many are refused still."""
    store = Store.open_in(folder) if (folder / "kiosk.db").exists() else None
    if store is None:
        return _tell([], translate)
    try:
        queue = ResponseQueue(store)
        if send_again:
            count = {"count": queue.release_set_aside()}
            _say(Words(_("%(count)s answers wait again for the bus."), count), translate)
        return _tell(queue.list_set_aside(), translate)
    finally:
        store.close()


def _tell(refused: list[SetAside], translate: Translate) -> int:
    for one in refused:
        sys.stdout.write(f"{one.seq}  {one.put_at}  {one.path}  {one.code}\n")
    if refused:
        hint = _("Once the cause is mended on the bus: bus-kiosk refused --send-again")
        _say(Words(hint), translate)
    else:
        _say(Words(_("No answer of this machine stands refused.")), translate)
    return len(refused)


def _say(words: Words, translate: Translate) -> None:
    sys.stdout.write(words.say(translate) + "\n")
