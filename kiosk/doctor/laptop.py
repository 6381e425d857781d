"""What a learner meets: screen, sound, camera; and the printer she must not meet."""

import ctypes
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from kiosk.camera import Camera, CameraBusyError, Grey, NoCameraError
from kiosk.doctor.engine import Size
from kiosk.doctor.findings import Finding, amber, green, red
from kiosk.words import marked as _

if sys.platform == "win32":
    import winreg

WANTED: Size = (1366, 768)
"""Pages are made for it; below, some have to be scrolled."""
LEAST: Size = (1024, 600)
_DARK = 12
"""Mean grey, 0 to 255, of a picture taken through a shut lid."""
_CARDS = Path("/sys/class/drm")
_PCM = Path("/proc/asound/pcm")
_PLUGIN_FOLDERS = ("usr/lib/*/gstreamer-1.0", "usr/lib/gstreamer-1.0", "usr/lib64/gstreamer-1.0")
_PLUGINS = ("libgstopus.so", "libgstautodetect.so")
"""Of GStreamer: what reads the lessons' sound, and what finds the device for it."""
_USB = Path("/sys/bus/usb/devices")
_USB_PRINTER = "07"
_PRETENDED = ("microsoft", "onenote", "fax")
"""Printers of Windows that print on nothing."""
_ANSWER_S = 5.0


def judge_screen(size: Size | None) -> Finding:
    """Say whether pages fit.

    Args:
        size: of the main screen; None when none is seen.
    """
    if size is None:
        return amber(
            _("none is seen from here"),
            _("Start this command on the laptop's own screen, in a window with a prompt."),
        )
    values = dict(zip(("width", "height", "wanted"), (*size, "1366 x 768"), strict=True))
    if _fits(size, WANTED):
        return green(_("%(width)s x %(height)s"), **values)
    if _fits(size, LEAST):
        return amber(
            _("%(width)s x %(height)s: some pages have to be scrolled"),
            _("Choose %(wanted)s or more in the display settings, and a scale of 100 %%."),
            **values,
        )
    return red(
        _("%(width)s x %(height)s: too small for the lessons"),
        _("Choose %(wanted)s or more in the display settings, and a scale of 100 %%."),
        **values,
    )


def find_plugged_screen(cards: Path = _CARDS) -> Size | None:
    """Return the size of a screen that Linux sees without any window system."""
    for status in sorted(cards.glob("card*/status")):
        with suppress(OSError, ValueError):
            if status.read_text().strip() == "connected":
                first = (status.parent / "modes").read_text().splitlines()[:1]
                return next((_size(mode) for mode in first), None)
    return None


def judge_sound(*, has_device: bool, lacking: Sequence[str]) -> Finding:
    """Say whether lessons can be heard.

    Args:
        has_device: something is there that plays.
        lacking: what the web engine lacks to play it, as files.
    """
    if not has_device:
        return red(
            _("nothing is there that plays"),
            _("Plug headphones or a loudspeaker in; switch sound on in the laptop's set-up."),
        )
    if lacking:
        return red(
            _("a device is there, but the web engine cannot use it: no %(files)s"),
            _("Run as root: apt-get install gstreamer1.0-plugins-base gstreamer1.0-plugins-good"),
            files=", ".join(lacking),
        )
    return green(_("a device that plays is there"))


def find_lacking_plugins(root: Path = Path("/")) -> list[str]:
    """Return what WebKit GTK lacks to play the lessons."""
    folders = [folder for place in _PLUGIN_FOLDERS for folder in root.glob(place)]
    return [name for name in _PLUGINS if not any((each / name).exists() for each in folders)]


def has_sound(pcm: Path = _PCM) -> bool:
    """Return whether this laptop has a device that plays."""
    if sys.platform == "win32":
        return bool(ctypes.windll.winmm.waveOutGetNumDevs())
    try:
        return "playback" in pcm.read_text()
    except OSError:
        return False


def look_at_camera(open_camera: Callable[[], Camera]) -> Finding:
    """Take one picture, look whether it is dark, and forget it."""
    try:
        with closing(open_camera()) as camera:
            return judge_picture(next(camera.frames()))
    except NoCameraError:
        return amber(
            _("none is there"),
            _("Nothing need be done: learners sign in by their name instead of their card."),
        )
    except CameraBusyError:
        return amber(
            _("it is there, but cannot be had"),
            _("End other programs that use it. Linux: the user must be in the group video."),
        )


def judge_picture(picture: Grey) -> Finding:
    """Say whether the camera sees anything."""
    if sum(picture.pixels) < _DARK * len(picture.pixels):
        return amber(
            _("its picture is dark"),
            _("Open the lid before the camera, or switch the light on."),
        )
    return green(
        _("gives pictures of %(width)s x %(height)s"), width=picture.width, height=picture.height
    )


def judge_printers(names: Sequence[str]) -> Finding:
    """Say whether this laptop offers a printer; certificates are printed by the bus alone."""
    if not names:
        return green(_("none, as it should be"))
    return amber(
        _("this laptop offers %(names)s"),
        _("Remove it from this laptop, so that nothing is printed by accident."),
        names=", ".join(names),
    )


def find_printers() -> list[str]:
    """Return the printers this laptop offers, and those on its cable."""
    if sys.platform == "win32":
        place = r"SYSTEM\CurrentControlSet\Control\Print\Printers"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as printers:
            count, _values, _written = winreg.QueryInfoKey(printers)
            names = [winreg.EnumKey(printers, index) for index in range(count)]
        return [name for name in names if not name.lower().startswith(_PRETENDED)]
    return [*_queues(), *find_usb_printers()]


def find_usb_printers(devices: Path = _USB) -> list[str]:
    """Return a name for each printer on a USB cable."""
    classes = devices.glob("*:*/bInterfaceClass")
    return [f"USB {p.parent.name}" for p in sorted(classes) if _is_printer(p)]


def _is_printer(path: Path) -> bool:
    with suppress(OSError):
        return path.read_text().strip() == _USB_PRINTER
    return False


def _queues() -> list[str]:
    """Return what CUPS offers, also what it found in the network."""
    program = shutil.which("lpstat")
    if program is None:
        return []
    with suppress(OSError, subprocess.TimeoutExpired):
        ended = subprocess.run(  # noqa: S603
            [program, "-e"], capture_output=True, text=True, timeout=_ANSWER_S, check=False
        )
        return ended.stdout.split() if ended.returncode == 0 else []
    return []


def _size(mode: str) -> Size:
    """Read ``1366x768``; an ``i`` for interlaced may follow."""
    found = re.match(r"(\d+)x(\d+)", mode)
    if found is None:
        raise ValueError(mode)
    return int(found[1]), int(found[2])


def _fits(size: Size, into: Size) -> bool:
    return size[0] >= into[0] and size[1] >= into[1]
