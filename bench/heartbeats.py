"""What forty kiosks that only say "I am here" cost the server.

``python3 bus.py bench heartbeats [KIOSKS] [SECONDS]``: each kiosk has one connection of its own
and tells every four seconds how it does, as ``kiosk/link.py`` does. The processor of the idle
server is measured before and told apart. Then once more with the trainer's wall of the kiosks
open, which asks every five seconds and shows a learner at each.
"""

import asyncio
import http.cookiejar
import itertools
import json
import random
import re
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from bench.pages import find_enrolments
from bench.rig import ROOT, Server, make_bus, pinned, scratch
from common.clock import to_wire, utc_now
from common.release import VERSION
from common.sql import SqliteDatabase
from kiosk.link import CHECK_EVERY_S
from lms_server.demo import STAFF
from lms_server.devices.queries import list_devices
from lms_server.keys import load_database_key
from lms_server.opening import DATABASE_NAME
from lms_server.training.sittings import sit_down

KIOSKS = 40
SECONDS = 60
IDLE_S = 15
WALL_EVERY_S = 5
BAR_PERCENT = 1.0
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_PAGES = ("door", "path", "lesson", "task", "quiz", "result")


def beat(number):
    """Return the heartbeat of a kiosk; it changes from one to the next."""
    told = {
        "version": VERSION,
        "queue_length": number % 3,
        "set_aside": 0,
        "clock_at": to_wire(utc_now()),
        "state": "learning",
        "page": random.choice(_PAGES),
        "idle_s": number % 200,
        "battery_percent": 100 - number % 80,
        "is_charging": False,
        "clock_ahead_ms": number * 7 % 900,
    }
    return json.dumps(told).encode()


async def live(token, *, port, context, until):
    """Tell until ``until``; return how often, and the longest wait for an answer in ms."""
    await asyncio.sleep(random.uniform(0, CHECK_EVERY_S))
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    count, longest = 0, 0.0
    for number in itertools.count(random.randrange(100)):
        if time.monotonic() >= until:
            break
        body = beat(number)
        head = (
            "POST /api/v1/heartbeat HTTP/1.1\r\nHost: bus\r\nAccept: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        sent = time.monotonic()
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await reader.readexactly(int(answer.split("content-length:")[1].split("\r\n")[0]))
        if " 200 " not in answer.split("\r\n")[0]:
            raise RuntimeError(answer)
        longest = max(longest, time.monotonic() - sent)
        count += 1
        await asyncio.sleep(CHECK_EVERY_S)
    writer.close()
    return count, longest * 1000


async def live_all(tokens, *, port, certificate, seconds):
    """Return how many heartbeats were answered and the longest wait in ms."""
    context = pinned(certificate)
    until = time.monotonic() + seconds
    seen = await asyncio.gather(
        *(live(token, port=port, context=context, until=until) for token in tokens)
    )
    return {"count": sum(one[0] for one in seen), "longest_ms": max(one[1] for one in seen)}


def client_main(port, certificate, seconds):
    seen = asyncio.run(
        live_all(
            json.load(sys.stdin),
            port=int(port),
            certificate=Path(certificate),
            seconds=float(seconds),
        )
    )
    print(json.dumps(seen))
    return 0


def idle_percent(server):
    """Return percent of a core that the server takes while nobody asks anything."""
    before, began = server.cpu_seconds(), time.monotonic()
    time.sleep(IDLE_S)
    return (server.cpu_seconds() - before) / (time.monotonic() - began) * 100


def measure(bus, server, *, seconds):
    """Return percent of a core with all kiosks telling, and what they saw."""
    command = [sys.executable, "-m", "bench.heartbeats", "--client", str(server.lan_port)]
    before, began = server.cpu_seconds(), time.monotonic()
    ended = subprocess.run(
        [*command, str(bus.certificate), str(seconds)],
        input=json.dumps([one.device_token for one in bus.sittings]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    percent = (server.cpu_seconds() - before) / (time.monotonic() - began) * 100
    return percent, json.loads(ended.stdout)


class Trainer:
    """Somebody on the bus with the wall of the kiosks on the screen."""

    def __init__(self, server):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(cookies)
        self._origin = f"http://127.0.0.1:{server.local_port}"
        self._stop = threading.Event()
        self._watching = threading.Thread(target=self._watch)

    def __enter__(self):
        person = next(one for one in STAFF if one.role == "trainer")
        token = _TOKEN.search(self._ask("/staff/sign-in"))[1]
        form = {"sign_in_name": person.sign_in_name, "password": person.password}
        self._ask("/staff/sign-in", urlencode(form | {"csrf_token": token}).encode())
        page = self._ask("/staff/devices")
        if page.count('class="device-who"') < KIOSKS // 2:
            raise RuntimeError(page[:2000])
        self._watching.start()

    def __exit__(self, *_):
        self._stop.set()
        self._watching.join()

    def _watch(self):
        while not self._stop.wait(WALL_EVERY_S):
            self._ask("/staff/devices")

    def _ask(self, path, form=None):
        with self._browser.open(self._origin + path, form, timeout=10) as answer:
            return answer.read().decode()


def seat_learners(bus):
    """Let a learner sit at each kiosk."""
    database = SqliteDatabase(bus.data_dir / DATABASE_NAME, key=load_database_key(bus.data_dir))
    with database.write() as db:
        devices = {one.name: one.id for one in list_devices(db)}
        for number, enrolment in enumerate(find_enrolments(bus)):
            sit_down(db, enrolment.id, device_id=devices[f"Máy {number}"], now=utc_now())
    database.close()


def main():
    if sys.argv[1:2] == ["--client"]:
        return client_main(*sys.argv[2:])
    kiosks = int(sys.argv[1]) if len(sys.argv) > 1 else KIOSKS
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    with scratch() as folder:
        bus = make_bus(folder / "bus", learners=kiosks)
        seat_learners(bus)
        server = Server(bus.data_dir)
        try:
            server.start()
            measure(bus, server, seconds=CHECK_EVERY_S)  # connections, first write, warm code
            idle = idle_percent(server)
            percent, seen = measure(bus, server, seconds=seconds)
            with Trainer(server):
                watched, _ = measure(bus, server, seconds=seconds)
        finally:
            server.kill()
    own = percent - idle
    each_ms = own / 100 * seconds / seen["count"] * 1000
    print(f"{kiosks} kiosks, a heartbeat every {CHECK_EVERY_S:g} s each, {seconds:g} s\n")
    print("| server | percent of a core |\n|---|---|")
    print(f"| nobody asks | {idle:.2f} |")
    print(f"| {kiosks} kiosks tell | {percent:.2f} |")
    print(f"| heartbeats alone | {own:.2f} |")
    print(f"| the wall of the kiosks alone | {watched - percent:.2f} |")
    print(f"\n{seen['count']} heartbeats, {each_ms:.2f} ms of processor each,", end=" ")
    print(f"longest wait {seen['longest_ms']:.0f} ms")
    is_well = own <= BAR_PERCENT
    print(f"bar: at most {BAR_PERCENT:g} % of a core:", "holds" if is_well else "BROKEN")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
