"""How long the machine runs, whatever the clock says."""

from pathlib import Path

import pytest

from common.uptime import uptime, uptime_with_sleep


@pytest.mark.parametrize("read", [uptime, uptime_with_sleep])
def test_readings_never_go_back_and_name_one_start_of_the_machine(read):
    first, second = read(), read()

    assert first.boot_id == second.boot_id
    assert first.ms <= second.ms


def test_the_time_the_machine_slept_counts_where_it_is_asked_for():
    """As the system itself counts since its start."""
    since_start = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])

    assert abs(uptime_with_sleep().ms / 1000 - since_start) < 5
