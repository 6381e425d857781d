"""Forty kiosks in network namespaces look for one bus, through all that a classroom does to them.

``python3 bus.py campaign wifi [KIOSKS] [SEED] [SCENE ...]`` as root: real zeroconf, real TLS, the
real link, finder and network watch of the kiosk; the real keys and announcement of the bus. A
scene passes when every kiosk is connected to its own bus in time, or is kept from it and says why.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.lab.classroom import MOVED, SHORT, Classroom, is_away, is_connected, newest_facts

CONNECT_S = 20
LOSSY_S = 90
CALM_S = 30
SWEPT_S = 40
ROAD = "10.99.0.4"
SWEEPERS = 3
"""All namespaces share one table of 1,024 neighbours, and each sweep takes 253 of them."""


class Scene:
    """One story; ``tell`` writes a line of its report."""

    def __init__(self, folder, count, *, is_paired=True):
        self.room = Classroom(folder, count, is_paired=is_paired)
        self.failures = []

    def all_connected(self, what, timeout_s=CONNECT_S, *, since=None):
        """Check that all are connected; times run from switching on, or from ``since``."""
        came = self.room.wait(is_connected, timeout_s)
        states = [each for each in self.room.states.values() if each["connected"]]
        seconds = sorted(each["s"] if since is None else each["at"] - since for each in states)
        self._tell(what, came, seconds, len(states))

    def all_say(self, what, trouble, timeout_s):
        """Check that every kiosk tells ``trouble`` and none is connected."""
        first = {}

        def has_told(_):
            for each in self.room.history:
                if each["trouble"] == trouble and is_away(each):
                    first.setdefault(each["kiosk"], each["s"])
            return len(first) == len(self.room.kiosks)

        came = self.room.wait(has_told, timeout_s)
        came = came and not any(map(is_connected, self.room.states.values()))
        self._tell(f"{what}: {trouble}", came, sorted(first.values()), len(first))

    def check(self, what, is_so):
        print(f"  {'ok    ' if is_so else 'FAILED'} {what}", flush=True)
        if not is_so:
            self.failures.append(what)

    def _tell(self, what, came, seconds, count):
        p50 = seconds[len(seconds) // 2] if seconds else 0.0
        p95 = seconds[int(len(seconds) * 0.95)] if seconds else 0.0
        most = seconds[-1] if seconds else 0.0
        of = len(self.room.kiosks)
        self.check(f"{what}: {count}/{of}, p50 {p50:.1f} p95 {p95:.1f} max {most:.1f} s", came)


def announced(scene):
    """Start the bus and let a first announcement go by: it probes for a second."""
    bus = scene.room.start_bus()
    time.sleep(2)
    return bus


def order(scene):
    """Bus first; then kiosks first, and the bus at another address than yesterday."""
    bus = announced(scene)
    scene.room.switch_on()
    scene.all_connected("bus first")
    bus.kill()
    scene.room.switch_off()
    scene.room.bus_machine.move(MOVED)
    scene.room.switch_on()
    scene.room.watch(3)
    began = time.monotonic()
    scene.room.start_bus()
    scene.all_connected("kiosks first, last address stale, from the start of the bus", since=began)


def crash(scene):
    """Kill -9, back at the same address; again, back at another one."""
    bus = announced(scene)
    scene.room.switch_on()
    scene.all_connected("before")
    scene.room.settle()
    bus.kill()
    bus = scene.room.start_bus()
    scene.room.watch(10)
    scene.check(
        "killed, back at once: nobody is away", not any(map(is_away, scene.room.states.values()))
    )
    beats = newest_facts(bus)["heartbeats"]
    scene.check(f"{beats} heartbeats in ten seconds", beats >= len(scene.room.kiosks))
    scene.room.settle()
    began = time.monotonic()
    bus.kill()
    scene.room.bus_machine.move(MOVED)
    scene.room.start_bus()
    scene.all_connected("killed, back at another address, from the kill", since=began)


def move(scene):
    """The bus gets another address while it runs."""
    announced(scene)
    scene.room.switch_on()
    scene.all_connected("before")
    scene.room.settle()
    began = time.monotonic()
    scene.room.bus_machine.move(MOVED)
    scene.all_connected("address changed under the running bus", since=began)


def rivals(scene):
    """A rogue announces our key and our name before our bus comes, and stays beside it."""
    rogue = scene.room.start_other_bus("--announce-as", str(scene.room.folder / "bus"))
    time.sleep(2)
    scene.room.switch_on()
    scene.all_say("rogue alone", "not_found", CONNECT_S)
    scene.room.states.clear()
    began = time.monotonic()
    scene.room.start_bus()
    scene.all_connected("the bus comes, its name is taken", since=began)
    facts = newest_facts(rogue)
    scene.check(f"the rogue was met {facts['connections']} times", facts["connections"] > 0)
    scene.check("the rogue was sent nothing", facts["requests"] == 0)


def alone(scene):
    """Only another bus is there: it is named, never used."""
    other = scene.room.start_other_bus()
    time.sleep(2)
    scene.room.switch_on()
    scene.all_say("only another bus", "other_bus", CONNECT_S)
    scene.check("the other bus was sent nothing", newest_facts(other)["requests"] == 0)


def change(scene):
    """All machines are given to another bus; then their old one is back, and alone at the end."""
    other = scene.room.start_other_bus()
    time.sleep(2)
    scene.room.switch_on()
    scene.all_say("only another bus", "other_bus", CONNECT_S)
    scene.room.all_say("code")
    began = time.monotonic()
    scene.all_connected("given to the other bus, from its code", since=began)
    scene.room.settle()
    old = scene.room.start_bus()
    scene.room.watch(8)
    scene.check("nobody left when the old bus came", not any(map(is_away, scene.room.history)))
    other.kill()
    scene.room.states.clear()
    scene.all_say("only the old bus", "other_bus", CONNECT_S)
    scene.check("the old bus was sent nothing", newest_facts(old)["requests"] == 0)


def deaf(scene):
    """Multicast is blocked: last address at once, sweep, and a bus that moved."""
    scene.room.bus_machine.block_multicast()
    bus = announced(scene)
    scene.room.switch_on(last=f"{SHORT}:8443")
    scene.all_connected("multicast blocked, last address known")
    scene.room.settle()
    began = time.monotonic()
    bus.kill()
    scene.room.bus_machine.move(MOVED)
    scene.room.start_bus()
    scene.all_connected("multicast blocked, bus moved: sweep", SWEPT_S, since=began)


def loss(scene):
    """5, 20 and 40 % of all packets are lost, both ways."""
    announced(scene)
    for percent in (5, 20, 40):
        for kiosk in scene.room.kiosks:
            kiosk.lose(percent)
        scene.room.switch_on()
        scene.all_connected(f"{percent} % lost", LOSSY_S)
        scene.room.settle()
        scene.room.watch(CALM_S)
        away = len({each["kiosk"] for each in scene.room.history if is_away(each)})
        print(f"         {away} of them missed their bus in the {CALM_S} s after", flush=True)
        scene.room.switch_off()


def latency(scene):
    """The only way to the bus takes 0.4 s, then 1.2 s, in each direction."""
    for machine in (scene.room.bus_machine, *scene.room.kiosks):
        machine.isolate()
    announced(scene)
    road = scene.room.air.machine("r", f"{ROAD}/16")
    for delay_s in (0.4, 1.2):
        slow = scene.room.air.run(road, "tests/lab/slow_road.py", SHORT, "8443", str(delay_s))
        slow.next_line()
        scene.room.switch_on(last=f"{ROAD}:8443")
        scene.all_connected(f"{delay_s} s each way")
        scene.room.settle()
        scene.room.watch(CALM_S)
        scene.check("nobody missed the bus after", not any(map(is_away, scene.room.history)))
        scene.room.switch_off()
        slow.kill()


def cable(scene):
    """Cards down and up, then the access point without power."""
    announced(scene)
    scene.room.switch_on()
    scene.all_connected("before")
    scene.room.settle()
    for kiosk in scene.room.kiosks:
        kiosk.switch_off()
    scene.all_say("cards down", "no_network", CONNECT_S)
    scene.room.states.clear()
    began = time.monotonic()
    for kiosk in scene.room.kiosks:
        kiosk.switch_on()
    scene.all_connected("cards up again", since=began)
    scene.room.settle()
    scene.room.air.switch_power(is_on=False)
    scene.room.wait(is_away, CONNECT_S)
    began = time.monotonic()
    scene.room.air.switch_power(is_on=True)
    scene.all_connected("access point back", since=began)


def isolation(scene):
    """The access point keeps kiosks apart; later it keeps them from the bus as well."""
    for kiosk in scene.room.kiosks:
        kiosk.isolate()
    announced(scene)
    scene.room.switch_on()
    scene.all_connected("kiosks isolated, bus by cable")
    scene.room.settle()
    scene.room.bus_machine.isolate()
    scene.all_say("bus isolated as well", "not_found", SWEPT_S)


def firewall(scene):
    """The port is shut: by silence, then by a refusal; then it is opened."""
    announced(scene)
    for how in ("drop", "reject"):
        scene.room.bus_machine.shut(how)
        scene.room.switch_on()
        scene.all_say(f"firewall that does {how}", "firewall", CONNECT_S)
        if how == "drop":
            scene.room.switch_off()
    began = time.monotonic()
    scene.room.bus_machine.heal()
    scene.all_connected("firewall opened", since=began)


def sleep(scene):
    """The laptops sleep, the bus moves meanwhile, the laptops wake."""
    bus = announced(scene)
    scene.room.switch_on()
    scene.all_connected("before")
    scene.room.settle()
    scene.room.all_say("sleep")
    bus.kill()
    scene.room.bus_machine.move(MOVED)
    scene.room.start_bus()
    time.sleep(8)
    began = time.monotonic()
    scene.room.all_say("wake")
    scene.all_connected("slept while the bus moved, from waking", since=began)


def goodbye(scene):
    """The announcement is taken back while the bus goes on: nobody leaves."""
    bus = announced(scene)
    scene.room.switch_on()
    scene.all_connected("before")
    scene.room.settle()
    before = newest_facts(bus)["heartbeats"]
    bus.say("goodbye")
    scene.room.watch(9)
    scene.check("nobody was cut off", not any(map(is_away, scene.room.history)))
    scene.check("heartbeats go on", newest_facts(bus)["heartbeats"] > before)


SCENES = {
    each.__name__: each
    for each in (
        order, crash, move, rivals, alone, change, deaf, loss, latency, cable, isolation, firewall,
        sleep, goodbye,
    )
}  # fmt: skip


def play(name, count):
    """Play one scene; return what failed."""
    print(f"{name}: {SCENES[name].__doc__}", flush=True)
    # Forty laptops have forty disks; here they would wait for one.
    memory = Path("/dev/shm")  # noqa: S108
    place = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        scene = Scene(Path(folder), min(count, SWEEPERS) if name == "deaf" else count)
        try:
            SCENES[name](scene)
        finally:
            scene.room.close()
    return scene.failures


def main():
    if os.geteuid() != 0:
        print("this campaign makes network namespaces: run it as root")
        return 2
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    chosen = sys.argv[3:] or list(SCENES)
    failures = [f"{name}: {each}" for name in chosen for each in play(name, count)]
    load = os.getloadavg()[0]
    print(f"{len(chosen)} scenes, {count} kiosks, {len(failures)} failures, load {load:.0f}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
