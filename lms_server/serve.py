"""The running bus server: TLS 1.3 for the LAN, plain HTTP for this machine, one process.

Why granian's embedded door, and what it was measured against: docs/decisions/0001-tls-server.md.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from common.errors import DomainError
from common.sql import Database
from common.web.rsgi import Express, WsgiBridge
from lms_server.config import Config
from lms_server.keys import tls_files
from lms_server.one_process import hold
from lms_server.web.uploads import LONG_BODIES

if sys.platform == "win32":
    _run_loop: Callable[[Coroutine[Any, Any, None]], None] = asyncio.run
else:
    import resource

    import uvloop

    _run_loop = uvloop.run

log = logging.getLogger(__name__)

THREADS = 24
"""Requests worked on at once: 16 short ones and 8 screens that follow a class live."""
MAX_SOCKETS = 2000
"""Open connections a door keeps; forty kiosks and their spare sockets are far below."""
STOP_S = 2.5
"""After this a request that still runs is cut off; nothing acknowledged is lost by it."""
_HEADER_MS = 30_000
_LOOPBACK = "127.0.0.1"


class PortTakenError(DomainError):
    """Another program listens on a port this server needs."""

    code = "serve.port_taken"


@dataclass(frozen=True)
class Addresses:
    """Where the running server can be reached."""

    lan: tuple[str, int]
    local: tuple[str, int]


Announce = Callable[[Config, int], AbstractContextManager[object]]
"""Given the settings and the LAN port: makes the bus known while the block runs."""


def run(  # noqa: PLR0913
    app: Flask,
    config: Config,
    database: Database,
    *,
    announce: Announce = lambda _config, _port: nullcontext(),
    tell: Callable[[Addresses], None] = lambda _addresses: None,
    express: Mapping[str, Express] | None = None,
) -> None:
    """Serve ``app`` until SIGTERM or Ctrl-C; the database is closed at the end.

    Args:
        app: the program.
        config: the settings; a port 0 lets the system choose.
        database: what ``app`` works on.
        announce: makes the bus known on the LAN while it serves.
        tell: called once, when both doors are open.
        express: paths whose POSTs need neither a thread nor the whole program.

    Raises:
        AlreadyServingError: another process serves this data folder.
        PortTakenError: another program listens on one of the ports.
        KeyMissingError: the data folder holds no TLS key.
    """
    with hold(config.data_dir):
        addresses = Addresses(
            (config.lan_host, _free_port(config.lan_host, config.lan_port)),
            (_LOOPBACK, _free_port(_LOOPBACK, config.local_port)),
        )
        _allow_many_sockets()
        bridge = WsgiBridge(
            app,
            threads=THREADS,
            max_body=app.config["MAX_CONTENT_LENGTH"],
            long_bodies=LONG_BODIES,
            express=express,
        )
        doors = (
            _lan_door(bridge, addresses.lan, tls_files(config.data_dir)),
            _door(bridge, addresses.local),
        )
        with announce(config, addresses.lan[1]):
            _run_loop(_keep_open(doors, lambda: tell(addresses)))
            _exit_soon()
            bridge.close()
            database.close()


async def _keep_open(doors: tuple[Server, ...], tell: Callable[[], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    serving = [asyncio.create_task(door.serve()) for door in doors]
    for door in doors:
        await _until_open(door)
    tell()
    await asyncio.wait(
        [asyncio.create_task(stop.wait()), *serving], return_when=asyncio.FIRST_COMPLETED
    )
    log.info("stopping")
    for door in doors:
        door.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait(serving, timeout=STOP_S / 2)


async def _until_open(door: Server) -> None:
    host = _LOOPBACK if door.bind_addr == "0.0.0.0" else door.bind_addr  # noqa: S104
    for _ in range(500):
        try:
            _, writer = await asyncio.open_connection(host, door.bind_port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return
    raise PortTakenError(port=door.bind_port)


def _door(bridge: WsgiBridge, address: tuple[str, int], **tls: object) -> Server:
    return Server(
        bridge,
        address=address[0],
        port=address[1],
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=256,
        backpressure=MAX_SOCKETS,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS),
        log_level=LogLevels.error,
        **tls,  # type: ignore[arg-type]
    )


def _lan_door(bridge: WsgiBridge, address: tuple[str, int], tls: tuple[Path, Path]) -> Server:
    certificate, key = tls
    return _door(
        bridge,
        address,
        ssl_cert=certificate,
        ssl_key=key,
        ssl_protocol_min=SSLProtocols.tls13,
    )


def _free_port(host: str, port: int) -> int:
    """Return ``port``, or a free one for 0.

    granian shares a port with whoever already has it; a bus must not.
    """
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(port=port) from error
        return int(probe.getsockname()[1])


def _allow_many_sockets() -> None:
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _exit_soon() -> None:
    """Make sure that a request which never ends cannot hold up the stop."""
    timer = threading.Timer(STOP_S / 2, os._exit, args=(0,))
    timer.daemon = True
    timer.start()
