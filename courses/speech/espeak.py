"""``python -m courses.speech.espeak``: espeak-ng as a library, kept running between sentences.

Starting the program anew costs more than most sentences do. The library knows no threads and
holds its state in the process, so each worker is a process of its own: a crash hurts one
sentence. Input and output are messages: a sentence in UTF-8, a WAV.
"""

import ctypes
import io
import sys
import wave
from collections.abc import Callable
from typing import Any

from courses.speech.messages import read_messages, write_message

WORDS_PER_MINUTE = 135
"""Slow enough for old ears; the program's own default is 175."""
LIBRARY = "libespeak-ng.so.1"
_SYNCHRONOUS, _RATE, _CHARACTERS, _UTF8 = 2, 1, 1, 1
"""AUDIO_OUTPUT_SYNCHRONOUS, espeakRATE, POS_CHARACTER, espeakCHARS_UTF8 of ``speak_lib.h``."""
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def has_library() -> bool:
    """Tell whether this machine has espeak-ng as a library."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


def main() -> int:
    """Answer each sentence with a WAV, or with an empty message when it cannot be said."""
    say = _open_voice(ctypes.CDLL(LIBRARY))
    for sentence in read_messages(sys.stdin.buffer):
        write_message(sys.stdout.buffer, say(sentence))
        sys.stdout.buffer.flush()
    return 0


def _open_voice(library: Any) -> Callable[[bytes], bytes]:  # noqa: ANN401 - a foreign library
    """Return what speaks Vietnamese."""
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0)
    samples = bytearray()

    def take(found: Any, count: int, _events: Any) -> int:  # noqa: ANN401
        if found and count > 0:
            samples.extend(ctypes.string_at(found, count * 2))
        return 0

    taking = _Callback(take)
    library.espeak_SetSynthCallback(taking)
    library.espeak_SetVoiceByName(b"vi")
    library.espeak_SetParameter(_RATE, WORDS_PER_MINUTE, 0)

    def say(sentence: bytes) -> bytes:
        samples.clear()
        size = ctypes.c_size_t(len(sentence) + 1)
        # ``taking`` must live as long as the library may call it.
        failed = taking and library.espeak_Synth(
            sentence + b"\0", size, 0, _CHARACTERS, 0, _UTF8, None, None
        )
        return b"" if failed or not samples else _to_wav(bytes(samples), rate)

    return say


def _to_wav(samples: bytes, rate: int) -> bytes:
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
