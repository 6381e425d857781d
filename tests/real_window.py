"""A real screen, and the kiosk's real window on it."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent
PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
}
START_S = 40


def check_installed() -> None:
    """Fail, and say what to install; never skip."""
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    question = "import gi; gi.require_version('WebKit2', '4.1')"
    if subprocess.run(
        [sys.executable, "-c", question], capture_output=True, check=False
    ).returncode:
        missing += ["python3-gi", "gir1.2-webkit2-4.1"]
    if missing:
        pytest.fail(f"apt-get install {' '.join(missing)}")


@contextmanager
def open_screen() -> Iterator[dict[str, str]]:
    """A screen of 1366 x 768 with a window manager."""
    reading, writing = os.pipe()
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        name = f":{numbers.readline().strip()}"
    environ = {**os.environ, "DISPLAY": name}
    openbox = subprocess.Popen(
        ["openbox"], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield environ
    for process in (openbox, xvfb):
        process.terminate()
        process.wait(10)


class Window:
    """The kiosk's window as a learner has it, with an eye of the test inside."""

    def __init__(self, data: Path, environ: dict[str, str]):
        self.environ = environ
        self.log = data.parent / "kiosk.log"
        log = self.log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "window" / "driver.py"), "--data", str(data)],
            cwd=ROOT,
            env={**environ, "PYTHONPATH": str(ROOT), "BUS_KIOSK_INTERFACES": "127.0.0.1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._answers.put(line)

    def ask(self, script: str):
        """Return what the page answers, or None when it cannot answer now."""
        self.process.stdin.write(json.dumps(script) + "\n")
        self.process.stdin.flush()
        return json.loads(self._answers.get(timeout=30)).get("value")

    def wait_until(self, script: str, wanted, seconds: float = START_S):
        """Ask again and again until the page says ``wanted``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            said = self.ask(script)
            if said == wanted:
                return
            time.sleep(0.05)
        pytest.fail(f"{script} is {said!r}, not {wanted!r}\n{self.log.read_text()[-3000:]}")

    def stays(self, script: str, wanted, seconds: float = 1.0):
        """Return whether the page says ``wanted`` for the whole time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.ask(script) != wanted:
                return False
            time.sleep(0.05)
        return True

    def visible_windows(self) -> list[str]:
        """Return the names of all windows on the screen."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", ".+", "getwindowname", "%@"],
            env=self.environ,
            capture_output=True,
            check=True,
            text=True,
        )
        return sorted(set(found.stdout.split("\n")) - {""})

    def choose(self, fingerprint: str):
        """Other tests announce buses on loopback too; with more than one, ours is chosen."""
        radio = f"input[type=radio][value='{fingerprint}']"
        self.wait_until(
            f"""(() => {{ document.querySelector({radio!r})?.click();
            document.getElementById('code').focus();
            return new FormData(document.getElementById('code-form')).get('bus'); }})()""",
            fingerprint,
        )

    def pair_with(self, bus):
        self.wait_until("location.pathname", "/_kiosk/code")
        self.choose(bus.fingerprint)
        self.press(*bus.code, "Return")
        self.wait_until("document.getElementById('title')?.textContent", "Mời bác chọn tên")

    def press(self, *keys: str):
        subprocess.run(["xdotool", "key", *keys], env=self.environ, check=True)

    def tap(self, selector: str):
        """Move the real pointer onto an element and press."""
        box = self.ask(
            f"(() => {{ const b = document.querySelector({selector!r}).getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        place = [str(round(number)) for number in box]
        subprocess.run(["xdotool", "mousemove", *place, "click", "1"], env=self.environ, check=True)

    def screenshot(self, path: Path):
        """Take a picture of what is painted, not of what was there a moment ago."""
        self.ask(
            "requestAnimationFrame(() => requestAnimationFrame(() => {"
            " document.body.dataset.painted = 'yes'; })); 1"
        )
        self.wait_until("document.body.dataset.painted", "yes")
        subprocess.run(
            ["import", "-window", "root", str(path)], env=self.environ, check=True, timeout=30
        )
        return path

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process.stdin.close()
        self.process.stdout.close()


@contextmanager
def open_window(folder: Path, environ: dict[str, str]):
    window = Window(folder / "kiosk", environ)
    try:
        yield window
    finally:
        window.close()
