"""What one bus left unfinished, told to another: who is in it, and who is not."""

import itertools
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, event, update

from common.ids import derive_id
from registry import office
from registry.buses.errors import BusNotFoundError, BusRevokedError
from registry.carried.desk import TURN, answer_ask
from registry.carried.queries import KEPT_FOR, list_carried
from registry.intake.models import RecordVerdict
from registry.results.models import ProgressRecord
from sync.carried import CarriedAsk, box_key_of, open_carried, sign_ask
from sync.errors import DocumentError
from sync.records import VerdictCode


@pytest.fixture
def bus_b(make_bus):
    return make_bus(code="79B04").enrol()


@pytest.fixture
def ask(province, now):
    """Let a bus ask; return what it may take over, None when it has all of it."""

    def send(bus, *, has=None, at=now, key=None):
        box_key = box_key_of(bus.key)
        public_key = box_key.public_key().public_bytes_raw()
        raw = sign_ask(
            CarriedAsk(bus=bus.code, box_key=public_key, has=has, made=at), key or bus.key
        )
        _, sealed = answer_ask(province.database, raw, keys=province.keys, now=at)
        if sealed is None:
            return None
        registry_key = province.keys.signing.public_key()
        return open_carried(sealed, bus=bus.code, box_key=box_key, registry_key=registry_key)

    return send


@pytest.fixture
def left(bus):
    """Learner 1 left the course on the first bus, which has told the province."""
    bus.open_session()
    bus.register()
    bus.enrol_learner()
    bus.leave_early()
    bus.send()
    return bus


def minutes_in(document):
    return [work.attended_minutes for one in document.learners for work in one.work]


@pytest.mark.usefixtures("left")
def test_another_bus_is_told_who_she_is_and_how_far_she_came(bus_b, ask):
    (learner,) = ask(bus_b).learners

    assert learner.learner_id == derive_id("learner", 1)
    assert (learner.full_name, learner.birth_year) == ("Nguyễn Thị Hoa", 1955)
    (work,) = learner.work
    assert (work.bus, work.course_id, work.attended_minutes) == ("79B03", "KNS-02", 40)
    assert [one.lesson_id for one in work.lessons] == ["KNS-02-L1"]


def test_her_own_bus_is_told_nothing_it_knows(left, ask):
    assert ask(left).learners == []


@pytest.mark.usefixtures("left")
def test_who_has_all_of_it_gets_nothing(bus_b, ask):
    assert ask(bus_b, has=ask(bus_b).content) is None


def test_the_last_word_of_the_bus_counts(left, bus_b, ask):
    left.leave_early(attended_minutes=55)
    left.send()

    assert minutes_in(ask(bus_b)) == [55]


def test_who_completed_the_course_is_not_in_it(left, bus_b, ask):
    left.complete(course_id="KNS-02")
    left.send()

    assert ask(bus_b).learners == []


def test_of_two_epochs_of_a_restored_bus_the_later_word_counts_once(left, bus_b, ask, now):
    left.leave_early(epoch="ffff0000", now=now + timedelta(hours=1), attended_minutes=50)
    left.send()

    assert minutes_in(ask(bus_b)) == [50]


def test_who_completed_another_course_is(left, bus_b, ask):
    left.complete(course_id="KNS-04")
    left.send()

    assert minutes_in(ask(bus_b)) == [40]


def test_who_takes_her_consent_back_is_no_longer_in_it(left, bus_b, ask):
    left.register_without_consent()
    left.send()

    assert ask(bus_b).learners == []


A_WRONG_CLOCK = timedelta(days=4 * 365)


@pytest.mark.parametrize("first", [0, 1])
def test_a_consent_taken_back_on_another_bus_beats_a_clock_that_ran_ahead(
    left, bus_b, make_bus, ask, now, first
):
    left.register(now=now + A_WRONG_CLOCK)
    bus_b.register_without_consent()
    for one in [(left, bus_b), (bus_b, left)][first]:
        one.send()

    assert ask(make_bus(code="79B05").enrol()).learners == []
    assert ask(bus_b, at=now + timedelta(days=300)).learners == []


def test_a_consent_taken_back_after_a_restore_beats_a_clock_that_ran_ahead(left, bus_b, ask, now):
    left.register(now=now + A_WRONG_CLOCK)
    left.send()
    left.epoch = "00ff0000"
    left.register_without_consent()
    left.send()

    assert ask(bus_b).learners == []


