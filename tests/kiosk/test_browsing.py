"""Who announces one name without end takes no thread from the others."""

from zeroconf import ServiceStateChange

from common.wire.discovery import SERVICE_TYPE
from kiosk.browsing import Browsing

ROGUE, OWN = f"rogue.{SERVICE_TYPE}", f"own.{SERVICE_TYPE}"


class Silent:
    """A zeroconf that knows nothing of any name."""

    def get_service_info(self, *_):
        return None


def test_one_name_is_looked_up_three_times_at_once_at_most():
    work = []
    browsing = Browsing(["127.0.0.1"], work.append, lambda *_: None, restart_s=5.0)

    def hear(name, change=ServiceStateChange.Updated):
        browsing._on_change(Silent(), SERVICE_TYPE, name, change)

    for _ in range(100):
        hear(ROGUE)
    waiting = len(work)
    hear(OWN, ServiceStateChange.Added)
    hear(OWN, ServiceStateChange.Removed)
    both = len(work)
    for each in work:
        each()
    kept = len(browsing._in_work)
    hear(ROGUE)

    assert kept == 0
    assert (waiting, both, len(work)) == (3, 4, 5)
