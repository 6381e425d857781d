"""Fonts of pages, made light: half of a file is hints that screens of today do not use.

``python -m workshop.page_fonts NODE_MODULES FOLDER...`` writes the same fonts into each folder;
needs fontTools, which programs do not.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONT = "be-vietnam-pro"
SUBSETS = ("vietnamese", "latin")
WEIGHTS = (400, 700)
_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]


def write_fonts(node_modules: Path, homes: list[Path]) -> None:
    """Write each font as WOFF2, with every letter it had.

    Args:
        node_modules: where ``npm ci`` put ``@fontsource``.
        homes: folders that exist.

    Raises:
        OSError: the package is missing or a folder cannot be written.
    """
    for subset in SUBSETS:
        for weight in WEIGHTS:
            name = f"{FONT}-{subset}-{weight}-normal.woff2"
            font = _lighten(node_modules / "@fontsource" / FONT / "files" / name)
            for home in homes:
                font.save(home / name)


def _lighten(source: Path) -> TTFont:
    options = Options()
    options.hinting = False
    options.layout_features = _FEATURES
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.flavor = "woff2"
    return font


if __name__ == "__main__":
    write_fonts(Path(sys.argv[1]), [Path(home) for home in sys.argv[2:]])
