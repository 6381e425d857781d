"""What a learner may choose about the screens, and what a form means by it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from lms_server.preferences.errors import UnknownChoiceError


class TextSize(StrEnum):
    """Size of letters (PNP ``fontSize``)."""

    NORMAL = "normal"
    LARGE = "large"
    LARGEST = "largest"


class Contrast(StrEnum):
    """Colours (PNP ``contrast``); ``normal`` has 7:1 already."""

    NORMAL = "normal"
    HIGH = "high"


class TargetSize(StrEnum):
    """Size of what is pressed (PNP ``pointerTargetSize``)."""

    NORMAL = "normal"
    LARGE = "large"


class Pace(StrEnum):
    """Speed of reading aloud (PNP ``speechRate``)."""

    NORMAL = "normal"
    SLOW = "slow"


class SetBy(StrEnum):
    """Who found out what suits the learner."""

    LEARNER = "learner"
    HAND_TEST = "hand_test"
    TRAINER = "trainer"


@dataclass(frozen=True)
class Preferences:
    """What suits one learner; the defaults suit most."""

    text_size: TextSize = TextSize.NORMAL
    contrast: Contrast = Contrast.NORMAL
    target_size: TargetSize = TargetSize.NORMAL
    pace: Pace = Pace.NORMAL
    reads_by_itself: bool = False
    """Each new screen is read aloud without a press."""

    @property
    def is_seen_otherwise(self) -> bool:
        """Whether letters or colours are not the usual ones, so that one press brings them back."""
        return (self.text_size, self.contrast) != (TextSize.NORMAL, Contrast.NORMAL)

    @property
    def next_text_size(self) -> TextSize:
        """The next larger letters; after the largest the normal ones come again."""
        sizes = tuple(TextSize)
        return sizes[(sizes.index(self.text_size) + 1) % len(sizes)]

    @property
    def other_contrast(self) -> Contrast:
        """The contrast that one press leads to."""
        return Contrast.NORMAL if self.contrast is Contrast.HIGH else Contrast.HIGH


DEFAULTS = Preferences()


def to_values(preferences: Preferences) -> dict[str, Any]:
    """Return JSON values: only what differs from the defaults."""
    defaults = asdict(DEFAULTS)
    return {name: v for name, v in asdict(preferences).items() if v != defaults[name]}


def from_values(values: Mapping[str, Any]) -> Preferences:
    """Return what :func:`to_values` or a form wrote; a missing name means the default.

    Raises:
        UnknownChoiceError: a value is none of those that can be chosen.
    """
    try:
        return Preferences(
            text_size=TextSize(values.get("text_size", DEFAULTS.text_size)),
            contrast=Contrast(values.get("contrast", DEFAULTS.contrast)),
            target_size=TargetSize(values.get("target_size", DEFAULTS.target_size)),
            pace=Pace(values.get("pace", DEFAULTS.pace)),
            reads_by_itself=values.get("reads_by_itself", False) in (True, "yes"),
        )
    except ValueError as error:
        raise UnknownChoiceError from error
