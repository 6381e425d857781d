import os
from pathlib import Path

import pytest

from kiosk.system.installing import Laptop
from kiosk.system.sessions import Places

KIOSK_UID = 12345


class Machine:
    """A laptop below a temporary folder, whose systemctl only notes what it is asked."""

    def __init__(self, folder):
        self.root, self.home = folder / "root", folder / "home"
        self.asked = []
        self.answer = True
        self.uid = 1000
        self.interpreter = Path("/bin/sh")
        self.programs = {"cage": "/bin/true", "xinit": "/bin/true", "openbox": "/bin/true"}
        self.programs["X"] = "/bin/true"
        (self.root / "run/systemd/system").mkdir(parents=True)
        self.home.mkdir()

    @property
    def laptop(self):
        return Laptop(
            places=Places(self.root, self.home),
            uid=self.uid,
            interpreter=self.interpreter,
            find_program=self.programs.get,
            find_uid={"root": 0, "kiosk": KIOSK_UID}.get,
            run=self.run,
        )

    @property
    def unit(self):
        return self.root / "etc/systemd/system/bus-kiosk.service"

    def run(self, arguments):
        self.asked.append(" ".join(arguments))
        return self.answer

    def files(self):
        """Every file with its text, by its place."""
        found = (p for top in (self.root, self.home) for p in top.rglob("*") if p.is_file())
        return {str(p): p.read_text() for p in found}


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture
def program():
    """A program that everybody reaches."""
    path = Path("/bin/sh")
    assert os.access(path, os.X_OK)
    return [str(path)]
