"""Set-up in stages; a stage whose inputs did not change since it last succeeded is skipped."""

import configparser
import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from workshop.assets import FONT_HOMES, PLAYER_HOME, TEST_HOME, copy_assets
from workshop.places import (
    IS_WINDOWS,
    NODE_MODULES,
    PROGRAMS,
    PYTHON,
    ROOT,
    STAMPS,
    VENV,
    node_folder,
    site_packages,
)
from workshop.talk import StepFailedError, run, run_counting, step

LOCK = ROOT / "requirements.lock"
NODE_LOCK = ROOT / "requirements-node.lock"
QT_LOCK = ROOT / "requirements-qt.lock"
"""The extra ``kiosk-qt`` under the versions of ``LOCK``; a kiosk with GTK never needs it."""
_SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")
_NEEDS_VENV = "Install Python's venv module, on Debian: apt-get install python3-venv"


@dataclass(frozen=True)
class Stage:
    """One thing set-up does."""

    title: str
    inputs: tuple[Path, ...]
    outputs: tuple[Path, ...]
    work: Callable[[], None]

    def is_done(self) -> bool:
        """Tell whether the outputs are there and the inputs are those of the last time."""
        stamp = self._stamp()
        if not all(path.exists() for path in self.outputs) or not stamp.exists():
            return False
        return stamp.read_text(encoding="ascii") == _digest(self.inputs)

    def do(self) -> None:
        """Do the work and remember for which inputs."""
        with step(self.title):
            self.work()
        STAMPS.mkdir(parents=True, exist_ok=True)
        self._stamp().write_text(_digest(self.inputs), encoding="ascii")

    def _stamp(self) -> Path:
        return STAMPS / self.work.__name__.strip("_")


def set_up() -> None:
    """Bring this checkout to where everything can run; takes no time when nothing changed.

    Raises:
        StepFailedError: a stage failed; its text says what to do.
    """
    for stage in stages():
        if not stage.is_done():
            stage.do()


def set_up_tests() -> None:
    """Bring what only the tests need: the kiosk's other window.

    Raises:
        StepFailedError: it could not be installed.
    """
    # The first stage takes away what its lock does not name: then the output is missing.
    stage = Stage("Qt", (LOCK, QT_LOCK), (site_packages() / "PyQt6",), _install_qt)
    if not stage.is_done():
        stage.do()


def stages() -> tuple[Stage, ...]:
    """Return the stages in order; a later one may need what an earlier one made."""
    catalogues = _find_catalogues()
    font_tools = ROOT / "certificates" / "pdf" / "fonts.py"
    page_fonts = ROOT / "workshop" / "page_fonts.py"
    npm_lock = ROOT / "package-lock.json"
    return (
        Stage("Python packages, checked by their hashes", (LOCK,), (PYTHON,), _install_packages),
        Stage(
            "Commands bus-lms, bus-kiosk, bus-registry", (ROOT / "setup.cfg",), (), _link_project
        ),
        Stage("Fonts and test tools by npm", (npm_lock,), (NODE_MODULES,), _install_npm),
        Stage(
            "Fonts of pages",
            (npm_lock, page_fonts),
            (*FONT_HOMES, PLAYER_HOME, TEST_HOME),
            _copy_fonts,
        ),
        Stage("Fonts of certificates", (npm_lock, font_tools), (), _cut_printing_fonts),
        Stage(
            "Vietnamese texts",
            catalogues,
            tuple(path.with_suffix(".mo") for path in catalogues),
            _compile_texts,
        ),
    )


def _find_catalogues() -> tuple[Path, ...]:
    # The project's alone: installed packages bring theirs, and come while set-up runs.
    homes = ("*/translations/*/LC_MESSAGES/*.po", "*/web/translations/*/LC_MESSAGES/*.po")
    return tuple(sorted(path for home in homes for path in ROOT.glob(home)))


