"""Front-end files from npm, copied to where the programs serve them from."""

import shutil
from pathlib import Path

from workshop.places import NODE_MODULES, ROOT

FONT_HOMES = (
    ROOT / "lms_server" / "web" / "static" / "vendor",
    ROOT / "registry" / "web" / "static" / "vendor",
    ROOT / "kiosk" / "static" / "vendor",
)
TEST_HOME = ROOT / "tests" / "browser" / "static" / "vendor"
_FONT = "be-vietnam-pro"
_SUBSETS = ("vietnamese", "latin", "latin-ext")
_WEIGHTS = (400, 700)


def copy_assets() -> None:
    """Copy what pages and browser tests need; safe to repeat.

    Raises:
        OSError: a package is missing or a folder cannot be written.
    """
    source = NODE_MODULES / "@fontsource" / _FONT
    for home in FONT_HOMES:
        folder = _empty(home / _FONT)
        for subset in _SUBSETS:
            for weight in _WEIGHTS:
                name = f"{_FONT}-{subset}-{weight}-normal.woff2"
                shutil.copyfile(source / "files" / name, folder / name)
        shutil.copyfile(source / "LICENSE", folder / "LICENSE.txt")
    TEST_HOME.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(NODE_MODULES / "axe-core" / "axe.min.js", TEST_HOME / "axe.min.js")


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
