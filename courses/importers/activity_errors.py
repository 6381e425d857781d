"""Refusals of packages that are no activity, or one that cannot run."""

from typing import ClassVar

from common.errors import DomainError


class NotAnActivityError(DomainError):
    """The archive holds neither ``imsmanifest.xml`` nor ``h5p.json``."""

    code: ClassVar[str] = "courses.not_an_activity"


class NothingToPlayError(DomainError):
    """The package describes no part that can be opened."""

    code: ClassVar[str] = "courses.activity_empty"


class BadH5pError(DomainError):
    """A file of the H5P package cannot be read; ``file`` says which."""

    code: ClassVar[str] = "courses.activity_broken"


class LibrariesMissingError(DomainError):
    """The H5P package comes without libraries it needs; ``libraries`` names them."""

    code: ClassVar[str] = "courses.activity_libraries_missing"
