"""The demo: a bus and its province on this machine, with people and a class to try."""

import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from workshop.places import DEMO, IS_WINDOWS, PROGRAMS, PYTHON, ROOT, environment
from workshop.talk import StepFailedError, run, say, step

BUS = DEMO / "bus"
REGISTRY = DEMO / "registry"
BUS_URL = "http://127.0.0.1:8080/"
REGISTRY_URL = "http://127.0.0.1:8090/"
SIGN_INS = DEMO / "sign-ins.txt"
_PROVINCE = ("--province-code", "40", "--province-name", "Nghệ An")
_WHAT_TO_TRY = f"""
Bus server, staff    {BUS_URL}staff/sign-in
{{staff}}Learners             {BUS_URL}
Province, public     {REGISTRY_URL}

What to try
  1. Sign in as trainer, open "Máy học viên" and show a code; a browser types it at {BUS_URL}join
     (or start a kiosk: .venv/bin/bus-kiosk).
  2. There a learner taps the name and the picture and learns KNS-04: lessons, tasks, quiz.
  3. The trainer watches the class. The course wants 48 minutes of presence: "Số phút" adds them.
  4. The certification officer approves, opens the signing key, issues, prints.
  5. It goes to the province by itself within a minute; look the certificate up at {REGISTRY_URL}
"""
_PORTS = (8080, 8443, 8090)
_START_S = 20
_STOP_S = 5


def run_demo() -> int:
    """Make the demo if there is none, run both servers until Ctrl-C; return the exit code.

    Raises:
        StepFailedError: the demo could not be made, or a server did not start.
    """
    for port in _PORTS:
        _refuse_taken(port)
    if not SIGN_INS.exists():
        _make()
    servers = [
        _start("bus-lms", "serve", "--data", BUS, log="bus.log"),
        _start("bus-registry", "serve", "--data", REGISTRY, log="registry.log"),
    ]
    try:
        _wait_for(f"{BUS_URL}staff/sign-in", servers[0], "bus.log")
        _wait_for(REGISTRY_URL, servers[1], "registry.log")
        say(SIGN_INS.read_text(encoding="utf-8"))
        say("Ctrl-C stops both servers. Their logs are in demo/. Delete demo/ for a fresh one.")
        return _wait_for_end(servers)
    except KeyboardInterrupt:
        say("\nStopping ...")
        return 0
    finally:
        _stop(servers)


def _make() -> None:
    with step("A demo bus, its province, staff and a class of twelve"):
        shutil.rmtree(DEMO, ignore_errors=True)
        DEMO.mkdir()
        bus, registry = ("--data", BUS), ("--data", REGISTRY)
        request, pack = BUS / "enrolment-request.json", DEMO / "enrolment-pack.json"
        staff = run([PYTHON, "-m", "lms_server.demo", BUS])
        run([_program("bus-registry"), "init", *registry, *_PROVINCE])
        told = run([_program("bus-registry"), "enrol-bus", request, "--out", pack, *registry])
        code = told.strip().rpartition(": ")[2]
        run([_program("bus-lms"), "enrol", pack, "--code", code, *bus])
        SIGN_INS.write_text(_WHAT_TO_TRY.format(staff=staff), encoding="utf-8")


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        if not IS_WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StepFailedError(
                f"Port {port} is taken. Does another demo or bus server run here? Stop it first."
            ) from error


def _program(name: str) -> Path:
    return PROGRAMS / (f"{name}.cmd" if IS_WINDOWS else name)


def _start(name: str, *arguments: str | Path, log: str) -> subprocess.Popen[bytes]:
    with (DEMO / log).open("ab") as file:
        return subprocess.Popen(
            [_program(name), *arguments],
            cwd=ROOT,
            env={**environment(), "BUS_LMS_REGISTRY_URL": REGISTRY_URL.rstrip("/")},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C comes to us alone; we stop them in order
        )


def _wait_for(url: str, server: subprocess.Popen[bytes], log: str) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    tail = (DEMO / log).read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    raise StepFailedError(f"{url} did not come up; the end of demo/{log}:\n" + "\n".join(tail))


def _wait_for_end(servers: list[subprocess.Popen[bytes]]) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    while all(server.poll() is None for server in servers):
        time.sleep(0.2)
    say("A server ended by itself; its log in demo/ says why.")
    return 1


def _stop(servers: list[subprocess.Popen[bytes]]) -> None:
    for impatient in (signal.SIGINT, signal.SIGTERM):
        signal.signal(impatient, signal.SIG_IGN)  # a second Ctrl-C must leave no server behind
    for server in servers:
        server.terminate()
    for server in servers:
        try:
            server.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
