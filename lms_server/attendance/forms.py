"""Forms of attendance."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from common.text import nfc
from lms_server.attendance.errors import MinutesOutOfRangeError


@dataclass(frozen=True)
class MarkForm:
    """Minutes to add or take away, and why."""

    minutes: int
    reason: str

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> "MarkForm":
        """Read the form.

        Raises:
            MinutesOutOfRangeError: not a whole number.
        """
        typed = values.get("minutes", "").strip()
        if not re.fullmatch(r"[+-]?[0-9]{1,4}", typed):
            raise MinutesOutOfRangeError
        return cls(int(typed), nfc(values.get("reason", "")))
