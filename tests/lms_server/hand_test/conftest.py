"""Measurements as the pages of the games send them."""

import pytest

STEADY = {
    "click": {
        "aims": [
            {"size": size, "ms": 1500, "misses": 0, "x": 6, "y": -5, "way": "mouse"}
            for size in (112, 84, 56, 56, 84, 56, 56)
        ]
    },
    "drag": {"carried": [{"by": "drag", "ms": 2500, "lost": 0}] * 2},
    "name": {"is_done": True, "ms": 21000, "by": "screen"},
    "read": {"size": 22},
    "hear": {
        "has_sound": True,
        "rounds": [{"pace": "normal", "is_right": True, "again": 0, "ms": 3000}] * 2,
    },
}
"""Of somebody whom the usual screen suits."""


@pytest.fixture
def steady():
    """Return, by game, what the page sends of somebody whom the usual screen suits."""
    return STEADY
