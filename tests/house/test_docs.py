"""Documents that would lie if nobody held them against the code."""

import importlib
import pkgutil
import re
from pathlib import Path

import certificates
import common
import courses
import kiosk
import lms_server
import registry
import sync
from common.errors import DomainError

ROOT = Path(__file__).parents[2]
PACKAGES = [common, courses, certificates, sync, kiosk, lms_server, registry]


def load_everything():
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "__main__" not in module.name and ".migrations" not in module.name:
                importlib.import_module(module.name)


def error_classes(base=DomainError):
    for child in base.__subclasses__():
        yield child
        yield from error_classes(child)


def own_code(error):
    return error.__dict__.get("code")


def test_each_refusal_has_a_code_of_its_own_and_stands_in_the_list():
    load_everything()

    codes = [own_code(e) for e in error_classes() if own_code(e) is not None]
    document = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", document, re.MULTILINE)

    assert sorted(codes) == sorted(set(codes)), "two refusals share a code"
    assert sorted(codes) == sorted(listed)


def test_every_link_between_the_documents_leads_somewhere():
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.name}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", document.read_text())
        if not (document.parent / target).exists()
    ]

    assert broken == []
