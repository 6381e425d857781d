"""What ``bus-registry`` says that a person has to look at."""

from collections.abc import Callable, Iterable

from common.sql import Database
from registry.intake.queries import list_forks, list_holes
from registry.register.queries import DoubledCertificate, list_doubled

Say = Callable[[str], None]


def tell_alarms(database: Database, bus_code: str, say: Say) -> None:
    """Name copied disks, and learners with two certificates of one course."""
    with database.read() as db:
        forks = list_forks(db, bus_code)
        doubled = list_doubled(db, bus_code)
    for epoch, stream, seq in forks:
        say(f"  ALARM: bus {bus_code} has two branches from {epoch}.{stream}.{seq}: a copied disk")
    for one in doubled:
        say(f"  ALARM: {doubled_text(one)}")


def tell_epoch(bus_code: str, known: int, own: int, say: Say) -> None:
    """Tell that ``keys/epoch`` is of an old backup: the bus ignores receipts of this registry."""
    if known > own:
        say(
            f"  ALARM: bus {bus_code} knows epoch {known} of this registry, and this is {own}:"
            f" an old backup; run restored --after {known}"
        )


def tell_holes(database: Database, buses: Iterable[str], say: Say) -> None:
    """Name the records that the registry has later ones of; the receipts ask for them."""
    with database.read() as db:
        found = [(bus_code, hole) for bus_code in buses for hole in list_holes(db, bus_code)]
    for bus_code, hole in found:
        place = f"{hole.epoch}.{hole.stream.value}.{hole.first}-{hole.last}"
        say(f"  missing: {place} of bus {bus_code}; its receipt asks for it")


def doubled_text(one: DoubledCertificate) -> str:
    """Return what is said of a valid certificate beside another one."""
    return (
        f"{one.certificate_no}: learner {one.learner_id} has another valid certificate"
        f" of {one.course_id}"
    )
