"""Refusals about help."""

from common.errors import DomainError


class CallNotFoundError(DomainError):
    """No call for help has this id."""

    code = "assistance.call_not_found"
    http_status = 404


class WishNotFoundError(DomainError):
    """No wish for more help has this id."""

    code = "assistance.wish_not_found"
    http_status = 404


class EmptyIdeaError(DomainError):
    """An idea needs a few words."""

    code = "assistance.empty_idea"
    http_status = 400


class UnknownTopicError(DomainError):
    """The topic or the kind is none of those that can be chosen."""

    code = "assistance.unknown_topic"
    http_status = 400
