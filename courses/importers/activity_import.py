"""Reads whatever activity an archive holds."""

from pathlib import Path

from courses.importers.activity import ActivityPackage
from courses.importers.activity_errors import NotAnActivityError
from courses.importers.h5p import H5P_FILE, read_h5p
from courses.importers.safe_zip import SafeArchive, open_archive
from courses.importers.scorm import find_manifest, read_scorm


def read_activity(archive: SafeArchive) -> ActivityPackage:
    """Return what a package holds, and what of it was changed or left out.

    Raises:
        NotAnActivityError: it is neither SCORM nor H5P.
        NothingToPlayError, BadH5pError, LibrariesMissingError: it cannot run.
        DomainError: its manifest is broken or hostile; see ``courses.importers.errors``.
    """
    manifest = find_manifest(archive)
    if manifest is not None:
        return read_scorm(archive, manifest)
    if H5P_FILE in archive.entries:
        return read_h5p(archive)
    raise NotAnActivityError


def read_activity_file(path: Path) -> ActivityPackage:
    """Return what the package in a file holds; errors as in :func:`read_activity`.

    Raises:
        OSError: ``path`` cannot be read.
    """
    with open_archive(path) as archive:
        return read_activity(archive)
