"""``bus-kiosk install`` and ``uninstall`` at the prompt."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from common.errors import DomainError
from kiosk.config import Config
from kiosk.options import add_data, add_language, add_servers
from kiosk.store import StoreUnreadableError
from kiosk.system import installing
from kiosk.system.installing import Changed, Laptop
from kiosk.system.sessions import Places, Session
from kiosk.words import Translate, Words, translator
from kiosk.words import marked as _

if sys.platform != "win32":
    import pwd

DONE, REFUSED = 0, 1
_LONGEST_S = 60.0
_NEXT = {
    Session.DESKTOP: _("The kiosk starts whenever this user signs in."),
    Session.CAGE: _("The kiosk starts whenever this laptop is switched on."),
    Session.OPENBOX: _("The kiosk starts whenever this laptop is switched on."),
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``install`` and ``uninstall``."""
    _add_install(commands)
    _add_uninstall(commands)


def this_laptop() -> Laptop:
    """Return the machine we run on."""
    return Laptop(
        places=Places(home=Path.home()),
        uid=os.geteuid() if hasattr(os, "geteuid") else 1,
        interpreter=Path(sys.executable),
        find_program=shutil.which,
        find_uid=_find_uid,
        run=_systemctl,
    )


def run_install(
    options: argparse.Namespace,
    config: Config,
    find_laptop: Callable[[], Laptop] = this_laptop,
) -> int:
    """Make this laptop a kiosk."""
    translate = translator(options.lang)
    command = [*find_program(), *_arguments(options, config)]
    session = Session(options.session)

    def install() -> None:
        changed = installing.install(find_laptop(), command, session=session, user=options.user)
        _tell(changed, translate, verb=_("written: %(path)s"))
        _say(Words(_NEXT[session]), translate)

    return _refusing(install, translate)


def run_uninstall(
    options: argparse.Namespace,
    config: Config,
    find_laptop: Callable[[], Laptop] = this_laptop,
) -> int:
    """Unmake it; the data goes only when asked for."""
    translate = translator(options.lang)
    removed = _("removed: %(path)s")

    def uninstall() -> None:
        if options.with_data:
            _say(Words(_("data folder: %(path)s"), {"path": config.data_dir}), translate)
            # Before anything else: when answers wait, all stays as it is.
            installing.check_sent(config.data_dir)
        _tell(installing.uninstall(find_laptop()), translate, verb=removed)
        if options.with_data:
            _tell(installing.delete_data(config.data_dir), translate, verb=removed)
        elif config.data_dir.exists():
            _say(Words(_("kept: %(path)s"), {"path": config.data_dir}), translate)

    return _refusing(uninstall, translate)


def _add_install(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    help_ = "start with this laptop (Linux with systemd); safe to repeat"
    parser = commands.add_parser("install", help=help_, description=help_)
    add_data(parser)
    add_servers(parser)
    parser.add_argument(
        "--session",
        choices=list(Session),
        default=Session.DESKTOP,
        help="desktop: when the present user signs in; cage, openbox: in a session of its own"
        " from switching on, for the user of --user, written by root (default: %(default)s)",
    )
    parser.add_argument("--user", metavar="NAME", help="of the session; never root")
    add_language(parser)
    parser.set_defaults(run=run_install)


def _add_uninstall(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    help_ = "take away what install wrote; answers and pairing stay"
    parser = commands.add_parser("uninstall", help=help_, description=help_)
    add_data(parser)
    parser.add_argument(
        "--with-data", action="store_true", help="delete them too, unless an answer still waits"
    )
    add_language(parser)
    parser.set_defaults(run=run_uninstall, looks_after=True)


def find_program() -> list[str]:
    """Return how this program is started again."""
    script = Path(sys.executable).parent / "bus-kiosk"
    return [str(script)] if script.exists() else [sys.executable, "-m", "kiosk"]


def _arguments(options: argparse.Namespace, config: Config) -> list[str]:
    data = ["--data", str(config.data_dir.absolute())] if options.data else []
    return [*data, *(part for each in config.servers for part in ("--server", str(each)))]


def _refusing(act: Callable[[], None], translate: Translate) -> int:
    try:
        act()
    except DomainError as error:
        print_error(explain(error, translate))
    except (OSError, StoreUnreadableError) as error:
        print_error(str(error))
    else:
        return DONE
    return REFUSED


def explain(error: DomainError, translate: Translate) -> str:
    """Return what is wrong and what to do."""
    text = translate(error.code)
    if text == error.code:
        values = "".join(f"; {name}: {value}" for name, value in error.params.items())
        return (type(error).__doc__ or "").partition("\n")[0] + f" [{error.code}{values}]"
    return Words(text, error.params).say(str)


def print_error(text: str) -> None:
    """Print one line for staff."""
    sys.stderr.write(f"bus-kiosk: {text}\n")


def _tell(changed: Changed, translate: Translate, *, verb: str) -> None:
    for path in changed.paths:
        _say(Words(verb, {"path": path}), translate)
    if not changed.paths:
        _say(Words(_("nothing to change")), translate)
    if not changed.is_told:
        _say(Words(_("systemd takes it at the next start of this laptop")), translate)


def _say(words: Words, translate: Translate) -> None:
    sys.stdout.write(words.say(translate) + "\n")


def _find_uid(name: str) -> int | None:
    with suppress(KeyError):
        return pwd.getpwnam(name).pw_uid
    return None


def _systemctl(arguments: Sequence[str]) -> bool:
    with suppress(OSError, subprocess.TimeoutExpired):
        ended = subprocess.run(  # noqa: S603
            ["systemctl", *arguments],  # noqa: S607
            capture_output=True,
            timeout=_LONGEST_S,
            check=False,
        )
        return ended.returncode == 0
    return False
