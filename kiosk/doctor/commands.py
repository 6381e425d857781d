"""``bus-kiosk doctor``: looks at everything and prints one page."""

import argparse
import logging
import sys
from collections.abc import Iterable
from functools import cached_property

from common.clock import utc_now
from common.interfaces import own_networks
from kiosk.camera import open_camera
from kiosk.config import Config
from kiosk.doctor import bus, engine, keeping, laptop, networks, state
from kiosk.doctor.findings import Check, Finding, Level, look_at
from kiosk.doctor.page import Line, render, worst
from kiosk.finder import ServerFinder
from kiosk.vitals import read_battery
from kiosk.words import marked as _
from kiosk.words import translator

FIT, UNFIT = 0, 1


def run(options: argparse.Namespace, config: Config) -> int:
    """Print the page; 1 when something must be mended."""
    logging.getLogger().setLevel(logging.ERROR)
    found: list[Line] = []
    translate = translator(options.lang)
    for line in render(_look(config, found), translate, coloured=sys.stdout.isatty()):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return UNFIT if worst([finding for _name, finding in found]) is Level.RED else FIT


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
        Check(_("Sound"), lambda: laptop.judge_sound(laptop.has_sound())),
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
