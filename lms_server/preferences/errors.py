"""Refusals about preferences."""

from common.errors import DomainError


class UnknownChoiceError(DomainError):
    """A page asks for a size, colour or pace that does not exist."""

    code = "preferences.unknown_choice"
