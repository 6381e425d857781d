"""Where a bus server is, in forms that people and cameras carry. Hints only, never proof.

A place code is six letters and digits for a private IPv4 address: 25 bits of address and five
that show a slip of the fingers. It works with nothing on the network but the way to that address.
"""

from ipaddress import IPv4Address, IPv4Network

SCHEME = "bus-lms:"
"""What a QR code of an address begins with."""
CODE_LENGTH = 6
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No I, O, 0 and 1: they are taken for each other."""
_PRIVATE = tuple(
    IPv4Network(text)
    for text in ("192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12", "169.254.0.0/16")
)
_WEIGHTS = (1, 3, 5, 7, 9)
"""Odd, so that no single wrong letter goes unseen modulo 32."""


def code_of(host: str) -> str | None:
    """Return the place code of an IPv4 address; None for one that is not private."""
    address, before = IPv4Address(host), 0
    for network in _PRIVATE:
        if address in network:
            number = before + int(address) - int(network.network_address)
            digits = [number >> shift & 31 for shift in (20, 15, 10, 5, 0)]
            return "".join(ALPHABET[digit] for digit in (*digits, _check(digits)))
        before += network.num_addresses
    return None


def host_of(code: str) -> str:
    """Return the address of a place code; small letters, spaces and hyphens do not matter.

    Raises:
        ValueError: it is none, or a letter is wrong.
    """
    letters = code.upper().replace(" ", "").replace("-", "")
    if len(letters) != CODE_LENGTH or not set(letters) <= set(ALPHABET):
        raise ValueError(f"not a place code: {code!r}")
    *digits, check = (ALPHABET.index(letter) for letter in letters)
    number = sum(digit << shift for digit, shift in zip(digits, (20, 15, 10, 5, 0), strict=True))
    if check != _check(digits):
        raise ValueError(f"a letter is wrong: {code!r}")
    for network in _PRIVATE:
        if number < network.num_addresses:
            return str(network.network_address + number)
        number -= network.num_addresses
    raise ValueError(f"no address has this code: {code!r}")


def qr_text(host: str, port: int) -> str:
    """Return what the QR code of an address says."""
    return f"{SCHEME}{host}:{port}"


def _check(digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 32
