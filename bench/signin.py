"""Forty learners sign in at once: does anybody queue?

``python3 bus.py bench signin [LEARNERS]``. Each learner at a machine of their own asks for the
names, turns a page of them, taps the name, taps the picture and sees the course; then once more,
by card. People need half a minute for it: here they are as fast as the server answers.
"""

import asyncio
import json
import re
import statistics
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from bench.pages import find_enrolments
from bench.rig import ROOT, Server, make_bus, pinned, scratch

LEARNERS = 40
BAR_S = 60
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Machine:
    """A paired machine with one keep-alive connection and nobody at it."""

    def __init__(self, plan, *, port, context):
        self._plan = plan
        self._port = port
        self._context = context
        self._cookies = {}
        self.steps = {}

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port, ssl=self._context
        )

    async def sign_in_by_picture(self):
        """Return the seconds from the list of names to the course."""
        started = time.monotonic()
        await self.ask("names", "GET", "/learn/?by=all")
        await self.ask("more names", "GET", "/learn/?by=all&page=2")
        page = await self.ask("pictures", "GET", self._plan["who"])
        form = {"csrf_token": _TOKEN.search(page)[1], "picture": self._plan["picture"]}
        await self.ask("sign in", "POST", self._plan["who"], form)
        await self.ask("course", "GET", "/learn/course")
        return time.monotonic() - started

    async def sign_in_by_card(self):
        """Return the seconds from the card's screen to the course."""
        started = time.monotonic()
        page = await self.ask("card", "GET", "/learn/card")
        form = {"csrf_token": _TOKEN.search(page)[1], "code": self._plan["card"]}
        await self.ask("sign in by card", "POST", "/learn/card", form)
        await self.ask("course", "GET", "/learn/course")
        return time.monotonic() - started

    def forget(self):
        """Sit down as somebody new."""
        self._cookies = {}

    async def ask(self, step, method, path, form=None):
        started = time.monotonic()
        body = urlencode(form or {}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: bus\r\nCookie: {cookies}\r\n"
            f"Authorization: Bearer {self._plan['device_token']}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = int(re.search(r"content-length: *(\d+)", answer, re.IGNORECASE)[1])
        page = (await self._reader.readexactly(length)).decode()
        status = int(answer.split(" ", 2)[1])
        if status != (302 if form else 200) and not (step == "course" and status == 302):
            raise RuntimeError(f"{step}: {answer} {page[:500]}")
        for line in re.findall(r"set-cookie: *([^\r]+)", answer, re.IGNORECASE):
            self._cookies.update({k: v.value for k, v in SimpleCookie(line).items()})
        self.steps.setdefault(step, []).append(time.monotonic() - started)
        return page


async def sign_in(plans, *, port, context):
    """Let everybody sign in at once, by picture and then by card; return all the seconds."""
    machines = [Machine(plan, port=port, context=context) for plan in plans]
    for machine in machines:
        await machine.connect()
    seen = {}
    for way, act in (
        ("picture", Machine.sign_in_by_picture),
        ("card", Machine.sign_in_by_card),
    ):
        started = time.monotonic()
        each = await asyncio.gather(*(act(machine) for machine in machines))
        seen[way] = {"each": each, "all": time.monotonic() - started}
        for machine in machines:
            machine.forget()
    steps = {}
    for machine in machines:
        for step, seconds in machine.steps.items():
            steps.setdefault(step, []).extend(seconds)
    return {**seen, "steps": steps}


def make_plans(bus):
    """Return what each learner knows and has in the hand."""
    return [
        {
            "device_token": sitting.device_token,
            "who": f"/learn/who/{enrolment.id}",
            "picture": enrolment.learner.picture,
            "card": enrolment.learner.card_code,
        }
        for sitting, enrolment in zip(bus.sittings, find_enrolments(bus), strict=True)
    ]


def run_clients(bus, server, plans):
    """Let the learners act in a process of their own; return what they saw."""
    command = [sys.executable, "-m", "bench.signin", "--client", str(server.lan_port)]
    ended = subprocess.run(
        [*command, str(bus.certificate)],
        input=json.dumps(plans),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    return json.loads(ended.stdout)


def client_main(port, certificate):
    plans = json.load(sys.stdin)
    seen = asyncio.run(sign_in(plans, port=int(port), context=pinned(Path(certificate))))
    print(json.dumps(seen))
    return 0


def main():
    if sys.argv[1:2] == ["--client"]:
        return client_main(*sys.argv[2:])
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else LEARNERS
    with scratch() as folder:
        bus = make_bus(folder / "bus", learners=learners)
        server = Server(bus.data_dir)
        try:
            server.start()
            before = server.cpu_seconds()
            seen = run_clients(bus, server, make_plans(bus))
            cpu_ms = (server.cpu_seconds() - before) / (2 * learners) * 1000
        finally:
            server.kill()
    print(f"{learners} learners at once\n")
    print(
        "| sign-in by | p50 s | p95 s | longest s | all signed in after s |\n|---|---|---|---|---|"
    )
    for way in ("picture", "card"):
        p50, p95, longest = _spread(seen[way]["each"])
        print(f"| {way} | {p50:.2f} | {p95:.2f} | {longest:.2f} | {seen[way]['all']:.2f} |")
    print("\n| step | p50 ms | p95 ms |\n|---|---|---|")
    for step, seconds in seen["steps"].items():
        p50, p95, _ = _spread(seconds)
        print(f"| {step} | {p50 * 1000:.0f} | {p95 * 1000:.0f} |")
    print(f"\n{cpu_ms:.0f} ms of the server's processor a sign-in")
    is_well = max(seen["picture"]["all"], seen["card"]["all"]) <= BAR_S
    print(f"bar: {learners} signed in within {BAR_S} s:", "holds" if is_well else "BROKEN")
    return 0 if is_well else 1


def _spread(seconds):
    ordered = sorted(seconds)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1]


if __name__ == "__main__":
    sys.exit(main())
