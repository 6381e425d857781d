"""The vectors that both machines obey."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from courses.simulators.model import Simulator

VECTORS = Path(__file__).parent.parent / "vectors"


@pytest.fixture(scope="session")
def vectors() -> Path:
    return VECTORS


@pytest.fixture(scope="session")
def simulators() -> dict[str, Simulator]:
    raw: dict[str, Any] = json.loads((VECTORS / "simulators.json").read_text(encoding="utf-8"))
    return {name: msgspec.convert(value, Simulator) for name, value in raw.items()}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each scenario."""
    if "scenario" in metafunc.fixturenames:
        scenarios = json.loads((VECTORS / "scenarios.json").read_text(encoding="utf-8"))
        metafunc.parametrize("scenario", scenarios, ids=[one["name"] for one in scenarios])
