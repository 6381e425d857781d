"""Documents that would lie if nobody held them against the code."""

import dataclasses
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import certificates
import common
import courses
import kiosk
import kiosk.config
import lms_server
import lms_server.config
import registry
import registry.config
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


SETTINGS = {
    "Bus server": (lms_server.config.Config, lms_server.config.ENVIRONMENT_PREFIX),
    "Provincial registry": (registry.config.Config, registry.config.PREFIX),
    "Kiosk": (kiosk.config.Config, None),
}
NEVER_IN_THE_ENVIRONMENT = {"data_dir", "database_key"}


@pytest.mark.parametrize("program", SETTINGS)
def test_every_setting_is_explained(program):
    config, prefix = SETTINGS[program]
    document = (ROOT / "docs/config.md").read_text(encoding="utf-8")
    section = next(part for part in document.split("\n## ") if part.startswith(f"{program}:"))
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE))
    fields = {one.name: one for one in dataclasses.fields(config)}

    assert rows.keys() == fields.keys()
    for name in rows.keys() - NEVER_IN_THE_ENVIRONMENT if prefix else ():
        assert f"`{prefix}{name.upper()}`" in rows[name]
    for name, one in fields.items():
        if isinstance(one.default, int | str) and not isinstance(one.default, bool) and prefix:
            assert f"`{one.default}`" in rows[name]
