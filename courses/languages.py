"""The languages in which authors are told of faults; English is that of the code."""

import gettext
import locale
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from courses.findings import Translate

LANGUAGES = ("vi", "en")
_FOLDER = Path(__file__).parent / "translations"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first of them that is set tells the language of a terminal."""


@cache
def translator(language: str) -> Translate:
    """Return what says findings in ``language``; whatever has no words there stays English."""
    return gettext.translation("courses", _FOLDER, [language], fallback=True).gettext


def terminal_language(environ: Mapping[str, str] = os.environ) -> str:
    """Return the language of the person at this terminal; Windows tells it another way."""
    told = next((environ[name] for name in _VARIABLES if environ.get(name)), None)
    wish = told or locale.getlocale()[0] or ""
    return "vi" if wish.lower().startswith("vi") else "en"
