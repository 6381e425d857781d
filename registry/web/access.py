"""THE access table: who may call which endpoint. What is not here, nobody may call."""

from common.web.access import PUBLIC

ACCESS: dict[str, frozenset[str]] = {
    "static": PUBLIC,
    # A bundle proves by its own signature whose it is.
    "intake.take_bundle": PUBLIC,
    # An ask proves whose it is as well, and the answer is sealed to that bus.
    "carried.answer": PUBLIC,
    # Receipts and lists are signed, and hold nobody's name.
    "intake.give_receipt": PUBLIC,
    "register.give_lists": PUBLIC,
    "verification.home": PUBLIC,
    "verification.ask": PUBLIC,
    "verification.look_up": PUBLIC,
    "verification.show": PUBLIC,
    "verification.check_qr": PUBLIC,
}


def everybody() -> frozenset[str]:
    """Return the principals of a visitor; the registry has no sign-in yet."""
    return PUBLIC


def no_sign_in(_allowed: frozenset[str], _found: frozenset[str]) -> str | None:
    """Return None: there is no page where a visitor could become more."""
    return None
