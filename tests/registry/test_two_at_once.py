from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

from certificates.keys import OfficerKey
from common.sql import Database
from registry.intake.desk import receive_bundle
from registry.intake.models import Bundle, JournalLine

DID = "did:web:gcn.khanhhoa.example"


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


@dataclass
class Busy:
    """A database whose turn comes only after somebody else had his."""

    database: Database
    before: Callable[[], object]

    def read(self):
        return self.database.read()

    @contextmanager
    def write(self):
        self.before()
        with self.database.write() as db:
            yield db


def test_an_officer_enrolled_while_a_bundle_is_read_is_known_to_its_certificates(bus, dumped):
    """Else they would stay refused: what is stored was judged anew just before."""
    bus.officer = OfficerKey.create(DID)
    bus.teach(1)
    province = bus.province
    slow = replace(province, database=Busy(province.database, before=bus.enrol))

    take(slow, bus.bundle(), bus.pack.made)

    assert dumped().count(b'"status":"issued"') == 1
    assert bus.send().verdicts == []
