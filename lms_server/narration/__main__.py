"""``python -m lms_server.narration``: the sentences of the learners' pages, one a line."""

import sys

from lms_server.narration.interface import interface_sentences

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write("".join(f"{one}\n" for one in interface_sentences()))
