"""Refusals about course packages."""

from collections.abc import Sequence

from common.errors import DomainError
from courses.findings import Finding


class VersionTakenError(DomainError):
    """This version of the course exists with another content: the version must be raised."""

    code = "packages.version_taken"
    http_status = 409


class ChangedOnDiskError(DomainError):
    """The files of the package are no longer those that the server read when it started."""

    code = "packages.changed_on_disk"
    http_status = 409


class PackageRefusedError(DomainError):
    """The package has errors; ``finding`` is the first of ``count``."""

    code = "packages.refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(finding=str(findings[0]), count=len(findings))
        self.findings = findings


class NoFileError(DomainError):
    """No file was chosen."""

    code = "packages.no_file"
