"""Pages that ask too much at once: too many words, or more than a screen holds.

Heights are those of the kiosk's style sheet at 1366x768; ``tests/browser`` holds this file to
what a browser draws.
"""

import unicodedata
from collections.abc import Iterable

from courses.findings import Finding, Place
from courses.loader import PackageSource
from courses.markdown import ParsedPage

MAX_WORDS = 45
"""Of one page without its heading."""
MAX_HEIGHT = 540
"""Pixels between the bars on top and at the bottom of a kiosk screen."""
_WIDTHS = {
    180: "'",
    230: " ",
    280: "ilI·j.:!,;",
    330: '"',
    390: "f1r“",
    430: "t()”",
    510: "sz/J",
    570: "kuxhnvyư?",
    605: "eê7-+",
    640: "acgoơEFLPSTÊ8",
    665: "bdpqđăâôBKRYZ0234569–",
    735: "ADHNUVXÂĂƯ…",
    785: "CGĐ",
    830: "OQÔƠ%",
    860: "Mw",
    900: "m",
    1005: "W",
}
"""Letters of Be Vietnam Pro by their advance, in thousandths of the letter size."""
_ADVANCE = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_USUAL = 700
_BOLD = 1.04
_LETTER, _LINE, _GAP = 30, 45, 16
_HEAD_LETTER, _HEAD_LINE = 38, 48
_STORY_SIGN = 52
_COLUMN, _COLUMN_BESIDE_PICTURE = 1216, 680
_INDENT, _ROUND_LIST = 40, 24
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def check_pages(package: PackageSource) -> list[Finding]:
    """Return the pages of lessons and stories that hold too much."""
    findings: list[Finding] = []
    for file in package.readings:
        sign = _STORY_SIGN if file in package.stories else 0
        for page in file.pages:
            findings.extend(_check_page(page, Place(file.yaml.file, page.line), sign))
    return findings


def _check_page(page: ParsedPage, place: Place, sign: int) -> list[Finding]:
    findings = []
    words = sum(len(text.split()) for _, text in page.blocks[1:])
    if words > MAX_WORDS:
        findings.append(
            place.warning(
                "The page has %(count)s words.",
                "Say one idea in at most %(most)s; give the rest a page of its own.",
                count=words,
                most=MAX_WORDS,
            )
        )
    height = measure_height(page) + sign
    if height > MAX_HEIGHT:
        findings.append(
            place.warning(
                "The page is about %(height)s pixels high and would scroll at 1366x768.",
                "Keep it below %(most)s; give the rest a page of its own.",
                height=height,
                most=MAX_HEIGHT,
            )
        )
    return findings


def measure_height(page: ParsedPage) -> int:
    """Return about how many pixels high a page is drawn on a kiosk's screen."""
    column = _COLUMN_BESIDE_PICTURE if page.page.picture else _COLUMN
    has_list = "<li>" in page.page.html
    heading, *blocks = (text for _, text in page.blocks)
    head = count_lines(heading, column / _BOLD, _HEAD_LETTER) * _HEAD_LINE + _GAP
    width = column - _INDENT if has_list else column
    body = sum(count_lines(text, width, _LETTER) * _LINE + _GAP for text in blocks)
    return head + body + (_ROUND_LIST if has_list else 0)


def count_lines(text: str, width: float, letter: int) -> int:
    """Return how many lines a text takes; words go to the next line whole.

    Args:
        text: one paragraph.
        width: of the column in pixels.
        letter: size of the letters in pixels.
    """
    lines, used = 1, 0.0
    space = _width_of(" ", letter)
    for word in text.split():
        wide = _width_of(word, letter)
        if used and used + space + wide > width:
            lines, used = lines + 1, wide
        else:
            used += wide + (space if used else 0)
    return lines


def _width_of(word: Iterable[str], letter: int) -> float:
    plain = unicodedata.normalize(
        "NFC", unicodedata.normalize("NFD", "".join(word)).translate(_TONES)
    )
    return sum(_ADVANCE.get(char, _USUAL) for char in plain) * letter / 1000
