"""``python -m courses speak PATH``: make the audio that courses lack."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from common.errors import DomainError
from courses.catalog import Catalog
from courses.speech.folder import LANGUAGE, VIETNAMESE
from courses.speech.making import make_audio
from courses.speech.sentences import split_sentences
from courses.speech.texts import spoken_texts, unique_sentences
from courses.speech.voices import find_voice

OK, REFUSED, USAGE = 0, 1, 2
DEFAULT_FOLDER = Path("speech")


def speak(path: Path, out: Path, *, voice: str, language: str, more: Path | None) -> int:
    """Make the audio of the courses in ``path`` and of the lines of ``more``.

    Returns:
        0 when every sentence has its file, 1 when a package or the voice failed, 2 when there is
        nothing to read.
    """
    home = path.parent if (path / "course.yaml").is_file() else path
    catalog = Catalog.load(home)
    courses = [one for one in catalog.courses.values() if path in (home, one.folder)]
    if not courses:
        print(f"{path}: no course that can be used", file=sys.stderr)
        return REFUSED if catalog.refused else USAGE
    texts = [text for course in courses for text in spoken_texts(course)]
    if more is not None:
        texts += split_lines(more.read_text(encoding="utf-8"))
    try:
        made = make_audio(unique_sentences(texts), find_voice(voice), out, language=language)
    except DomainError as error:
        print(f"{error.code}: {error.params}", file=sys.stderr)
        return REFUSED
    print(f"{out / language}: {made.made} new ({made.size // 1024} kB), {made.kept} kept")
    return REFUSED if catalog.refused else OK


def split_lines(text: str) -> list[str]:
    """Return the sentences of a list of texts, one text a line."""
    return [sentence for line in text.splitlines() for sentence in split_sentences(line)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``python -m courses speak``."""
    parser = argparse.ArgumentParser(prog="python -m courses speak", description=__doc__)
    parser.add_argument("path", type=Path, help="a package, or a folder of packages")
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="the folder of the audio")
    parser.add_argument(
        "--voice", default="espeak-ng", help="espeak-ng, piper:VOICE.onnx or command:LINE"
    )
    parser.add_argument("--language", default=VIETNAMESE, help="of the voice: vi, tyz, hmn, km ...")
    parser.add_argument("--texts", type=Path, help="a file of more texts, one a line")
    asked = parser.parse_args(arguments)
    if not LANGUAGE.fullmatch(asked.language):
        parser.error(f"{asked.language} is not a code of a language")
    return speak(
        asked.path, asked.out, voice=asked.voice, language=asked.language, more=asked.texts
    )
