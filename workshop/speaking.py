"""The audio of courses and pages, made by the machine's own voice."""

import shutil
import tempfile
from pathlib import Path

from workshop.places import PYTHON, ROOT
from workshop.setting_up import Stage
from workshop.system import VOICE, install_if_root
from workshop.talk import StepFailedError, run, say

MADE = ROOT / "courses" / "speech" / "made"
_PACKAGES = ROOT / "courses" / "packages"
_READ = (
    "courses/packages/**/*.yaml",
    "courses/packages/**/*.md",
    "courses/speech/*.py",
    "lms_server/**/*.html",
    "lms_server/narration/interface.py",
    "lms_server/**/LC_MESSAGES/*.po",
)


def make_audio() -> None:
    """Make what is missing; without a voice say what to install, and go on without audio."""
    stage = Stage("Audio of courses and pages", _inputs(), (MADE,), _speak)
    if stage.is_done():
        return
    try:
        _find_voice()
        stage.do()
    except StepFailedError as error:
        say(f"  Pages will not be read aloud until this is mended.\n  {error}")


def _find_voice() -> None:
    install_if_root(VOICE)
    if shutil.which("espeak-ng") is None:
        raise StepFailedError(f"Install a voice first: sudo apt-get install -y {VOICE}")


def _inputs() -> tuple[Path, ...]:
    return tuple(path for pattern in _READ for path in sorted(ROOT.glob(pattern)))


def _speak() -> None:
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "pages.txt"
        texts.write_text(run([PYTHON, "-m", "lms_server.narration"]), encoding="utf-8")
        run([PYTHON, "-m", "courses", "speak", _PACKAGES, "--out", MADE, "--texts", texts])
