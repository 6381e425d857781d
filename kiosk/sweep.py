"""Knocking at every address of the own subnet, for networks that carry no multicast."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import IPv4Network

from common.interfaces import Networks
from kiosk.config import Address

KNOCK_S = 0.6
AT_ONCE = 64
_WIDEST = 24
"""A larger network is swept only around the own address: 254 knocks take 2.5 s."""


def hosts_around(networks: Networks) -> list[str]:
    """Return the addresses of others in our networks, at most 254 for each of our own."""
    own = {interface.ip for interface in networks}
    near = {
        IPv4Network((interface.ip, max(interface.network.prefixlen, _WIDEST)), strict=False)
        for interface in networks
    }
    found = {host for network in near for host in network.hosts()}
    return [str(host) for host in sorted(found - own)]


def sweep(
    addresses: Sequence[Address], found: Callable[[Address], None], stop: threading.Event
) -> None:
    """Call ``found`` with each address that lets a TCP connection in; ends early on ``stop``."""
    asyncio.run(_sweep(addresses, found, stop))


async def _sweep(
    addresses: Sequence[Address], found: Callable[[Address], None], stop: threading.Event
) -> None:
    free = asyncio.Semaphore(AT_ONCE)

    async def knock(address: Address) -> None:
        async with free:
            if not stop.is_set() and await _is_open(address):
                found(address)

    await asyncio.gather(*(knock(address) for address in addresses))


async def _is_open(address: Address) -> bool:
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(KNOCK_S):
            _, writer = await asyncio.open_connection(address.host, address.port)
        writer.close()
        return True
    return False
