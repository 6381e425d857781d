"""``python -m courses.speech.transcode``: what outsiders recorded is decoded here.

A program of its own, so that a crash or a hang of a decoder hurts nobody. Input and output are
messages: four bytes with a length, then as many bytes. An answer begins with the length of the
sound in seconds, as a float of eight bytes.
"""

import struct
import sys
from collections.abc import Iterator
from typing import IO

from courses.speech.opus import BadSoundError, seconds_of, to_opus

KEEP = "keep"
"""An argument: check Ogg Opus and send it back as it is, instead of encoding again."""
SECONDS = struct.Struct(">d")
_LENGTH = struct.Struct(">I")


def write_message(file: IO[bytes], message: bytes) -> None:
    """Write one message."""
    file.write(_LENGTH.pack(len(message)) + message)


def read_messages(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the messages of ``file`` to its end; a cut one is left out."""
    while len(head := file.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        message = file.read(length)
        if len(message) == length:
            yield message


def main() -> int:
    """Answer each recording with Ogg Opus, or with an empty message when it is refused."""
    for sound in read_messages(sys.stdin.buffer):
        try:
            packed = sound if KEEP in sys.argv[1:] else to_opus(sound)
            answer = SECONDS.pack(seconds_of(packed)) + packed
        except BadSoundError:
            answer = b""
        write_message(sys.stdout.buffer, answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
