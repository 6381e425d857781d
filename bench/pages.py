"""What a lesson page costs the server's processor.

``python3 bus.py bench pages [SECONDS]``: signed-in learners turn pages over TLS; the small page
of the sign-in and a file of the static folder stand beside it for comparison.
"""

import asyncio
import http.client
import json
import re
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path

from bench.rig import ROOT, Server, make_bus, pinned, scratch
from common.sql import SqliteDatabase
from lms_server.keys import load_database_key
from lms_server.opening import DATABASE_NAME
from lms_server.training.queries import list_enrolments, list_open_sessions

CLIENTS = 10
BAR_MS = 2.0


class Visitor:
    """A learner's browser, as far as signing in goes."""

    def __init__(self, server, certificate, device_token):
        self._connection = http.client.HTTPSConnection(
            "127.0.0.1", server.lan_port, context=pinned(certificate)
        )
        self._token = device_token
        self.cookies = {}

    @property
    def headers(self):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Authorization": f"Bearer {self._token}", "Cookie": cookie}

    def ask(self, method, path, body=None):
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request(method, path, body=body, headers=headers)
        answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.update({k: v.value for k, v in SimpleCookie(line).items()})
        return answer.status, answer.read().decode()

    def sign_in(self, enrolment):
        path = f"/learn/who/{enrolment.id}"
        _, page = self.ask("GET", path)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        picture = enrolment.learner.picture
        status, page = self.ask("POST", path, f"csrf_token={token}&picture={picture}")
        if status != 302:
            raise RuntimeError(f"{status} {page[:500]}")


def find_enrolments(bus):
    key = load_database_key(bus.data_dir)
    database = SqliteDatabase(bus.data_dir / DATABASE_NAME, key=key)
    with database.read() as db:
        rows = list_enrolments(db, list_open_sessions(db)[0].id)
    database.close()
    return [row for row in rows if row.learner.full_name.startswith("Lò Thị Thử")]


async def turn_pages(requests, *, port, certificate, seconds):
    """Ask for each client's page again and again; return how many answers came."""
    context = pinned(certificate)
    until = time.monotonic() + seconds

    async def one(request):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        count = 0
        while time.monotonic() < until:
            writer.write(request.encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            if " 200 " not in head.split("\r\n")[0]:
                raise RuntimeError(head)
            await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
            count += 1
        writer.close()
        return count

    return sum(await asyncio.gather(*(one(request) for request in requests)))


def measure(server, certificate, *, path, headers, seconds):
    """Return pages a second and CPU ms a page."""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: bus\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in one.items() if value)
        + "\r\n"
        for one in headers
    ]
    before = server.cpu_seconds()
    command = [sys.executable, "-m", "bench.pages", "--client", str(server.lan_port)]
    ended = subprocess.run(
        [*command, str(certificate), str(seconds)],
        input=json.dumps(requests),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    count = int(ended.stdout)
    return count / seconds, (server.cpu_seconds() - before) / count * 1000


def client_main(port, certificate, seconds):
    requests = json.load(sys.stdin)
    done = turn_pages(
        requests, port=int(port), certificate=Path(certificate), seconds=float(seconds)
    )
    print(asyncio.run(done))
    return 0


def main():
    if sys.argv[1:2] == ["--client"]:
        return client_main(*sys.argv[2:])
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 6
    with scratch() as folder:
        bus = make_bus(folder / "bus", learners=CLIENTS)
        server = Server(bus.data_dir)
        try:
            server.start()
            visitors = [Visitor(server, bus.certificate, one.device_token) for one in bus.sittings]
            for visitor, enrolment in zip(visitors, find_enrolments(bus), strict=True):
                visitor.sign_in(enrolment)
            headers = [visitor.headers for visitor in visitors]
            visitors[0].ask("GET", "/learn/course")  # offers the hand test, once
            status, lesson = visitors[0].ask("GET", "/learn/course")
            lesson_path = re.search(r'href="(/learn/lesson/[^"]+)"', lesson).group(1)
            status, _ = visitors[0].ask("GET", f"{lesson_path}/1")
            lesson_path += "/1" if status == 200 else ""
            paths = {
                "lesson page": lesson_path,
                "course path": "/learn/course",
                "staff sign-in": "/staff/sign-in",
                "a static file": "/static/tokens.css",
            }
            print("| page | pages/s | CPU ms |\n|---|---|---|")
            costs = {}
            for name, path in paths.items():
                measure(server, bus.certificate, path=path, headers=headers, seconds=1)
                rate, costs[name] = measure(
                    server, bus.certificate, path=path, headers=headers, seconds=seconds
                )
                print(f"| {name} | {rate:.0f} | {costs[name]:.2f} |", flush=True)
        finally:
            server.kill()
    is_well = costs["lesson page"] <= BAR_MS
    print(f"bar: lesson page <= {BAR_MS} ms:", "holds" if is_well else "BROKEN")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
