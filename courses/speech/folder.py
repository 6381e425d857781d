"""Where audio files are: ``FOLDER/<language>/<key>.opus``."""

import re
from collections.abc import Iterable
from pathlib import Path

from courses.speech.sentences import text_key

SUFFIX = ".opus"
VIETNAMESE = "vi"
"""The language of the texts; a sentence without audio in another language is read in this one."""
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""BCP 47: ``vi``, ``tyz`` (Tày), ``hmn`` (Mông), ``km`` (Khmer), ``cjm-VN`` ..."""
KEY = re.compile(r"[0-9a-f]{64}")


def path_of(folder: Path, language: str, key: str) -> Path:
    """Return where the audio of a sentence is.

    Raises:
        ValueError: ``language`` or ``key`` cannot be a part of a file name of ours.
    """
    if not LANGUAGE.fullmatch(language) or not KEY.fullmatch(key):
        raise ValueError("not a language, or not a key")
    return folder / language / f"{key}{SUFFIX}"


def find_missing(
    texts: Iterable[str], folder: Path, *, language: str = VIETNAMESE
) -> dict[str, str]:
    """Return the sentences without audio by their keys, in the order of ``texts``."""
    present = _present(folder / language)
    keyed = ((text_key(text), text) for text in texts)
    return {key: text for key, text in keyed if key not in present}


def _present(folder: Path) -> set[str]:
    """Return the keys of the files of ``folder``; an empty file was never written to its end."""
    if not folder.is_dir():
        return set()
    return {path.stem for path in folder.glob(f"*{SUFFIX}") if path.stat().st_size > 0}
