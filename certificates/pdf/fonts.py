"""Printing fonts, cut at set-up from the npm packages; needs fontTools, which servers do not."""

import shutil
import sys
import unicodedata
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from certificates.pdf.faces import FOLDER, Face
from certificates.pdf.marks import MARKS

_SOURCES = {
    Face.REGULAR: "be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf",
    Face.BOLD: "be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf",
    Face.ITALIC: "be-vietnam-pro/400Regular_Italic/BeVietnamPro_400Regular_Italic.ttf",
    Face.SERIF: "noto-serif/400Regular/NotoSerif_400Regular.ttf",
    Face.SERIF_BOLD: "noto-serif/700Bold/NotoSerif_700Bold.ttf",
}
_LATIN = range(0x20, 0x250)
_LATIN_WITH_MARKS = range(0x1E00, 0x1F00)
_SIGNS = "‘’“”–—…•·₫№×"


def build(node_modules: Path) -> None:
    """Write the fonts that :mod:`certificates.pdf.faces` reads; safe to repeat.

    Hints and positioning tables go: reportlab uses neither, and files get ten times smaller.

    Args:
        node_modules: where ``npm ci`` put ``@expo-google-fonts``.

    Raises:
        OSError: a package is missing or the folder cannot be written.
    """
    FOLDER.mkdir(exist_ok=True)
    packages = node_modules / "@expo-google-fonts"
    for face, source in _SOURCES.items():
        _subset(packages / source, FOLDER / f"{face.value}.ttf")
    for package in ("be-vietnam-pro", "noto-serif"):
        shutil.copyfile(packages / package / "LICENSE_FONT", FOLDER / f"{package}-OFL.txt")


def _subset(source: Path, target: Path) -> None:
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "STAT"]
    options.notdef_outline = True
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=_characters())
    subsetter.subset(font)
    font.save(target)


def _characters() -> str:
    letters = "".join(map(chr, [*_LATIN, *_LATIN_WITH_MARKS]))
    return "".join(c for c in letters if unicodedata.category(c)[0] != "C") + _SIGNS + MARKS


if __name__ == "__main__":
    build(Path(sys.argv[1]))
