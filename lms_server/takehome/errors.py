"""Refusals about what is taken home."""

from common.errors import DomainError


class NothingToTakeError(DomainError):
    """Nobody of them has done anything yet that could stand on a slip."""

    code = "takehome.nothing_to_take"
    http_status = 404
