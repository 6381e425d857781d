"""What a learner carries home from a course, and whom the course suits."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

REMEMBERED = 3
"""Things to remember: more are forgotten."""


class Group(StrEnum):
    """What somebody usually does; asked only to suggest a course."""

    TRADER = "trader"
    """Sells at a market or a stall: tiểu thương."""
    PARENT = "parent"
    """Has children or grandchildren at school: cha mẹ học sinh."""
    ELDER = "elder"
    """Of great age, at home: cụ cao tuổi."""
    FARMER = "farmer"
    """Works the land, keeps animals, fishes."""
    WORKER = "worker"
    """Works for others."""
    HELPER = "helper"
    """Helps neighbours: village heads, youth union, community digital teams."""
    ANYONE = "anyone"
    """Everybody else, and whoever does not want to say."""


class TakeHome(msgspec.Struct, frozen=True):
    """``take_home.yaml`` of a package; empty when it has none."""

    can_do: Mapping[str, str] = {}
    """What a learner who did a task can say of herself, by simulator id."""
    remember: tuple[str, ...] = ()
    go_on: tuple[str, ...] = ()
    """Where to learn on and whom to ask; facts, no telephone numbers."""
    fits: Mapping[Group, int] = {}
    """Whom the course suits: 1 the best choice, then 2, 3."""
    after: tuple[str, ...] = ()
    """Ids of courses that help to have been learnt before."""
