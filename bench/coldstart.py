"""From process start to the first sign-in page, and the memory of the running server.

``python3 bus.py bench coldstart [STARTS]``. The start of a bare Python stands beside it, so that a
loaded machine shows itself.
"""

import statistics
import subprocess
import sys
import time

from bench.rig import Server, make_bus, scratch

BAR_S, BAR_MB = 2.0, 120


def bare_start():
    """Return the seconds of a Python that only imports the web framework's engine room."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", "import flask, sqlalchemy.orm"], check=True)
    return time.monotonic() - started


def main():
    starts = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with scratch() as folder:
        bus = make_bus(folder / "bus", learners=2)
        server = Server(bus.data_dir)
        seconds, cpu, memory, bare = [], [], [], []
        for _ in range(starts):
            bare.append(bare_start())
            try:
                seconds.append(server.start())
                cpu.append(server.cpu_seconds())
                memory.append(server.pss_mb())
            finally:
                server.stop()
    print(
        f"{starts} starts: to first sign-in page {min(seconds):.2f} s best, "
        f"{statistics.median(seconds):.2f} s median, CPU {min(cpu):.2f} s; "
        f"PSS {max(memory):.0f} MB; only importing Flask and SQLAlchemy {min(bare):.2f} s"
    )
    is_well = min(seconds) <= BAR_S and max(memory) <= BAR_MB
    print(f"bars: {BAR_S} s, {BAR_MB} MB:", "hold" if is_well else "BROKEN")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
