"""A class of kiosks in the lab's air, one bus, and what the kiosks' screens said so far."""

import json
import queue
import secrets
import time

from lms_server import keys
from tests.lab.air import Air

BUS = "10.99.0.2/16"
MOVED = "10.99.0.77/16"
SHORT = "10.99.0.2"


class Classroom:
    """Kiosks 0 to ``count`` - 1; nothing is switched on yet."""

    def __init__(self, folder, count, *, is_paired=True):
        self.air = Air(folder)
        self.folder = folder
        self.token = secrets.token_hex(16)  # never like an option: no dash in front
        self.bus_machine = self.air.machine("b", BUS)
        self.kiosks = [
            self.air.machine(f"k{number}", f"10.99.0.{100 + number}/16") for number in range(count)
        ]
        self.fingerprint = self._make_keys("bus")
        self.states = {}
        """Newest line of each kiosk."""
        self.history = []
        pin = self.fingerprint if is_paired else "-"
        self.crowd = self.air.run(None, "tests/lab/kiosks.py", str(folder), pin, self.token)
        self.crowd.next_line()

    def _make_keys(self, name):
        folder = self.folder / name
        folder.mkdir()
        keys.make_folder(folder)
        return keys.make_tls(folder, bus_code="79B03")

    def start_bus(self, *arguments, name="bus", machine=None):
        """Start a bus and wait until it serves; the announcement follows a second later."""
        machine = machine or self.bus_machine
        place = str(self.folder / name)
        bus = self.air.run(machine, "tests/lab/bus.py", place, self.token, *arguments)
        bus.next_line()
        return bus

    def start_other_bus(self, *arguments, address="10.99.0.3/16"):
        self._make_keys("other")
        machine = self.air.machine("o", address)
        return self.start_bus(*arguments, name="other", machine=machine)

    def switch_on(self, *, last=""):
        self.states.clear()
        self.history.clear()
        for number, machine in enumerate(self.kiosks):
            self.crowd.say(f"on {machine.name} {number} {last}")

    def switch_off(self):
        for number in range(len(self.kiosks)):
            self.crowd.say(f"off {number}")

    def all_say(self, command):
        for number in range(len(self.kiosks)):
            self.crowd.say(f"{command} {number}")

    def wait(self, is_so, timeout_s):
        """Read lines until ``is_so`` holds for each kiosk's newest; return whether it came true."""
        end = time.monotonic() + timeout_s
        while not self._holds(is_so):
            try:
                self._take(self.crowd.next_line(end - time.monotonic()))
            except queue.Empty:
                return False
        return True

    def settle(self):
        """Let the welcome pass on every screen; forget what was said up to here."""
        self.watch(3)
        self.states.clear()
        self.history.clear()

    def watch(self, seconds):
        """Read what is said for a while."""
        self.wait(lambda _: False, seconds)

    def _holds(self, is_so):
        return len(self.states) == len(self.kiosks) and all(map(is_so, self.states.values()))

    def _take(self, line):
        facts = json.loads(line)
        self.states[facts["kiosk"]] = facts
        self.history.append(facts)

    def close(self):
        self.air.close()


def newest_facts(bus):
    """Return the last line a bus printed, waiting for a fresh one."""
    line = bus.next_line()
    while True:
        try:
            line = bus.next_line(0.001)
        except queue.Empty:
            return json.loads(bus.next_line())
    return json.loads(line)


def is_connected(state):
    return state["connected"]


def is_away(state):
    return not state["connected"]