def _digest(inputs: Iterable[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in inputs:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _install_packages() -> None:
    total = LOCK.read_text(encoding="utf-8").count("==")
    uv = shutil.which("uv")
    if uv:
        if not PYTHON.exists():
            run([uv, "venv", "--python", sys.executable, VENV])
        run([uv, "pip", "sync", "--require-hashes", "--python", PYTHON, LOCK])
    else:
        if not PYTHON.exists():
            if importlib.util.find_spec("ensurepip") is None:
                raise StepFailedError(_NEEDS_VENV)
            run([sys.executable, "-m", "venv", VENV], hint=_NEEDS_VENV)
        run_counting([*_pip_install(LOCK), "--progress-bar", "off"], word="Collecting", total=total)
    # uv leaves that to the first start, which would then be three times as slow.
    run([PYTHON, "-m", "compileall", "-q", "-j", "0", site_packages()])
    _link_system_gtk()


def _install_qt() -> None:
    uv = shutil.which("uv")
    if uv:
        run([uv, "pip", "install", "--require-hashes", "--python", PYTHON, "-r", QT_LOCK])
    else:
        run(_pip_install(QT_LOCK))


def _pip_install(lock: Path) -> list[str | Path]:
    options = ["--disable-pip-version-check", "--require-hashes"]
    return [PYTHON, "-m", "pip", "install", *options, "-r", lock]


def _link_system_gtk() -> None:
    """Let the kiosk's window see the system's GTK, when it is for this very Python."""
    version = f"{sys.version_info[0]}{sys.version_info[1]}"
    if any((_SYSTEM_PACKAGES / "gi").glob(f"_gi.cpython-{version}-*.so")):
        for name in ("gi", "cairo"):
            link = site_packages() / name
            if (_SYSTEM_PACKAGES / name).exists() and not link.exists():
                link.symlink_to(_SYSTEM_PACKAGES / name)


def _link_project() -> None:
    """Make the packages importable and their commands callable, as an editable install does."""
    (site_packages() / "bus_lms.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    for line in settings["options.entry_points"]["console_scripts"].split("\n"):
        if "=" in line:
            name, target = (part.strip() for part in line.split("="))
            _write_command(name, *target.split(":"))


def _write_command(name: str, module: str, function: str) -> None:
    code = f"import sys; from {module} import {function}; sys.exit({function}())"
    if IS_WINDOWS:
        text = f'@"{PYTHON}" -c "{code}" %*\n'
        (PROGRAMS / f"{name}.cmd").write_text(text, encoding="utf-8")
    else:
        path = PROGRAMS / name
        path.write_text(f"#!{PYTHON}\n{code.replace('; ', chr(10))}\n", encoding="utf-8")
        path.chmod(0o755)


def _install_npm() -> None:
    # Only files are wanted: no program of a package runs here.
    run([*_find_npm(), "ci", "--no-fund", "--no-audit", "--ignore-scripts"])


def _find_npm() -> list[str | Path]:
    """Return how npm is called here; where it is missing, Node comes as a Python package."""
    found = shutil.which("npm")
    if found is not None:
        return [found]
    run(_pip_install(NODE_LOCK))
    # The package's own ``npm`` is a copy of a link and does not find its modules.
    parts = ("node_modules", "npm", "bin", "npm-cli.js")
    home = node_folder() if IS_WINDOWS else node_folder().parent / "lib"
    return [node_folder() / ("node.exe" if IS_WINDOWS else "node"), home.joinpath(*parts)]


def _copy_fonts() -> None:
    copy_assets()


def _cut_printing_fonts() -> None:
    run([PYTHON, "-m", "certificates.pdf.fonts", NODE_MODULES])


def _compile_texts() -> None:
    run([PYTHON, "-m", "common.web.i18n", "compile"])


def is_root() -> bool:
    """Tell whether this process may install system packages."""
    return not IS_WINDOWS and os.geteuid() == 0
