"""Finds what is wrong in a package before a learner does."""

from pathlib import Path

from courses.findings import Finding
from courses.loader import PackageSource, read_package


def check_package(folder: Path) -> tuple[PackageSource, list[Finding]]:
    """Read and check a package.

    Returns:
        What was read, and all findings in the order of files and lines.
    """
    package = read_package(folder)
    return package, sorted(package.findings)
