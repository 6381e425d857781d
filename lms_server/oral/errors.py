"""Refusals about quizzes by word of mouth."""

from common.errors import DomainError


class ReasonUnknownError(DomainError):
    """The trainer has to say why a learner is asked by word of mouth."""

    code = "oral.reason_unknown"
