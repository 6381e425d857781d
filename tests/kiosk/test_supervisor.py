"""The small parent: what it starts again, how soon, and how both end."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kiosk.supervisor import SETTLED_S, Supervisor, is_final, pause_before
from kiosk.whereabouts import Whereabouts

ROOT = Path(__file__).parents[2]
PARENT = "import sys; from kiosk.supervisor import supervise_command; "
# A kiosk that keeps to the lifeline: tells what it got, moves on, then does as it is told.
KIOSK = """
import os, signal, sys, threading
from pathlib import Path
from kiosk.lifeline import Lifeline
from kiosk.whereabouts import Whereabouts

notes = Path(sys.argv[1])
ended = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ended.set())
line = Lifeline.of_this_process()
line.watch(ended.set)
line.tell(Whereabouts(path=f"/learn/{len(notes.read_text().splitlines())}", cookies="a=b"))
with notes.open("a") as file:
    file.write(f"{os.getpid()} {line.last.path} {line.last.cookies}\\n")
ended.wait(60)
"""


def test_who_lived_long_comes_back_at_once_and_who_dies_at_once_ever_later():
    pauses = [pause_before(deaths) for deaths in range(1, 12)]

    assert pauses[0] == 0
    assert pauses == sorted(pauses)
    assert pauses[-1] == 30


@pytest.mark.parametrize(
    ("status", "is_first", "lived_s", "final"),
    [
        (0, True, 1.0, True),
        (0, False, 9e9, True),
        (1, True, 1.0, True),
        (2, True, 0.1, True),
        (1, True, SETTLED_S, False),
        (1, False, 1.0, False),
        (-signal.SIGKILL, True, 1.0, False),
        (-signal.SIGSEGV, False, 9e9, False),
    ],
)
def test_what_is_left_alone(status, is_first, lived_s, final):
    assert is_final(status, is_first=is_first, lived_s=lived_s) is final


class Family:
    """A parent of its own process, and the notes of its kiosks."""

    def __init__(self, folder):
        self.notes = folder / "notes"
        self.notes.touch()
        command = [sys.executable, "-c", KIOSK, str(self.notes)]
        self.parent = subprocess.Popen(
            [sys.executable, "-c", f"{PARENT}sys.exit(supervise_command({command!r}))"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def wait_for(self, kiosks):
        end = time.monotonic() + 30
        while len(lines := self.notes.read_text().splitlines()) < kiosks:
            assert time.monotonic() < end, lines
            threading.Event().wait(0.02)
        return [line.split(" ") for line in lines]


@pytest.fixture
def family(tmp_path):
    family = Family(tmp_path)
    yield family
    if family.parent.poll() is None:
        family.parent.kill()
        family.parent.wait(10)


def is_alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(process_id):
    end = time.monotonic() + 10
    while is_alive(process_id):
        assert time.monotonic() < end
        threading.Event().wait(0.02)


def test_a_killed_kiosk_is_followed_by_one_that_knows_where_the_learner_was(family):
    first = family.wait_for(1)[0]

    os.kill(int(first[0]), signal.SIGKILL)

    second = family.wait_for(2)[1]
    assert first[1:] == ["/", ""]
    assert second[1:] == ["/learn/0", "a=b"]


def test_sigterm_ends_both_in_order(family):
    kiosk = int(family.wait_for(1)[0][0])

    family.parent.terminate()

    assert family.parent.wait(10) == 0
    assert not is_alive(kiosk)


def test_a_kiosk_does_not_outlive_a_killed_parent(family):
    kiosk = int(family.wait_for(1)[0][0])

    family.parent.kill()

    family.parent.wait(10)
    wait_until_gone(kiosk)


def test_a_kiosk_that_cannot_run_is_not_tried_again():
    supervisor = Supervisor([sys.executable, "-c", "raise SystemExit(1)"])

    assert supervisor.run() == 1


def test_where_nobody_was_is_the_first_page():
    assert Whereabouts() == Whereabouts(path="/", cookies="")
