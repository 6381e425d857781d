"""A voice for tests: a small program that hums for as long as the sentence has letters."""

import sys

import pytest

from courses.speech.voices import command_voice

HUM = """
import math, struct, sys, wave
text = sys.stdin.read().strip()
if "{bad}" and "{bad}" in text:
    sys.exit("no such word")
frames = [int(9000 * math.sin(at / 9)) for at in range(1100 * max(1, len(text)))]
with wave.open(sys.stdout.buffer, "wb") as file:
    file.setnchannels(1), file.setsampwidth(2), file.setframerate(22050)
    file.writeframes(struct.pack(f"<{len(frames)}h", *frames))
"""


@pytest.fixture
def humming(tmp_path):
    """Return a voice that fails at sentences that hold ``bad``."""

    def make(bad=""):
        program = tmp_path / "hum.py"
        program.write_text(HUM.replace("{bad}", bad), encoding="utf-8")
        return command_voice([sys.executable, "-X", "utf8", str(program)])

    return make
