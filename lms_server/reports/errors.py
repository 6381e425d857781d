"""Refusals about reports."""

from common.errors import DomainError


class VersionNotUsedError(DomainError):
    """Nobody was asked at this version of a course, so there is nothing to report."""

    code = "reports.version_not_used"
    http_status = 404
