"""``python -m courses speak PATH``: make the audio that courses lack."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from common.errors import DomainError
from courses.addressing import WORDS
from courses.catalog import Catalog
from courses.speech.folder import LANGUAGE, VIETNAMESE, find_missing
from courses.speech.forms import other_forms, spoken_forms
from courses.speech.making import make_audio
from courses.speech.sentences import split_sentences
from courses.speech.texts import spoken_texts, unique_sentences
from courses.speech.voices import find_voice

OK, REFUSED, USAGE = 0, 1, 2
DEFAULT_FOLDER = Path("speech")
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is to be made, and where."""

    path: Path
    """A package, or a folder of packages."""
    out: Path
    voice: str = "espeak-ng"
    language: str = VIETNAMESE
    more: Path | None = None
    """A file of more texts, one a line."""
    forms: tuple[str, ...] = ()
    """Words of address whose sentences are made as well."""


def speak(job: Job) -> int:
    """Make the audio that is missing.

    Returns:
        0 when every sentence has its file, 1 when a package or the voice failed, 2 when there is
        nothing to read.
    """
    texts, code = _collect(job)
    if not texts:
        return code
    try:
        made = make_audio(texts, find_voice(job.voice), job.out, language=job.language)
    except DomainError as error:
        print(f"{error.code}: {error.params}", file=sys.stderr)
        return REFUSED
    print(f"{job.out / job.language}: {made.made} new ({made.size // 1024} kB), {made.kept} kept")
    return code


def count_missing(job: Job) -> int:
    """Print how much audio is missing; return 0 when none is."""
    texts, code = _collect(job)
    missing = find_missing(texts, job.out, language=job.language)
    print(f"{job.out / job.language}: {len(missing)} of {len(texts)} sentences have no audio")
    for sentence in list(missing.values())[:_NAMED]:
        print(f"  {sentence}")
    return REFUSED if missing else code


def _collect(job: Job) -> tuple[list[str], int]:
    """Return the sentences, and 1 when a package had to be left out."""
    is_one = (job.path / "course.yaml").is_file()
    catalog = Catalog.load(job.path.parent if is_one else job.path)
    courses = [one for one in catalog.courses.values() if not is_one or one.folder == job.path]
    if not courses:
        print(f"{job.path}: no course that can be used", file=sys.stderr)
        return [], REFUSED if catalog.refused else USAGE
    texts = [text for course in courses for text in spoken_texts(course)]
    texts += [text for one in courses for text in other_forms(spoken_forms(one), job.forms)]
    if job.more is not None:
        texts += split_lines(job.more.read_text(encoding="utf-8"))
    return unique_sentences(texts), REFUSED if catalog.refused else OK


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
    parser.add_argument(
        "--forms", default="", help="also for learners who chose these words: bà,cô ... or all"
    )
    parser.add_argument("--dry-run", action="store_true", help="only tell what is missing")
    asked = parser.parse_args(arguments)
    if not LANGUAGE.fullmatch(asked.language):
        parser.error(f"{asked.language} is not a code of a language")
    forms = WORDS if asked.forms == "all" else tuple(filter(None, asked.forms.split(",")))
    if not set(forms) <= set(WORDS):
        parser.error(f"--forms knows {', '.join(WORDS)}")
    job = Job(
        path=asked.path,
        out=asked.out,
        voice=asked.voice,
        language=asked.language,
        more=asked.texts,
        forms=forms,
    )
    return count_missing(job) if asked.dry_run else speak(job)
