"""The vectors that both machines obey, and one sample task for each kind of step."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from courses.addressing import say_all
from courses.loader import PackageSource, read_package, say_plainly
from courses.simulators.model import Simulator

VECTORS = Path(__file__).parent.parent / "vectors"
SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="session")
def simulators() -> dict[str, Simulator]:
    raw: dict[str, Any] = json.loads((VECTORS / "simulators.json").read_text(encoding="utf-8"))
    return {name: say_all(msgspec.convert(value, Simulator)) for name, value in raw.items()}


@pytest.fixture(scope="session")
def sample_package() -> PackageSource:
    return say_plainly(read_package(SAMPLES))


@pytest.fixture(scope="session")
def samples(sample_package: PackageSource) -> list[Simulator]:
    return [written.source for written in sample_package.simulators]


@pytest.fixture
def run_node(tmp_path: Path) -> Callable[[str, Any], str]:
    """Run one of the JavaScript tests on what Python worked out; return what it printed."""

    def run(name: str, worked_out: object) -> str:
        file = tmp_path / "worked_out.json"
        file.write_text(json.dumps(worked_out), encoding="utf-8")
        done = subprocess.run(
            ["node", "--test", str(VECTORS / name)],
            env={**os.environ, "BUS_LMS_WORKED_OUT": str(file)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:]
        return done.stdout

    return run


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each scenario."""
    if "scenario" in metafunc.fixturenames:
        scenarios = json.loads((VECTORS / "scenarios.json").read_text(encoding="utf-8"))
        metafunc.parametrize("scenario", scenarios, ids=[one["name"] for one in scenarios])
