"""Refusals of the hand test."""

from common.errors import DomainError


class BadMeasureError(DomainError):
    """The measurements are not those of this game."""

    code = "hand_test.bad_measure"
    http_status = 400


class GameNotFoundError(DomainError):
    """There is no such game."""

    code = "hand_test.game_not_found"
    http_status = 404
