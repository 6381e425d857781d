"""Learner cards: the code as a QR picture."""

from lms_server.web.qr import qr_picture

_QUIET_ZONE = 4


def card_qr(card_code: str) -> str:
    """Return a ``data:`` address of an SVG with the QR code of ``card_code``.

    Only the random code is in it, no personal data. A scanner types it as digits and Enter.
    """
    return qr_picture(card_code)


def spaced(card_code: str) -> str:
    """Return the code for people's eyes: ``01234 56789``."""
    half = len(card_code) // 2
    return f"{card_code[:half]} {card_code[half:]}"
