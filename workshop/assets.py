"""Front-end files from npm, copied to where the programs serve them from."""

import shutil
from pathlib import Path

from workshop.places import NODE_MODULES, PYTHON, ROOT
from workshop.talk import run

FONT_HOMES = (
    ROOT / "lms_server" / "web" / "static" / "vendor",
    ROOT / "registry" / "web" / "static" / "vendor",
    ROOT / "kiosk" / "static" / "vendor",
)
PLAYER_HOME = FONT_HOMES[0] / "players"
TEST_HOME = ROOT / "tests" / "browser" / "static" / "vendor"
FONT = "be-vietnam-pro"
_SCORM = "scorm-again"
_H5P = "h5p-standalone"
_H5P_FILES = ("main.bundle.js", "frame.bundle.js", "main.bundle.js.LICENSE.txt")
_H5P_FOLDERS = ("fonts", "images", "styles")


def copy_assets() -> None:
    """Copy what pages and browser tests need; safe to repeat.

    Raises:
        OSError: a package is missing or a folder cannot be written.
        StepFailedError: the fonts could not be made.
    """
    source = NODE_MODULES / "@fontsource" / FONT
    for home in FONT_HOMES:
        shutil.copyfile(source / "LICENSE", _empty(home / FONT) / "LICENSE.txt")
    run([PYTHON, "-m", "workshop.page_fonts", NODE_MODULES, *(home / FONT for home in FONT_HOMES)])
    _copy_players()
    TEST_HOME.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(NODE_MODULES / "axe-core" / "axe.min.js", TEST_HOME / "axe.min.js")


def _copy_players() -> None:
    """Copy what runs imported activities."""
    folder = _empty(PLAYER_HOME / _SCORM)
    for name in ("scorm12.min.js", "scorm2004.min.js"):
        shutil.copyfile(NODE_MODULES / _SCORM / "dist" / name, folder / name)
    shutil.copyfile(NODE_MODULES / _SCORM / "LICENSE", folder / "LICENSE.txt")
    folder = _empty(PLAYER_HOME / _H5P)
    source = NODE_MODULES / _H5P
    for name in _H5P_FILES:
        shutil.copyfile(source / "dist" / name, folder / name)
    for name in _H5P_FOLDERS:
        shutil.copytree(source / "dist" / name, folder / name)
    shutil.copyfile(source / "LICENSE", folder / "LICENSE.txt")


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
