"""Refusals about attendance."""

from common.errors import DomainError


class ReasonMissingError(DomainError):
    """Minutes changed by hand need a reason."""

    code = "attendance.reason_missing"


class MinutesOutOfRangeError(DomainError):
    """A mark adds or takes away between 1 and 600 minutes."""

    code = "attendance.minutes_out_of_range"
