"""What the runtime in the page begins with: the kept values, and where to store."""

from typing import Any

from lms_server.activities.messages import read_state
from lms_server.activities.queries import Kept, Opening
from lms_server.activities.rules import entry_of

STUDENT_NAME = "Học viên"
"""Packages from elsewhere never learn who sits at the machine."""


def starting_values(opening: Opening, kept: Kept, *, learner_key: str) -> dict[str, Any]:
    """Return the JSON for the runtime.

    Args:
        opening: the opening.
        kept: what is stored of its part.
        learner_key: what the package knows the learner by; the same for this part alone.
    """
    part = opening.part
    return {
        "kind": opening.kind.value,
        "seq": kept.seq,
        "status": kept.status.value,
        "total_seconds": kept.seconds_before,
        "entry": entry_of(has_commit=kept.has_commit, exit_kind=kept.exit_kind),
        "student_id": learner_key,
        "student_name": STUDENT_NAME,
        "mastery_score": part.mastery_score,
        "launch_data": part.launch_data,
        "max_time_allowed": part.max_time_allowed,
        "time_limit_action": part.time_limit_action,
        "state": read_state(kept.state),
    }
