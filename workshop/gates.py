"""Everything that must pass before a change counts, each gate one command."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from workshop.places import PYTHON, ROOT, environment
from workshop.talk import say

PACKAGES = ("common", "courses", "certificates", "sync", "kiosk", "lms_server", "registry")
_TOOLS = (*PACKAGES, "workshop")
_ALONE = "window or root"
"""Marks of tests that want the machine for themselves."""
_SIDE_BY_SIDE = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
"""The order is that of ``tests/conftest.py``: the slow files first."""
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own in it
_ENOUGH_MEMORY = 4 * 1024**3
"""Bytes free; a whole run takes a quarter of it."""
_PASSABLE = 0o711
"""PostgreSQL runs as another user in a folder of its own within."""

GATES: dict[str, tuple[str, ...]] = {
    "format": ("ruff", "format", "--check", "."),
    "lint": ("ruff", "check", "."),
    "types": ("mypy",),
    "imports": ("importlinter.cli",),
    "dead": ("vulture", *_TOOLS, "--min-confidence", "80"),
    "i18n": ("common.web.i18n", "check"),
    "courses": ("courses", "check", "courses/packages"),
    "speech": ("courses", "speak", "courses/packages", "--out", "courses/speech/made", "--dry-run"),
    "migrations": ("lms_server.migrations.check",),
    "house": ("pytest", "tests/house"),
    "docs": ("pytest", "tests/house/test_docs.py"),
}
"""Name -> module and its arguments. Those that call pytest are parts of ``test``."""


def run_gate(name: str) -> bool:
    """Run one gate with its output shown; return whether it passed."""
    return _run(_command(name))


def run_all() -> bool:
    """Run every gate and the whole test suite; say at the end what passed."""
    alone = [name for name, words in GATES.items() if words[0] != "pytest"]
    results = [_timed(name, _command(name)) for name in alone]
    results.append(
        _timed(
            "tests side by side",
            _pytest([*_SIDE_BY_SIDE, "-m", f"not ({_ALONE})"]),
        )
    )
    results.append(
        _timed(
            "tests with windows and roots",
            _pytest(["-n", "2", "--dist", "loadgroup", "-m", _ALONE]),
        )
    )
    say("")
    for name, passed, seconds in results:
        say(f"{'ok    ' if passed else 'FAILED'} {name} ({seconds:.0f} s)")
    return all(passed for _, passed, _ in results)


def run_tests(arguments: Sequence[str]) -> bool:
    """Run pytest as asked, with its own words."""
    return _run(_pytest(arguments))


def _timed(name: str, command: Sequence[str]) -> tuple[str, bool, float]:
    say(f"\n== {name}")
    started = time.monotonic()
    return name, _run(command), time.monotonic() - started


def _command(name: str) -> list[str]:
    if name == "imports":
        return [str(PYTHON.parent / "lint-imports")]
    module, *arguments = GATES[name]
    return [str(PYTHON), "-m", module, *arguments]


def _pytest(arguments: Sequence[str]) -> list[str]:
    return [str(PYTHON), "-m", "pytest", *arguments]


def _run(command: Sequence[str]) -> bool:
    """Run to the end; a pytest that skipped anything has not passed."""
    if "pytest" not in command:
        return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode == 0
    with tempfile.TemporaryDirectory(dir=_fast_folder()) as folder:
        Path(folder).chmod(_PASSABLE)
        report = Path(folder) / "report.xml"
        command = [*command, f"--junitxml={report}"]
        ended = subprocess.run(
            command, cwd=ROOT, env={**environment(), "TMPDIR": folder}, check=False
        )
        return ended.returncode == 0 and not _skipped(report)


def _fast_folder() -> Path | None:
    """Return memory that is used as a disk, where there is enough; None is the usual place.

    Thousands of small databases wait for the disk half of the time otherwise. What must hold
    when the power goes is tried on a disk of its own (``tests/campaigns``), not here.
    """
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ENOUGH_MEMORY:
        return None
    return _MEMORY


def _skipped(report: Path) -> bool:
    suites = ET.parse(report).iter("testsuite")  # noqa: S314 - written by our own pytest
    count = sum(int(suite.get("skipped", "0")) for suite in suites)
    if count:
        say(f"{count} tests were skipped: that is not passing")
    return count > 0
