"""Each campaign in small, so that it still runs when it is needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


def run(name, count, *more):
    command = [sys.executable, str(FOLDER / f"{name}.py"), str(count), "7", *more]
    root = os.fspath(FOLDER.parents[1])
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
    )


@pytest.mark.timeout(170)
def test_three_kills_lose_nothing():
    ended = run("kill", 3)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert " 0 lost, 0 doubled, integrity ok" in ended.stdout


@pytest.mark.browser
@pytest.mark.timeout(170)
def test_a_learner_goes_on_where_she_was_after_a_power_cut():
    ended = run("resume", 1, "power")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "she went on exactly where she was each time" in ended.stdout


@pytest.mark.root
@pytest.mark.timeout(170)
def test_three_power_cuts_lose_nothing():
    ended = run("powercut", 3)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "3 power cuts: nothing acknowledged was lost" in ended.stdout


@pytest.mark.root
@pytest.mark.timeout(170)
def test_three_kiosks_meet_a_firewall_a_rogue_and_a_bus_that_moves():
    ended = run("wifi", 3, "firewall", "rivals", "move")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "3 scenes, 3 kiosks, 0 failures" in ended.stdout
