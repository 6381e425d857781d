"""Voices: programs that read a sentence on their input and write sound as WAV."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from courses.speech.errors import VoiceFailedError, VoiceMissingError
from courses.speech.espeak import WORDS_PER_MINUTE, has_library
from courses.speech.workers import Workers

Voice = Callable[[str], bytes]
"""Takes a sentence, returns it spoken as WAV; raises :class:`VoiceFailedError`."""
ESPEAK = ("espeak-ng", "-v", "vi", "-s", str(WORDS_PER_MINUTE), "-z", "--stdin", "--stdout")
_KEPT_RUNNING = "courses.speech.espeak"
_TIMEOUT_S = 60.0
_WAV = (b"RIFF", b"WAVE")


def find_voice(wish: str) -> Voice:
    """Return the voice that a command line names.

    Args:
        wish: ``espeak-ng``; ``piper:FILE`` with the file of a voice; or ``command:LINE``, any
            program that reads a sentence in UTF-8 on its input and writes WAV on its output.

    Raises:
        VoiceMissingError: there is no such voice here.
    """
    name, _, argument = wish.partition(":")
    if name == "espeak-ng" and not argument:
        return _kept_voice() if has_library() else command_voice(ESPEAK)
    if name == "piper" and Path(argument).is_file():
        return command_voice((sys.executable, "-m", "piper", "-m", argument, "-f", "-"))
    if name == "command" and argument:
        return command_voice(shlex.split(argument))
    raise VoiceMissingError(voice=wish)


def _kept_voice() -> Voice:
    workers = Workers(_KEPT_RUNNING)
    return lambda sentence: workers(sentence.encode())


def command_voice(command: Sequence[str]) -> Voice:
    """Return the voice of a program.

    Raises:
        VoiceMissingError: the program is not installed.
    """
    if shutil.which(command[0]) is None:
        raise VoiceMissingError(voice=command[0])

    def speak(sentence: str) -> bytes:
        return _run(command, sentence)

    return speak


def _run(command: Sequence[str], sentence: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command line
            command,
            input=f"{sentence}\n".encode(),
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise VoiceFailedError(voice=command[0], reason=str(error)) from error
    if done.returncode != 0 or (done.stdout[:4], done.stdout[8:12]) != _WAV:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else f"exit code {done.returncode}, no WAV"
        raise VoiceFailedError(voice=command[0], reason=reason)
    return done.stdout
