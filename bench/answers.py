"""Durable answers: how many a second, and what each costs the server's processor.

``python3 bus.py bench answers [SECONDS]``. The floor is the bare writer (group commit, same
tables' insert, same file system, no web): what the disk and SQLite alone allow.
"""

import json
import os
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase, Mapped

from bench.rig import ROOT, Bus, Server, make_bus, scratch
from common.clock import utc_now
from common.ids import new_id
from common.sql import Id, SqliteDatabase, TableConventions

CLIENTS = (10, 40, 100, 200)


class _Base(TableConventions, DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "rows"
    id: Mapped[Id]
    item_id: Mapped[str]
    value: Mapped[str]
    received_at: Mapped[datetime]


def measure_floor(folder: Path, *, threads: int, seconds: float) -> float:
    """Return rows a second that threads commit durably through the one writer."""
    database = SqliteDatabase(folder / f"{new_id()}.db", key=os.urandom(32))
    with database.write_connection() as connection:
        _Base.metadata.create_all(connection)
    until = time.monotonic() + seconds
    counts = [0] * threads

    def work(number: int) -> None:
        while time.monotonic() < until:
            with database.write() as db:
                row = {"id": new_id(), "item_id": "q", "value": "a", "received_at": utc_now()}
                db.execute(insert(_Row), [row])
            counts[number] += 1

    workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    database.close()
    return sum(counts) / seconds


def run_load(bus: Bus, server: Server, *, clients: int, seconds: float, every: float = 0) -> dict:
    """Let ``clients`` learners answer; return what they saw and the server's cost."""
    command = [
        *(sys.executable, "-m", "bench.load", bus.write_sittings(), server.lan_port),
        *(bus.certificate, clients, seconds, every, next(bus.revisions)),
    ]
    before = server.cpu_seconds()
    ended = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    seen = json.loads(ended.stdout)
    cost = (server.cpu_seconds() - before) / seen["answers"] * 1000
    return {**seen, "cpu_ms": cost}


def main() -> int:
    """Print the table; return 0 when the bars hold."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8
    with scratch() as folder:
        bus = make_bus(folder / "bus", learners=max(CLIENTS))
        server = Server(bus.data_dir)
        try:
            print(f"start to first page {server.start():.2f} s")
            run_load(bus, server, clients=10, seconds=1)
            print("| learners | answers/s | p50 ms | p95 ms | p99 ms | CPU ms | floor/s | ratio |")
            print("|---|---|---|---|---|---|---|---|")
            costs = [_row(bus, server, folder, clients, seconds) for clients in CLIENTS]
            calm = run_load(bus, server, clients=40, seconds=max(seconds, 20), every=2)
            print(
                f"40 learners, one answer every 2 s: p50 {calm['p50_ms']:.0f} ms, "
                f"p95 {calm['p95_ms']:.0f} ms, p99 {calm['p99_ms']:.0f} ms, "
                f"CPU {calm['cpu_ms']:.2f} ms an answer; PSS {server.pss_mb():.0f} MB"
            )
        finally:
            server.kill()
    is_well = max(costs) <= 2 and calm["p95_ms"] <= 150
    print("bars: CPU <= 2 ms, p95 <= 150 ms:", "hold" if is_well else "BROKEN")
    return 0 if is_well else 1


def _row(bus: Bus, server: Server, folder: Path, clients: int, seconds: float) -> float:
    floor = measure_floor(folder, threads=min(clients, 24), seconds=seconds / 4)
    seen = run_load(bus, server, clients=clients, seconds=seconds)
    print(
        f"| {clients} | {seen['per_second']:.0f} | {seen['p50_ms']:.0f} | {seen['p95_ms']:.0f} "
        f"| {seen['p99_ms']:.0f} | {seen['cpu_ms']:.2f} | {floor:.0f} "
        f"| {seen['per_second'] / floor:.2f} |",
        flush=True,
    )
    return seen["cpu_ms"]


if __name__ == "__main__":
    sys.exit(main())
