"""The small types that the fields of records and documents are made of."""

from datetime import datetime
from typing import Annotated

import msgspec

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
ShortText = Annotated[str, msgspec.Meta(max_length=300)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


_FIRST_YEAR, _LAST_YEAR = 1970, 2200
"""A clock without a battery begins in 1970 or later; near year 9999 no instant can be reckoned."""


class Dated(msgspec.Struct, frozen=True):
    """What holds instants; those outside the years 1970 to 2200 are an error."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, datetime) and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
                raise ValueError(f"{name} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")


class RecordData(Dated, frozen=True, kw_only=True):
    """What a record says; unknown fields are ignored, missing ones are an error."""
