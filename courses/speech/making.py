"""Makes the audio that is missing; what is there already is kept."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from common.files import write_atomic
from courses.speech.errors import VoiceFailedError
from courses.speech.folder import VIETNAMESE, find_missing, path_of
from courses.speech.opus import BadSoundError, to_opus
from courses.speech.saying import say_as
from courses.speech.voices import Voice


@dataclass(frozen=True)
class Made:
    """What was done."""

    made: int
    """Files written now."""
    kept: int
    """Files that were there."""
    size: int
    """Bytes of the new files."""


def make_audio(
    texts: Iterable[str], voice: Voice, folder: Path, *, language: str = VIETNAMESE
) -> Made:
    """Write an audio file for each sentence that has none, several at a time.

    A run that is stopped or fails leaves whole files only; the next one goes on where it ended.

    Raises:
        VoiceFailedError: the voice could not say a sentence; no more sentences are begun.
        OSError: the folder cannot be written.
    """
    sentences = list(texts)
    missing = find_missing(sentences, folder, language=language)
    (folder / language).mkdir(parents=True, exist_ok=True)
    # A voice is a process of its own and the encoder lets other threads work.
    with ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
        jobs = [
            pool.submit(make_one, text, voice, path_of(folder, language, key))
            for key, text in missing.items()
        ]
        try:
            sizes = [job.result() for job in jobs]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return Made(len(sizes), len(sentences) - len(sizes), sum(sizes))


def make_one(text: str, voice: Voice, path: Path) -> int:
    """Write the audio of one sentence; return its size in bytes.

    Raises:
        VoiceFailedError: the voice could not say it.
        OSError: ``path`` cannot be written.
    """
    try:
        audio = to_opus(voice(say_as(text)))
    except BadSoundError as error:
        raise VoiceFailedError(voice="", reason=f"{error.params['reason']}: {text}") from error
    write_atomic(path, audio)
    return len(audio)
