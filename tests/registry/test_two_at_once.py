from concurrent.futures import ThreadPoolExecutor

from registry.intake.desk import receive_bundle
from registry.intake.models import Bundle, JournalLine


def test_bundles_that_arrive_at_the_same_moment_lose_nothing(
    bus, make_bus, province, other_province, deliver, dumped, rows
):
    """A stick and the network bring the same and other bundles, of two buses, four at a time."""
    other = make_bus(code="79B04").enrol()
    bus.teach(1, 2).revoke(2)
    other.teach(3)
    raws = [bus.bundle(bus.section(*ends)) for ends in ((1, 5), (4, 9), (8, None))]
    raws = [*raws, other.bundle()] * 3

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda raw: take(province, raw, bus.pack.made), raws))

    one_by_one = other_province(bus)
    deliver(one_by_one, bus.bundle())
    assert rows(Bundle) == 4
    assert rows(JournalLine) == 10 + 1 + 6
    assert dumped().count(b'"status":"revoked"') == 1
    assert dumped(one_by_one).count(b"79B03") == dumped().count(b"79B03")


def take(province, raw, now):
    receive_bundle(province.database, raw, keys=province.keys, now=now)
