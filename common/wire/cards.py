"""What the QR code of a learner card says: its digits, and nothing else."""

import re

CARD_DIGITS = 10
"""Digits only: a scanner types them unharmed through any Vietnamese input method."""
_CARD = re.compile(rf"[0-9]{{{CARD_DIGITS}}}")


def read_card(text: str) -> str | None:
    """Return the digits of a learner card; None for the text of any other code."""
    found = text.strip()
    return found if _CARD.fullmatch(found) else None
