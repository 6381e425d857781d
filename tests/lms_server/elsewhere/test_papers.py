"""Papers of the province about learners of other buses: which are taken, and what they replace."""

from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms_server.elsewhere.actions import finish_document, read_document, store_learners
from lms_server.elsewhere.errors import (
    BadDocumentError,
    DocumentForOtherBusError,
    OutdatedDocumentError,
)
from lms_server.elsewhere.models import CarriedLearner, CarriedWork
from lms_server.elsewhere.queries import search_elsewhere

STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


@pytest.fixture
def found(database):
    """Names that the desk finds among learners of other buses."""

    def search(text):
        with database.read() as db:
            return [one.usual_name for one in search_elsewhere(db, text)]

    return search


@pytest.fixture
def meanwhile(database):
    """The bus's database; something else happens once, just before it is first written to."""

    def make(happens):
        waiting = [happens]

        class Busy:
            read = database.read

            @contextmanager
            def write(self):
                while waiting:
                    waiting.pop()()
                with database.write() as db:
                    yield db

        return Busy()

    return make


@pytest.mark.parametrize("typed", ["sang", "SÁNG", "lo thi sang", "bà Sáng"])
def test_she_is_found_by_any_part_of_her_name_with_or_without_tones(
    take, paper, stranger, found, typed
):
    take(paper(stranger()))

    assert found(typed) == ["bà Sáng"]


@pytest.mark.parametrize("typed", ["", " ", "xanh"])
def test_nobody_else_is(take, paper, stranger, found, typed):
    take(paper(stranger()))

    assert found(typed) == []


def test_the_same_paper_again_changes_nothing(take, paper, stranger, db_count):
    first, again = take(paper(stranger())), take(paper(stranger(), day=1))

    assert (first.is_new, again.is_new) == (True, False)
    assert (db_count(CarriedLearner), db_count(CarriedWork)) == (1, 1)


def test_who_is_not_in_the_newer_paper_is_gone(take, paper, stranger, found, db_count):
    take(paper(stranger(1), stranger(2, usual_name="bà Hai")))

    take(paper(stranger(2, usual_name="bà Hai"), day=1))

    assert found("sang") == ["bà Hai"]
    assert db_count(CarriedWork) == 1


def test_an_older_paper_is_refused_and_the_newer_one_stays(take, paper, stranger, found):
    take(paper(stranger(), day=2))

    with pytest.raises(OutdatedDocumentError):
        take(paper(day=1))

    assert found("sang") == ["bà Sáng"]


def test_after_the_registry_was_restored_its_clock_may_be_behind(take, paper, stranger, found):
    take(paper(stranger(), day=2))

    take(paper(day=1, regepoch=2))

    assert found("sang") == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"to": STRANGER, "bus": "79C01"}, DocumentForOtherBusError),
        ({"bus": "79C01"}, DocumentForOtherBusError),
        ({"key": STRANGER}, BadDocumentError),
    ],
)
def test_a_paper_for_another_bus_or_of_another_province_is_refused(
    take, paper, stranger, found, changes, refusal
):
    with pytest.raises(refusal):
        take(paper(stranger(), **changes))

    assert found("sang") == []


@pytest.mark.parametrize("place", [0, 20, 60, -1])
def test_a_flipped_byte_is_refused(take, paper, stranger, place):
    raw = bytearray(paper(stranger()))
    raw[place] ^= 1

    with pytest.raises((BadDocumentError, DocumentForOtherBusError)):
        take(bytes(raw))


def test_a_newer_paper_that_another_program_takes_meanwhile_stays(
    take, paper, stranger, database, reader, meanwhile, found, now
):
    """A command beside the server: its lock holds for its own process alone."""
    newer = paper(stranger(usual_name="bà Sáng mới"), day=2)
    theirs = read_document(newer, reader=reader)

    def other_program():
        with database.write() as db:
            store_learners(db, theirs.learners, now=now)
            finish_document(db, theirs, now=now)

    with pytest.raises(OutdatedDocumentError):
        take(paper(stranger(), day=1), of=meanwhile(other_program))

    assert found("sang") == ["bà Sáng mới"]
