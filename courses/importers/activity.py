"""Activities from elsewhere: what a SCORM or H5P package holds, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from common.text import visible

LONGEST_TITLE = 120
_MOST_PLACES = 3


class ActivityKind(StrEnum):
    """What a package is made for."""

    SCORM_12 = "scorm_1_2"
    SCORM_2004 = "scorm_2004"
    H5P = "h5p"


class ActivityReason(StrEnum):
    """Why a part was changed or left out; pages translate it by its value."""

    # Left out.
    OTHER_ORGANIZATION = "other_organization"
    FILE_MISSING = "file_missing"
    NOT_A_FILE = "not_a_file"
    BROKEN_REFERENCE = "broken_reference"
    HIDDEN = "hidden"
    TOO_MANY_ITEMS = "too_many_items"
    TOO_DEEP = "too_deep"
    SUBMANIFEST = "submanifest"
    # Changed.
    WITHOUT_SEQUENCING = "without_sequencing"
    NO_ORGANIZATION = "no_organization"
    PREREQUISITES = "prerequisites"
    TIME_LIMIT = "time_limit"
    BAD_VALUE = "bad_value"
    ODD_ADDRESS = "odd_address"
    NO_TITLE = "no_title"
    CUT_TEXT = "cut_text"
    LISTED_FILE_MISSING = "listed_file_missing"
    NEEDS_INTERNET = "needs_internet"
    NEEDS_FLASH = "needs_flash"
    FRAMES = "frames"


LEFT_OUT = frozenset(
    {
        ActivityReason.OTHER_ORGANIZATION,
        ActivityReason.FILE_MISSING,
        ActivityReason.NOT_A_FILE,
        ActivityReason.BROKEN_REFERENCE,
        ActivityReason.HIDDEN,
        ActivityReason.TOO_MANY_ITEMS,
        ActivityReason.TOO_DEEP,
        ActivityReason.SUBMANIFEST,
    }
)
"""Reasons for which a part is not there; with the others it is there, but different."""


SENTENCES = {
    ActivityReason.OTHER_ORGANIZATION: "Only the default order of parts is used, not this one.",
    ActivityReason.FILE_MISSING: "Its file is not in the package.",
    ActivityReason.NOT_A_FILE: "Its address leads out of the package.",
    ActivityReason.BROKEN_REFERENCE: "It names a resource that the package does not describe.",
    ActivityReason.HIDDEN: "The package hides it.",
    ActivityReason.TOO_MANY_ITEMS: "A package may have 300 parts.",
    ActivityReason.TOO_DEEP: "Parts may be nested 12 deep.",
    ActivityReason.SUBMANIFEST: "Packages inside the package are not read.",
    ActivityReason.WITHOUT_SEQUENCING: "SCORM 2004 runs without sequencing, in any order.",
    ActivityReason.NO_ORGANIZATION: "It has no order of parts; they stand as the files are listed.",
    ActivityReason.PREREQUISITES: "What must be done before is not enforced.",
    ActivityReason.TIME_LIMIT: "The time limit is told to the part, and not enforced.",
    ActivityReason.BAD_VALUE: "A score or time that cannot be read was dropped.",
    ActivityReason.ODD_ADDRESS: "Its address is spelled unlike the file; the file was found.",
    ActivityReason.NO_TITLE: "It has no title and is called by its file.",
    ActivityReason.CUT_TEXT: "A title or launch text was too long and was cut.",
    ActivityReason.LISTED_FILE_MISSING: "The package lists a file that it does not hold.",
    ActivityReason.NEEDS_INTERNET: "It shows something from the internet, which stays empty here.",
    ActivityReason.NEEDS_FLASH: "It needs Flash, which no browser runs any more.",
    ActivityReason.FRAMES: "It is made of frames; frames that call each other may not work.",
}
"""The reasons in words, for people at a terminal."""


@dataclass(frozen=True)
class ActivityNote:
    """One thing that the trainer should know."""

    place: str
    """A title or file name of the package, made harmless to show."""
    reason: ActivityReason

    def __str__(self) -> str:
        return f"{self.place}: {SENTENCES[self.reason]}"


@dataclass(frozen=True)
class ActivityItem:
    """One line of the table of contents: a part to open, or a heading."""

    key: str
    """Names the part within the package; the same after each import."""
    title: str
    depth: int
    """0 for the outermost."""
    path: str = ""
    """The file to open; empty for a heading."""
    suffix: str = ""
    """Query and fragment of its address."""
    is_sco: bool = False
    """Whether it talks to the LMS; else opening it is all there is to do."""
    mastery_score: float | None = None
    """0 to 100: from this score on it is passed."""
    launch_data: str = ""
    max_time_allowed: str = ""
    time_limit_action: str = ""


@dataclass(frozen=True)
class ActivityPackage:
    """What an import answers: what was taken, what was changed, what was left out and why."""

    kind: ActivityKind
    title: str
    items: tuple[ActivityItem, ...]
    """Headings and parts in order; at least one part."""
    notes: tuple[ActivityNote, ...]

    @property
    def parts(self) -> tuple[ActivityItem, ...]:
        """The items that can be opened."""
        return tuple(item for item in self.items if item.path)


@dataclass
class Notes:
    """Collects notes while a package is read; the same reason for many files is one note."""

    _places: dict[ActivityReason, list[str]] = field(default_factory=dict)

    def add(self, place: str, reason: ActivityReason) -> None:
        """Note that something about ``place`` was changed or left out."""
        self._places.setdefault(reason, []).append(place)

    def collect(self) -> tuple[ActivityNote, ...]:
        """Return the notes, those of left out parts first."""
        ordered = sorted(self._places, key=lambda reason: reason not in LEFT_OUT)
        return tuple(ActivityNote(_join(self._places[reason]), reason) for reason in ordered)


def clean_title(text: str) -> str:
    """Return a title that is safe to show: one line, no invisible characters, cut."""
    return visible(text[: 20 * LONGEST_TITLE])[:LONGEST_TITLE].rstrip()


def _join(places: Iterable[str]) -> str:
    shown = list(dict.fromkeys(clean_title(place) or "?" for place in places))
    more = f" … (+{len(shown) - _MOST_PLACES})" if len(shown) > _MOST_PLACES else ""
    return ", ".join(shown[:_MOST_PLACES]) + more
