"""One word per thing on every screen, as the glossary says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUES = [
    path
    for area in ("common", "courses", "kiosk", "lms_server", "registry")
    for path in sorted((ROOT / area).rglob("LC_MESSAGES/*.po"))
]
OTHER_WORDS = {
    "giảng viên": re.compile(r"thầy cô|cô thầy|thầy giáo|cô giáo", re.IGNORECASE),
    "máy ảnh": re.compile(r"\bcamera\b|\bwebcam\b|máy quay", re.IGNORECASE),
}


def test_there_are_texts_to_look_at():
    assert len(CATALOGUES) > 10


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_a_thing_has_one_name_on_all_screens(word):
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in CATALOGUES
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith(("msgstr", '"')) and OTHER_WORDS[word].search(line)
    ]

    assert found == []
