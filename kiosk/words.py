"""What the commands say to staff: Vietnamese, or the English of the code."""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Translate = Callable[[str], str]
"""Gives an English text, placeholders and all, in another language."""

LANGUAGES = ("vi", "en")
"""The first one speaks unless another is asked for."""
_DOMAIN = "commands"
_FOLDER = Path(__file__).parent / "translations"


def translator(language: str) -> Translate:
    """Return what says texts in ``language``, one of ``LANGUAGES``.

    Raises:
        FileNotFoundError: the catalogue was not compiled at set-up.
    """
    if language == "en":
        return str
    return gettext.translation(_DOMAIN, _FOLDER, languages=[language]).gettext


def marked(text: str) -> str:
    """Mark a text for the catalogue; it is translated when it is said."""
    return text


@dataclass(frozen=True)
class Words:
    """One text with the values of its placeholders."""

    text: str
    """English, ``%(name)s`` for each value; a real per cent sign is doubled."""
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, translate: Translate) -> str:
        """Return the text in the language of ``translate``."""
        return translate(self.text) % self.values
