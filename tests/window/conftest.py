from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.fake_bus import FakeBus, announce
from tests.real_window import open_window


@contextmanager
def announced_bus(folder: Path):
    bus = FakeBus(folder).start()
    zeroconf = announce(bus, address="127.0.0.1", interfaces=["127.0.0.1"])
    try:
        yield bus
    finally:
        zeroconf.close()
        bus.stop()


@pytest.fixture
def bus(tmp_path):
    with announced_bus(tmp_path) as bus:
        yield bus


@pytest.fixture
def paired(bus, window):
    """A window that shows the bus's first page."""
    window.pair_with(bus)
    return window


@pytest.fixture(scope="module")
def shared_window(display, tmp_path_factory):
    """A paired window for tests that leave it as it was."""
    folder = tmp_path_factory.mktemp("shared")
    with announced_bus(folder) as bus, open_window(folder, display) as window:
        window.pair_with(bus)
        yield window


@pytest.fixture
def open_new():
    """Open windows that nobody waits for; whatever is left of them is closed."""
    with ExitStack() as stack:
        yield lambda folder, environ: stack.enter_context(open_window(folder, environ))
