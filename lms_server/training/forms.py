"""Forms of training sessions."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.text import visible


@dataclass(frozen=True)
class OpenForm:
    """Where a class is held and what it teaches."""

    course_id: str
    commune_code: str
    village: str
    place: str

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> "OpenForm":
        """Read the form that opens a class."""
        return cls(
            course_id=values.get("course_id", ""),
            commune_code=values.get("commune_code", "").strip(),
            village=visible(values.get("village", "")),
            place=visible(values.get("place", "")),
        )
