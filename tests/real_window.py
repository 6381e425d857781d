"""A real screen, and the kiosk's real window on it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageChops, ImageGrab

HERE = Path(__file__).parent
ROOT = HERE.parent
PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
}
START_S = 40
STILL_S = 0.2


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


def check_qt() -> None:
    """Fail, and say what to install; never skip."""
    question = "import qtpy.QtWebEngineWidgets"
    asked = subprocess.run(
        [sys.executable, "-c", question],
        env={**os.environ, "QT_API": "pyqt6"},
        capture_output=True,
        check=False,
        text=True,
    )
    if asked.returncode:
        pytest.fail(f"pip install -r requirements-qt.lock\n{asked.stderr}")


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


def children(parent: int) -> list[int]:
    """Return the processes that ``parent`` started."""
    found = subprocess.run(
        ["pgrep", "-P", str(parent)], capture_output=True, check=False, text=True
    )
    return [int(line) for line in found.stdout.split()]


def is_renderer(process: psutil.Process) -> bool:
    """Qt's are children of a child of the kiosk, with the same name."""
    name, parent = process.name(), process.parent()
    return name == "WebKitWebProcess" or (
        name == "QtWebEngineProcess" and parent is not None and parent.name() == name
    )


class Window:
    """The kiosk's window as a learner has it, with an eye of the test inside."""

    def __init__(self, data: Path, environ: dict[str, str]):
        self.environ = environ
        self.log = data.parent / "kiosk.log"
        # A socket's path is at most 108 letters, and pytest's folders are deep.
        self._folder = tempfile.TemporaryDirectory(prefix="bus-eye-")
        self._eye = Path(self._folder.name) / "eye"
        self._connection: socket.socket | None = None
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(HERE / "window" / "driver.py"), "--data", str(data)],
                cwd=ROOT,
                env={
                    **environ,
                    "PYTHONPATH": str(ROOT),
                    "BUS_KIOSK_INTERFACES": "127.0.0.1",
                    "BUS_KIOSK_EYE": str(self._eye),
                    "HOME": str(data.parent / "home"),
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def ask(self, script: str):
        """Return what the page answers, or None when it cannot answer now."""
        try:
            if self._connection is None:
                self._connection = socket.socket(socket.AF_UNIX)
                self._connection.settimeout(30)
                self._connection.connect(str(self._eye))
            self._connection.sendall(json.dumps(script).encode() + b"\n")
            with self._connection.makefile("rb") as answers:
                return json.loads(answers.readline())["value"]
        except KeyError:
            return None
        except (OSError, ValueError):  # the kiosk starts, or has just died
            self._drop_connection()
            return None

    def _drop_connection(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def kiosk_id(self) -> int:
        """Return the process that shows the window; its parent starts another when it dies."""
        return children(self.process.pid)[0]

    def kill_renderer(self):
        """Kill what draws the page, as the end of the memory would."""
        children = psutil.Process(self.kiosk_id()).children(recursive=True)
        renderers = [each for each in children if is_renderer(each)]
        assert renderers
        for each in renderers:
            each.kill()

    def wait_until(self, script: str, wanted, seconds: float = START_S):
        """Ask again and again until the page says ``wanted``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            said = self.ask(script)
            if said == wanted:
                return
            time.sleep(0.05)
        shown = self.ask("[location.href, document.body.innerText]")
        log = self.log.read_text()[-3000:]
        pytest.fail(f"{script} is {said!r}, not {wanted!r}\n{shown}\n{log}")

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

    def type_code(self, fingerprint: str, type_it: Callable[[], None], code: str):
        """A bus of other tests that comes into view at this moment renews the page once."""
        typed = "document.getElementById('code')?.value"
        for _ in range(5):
            self.choose(fingerprint)
            type_it()
            if self.stays(typed, code, seconds=0.3):
                return
            self.ask("document.getElementById('code').value = ''; 1")
        pytest.fail(f"{code} was typed, {self.ask(typed)!r} arrived")

    def pair_with(self, bus):
        self.wait_until("location.pathname", "/_kiosk/code")
        self.type_code(bus.fingerprint, lambda: self.press(*bus.code), bus.code)
        self.press("Return")
        self.wait_until("document.getElementById('title')?.textContent", "Mời bác chọn tên")

    def xdotool(self, *doing: str):
        subprocess.run(["xdotool", *doing], env=self.environ, check=True)

    def press(self, *keys: str):
        self.xdotool("key", *keys)

    def tap(self, selector: str, button: str = "1"):
        """Move the real pointer onto an element and press."""
        box = self.ask(
            f"(() => {{ const b = document.querySelector({selector!r}).getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        place = [str(round(number)) for number in box]
        self.xdotool("mousemove", *place, "click", button)

    def picture(self) -> Image.Image:
        """Return every pixel of the screen, once nothing was painted for a moment."""
        before, now = None, self._every_pixel()
        while before is None or _differ_at(before, now):
            time.sleep(STILL_S)
            before, now = now, self._every_pixel()
        return now

    def differs_at(self, before: Image.Image, *, seconds: float = 5):
        """Return the box of what stays different from ``before``, and None as soon as nothing is.

        What is different is left beside the log as two pictures.
        """
        end = time.monotonic() + seconds
        while box := _differ_at(before, now := self._every_pixel()):
            if time.monotonic() > end:
                before.save(self.log.with_name("before.png"))
                now.save(self.log.with_name("now.png"))
                return box
        return None

    def _every_pixel(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self.environ["DISPLAY"])

    def screenshot(self, path: Path):
        """Take a picture of what is painted, not of what was there a moment ago."""
        self.ask(
            "requestAnimationFrame(() => requestAnimationFrame(() => {"
            " document.body.dataset.painted = 'yes'; })); 1"
        )
        self.wait_until("document.body.dataset.painted", "yes")
        self._every_pixel().save(path)
        return path

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self._drop_connection()
        self._folder.cleanup()


def _differ_at(one: Image.Image, other: Image.Image):
    """Return the box around all pixels that differ, or None."""
    return ImageChops.difference(one, other).getbbox()


@contextmanager
def open_window(folder: Path, environ: dict[str, str]):
    window = Window(folder / "kiosk", environ)
    try:
        yield window
    finally:
        window.close()
