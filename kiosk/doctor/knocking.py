"""Proof from another host that a firewall lets announcements in, whoever sends them first.

A kiosk's own questions open its firewall for the answers; a bus that is switched on later speaks
unasked. One machine hears, the other one knocks, at the address and port of announcements.
"""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

GROUP, PORT = "224.0.0.251", 5353
"""Of multicast DNS."""
_KNOCK = bytes(12) + b"bus-kiosk knock"
"""Begins like a message with nothing in it: whoever else listens there passes it over."""
_EVERY_S = 0.5


def hear(own: Sequence[str], *, seconds: float, port: int = PORT) -> str | None:
    """Return the address of the first machine that knocks; None when none does.

    Args:
        own: addresses of this machine at which to listen.
        seconds: how long at most.
        port: another one for tests.

    Raises:
        OSError: the port belongs to somebody who does not share it.
    """
    end = time.monotonic() + seconds
    with _open() as listening:
        listening.bind(("", port))
        for address in own:
            member = socket.inet_aton(GROUP) + socket.inet_aton(address)
            with suppress(OSError):  # an interface without multicast
                listening.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        while (left := end - time.monotonic()) > 0:
            listening.settimeout(left)
            with suppress(TimeoutError):
                said, (host, _port) = listening.recvfrom(2048)
                if said == _KNOCK:
                    return str(host)
    return None


def knock(
    own: Sequence[str], *, seconds: float, wait: Callable[[float], None], port: int = PORT
) -> int:
    """Knock at every machine of the networks of ``own``; return how many knocks went out.

    Args:
        own: addresses of this machine to knock from.
        seconds: for how long.
        wait: lets time pass.
        port: another one for tests.
    """
    sent = 0
    for _round in range(max(1, round(seconds / _EVERY_S))):
        for address in own:
            with suppress(OSError), _open() as knocking:
                here = socket.inet_aton(address)
                knocking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, here)
                sent += knocking.sendto(_KNOCK, (GROUP, port)) == len(_KNOCK)
        wait(_EVERY_S)
    return sent


@contextmanager
def _open() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        yield opened
