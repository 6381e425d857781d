"""System packages that the tests of windows, browsers, networks and PostgreSQL need."""

import os
import shutil
import sys
from pathlib import Path

from workshop.setting_up import is_root
from workshop.talk import StepFailedError, run, step

VOICE = "espeak-ng"
_APT = {
    "chromium-headless-shell": "/usr/bin/chromium-headless-shell",
    "xvfb": "/usr/bin/Xvfb",
    "openbox": "/usr/bin/openbox",
    "xdotool": "/usr/bin/xdotool",
    "python3-gi": "/usr/lib/python3/dist-packages/gi",
    "gir1.2-gtk-3.0": "/usr/lib/*/girepository-1.0/Gtk-3.0.typelib",
    "gir1.2-webkit2-4.1": "/usr/lib/*/girepository-1.0/WebKit2-4.1.typelib",
    "libasound2": "/usr/lib/*/libasound.so.2",
    "libegl1": "/usr/lib/*/libEGL.so.1",
    "libnss3": "/usr/lib/*/libnss3.so",
    "libxcb-cursor0": "/usr/lib/*/libxcb-cursor.so.0",
    "libxcb-icccm4": "/usr/lib/*/libxcb-icccm.so.4",
    "libxcb-image0": "/usr/lib/*/libxcb-image.so.0",
    "libxcb-keysyms1": "/usr/lib/*/libxcb-keysyms.so.1",
    "libxcb-render-util0": "/usr/lib/*/libxcb-render-util.so.0",
    "libxcb-xkb1": "/usr/lib/*/libxcb-xkb.so.1",
    "libxdamage1": "/usr/lib/*/libXdamage.so.1",
    "libxkbcommon-x11-0": "/usr/lib/*/libxkbcommon-x11.so.0",
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "poppler-utils": "/usr/bin/pdftotext",
    "iproute2": "/sbin/ip",
    "nftables": "/usr/sbin/nft",
    "e2fsprogs": "/sbin/mkfs.ext4",
    "systemd": "/usr/bin/systemd-analyze",
    VOICE: "/usr/bin/espeak-ng",
    "gstreamer1.0-plugins-base": "/usr/lib/*/gstreamer-1.0/libgstopus.so",
    "gstreamer1.0-plugins-good": "/usr/lib/*/gstreamer-1.0/libgstaudiofx.so",
    "fonts-noto-core": "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
}
"""Debian package -> a file of it."""


def install_test_programs() -> None:
    """Install what is missing when root on Debian; else say exactly what to install.

    Raises:
        StepFailedError: something is missing and could not be installed.
    """
    missing = find_missing()
    if not missing:
        return
    if not sys.platform.startswith("linux"):
        raise StepFailedError(
            "The whole test run needs Linux. Unit tests: bus.py test tests/common"
        )
    if not install_if_root(*missing):
        raise StepFailedError(
            f"Please install first:\n  sudo apt-get install -y {' '.join(missing)}"
        )
    if find_missing():
        raise StepFailedError(f"still missing after installing: {' '.join(find_missing())}")


def install_if_root(*names: str) -> bool:
    """Install what is missing of ``names`` when root on Debian; return whether that was possible.

    Raises:
        StepFailedError: apt-get failed.
    """
    if not (is_root() and shutil.which("apt-get")):
        return False
    missing = [name for name in names if not _exists(_APT[name])]
    if missing:
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        with step(f"System packages: {' '.join(missing)}"):
            run(["apt-get", "-o", "DPkg::Lock::Timeout=600", "update"])
            run(["apt-get", "-o", "DPkg::Lock::Timeout=600", "install", "-y", *missing])
    return True


def find_missing() -> list[str]:
    """Return the Debian packages whose files are not here."""
    return [name for name, pattern in _APT.items() if not _exists(pattern)]


def _exists(pattern: str) -> bool:
    return any(Path("/").glob(pattern.lstrip("/")))
