"""Refusals about quizzes."""

from common.errors import DomainError


class AttemptNotFoundError(DomainError):
    """The page names an attempt this server never opened, or another learner's."""

    code = "quizzes.attempt_not_found"
    http_status = 404


class WrongDeviceError(DomainError):
    """The attempt was opened on another device."""

    code = "quizzes.wrong_device"
    http_status = 403


class ItemNotDrawnError(DomainError):
    """The item is not one of this attempt's."""

    code = "quizzes.item_not_drawn"


class ResponseConflictError(DomainError):
    """This id is stored with another content."""

    code = "quizzes.response_conflict"
    http_status = 409


class MalformedResponseError(DomainError):
    """The message could not be read."""

    code = "quizzes.malformed"
