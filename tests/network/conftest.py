import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.fake_bus import FakeBus, announce

ROOT = Path(__file__).parents[2]


@pytest.fixture
def make_bus(tmp_path):
    made, announced = [], []

    def make(*, is_announced=True, claims=None):
        """Start a bus on loopback; ``claims`` is a fingerprint it announces but does not have."""
        bus = FakeBus(tmp_path).start()
        made.append(bus)
        if is_announced:
            true, bus.fingerprint = bus.fingerprint, claims or bus.fingerprint
            announced.append(announce(bus, address="127.0.0.1", interfaces=["127.0.0.1"]))
            bus.fingerprint = true
        return bus

    yield make
    for zeroconf in announced:
        zeroconf.close()
    for bus in made:
        bus.stop()


@pytest.fixture
def stop():
    """The search's stop event; set at the end, and after 30 s so that no test hangs."""
    event = threading.Event()
    alarm = threading.Timer(30, event.set)
    alarm.start()
    yield event
    alarm.cancel()
    event.set()


class Lab:
    """Two machines on one cable: network namespaces, one for the bus and one for the kiosk."""

    def __init__(self):
        name = secrets.token_hex(3)
        self.bus_side, self.kiosk_side = f"bus{name}", f"kio{name}"
        for side in (self.bus_side, self.kiosk_side):
            self._ip("netns", "add", side)
            self._ip("-n", side, "link", "set", "lo", "up")
        ends = [f"b{name}", f"k{name}"]
        self._ip("link", "add", ends[0], "type", "veth", "peer", "name", ends[1])
        self.bus_end, self.kiosk_end = ends
        self._plug(self.bus_side, ends[0])
        self._plug(self.kiosk_side, ends[1])
        self.set_address(self.bus_side, ends[0], "10.99.0.2/24")
        self.set_address(self.kiosk_side, ends[1], "10.99.0.9/24")

    def _plug(self, side, end):
        self._ip("link", "set", end, "netns", side)
        self._ip("-n", side, "link", "set", end, "up")

    def set_address(self, side, end, address):
        self._ip("-n", side, "address", "flush", "dev", end)
        self._ip("-n", side, "address", "add", address, "dev", end)

    def _ip(self, *arguments):
        subprocess.run(["ip", *arguments], check=True)

    def popen(self, side, *arguments, **options):
        return subprocess.Popen(
            ["ip", "netns", "exec", side, sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )

    def close(self):
        for side in (self.bus_side, self.kiosk_side):
            subprocess.run(["ip", "netns", "delete", side], check=False)


@pytest.fixture
def lab():
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.fail("network namespaces need root and: apt-get install iproute2")
    lab = Lab()
    yield lab
    lab.close()


class Program:
    """A program in the lab that prints lines."""

    def __init__(self, process):
        self.process = process

    def next_line(self):
        return self.process.stdout.readline().strip()

    def next_facts(self):
        return json.loads(self.next_line())

    def kill(self):
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture
def run(lab, tmp_path):
    running = []

    def start(side, *arguments):
        with (tmp_path / f"{len(running)}.log").open("wb") as log:
            program = Program(lab.popen(side, *arguments, stderr=log))
        running.append(program)
        return program

    yield start
    for program in running:
        program.kill()
