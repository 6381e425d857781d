"""A bus with its demo class, and its province, both enrolled with each other."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from common.clock import utc_now
from lms_server import cli as bus_cli
from lms_server import demo
from lms_server.setting_up import REQUEST_FILE
from registry import cli as registry_cli
from sync.enrolment import check_code, parse_pack


@dataclass
class World:
    """Two data folders."""

    bus: Path
    registry: Path
    stick: Path

    def run_bus(self, *arguments):
        assert bus_cli.main([*map(str, arguments), "--data", str(self.bus)]) == 0

    def enrol(self, pack):
        code = check_code(parse_pack(pack.read_bytes()))
        self.run_bus("enrol", pack, "--code", code)

    def run_registry(self, *arguments):
        assert registry_cli.main([*map(str, arguments), "--data", str(self.registry)]) == 0


@pytest.fixture
def make_world(tmp_path):
    """Make both; ``database_url`` is the registry's, None for its own SQLite file."""

    def make(database_url=None, public_url="http://127.0.0.1:8090"):
        world = World(tmp_path / "bus", tmp_path / "registry", tmp_path / "stick")
        world.stick.mkdir()
        demo.make(world.bus, now=utc_now())
        pack = tmp_path / "pack.json"
        storage = () if database_url is None else ("--database-url", database_url)
        world.run_registry(
            "init",
            *("--province-code", "40", "--province-name", "tỉnh Nghệ An"),
            *("--issuer-did", demo.PROFILE.issuer_did, "--public-url", public_url),
            *storage,
        )
        world.run_registry("enrol-bus", world.bus / REQUEST_FILE, "--out", pack)
        world.enrol(pack)
        return world

    return make
