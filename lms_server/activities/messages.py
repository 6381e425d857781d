"""What an activity may say to the bus: one commit, every field bounded."""

from typing import Annotated, Any, Literal

import msgspec

from common.canonical import sha256_hex
from courses.importers.activity import ActivityKind
from lms_server.activities.errors import MalformedCommitError
from lms_server.activities.rules import LIMITS, Status

MAX_COMMIT = 512 * 1024
"""Bytes of one commit."""
_MOST_POINTS = 1_000_000

Key = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Short = Annotated[str, msgspec.Meta(max_length=255)]
Points = Annotated[float, msgspec.Meta(ge=-_MOST_POINTS, le=_MOST_POINTS)]
Share = Annotated[float, msgspec.Meta(ge=-1, le=1)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One SCORM interaction or xAPI statement."""

    position: Annotated[int, msgspec.Meta(ge=0, le=9_999)]
    verb: Literal["answered", "completed"] = "answered"
    item: Short = ""
    response: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    result: Annotated[str, msgspec.Meta(max_length=40)] = ""
    scaled: Share | None = None


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """All that an opening has to keep; each commit replaces the one before."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    is_end: bool = False
    """The part was left in good order (``LMSFinish``)."""
    status: Status = Status.INCOMPLETE
    raw: Points | None = None
    least: Points | None = None
    most: Points | None = None
    scaled: Share | None = None
    seconds: Seconds = 0
    """Spent in this opening so far."""
    exit_kind: Literal["", "suspend", "logout", "time-out", "normal"] = ""
    location: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    suspend_data: Annotated[str, msgspec.Meta(max_length=200_000)] = ""
    values: Annotated[
        dict[Key, Annotated[str, msgspec.Meta(max_length=4096)]], msgspec.Meta(max_length=60)
    ] = {}
    """Other elements to bring back, by their names, such as ``cmi.comments``."""
    objectives: Annotated[
        list[Annotated[dict[Key, Short], msgspec.Meta(max_length=16)]],
        msgspec.Meta(max_length=200),
    ] = []
    answers: Annotated[list[Answer], msgspec.Meta(max_length=300)] = []


def parse_commit(raw: bytes, kind: ActivityKind) -> Commit:
    """Read a commit.

    Raises:
        MalformedCommitError: it is too large, cannot be read, or exceeds a limit of its kind.
    """
    if len(raw) > MAX_COMMIT:
        raise MalformedCommitError(reason="too large")
    try:
        commit = msgspec.json.decode(raw, type=Commit)
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedCommitError(reason="unreadable") from error
    limits = LIMITS[kind]
    if len(commit.suspend_data) > limits.suspend_data or len(commit.location) > limits.location:
        raise MalformedCommitError(reason="too long")
    points = [one for one in (commit.raw, commit.least, commit.most) if one is not None]
    if limits.has_points_of_100 and not all(0 <= one <= 100 for one in points):  # noqa: PLR2004
        raise MalformedCommitError(reason="score")
    return commit


def hash_of(commit: Commit) -> str:
    """Return the SHA-256 of a commit's content."""
    return sha256_hex(msgspec.json.encode(commit, order="deterministic"))


def state_of(commit: Commit) -> bytes:
    """Return what is kept to go on from; answers have rows of their own."""
    return msgspec.json.encode(msgspec.structs.replace(commit, answers=[]))


def read_state(state: bytes) -> dict[str, Any]:
    """Return a kept state as the runtime in the page wants it; empty before the first commit."""
    if not state:
        return {}
    found: dict[str, Any] = msgspec.json.decode(state)
    return found
