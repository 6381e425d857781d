"""What a kiosk keeps so that a learner goes on while the bus is away, and what it tells later."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from common.wire.batches import parse_batch
from common.wire.receipts import Malformed

STEPS_PATH = "/api/v1/steps"
PREPARE_PATH = "/learn/away"
"""A kiosk posts here, with the learner's cookie, to hear what to fetch ahead."""
FILES_PATH = "/learn/away/files"
"""Here it hears which files the pages may need."""
LEAVE_PATH = "/learn/leave"
DOOR_PATH = "/learn/"
"""Where somebody signs in; it leads whoever is signed in to their course."""
GO_HOME_PATH = "/learn/together"
"""Where people choose to go home, or not."""
BACK_PATH = "/_kiosk/back"
"""On a kiosk alone: leads back to where the learner was."""
LEAVE_NOW_PATH = "/_kiosk/leave"
"""On a kiosk alone: whoever is here goes home, without asking the bus."""
ATTEMPTS_PATH = "/api/v1/attempts/"
"""Followed by the id of an attempt: the questions as the page sees them."""
TURN_HEADER = "X-Learner-Turn"
"""With each page of a signed-in learner; another value means that nothing kept may be shown."""
AHEAD = ("Sec-Purpose", "prefetch")
"""A request of a kiosk that fetches ahead: nobody reads the page now, so nothing is noted."""

Number = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class PageRead(msgspec.Struct, frozen=True, tag="page_read", tag_field="kind"):
    """A page of a lesson was shown."""

    lesson_id: Key
    page: Number


class LessonDone(msgspec.Struct, frozen=True, tag="lesson_done", tag_field="kind"):
    """The learner went on from the last page."""

    lesson_id: Key


class QuizFinished(msgspec.Struct, frozen=True, tag="quiz_finished", tag_field="kind"):
    """The learner asked for the result."""

    attempt_id: UUID


class Present(msgspec.Struct, frozen=True, tag="present", tag_field="kind"):
    """Somebody touched the machine lately."""


class Left(msgspec.Struct, frozen=True, tag="left", tag_field="kind"):
    """Everyone at the machine signed out."""


Step = PageRead | LessonDone | QuizFinished | Present | Left


class LearnerStep(msgspec.Struct, frozen=True, kw_only=True):
    """Something a learner did while the bus was away."""

    id: UUID
    """Minted by the kiosk when it happened; a resend carries the same id."""
    sitting_id: UUID
    """Opened by the server when this learner sat down at this device."""
    step: Step
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    """The server's clock as the kiosk knew it."""
    slip: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    """Added by a kiosk that sends a message again: what the bus gave it with the receipt."""


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One address that may be shown while the bus is away."""

    path: str
    source: str = ""
    """Where to fetch what stands in for it; empty: at ``path``."""
    step: dict[str, Any] | None = None
    """To be told later, each time the page is shown."""
    is_lasting: bool = True
    """False: to be fetched anew whenever the learner did something."""


class Action(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One POST that the kiosk may take while the bus is away."""

    path: str
    step: dict[str, Any] | None = None
    """To be told later."""
    then: str = ""
    """The page that follows; empty for a script, which hears that its call is queued."""
    is_leaving: bool = False
    """Nothing kept for the learner outlives it."""
    when: dict[str, str] = {}
    """Fields that the form must have with these values; any other form needs the bus."""


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a course or of its pages; the same for everybody."""

    path: str
    """Without a query."""
    sha256: str


class Provisions(msgspec.Struct, frozen=True, kw_only=True):
    """All that one learner may need until the bus is back; answer keys are in none of it."""

    sitting_id: UUID
    now: datetime
    """The server's clock."""
    pages: list[Page]
    actions: list[Action]


def parse_steps(raw: bytes) -> list[LearnerStep | Malformed]:
    """Read the body of ``POST /api/v1/steps``.

    Raises:
        BadBatchError: the body as a whole cannot be read.
    """
    return parse_batch(raw, LearnerStep)


def parse_provisions(raw: bytes) -> Provisions:
    """Read the answer to ``POST /learn/away``.

    Raises:
        ValueError: it is something else.
    """
    try:
        return msgspec.json.decode(raw, type=Provisions)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error


def parse_files(raw: bytes) -> list[File]:
    """Read the answer to ``GET /learn/away/files``.

    Raises:
        ValueError: it is something else.
    """
    try:
        return msgspec.json.decode(raw, type=list[File])
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