def test_what_was_received_last_takes_a_consent_back_whatever_the_clocks_say(left, bus_b, ask, now):
    left.register(now=now + timedelta(hours=2))
    left.send()
    bus_b.register_without_consent()
    bus_b.send()

    assert ask(bus_b, at=now + timedelta(days=1)).learners == []


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=1)])
def test_a_consent_not_written_after_it_was_taken_back_is_void_though_received_later(
    bus, bus_b, make_bus, ask, now, age
):
    bus.register_without_consent()
    bus.send()
    bus_b.open_session()
    bus_b.register(now=now - age)
    bus_b.enrol_learner()
    bus_b.leave_early()
    bus_b.send()

    assert ask(make_bus(code="79B05").enrol()).learners == []


def test_who_consents_again_on_another_bus_is_in_it_again(left, bus_b, ask, now):
    left.register_without_consent()
    left.send()
    bus_b.register(now=now + timedelta(days=1))
    bus_b.send()

    assert minutes_in(ask(bus_b, at=now + timedelta(days=2))) == [40]


@pytest.mark.usefixtures("left")
def test_after_a_year_it_is_over(bus_b, ask, now):
    assert minutes_in(ask(bus_b, at=now + KEPT_FOR)) == [40]
    assert ask(bus_b, at=now + KEPT_FOR + timedelta(seconds=1)).learners == []


def test_a_person_nobody_could_find_again_holds_up_no_other(left, bus_b, ask):
    left.register(2, commune_code="xã Khánh Vĩnh")
    left.enrol_learner(2)
    left.leave_early(2)
    left.send()

    assert [one.learner_id for one in ask(bus_b).learners] == [derive_id("learner", 1)]


def left_by(bus, number, *, at, **changes):
    """Let a learner leave a class that ended then."""
    bus.register(number, **changes)
    bus.enrol_learner(number)
    bus.leave_early(number, now=at)


@pytest.fixture
def told(database, bus_b, now):
    """Who is in the paper for the other bus, when so many fit; their classes."""

    def read(*, most, batch):
        with database.read() as db:
            found = list_carried(db, but_bus=bus_b.code, now=now, most=most, batch=batch)
        return {one.learner_id: len(one.work) for one in found}

    return read


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_of_more_than_a_paper_holds_nothing_older_is_even_read(bus, told, database, batch, now):
    bus.open_session()
    for number in (1, 2):
        left_by(bus, number, at=now - timedelta(days=number))
    bus.send()
    unreadable = update(ProgressRecord).where(
        ProgressRecord.enrolment_id == derive_id("enrolment", 2)
    )
    with database.write() as db:
        db.execute(unreadable.values(lessons=["no lesson"]))

    assert told(most=1, batch=batch) == {derive_id("learner", 1): 1}


def test_when_the_paper_is_full_nothing_more_is_asked_of_the_database(bus, told, database, now):
    bus.open_session()
    for number in (1, 2, 3):
        left_by(bus, number, at=now - timedelta(days=number))
    bus.send()
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    told(most=1, batch=1)

    assert len([one for one in statements if "learner_records" in one]) == 2


@pytest.mark.parametrize("batch", [1, 100])
def test_whom_the_province_may_not_tell_of_takes_nobodys_place(bus, told, batch, now):
    bus.open_session()
    left_by(bus, 1, at=now, full_name=None, purposes=["training"])
    left_by(bus, 2, at=now - timedelta(days=1), village=None)
    left_by(bus, 3, at=now - timedelta(days=2))
    bus.send()

    assert told(most=1, batch=batch) == {derive_id("learner", 3): 1}


@pytest.mark.parametrize("batch", [1, 100])
def test_all_that_a_learner_left_is_in_it_however_it_was_read(left, told, batch, now):
    left_by(left, 2, at=now)
    session_id, learner_id = derive_id("session", 1), str(derive_id("learner", 1))
    enrolment = {"training_session_id": str(session_id), "learner_id": learner_id}
    left.write("enrolment.created", {"enrolment_id": str(derive_id("enrolment", 3)), **enrolment})
    left.leave_early(3, learner_id=learner_id, now=now - timedelta(days=30))
    left.send()

    found = told(most=10, batch=batch)

    assert found == {derive_id("learner", 1): 2, derive_id("learner", 2): 1}


