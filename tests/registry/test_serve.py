import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from registry.cli import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def served(tmp_path):
    """The program as an operator starts it, at a port of its own choosing."""
    data = tmp_path / "province"
    main(["init", "--data", str(data), "--province-code", "79", "--province-name",
          "tỉnh Khánh Hòa", "--port", str(free_port())])  # fmt: skip
    command = [sys.executable, "-m", "registry.cli", "serve", "--data", str(data)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ, text=True) as process:
        yield process
        process.kill()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_the_registry_answers_on_the_network_and_stops_when_asked(served):
    line = served.stdout.readline()
    address = re.search(r"http://\S+", line)[0]

    with urllib.request.urlopen(address) as answer:  # noqa: S310
        page = answer.read().decode()
    served.send_signal(signal.SIGINT)

    assert "Tra cứu giấy chứng nhận" in page
    assert served.wait(timeout=20) == 0
