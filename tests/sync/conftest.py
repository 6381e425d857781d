from datetime import UTC, datetime

import pytest

from common.ids import derive_id
from sync.chain import Stream
from sync.records import encode_line

NOW = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def a_completion():
    """Fields of one completion, as the bus writes them."""

    def build(number=1, **changes):
        fields = {
            "completion_id": str(derive_id("completion", number)),
            "enrolment_id": str(derive_id("enrolment", number)),
            "learner_id": str(derive_id("learner", number)),
            "course_id": "KNS-04",
            "course_version": "1.0",
            "quiz_score": 8.0,
            "quiz_items": 10,
            "tasks_done": 4,
            "tasks_required": 4,
            "attended_minutes": 85,
            "completed_at": "2026-03-01T01:30:00.000Z",
        }
        return {**fields, **changes}

    return build


@pytest.fixture
def a_line(a_completion):
    """One stored line; the same number gives the same bytes."""

    def build(number=1, kind="completion.recorded", stream=Stream.R, data=None, **changes):
        return encode_line(
            stream=stream,
            record_id=derive_id("record", kind, number),
            kind=kind,
            data=data if data is not None else a_completion(number, **changes),
            actor="system",
            now=NOW,
        )

    return build
