"""``bus-kiosk doctor``: looks at everything and prints one page."""

import argparse
import logging
import sys
import time
from collections.abc import Iterable
from functools import cached_property

from common.clock import utc_now
from common.interfaces import own_networks
from common.release import VERSION
from kiosk.camera import open_camera
from kiosk.config import Config
from kiosk.doctor import bus, engine, keeping, laptop, networks, state
from kiosk.doctor.findings import Check, Finding, Level, look_at
from kiosk.doctor.knocking import hear, knock
from kiosk.doctor.page import Line, render, worst
from kiosk.finder import ServerFinder
from kiosk.options import add_data, add_language, add_servers
from kiosk.vitals import read_battery
from kiosk.words import Translate, Words, translator
from kiosk.words import marked as _

FIT, UNFIT = 0, 1
_HEAR_S, _KNOCK_S = 60.0, 20.0


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``doctor``."""
    help_ = "tell what keeps this laptop from a class, and how to mend it"
    parser = commands.add_parser("doctor", help=help_, description=help_)
    add_data(parser)
    add_servers(parser)
    firewall = parser.add_mutually_exclusive_group()
    firewall.add_argument(
        "--hear",
        type=float,
        nargs="?",
        const=_HEAR_S,
        metavar="SECONDS",
        help="instead wait a minute, or so long, for a --knock from elsewhere",
    )
    firewall.add_argument(
        "--knock", action="store_true", help="instead knock at all machines around, 20 seconds"
    )
    add_language(parser)
    parser.set_defaults(run=run, looks_after=True)


def run(options: argparse.Namespace, config: Config) -> int:
    """Print the page; 1 when something must be mended. Or hear, or knock."""
    logging.getLogger().setLevel(logging.ERROR)
    translate = translator(options.lang)
    if options.hear is not None:
        return _hear(options.hear, translate)
    if options.knock:
        return _knock(translate)
    found: list[Line] = []
    named = {"name": config.device_name, "version": VERSION}
    _say(Words(_("Kiosk %(name)s, version %(version)s"), named), translate)
    for line in render(_look(config, found), translate, coloured=sys.stdout.isatty()):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return UNFIT if worst([finding for _name, finding in found]) is Level.RED else FIT


def _hear(seconds: float, translate: Translate) -> int:
    _say(Words(_("Listening. On another machine run: bus-kiosk doctor --knock")), translate)
    host = hear(_own_addresses(), seconds=seconds)
    if host is None:
        _say(Words(_("Heard nothing: UDP 5353 is shut here, or the networks differ.")), translate)
        return UNFIT
    _say(Words(_("Heard %(host)s: announcements come in."), {"host": host}), translate)
    return FIT


def _knock(translate: Translate) -> int:
    sent = knock(_own_addresses(), seconds=_KNOCK_S, wait=time.sleep)
    _say(Words(_("Knocked %(sent)s times."), {"sent": sent}), translate)
    return FIT if sent else UNFIT


def _own_addresses() -> list[str]:
    return [str(each.ip) for each in sorted(own_networks())]


def _say(words: Words, translate: Translate) -> None:
    sys.stdout.write(words.say(translate) + "\n")
    sys.stdout.flush()


def _look(config: Config, found: list[Line]) -> Iterable[Line]:
    """Yield a line as soon as it is known, and note it in ``found``."""
    for check in list_checks(config):
        found.append((check.name, look_at(check)))
        yield found[-1]


def list_checks(config: Config) -> list[Check]:
    """Return all checks, in the order of the page."""
    seen = _Seen(config)
    folder = config.data_dir
    return [
        Check(_("Screen"), lambda: laptop.judge_screen(seen.screen)),
        Check(_("Web engine"), lambda: engine.judge_engine(seen.web)),
        Check(_("Sound"), lambda: _look_at_sound(seen.web)),
        Check(_("Camera"), lambda: laptop.look_at_camera(open_camera)),
        Check(_("Printer"), lambda: laptop.judge_printers(laptop.find_printers())),
        Check(_("Battery"), lambda: state.judge_battery(read_battery())),
        Check(_("Disk"), lambda: state.judge_disk(state.find_free_mb(folder))),
        Check(_("Data folder"), lambda: keeping.judge_folder(folder)),
        Check(_("Answers"), lambda: keeping.judge_queue(seen.kept)),
        Check(_("Networks"), lambda: networks.judge_networks(own_networks())),
        Check(_("Wi-Fi"), lambda: networks.judge_radios(networks.find_radios())),
        Check(_("Bus"), lambda: bus.judge_search(seen.met, seen.kept.identity)),
        Check(_("Clock"), lambda: _judge_clock(seen.met)),
    ]


def _look_at_sound(web: engine.Engine) -> Finding:
    lacking = laptop.find_lacking_plugins() if web.plays_by_gstreamer else []
    return laptop.judge_sound(has_device=laptop.has_sound(), lacking=lacking)


def _judge_clock(met: bus.Met) -> Finding:
    # Of the moment when the bus answered: nobody waits between that and this line.
    return state.judge_clock(utc_now(), installed_at=state.find_installed_at(), bus_at=met.bus_at)


class _Seen:
    """What more than one check needs; each is looked at once, when first asked for."""

    def __init__(self, config: Config) -> None:
        self._config = config

    @cached_property
    def web(self) -> engine.Engine:
        return engine.find_engine()

    @property
    def screen(self) -> engine.Size | None:
        return next(iter(self.web.screens), None) or laptop.find_plugged_screen()

    @cached_property
    def kept(self) -> keeping.Kept:
        return keeping.read_kept(self._config.data_dir)

    @cached_property
    def met(self) -> bus.Met:
        kept, config = self.kept, self._config
        last = [kept.last_address] if kept.last_address else []
        finder = ServerFinder(interfaces=config.interfaces, sweep_after_s=bus.SWEEP_AFTER_S)
        wanted = bus.Search(
            identity=kept.identity,
            known=[*last, *config.servers],
            is_networked=lambda: bool(config.interfaces or own_networks()),
            finder=finder,
        )
        return bus.search(wanted)
