"""What the tests of the course room share."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from courses.catalog import PACKAGES, Catalog
from courses.checker import check_package
from courses.findings import Finding
from courses.languages import translator
from courses.model import Course
from tests.bundled import bundled_courses


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return bundled_courses()


@pytest.fixture(scope="session")
def course(catalog: Catalog) -> Course:
    return catalog.get_course("KNS-04")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of KNS-04 to break."""
    folder = tmp_path / "KNS-04"
    shutil.copytree(PACKAGES / "KNS-04", folder)
    return folder


@pytest.fixture
def findings_after(package: Path) -> Callable[..., list[Finding]]:
    """Replace one text in one file of the package and return what the checker says."""

    def change(name: str, old: str, new: str) -> list[Finding]:
        path = package / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return _in_both_languages(check_package(package)[1])

    return change


def _in_both_languages(findings: list[Finding]) -> list[Finding]:
    """Return the findings; none of them may stay English for a Vietnamese author."""
    vietnamese = translator("vi")
    for one in findings:
        for told in (one.problem, one.remedy):
            assert vietnamese(told.text) != told.text
            assert "%(" not in told.render(vietnamese)
    return findings