@pytest.mark.usefixtures("left")
def test_only_one_ask_at_a_time_is_computed(bus_b, ask, client, now):
    box_key = box_key_of(bus_b.key).public_key().public_bytes_raw()
    raw = sign_ask(CarriedAsk(bus=bus_b.code, box_key=box_key, made=now), bus_b.key)

    with TURN:
        answer = client.post("/api/v1/carried", data=raw)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json["code"] == "carried.too_busy"
    assert minutes_in(ask(bus_b)) == [40]


@pytest.mark.usefixtures("left")
def test_a_lost_bus_is_told_nothing(bus_b, province, ask, now):
    bus_b.open_session()
    bus_b.send()
    office.revoke_bus(province, bus_b.code, now=now)

    with pytest.raises(BusRevokedError):
        ask(bus_b)


@pytest.mark.usefixtures("left")
def test_nobody_asks_in_the_name_of_a_bus(bus_b, ask):
    with pytest.raises(DocumentError):
        ask(bus_b, key=Ed25519PrivateKey.generate())


@pytest.mark.usefixtures("left")
def test_an_unknown_bus_is_told_nothing(bus_b, ask):
    bus_b.code = "79B99"

    with pytest.raises(BusNotFoundError):
        ask(bus_b)


def test_in_any_order_of_the_bundles_the_province_knows_the_same(
    bus, other_province, deliver, dumped
):
    bus.open_session()
    bus.register()
    bus.enrol_learner()
    bus.leave_early()
    bus.leave_early(attended_minutes=55)
    bundles = [bus.bundle(bus.section(*part)) for part in [(1, 3), (4, 4), (5, 5)]]
    dumps = set()
    for order in itertools.permutations(bundles):
        province = other_province(bus)
        for raw in (*order, *order):
            deliver(province, raw)
        dumps.add(dumped(province))

    assert len(dumps) == 1
    assert '"attended_minutes":55' in dumps.pop().decode()


@pytest.mark.parametrize("first", [0, 1])
def test_two_certificates_of_one_course_are_told_to_both_buses_whoever_comes_first(
    bus, bus_b, first
):
    buses = (bus, bus_b)
    for one in buses:
        one.teach(1)
    for one in (buses[first], buses[1 - first]):
        one.send()

    for one in buses:
        (verdict,) = one.send().verdicts
        assert verdict.code == VerdictCode.DUPLICATE_CERTIFICATE


def test_after_one_is_withdrawn_nobody_asks_any_more(bus, bus_b):
    bus.teach(1).send()
    bus_b.teach(1).revoke(1).send()

    assert bus.send().verdicts == bus_b.send().verdicts == []


@pytest.mark.usefixtures("left")
def test_over_http_the_answer_is_the_same_and_shorter_when_nothing_is_new(bus_b, client, keys, now):
    box_key = box_key_of(bus_b.key)
    fields = {"bus": bus_b.code, "box_key": box_key.public_key().public_bytes_raw(), "made": now}

    answer = client.post("/api/v1/carried", data=sign_ask(CarriedAsk(**fields), bus_b.key))

    document = open_carried(
        answer.data, bus=bus_b.code, box_key=box_key, registry_key=keys.signing.public_key()
    )
    assert minutes_in(document) == [40]
    again = sign_ask(CarriedAsk(**fields, has=document.content), bus_b.key)
    assert client.post("/api/v1/carried", data=again).status_code == 204
    assert client.post("/api/v1/carried", data=b"{}").status_code == 422


@pytest.fixture
def parked(left, database):
    """The registry as one of the release before left it: it did not know the kind."""
    source = {"bus_code": left.code, "epoch": left.epoch, "seq": 4, "line_hash": left.head().hash}
    verdict = {"stream": "R", "code": "E_VERSION", "record_id": None, "waits_for": None}
    with database.write() as db:
        db.execute(delete(ProgressRecord))
        db.add(RecordVerdict(**source, **verdict))


@pytest.mark.usefixtures("parked")
def test_an_upgrade_reads_again_what_was_newer_than_the_program(province, bus_b, ask, left, now):
    assert ask(bus_b).learners == []

    assert office.read_parked(province.database, keys=province.keys, now=now) == [left.code]

    assert minutes_in(ask(bus_b)) == [40]
    assert left.send().verdicts == []
    assert office.read_parked(province.database, keys=province.keys, now=now) == []
