"""The power goes while learners answer: what they hold a receipt for must be on the disk.

``python3 bus.py campaign powercut [CUTS]`` as root. The bus lives on an ext4 image in a loop
mount; the shutdown ioctl drops everything the file system has not written and all later writes
at once, as a power cut does. A kill proves nothing about that. Every second cut follows a single
answer on an otherwise idle bus, where no other commit flushes for it.
"""

import asyncio
import fcntl
import os
import random
import shutil
import struct
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from bench.kiosks import Kiosk, acknowledged_by
from bench.proof import inspect
from bench.rig import Server, make_bus, pinned, scratch

LEARNERS = 12
IMAGE_MB = 192
FS_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2
LONGEST_LIFE_S = 0.5
PRIVATE = "BUS_CAMPAIGN_HAS_OWN_MOUNTS"


class Disk:
    """An ext4 image that can lose its power."""

    def __init__(self, folder):
        self._image = folder / "disk.img"
        self.mount_point = folder / "disk"
        self.mount_point.mkdir()
        with self._image.open("wb") as file:
            file.truncate(IMAGE_MB * 1024 * 1024)
        subprocess.run(["mkfs.ext4", "-q", "-F", self._image], check=True)

    @contextmanager
    def mounted(self):
        """Mount, which replays the journal after a cut; unmount at the end."""
        subprocess.run(["mount", "-o", "loop", self._image, self.mount_point], check=True)
        try:
            yield
        finally:
            self._unmount()

    def cut_power(self):
        """Lose all that is not on the disk, now."""
        handle = os.open(self.mount_point, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, FS_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(handle)

    def _unmount(self):
        for _ in range(100):
            if subprocess.run(["umount", self.mount_point], check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError(f"{self.mount_point} stays busy")


async def answer_until_cut(kiosks, disk, *, life_s, rng):
    """Let kiosks answer, cut the power; return what they held receipts for at that moment."""
    before = acknowledged_by(kiosks)
    working = [asyncio.create_task(kiosk.work(lambda: rng.random() * 0.02)) for kiosk in kiosks]
    while acknowledged_by(kiosks) == before:
        done, _ = await asyncio.wait(working, timeout=0.01)
        for task in done:
            task.result()
    await asyncio.sleep(life_s)
    # Nothing may run between these two lines: a receipt that arrives after the cut proves nothing.
    held = acknowledged_by(kiosks)
    disk.cut_power()
    return await _send_home(kiosks, working, held)


async def answer_once_then_cut(kiosk, disk):
    """Let one learner answer once on an idle bus, then cut the power."""
    kiosk.is_going = True
    await kiosk.deliver(kiosk.next_message())
    held = acknowledged_by([kiosk])
    disk.cut_power()
    return await _send_home([kiosk], [], held)


async def _send_home(kiosks, working, held):
    for kiosk in kiosks:
        kiosk.is_going = False
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    return held


def one_cut(disk, bus, kiosks, *, is_idle, rng):
    """Mount, serve, cut; return the ids that kiosks held receipts for before the cut."""
    with disk.mounted():
        server = Server(bus.data_dir, log=disk.mount_point.parent / "serve.log")
        try:
            server.start()
            for kiosk in kiosks:
                kiosk.move_to(server.lan_port)
            if is_idle:
                return asyncio.run(answer_once_then_cut(rng.choice(kiosks), disk))
            life_s = rng.random() * LONGEST_LIFE_S
            return asyncio.run(answer_until_cut(kiosks, disk, life_s=life_s, rng=rng))
        finally:
            server.kill()


def campaign(folder, *, cuts, rng):
    """Cut the power again and again; return the proof after the last cut that was good."""
    disk = Disk(folder)
    with disk.mounted():
        bus = make_bus(disk.mount_point / "bus", learners=LEARNERS)
    context = pinned(copy_of(bus.certificate, disk))
    kiosks = [Kiosk(one, port=0, context=context) for one in bus.sittings]
    held = set()
    for number in range(1, cuts + 1):
        held |= one_cut(disk, bus, kiosks, is_idle=number % 2 == 0, rng=rng)
        with disk.mounted():
            proof = inspect(bus.data_dir, held)
        if not proof.is_good or number % 10 == 0 or number == cuts:
            print(f"{number} cuts, {len(held)} acknowledged: {proof}", flush=True)
        if not proof.is_good:
            return False
    return True


def copy_of(certificate, disk):
    """Return the certificate where it can be read while the disk is away."""
    with disk.mounted():
        return Path(shutil.copy(certificate, disk.mount_point.parent))


def in_own_mounts():
    """Run again where no other program copies our mounts; a copy would keep a dead disk open."""
    command = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv]
    return subprocess.run(command, env={**os.environ, PRIVATE: "yes"}, check=False).returncode


def main():
    cuts = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**6
    if os.geteuid() != 0:
        print("this campaign mounts a disk: run it as root")
        return 1
    if PRIVATE not in os.environ:
        return in_own_mounts()
    print(f"{cuts} cuts, half of them after a single idle answer, seed {seed}", flush=True)
    with scratch() as folder:
        is_good = campaign(folder, cuts=cuts, rng=random.Random(seed))
    print(f"{cuts} power cuts: nothing acknowledged was lost" if is_good else "FAILED")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
