"""Whether seconds measured on this machine mean anything: how busy others kept it meanwhile."""

import os
import time

import psutil


class Quietness:
    """Watches the processors from its making on."""

    def __init__(self):
        self._began = time.monotonic()
        self._busy, self._own = _busy_s(), _own_s()

    def others_share(self):
        """Return the share of all processor time since then that went to others' processes."""
        passed = (time.monotonic() - self._began) * psutil.cpu_count()
        others = (_busy_s() - self._busy) - (_own_s() - self._own)
        return max(0.0, others / passed) if passed else 0.0


def _busy_s():
    times = psutil.cpu_times()
    return sum(times) - times.idle - times.iowait - times.guest - times.guest_nice


def _own_s():
    """Return the processor time of this process and all it ever started."""
    mine = os.times()
    own = mine.user + mine.system + mine.children_user + mine.children_system
    for one in psutil.Process().children(recursive=True):
        try:
            own += sum(one.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue  # its time is now among its parent's
    return own
