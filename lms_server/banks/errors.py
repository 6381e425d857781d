"""Refusals of the page where banks are read."""

from typing import ClassVar

from common.errors import DomainError


class NoBankFileError(DomainError):
    """No file was chosen."""

    code: ClassVar[str] = "banks.no_file"


class DraftGoneError(DomainError):
    """The draft is no longer kept, or was never this account's."""

    code: ClassVar[str] = "banks.draft_gone"
    http_status: ClassVar[int] = 404
