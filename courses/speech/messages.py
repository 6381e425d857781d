"""What programs of ours that speak or decode are told, and what they answer.

A message is four bytes with a length, then as many bytes.
"""

import struct
from collections.abc import Iterator
from typing import IO

SECONDS = struct.Struct(">d")
"""An answer of ``transcode`` begins with the length of the sound in seconds."""
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
