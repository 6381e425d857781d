"""Refusals about help."""

from common.errors import DomainError


class CallNotFoundError(DomainError):
    """No call for help has this id."""

    code = "assistance.call_not_found"
    http_status = 404
