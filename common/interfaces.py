"""Which networks this machine is in at this moment."""

import socket
from ipaddress import IPv4Interface

import psutil

Networks = frozenset[IPv4Interface]
"""Own addresses, each with its network."""


def own_networks() -> Networks:
    """Return the IPv4 addresses of the interfaces that are up and plugged in, without loopback."""
    states = psutil.net_if_stats()
    return frozenset(
        IPv4Interface(f"{each.address}/{each.netmask or '255.255.255.255'}")
        for name, addresses in psutil.net_if_addrs().items()
        if name in states and states[name].isup
        for each in addresses
        if each.family is socket.AF_INET and not each.address.startswith("127.")
    )
