"""The server is killed at random while twelve learners answer over TLS.

``python3 bus.py campaign kill [KILLS]``: none of the answers that a learner's machine holds a
receipt for may be missing or doubled afterwards, and the database must be whole.
"""

import asyncio
import random
import sys
import time

from bench.kiosks import Kiosk, acknowledged_by
from bench.proof import inspect
from bench.rig import Server, make_bus, pinned, scratch

LEARNERS = 12
LONGEST_LIFE_S = 0.8


async def torment(bus, server, *, kills, rng):
    """Kill and restart the server; return acknowledged ids and the seconds of each restart."""
    context = pinned(bus.certificate)
    kiosks = [Kiosk(one, port=server.lan_port, context=context) for one in bus.sittings]
    working = [asyncio.create_task(kiosk.work(lambda: rng.random() * 0.02)) for kiosk in kiosks]
    restarts = []
    for number in range(1, kills + 1):
        before = len(acknowledged_by(kiosks))
        while len(acknowledged_by(kiosks)) == before:
            await _until_next(working)
        await asyncio.sleep(rng.random() * LONGEST_LIFE_S)
        await asyncio.to_thread(server.kill)
        restarts.append(await asyncio.to_thread(server.start))
        if number % 10 == 0:
            print(f"{number} kills, {len(acknowledged_by(kiosks))} answers taken", flush=True)
    for kiosk in kiosks:
        kiosk.is_going = False
    await asyncio.gather(*working)
    return acknowledged_by(kiosks), restarts


async def _until_next(working):
    """Wait a moment; a kiosk that failed ends the campaign."""
    done, _ = await asyncio.wait(working, timeout=0.02)
    for task in done:
        task.result()


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**6
    print(f"{kills} kills, {LEARNERS} learners, seed {seed}")
    with scratch() as folder:
        bus = make_bus(folder / "bus", learners=LEARNERS)
        server = Server(bus.data_dir)
        try:
            server.start()
            acknowledged, restarts = asyncio.run(
                torment(bus, server, kills=kills, rng=random.Random(seed))
            )
        finally:
            server.kill()
        proof = inspect(bus.data_dir, acknowledged)
    restarts.sort()
    print(f"restart to first page: p95 {restarts[int(len(restarts) * 0.95)]:.2f} s")
    print(
        f"{kills} kills, {len(acknowledged)} acknowledged, {proof.lost} lost, "
        f"{proof.doubled} doubled, integrity {proof.integrity}, faults {list(proof.faults)}"
    )
    return 0 if proof.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
