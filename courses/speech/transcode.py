"""``python -m courses.speech.transcode``: what outsiders recorded is decoded here.

A program of its own, so that a crash or a hang of a decoder hurts nobody, and no server keeps
its 17 MB. ``keep`` as argument checks Ogg Opus and sends it back as it is, instead of encoding
it again.
"""

import sys

from courses.speech.messages import SECONDS, read_messages, write_message
from courses.speech.opus import BadSoundError, seconds_of, to_opus


def main() -> int:
    """Answer each recording with Ogg Opus, or with an empty message when it is refused."""
    for sound in read_messages(sys.stdin.buffer):
        try:
            packed = sound if "keep" in sys.argv[1:] else to_opus(sound)
            answer = SECONDS.pack(seconds_of(packed)) + packed
        except BadSoundError:
            answer = b""
        write_message(sys.stdout.buffer, answer)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
