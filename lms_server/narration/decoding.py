"""Recordings from outside, decoded by a program of their own."""

import io
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from courses.speech.messages import SECONDS, read_messages, write_message
from lms_server.narration.errors import BadRecordingError, RecordingTooLargeError

LARGEST = 1_000_000
"""Bytes of one recording as a browser sends it."""
_AT_ONCE = 12 * 1024 * 1024
"""Bytes of the recordings that are checked in one go; they are in memory several times."""
_TIMEOUT_S = 10.0
_TIMEOUT_EACH_S = 0.1
_COMMAND = (sys.executable, "-m", "courses.speech.transcode")


@dataclass(frozen=True)
class Sound:
    """Speech that can be played."""

    audio: bytes
    """Ogg Opus."""
    seconds: float


def decode_recording(raw: bytes) -> Sound:
    """Return what a browser recorded, as Ogg Opus.

    Raises:
        RecordingTooLargeError: it has more than ``LARGEST`` bytes.
        BadRecordingError: it cannot be decoded, is empty or too long.
    """
    if len(raw) > LARGEST:
        raise RecordingTooLargeError
    found = _run(_COMMAND, [raw])[0]
    if found is None:
        raise BadRecordingError
    return found


def check_sounds(sounds: Iterable[bytes]) -> Iterator[Sound | None]:
    """Yield each one that is whole Ogg Opus as it is; None in the place of the others.

    Raises:
        BadRecordingError: checking them takes too long.
    """
    for batch in _batches(sounds):
        yield from _run((*_COMMAND, "keep"), batch)


def _batches(sounds: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for sound in sounds:
        batch.append(sound)
        size += len(sound)
        if size >= _AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _run(command: Sequence[str], sounds: Sequence[bytes]) -> list[Sound | None]:
    asked = io.BytesIO()
    for one in sounds:
        write_message(asked, one)
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            input=asked.getvalue(),
            capture_output=True,
            timeout=_TIMEOUT_S + _TIMEOUT_EACH_S * len(sounds),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadRecordingError from error
    answers = [_read(one) for one in read_messages(io.BytesIO(done.stdout))]
    return answers + [None] * (len(sounds) - len(answers))


def _read(answer: bytes) -> Sound | None:
    if not answer:
        return None
    (seconds,) = SECONDS.unpack_from(answer)
    return Sound(answer[SECONDS.size :], seconds)
