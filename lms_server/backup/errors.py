"""Refusals about backups."""

from common.errors import DomainError


class BadBackupError(DomainError):
    """The copy is not sound; it was thrown away, earlier backups stay."""

    code = "backup.bad_copy"


class NotWholeError(DomainError):
    """Something of the backup is damaged or missing; nothing was changed."""

    code = "backup.not_whole"


class NoBackupError(DomainError):
    """The folder holds no finished backup."""

    code = "backup.none_found"
    http_status = 404
