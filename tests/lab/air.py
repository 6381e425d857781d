"""A pretend Wi-Fi of network namespaces: a switch, a cable to each machine, faults on demand."""

import contextlib
import os
import queue
import secrets
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORT = "wlan0"


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


class Machine:
    """One namespace with one network card."""

    def __init__(self, air, name, address):
        self.name = f"{air.name}{name}"
        self.cable = self.name  # the switch's end of it
        self._switch = air.switch
        ip("netns", "add", self.name)
        ip("-n", self.name, "link", "set", "lo", "up")
        ends = ["name", self.cable, "netns", self._switch]
        ip("-n", self.name, "link", "add", PORT, "type", "veth", "peer", *ends)
        ip("-n", self._switch, "link", "set", self.cable, "master", "ap", "up")
        self.switch_on()
        self.move(address)

    def move(self, address):
        """Take ``address`` (with its prefix) in place of all others."""
        ip("-n", self.name, "address", "flush", "dev", PORT)
        ip("-n", self.name, "address", "add", address, "brd", "+", "dev", PORT)
        ip("-n", self.name, "route", "replace", "default", "dev", PORT)

    def switch_off(self):
        ip("-n", self.name, "link", "set", PORT, "down")

    def switch_on(self):
        ip("-n", self.name, "link", "set", PORT, "up")

    def isolate(self):
        """The access point passes nothing on between isolated machines."""
        ip("-n", self._switch, "link", "set", self.cable, "type", "bridge_slave", "isolated", "on")

    def rules(self, *lines):
        """Replace the packet filter by ``lines``; each goes for what comes in and goes out."""
        chains = "".join(
            f"chain {hook} {{ type filter hook {hook} priority 0; {'; '.join(lines)}; }}\n"
            for hook in ("input", "output")
        )
        text = f"table inet lab\ndelete table inet lab\ntable inet lab {{\n{chains}}}\n"
        command = ["ip", "netns", "exec", self.name, "nft", "-f", "-"]
        subprocess.run(command, input=text, text=True, check=True)

    def lose(self, percent):
        """Lose packets at random, in both directions."""
        self.rules(f"numgen random mod 100 < {percent} drop")

    def block_multicast(self):
        self.rules("ip daddr 224.0.0.0/4 drop")

    def shut(self, how="drop"):
        """A firewall that lets nobody to the bus program."""
        self.rules(f"tcp dport 8443 {how}")

    def heal(self):
        self.rules("accept")


class Program:
    """A program in the lab that prints lines; those it has printed wait in order."""

    def __init__(self, command, log):
        self._log = Path(log).open("wb")  # noqa: SIM115 - as long as the program
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._lines = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def next_line(self, timeout_s=30.0):
        """Return the next line; raises ``queue.Empty`` after ``timeout_s``.

        Raises:
            EOFError: the program has ended; what it said last stands in the error.
        """
        line = self._lines.get(timeout=max(timeout_s, 0.001))
        if not line:
            self._lines.put("")
            raise EOFError(Path(self._log.name).read_text()[-3000:])
        return line

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def kill(self):
        self.process.kill()
        self.process.wait(10)
        self._reader.join(10)
        for pipe in (self.process.stdin, self.process.stdout, self._log):
            with contextlib.suppress(OSError):
                pipe.close()


class Air:
    """The switch and all that hangs on it."""

    def __init__(self, folder):
        self.name = f"w{secrets.token_hex(2)}"
        self.folder = Path(folder)
        self.switch = f"{self.name}ap"
        self._machines = []
        self._programs = []
        ip("netns", "add", self.switch)
        # No snooping: an ordinary access point floods multicast.
        snooping = ["type", "bridge", "mcast_snooping", "0"]
        ip("-n", self.switch, "link", "add", "ap", "up", *snooping)

    def machine(self, name, address):
        machine = Machine(self, name, address)
        self._machines.append(machine)
        return machine

    def run(self, machine, *arguments):
        where = ["ip", "netns", "exec", machine.name] if machine else []
        log = self.folder / f"{self.name}-{len(self._programs)}.log"
        program = Program([*where, sys.executable, *arguments], log)
        self._programs.append(program)
        return program

    def switch_power(self, *, is_on):
        """The access point loses its power, or gets it back; the cards see the carrier go."""
        for machine in self._machines:
            ip("-n", self.switch, "link", "set", machine.cable, "up" if is_on else "down")

    def close(self):
        for program in self._programs:
            program.kill()
        for name in (*(each.name for each in self._machines), self.switch):
            subprocess.run(["ip", "netns", "delete", name], check=False)
