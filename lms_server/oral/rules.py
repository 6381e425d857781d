"""Why a learner is asked by word of mouth."""

from enum import StrEnum


class OralReason(StrEnum):
    """Why somebody does not read the quiz alone; nothing about health is asked or kept."""

    READING = "reading"
    """Does not read, or reads little."""
    SEEING = "seeing"
    """The letters cannot be seen well today."""
    LANGUAGE = "language"
    """Vietnamese is heard better than read, or the trainer tells it in another language."""
    HANDS = "hands"
    """Pointing at the machine is hard."""
    WISH = "wish"
    """The learner asked for it."""
