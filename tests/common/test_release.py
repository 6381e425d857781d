import configparser
from pathlib import Path

from common.release import VERSION


def test_the_program_tells_the_number_that_the_package_carries():
    cfg = configparser.ConfigParser()
    cfg.read(Path(__file__).parents[2] / "setup.cfg", encoding="utf-8")

    assert cfg["metadata"]["version"] == VERSION
