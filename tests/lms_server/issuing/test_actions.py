import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from certificates.errors import CannotPrintError
from certificates.model import printed_fields
from certificates.revocation import RevocationReason
from certificates.verify import verify_credential, verify_qr
from lms_server.issuing import actions, queries, register
from lms_server.issuing.actions import Decision
from lms_server.issuing.errors import (
    AlreadyRevokedError,
    ClockBehindError,
    IdentityUnseenError,
    KeyNotListedError,
    NotApprovedError,
    NotCompletedError,
    OwnClassError,
)
from lms_server.issuing.keyring import list_sealed_keys
from lms_server.issuing.models import Approval, CertificateRecord, Completion
from lms_server.issuing.profiles import find_profile, set_profile
from lms_server.journal.models import JournalEntry
from lms_server.learners.rules import Evidence, Purpose
from sync.records import parse_line


def test_a_new_unit_counts_also_after_the_clock_was_set_back(database, profile, now):
    renamed = replace(profile, signer_name="Lò Thị Mai")

    with database.write() as db:
        set_profile(db, renamed, actor="system", now=now - timedelta(days=400))

    with database.read() as db:
        assert find_profile(db) == renamed


@pytest.fixture
def records(database):
    """Read the data of all journal records of a kind."""

    def read(kind):
        with database.read() as db:
            lines = [parse_line(raw) for raw in db.scalars(select(JournalEntry.raw))]
        return [one for one in lines if one.kind == kind]

    return read


def test_completions_are_recorded_once(a_class, a_learner, complete, db_count, records):
    class_id = a_class()
    a_learner(class_id)
    a_learner(class_id, name="Lò Văn Ánh", minutes=20)

    counts = [complete(class_id), complete(class_id)]

    assert counts == [1, 0]
    assert db_count(Completion) == 1
    (record,) = records("completion.recorded")
    assert (record.data.quiz_score, record.data.quiz_items) == (8.0, 10)
    assert (record.data.tasks_done, record.data.tasks_required) == (4, 4)
    assert record.data.attended_minutes == 55


def test_a_completion_is_dated_by_the_last_activity(a_class, a_learner, complete, records, now):
    class_id = a_class()
    a_learner(class_id)

    complete(class_id)

    assert records("completion.recorded")[0].data.completed_at == now + timedelta(minutes=55)


def test_an_issued_certificate_verifies_in_both_forms(database, a_press, an_issued, later):
    press = a_press()

    certificate_id = an_issued(press)

    with database.read() as db:
        found = register.get_printable(db, certificate_id)
    for result in (
        verify_credential(found.signed.document, press.trust, None, later),
        verify_qr(found.signed.qr_text, press.trust, None, later),
    ):
        assert result.is_genuine
        assert result.fields["full_name"] == "Nguyễn Thị Hoa"
    printed = printed_fields(found.claim)
    assert printed["residence"] == "thôn Tà Lú 3, xã Khánh Vĩnh, tỉnh Khánh Hòa"
    assert printed["result"] == "Đạt (bài kiểm tra 8/10; thực hành 4/4)"
    assert printed["register_no"].startswith("000001/")


def test_the_province_learns_of_a_certificate_with_its_credential(an_issued, records):
    certificate_id = an_issued()

    (record,) = records("certificate.issued")
    assert record.data.certificate_id == certificate_id
    assert record.data.credential["credentialSubject"]["licenseNumber"] == (
        record.data.certificate_no
    )
    assert record.data.qr.startswith("https://gcn.khanhhoa.example/v#")


def test_without_consent_to_the_province_the_credential_stays(database, an_issued, records):
    certificate_id = an_issued(purposes=frozenset({Purpose.LEARN}))

    (record,) = records("certificate.issued")
    assert record.data.credential is None
    assert record.data.qr is None
    with database.read() as db:
        kept = register.get_printable(db, certificate_id)
        raw = b"".join(db.scalars(select(JournalEntry.raw))).decode()
    assert record.data.credential_sha256 == kept.signed.sha256
    assert "Nguyễn Thị Hoa" not in raw


def test_numbers_run_without_a_gap(database, a_class, a_press, an_issued):
    press, class_id = a_press(), a_class()

    for name in ("Lò Văn Ánh", "Vàng A Páo", "H'Hen Niê"):
        an_issued(press, class_id, name=name)

    with database.read() as db:
        assert [one.row.sequence for one in register.list_printable(db)] == [1, 2, 3]


def test_what_cannot_be_printed_is_refused_before_it_is_signed(
    database, a_class, a_press, an_issued, records
):
    """Such a certificate would be in force and never on paper; its number stays free."""
    press, class_id = a_press(), a_class()

    with pytest.raises(CannotPrintError, match="王"):
        an_issued(press, class_id, name="王 Lan")
    an_issued(press, class_id, name="Y Tơ\u0306m Niê")

    with database.read() as db:
        (row,) = register.list_printable(db)
    assert (row.row.sequence, row.claim.full_name) == (1, "Y Tơ\u0306m Niê")
    assert len(records("certificate.issued")) == 1


def test_issuing_twice_gives_the_same_certificate(
    a_class, a_learner, a_press, complete, approve, issue, db_count, records
):
    press, class_id = a_press(), a_class()
    enrolment_id = a_learner(class_id)
    complete(class_id)
    approve(enrolment_id, press.officer_id)

    first, second = issue(enrolment_id, press), issue(enrolment_id, press)

    assert first == second
    assert db_count(CertificateRecord) == 1
    assert len(records("certificate.issued")) == 1


def test_the_trainer_of_a_class_neither_approves_nor_issues(
    a_class, a_learner, a_press, complete, approve, issue
):
    press = a_press()
    class_id = a_class(taught_by=press.officer_id)
    enrolment_id = a_learner(class_id)
    complete(class_id)

    with pytest.raises(OwnClassError):
        approve(enrolment_id, press.officer_id)
    with pytest.raises(OwnClassError):
        issue(enrolment_id, press)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"minutes": 47}, NotCompletedError),
        ({"tasks": ("KNS-04-T1",)}, NotCompletedError),
        ({"correct": 6.0}, NotCompletedError),
        ({"correct": None}, NotCompletedError),
        ({"evidence": Evidence.SELF_DECLARED}, IdentityUnseenError),
    ],
)
def test_who_does_not_qualify_is_not_approved(
    a_class, a_learner, a_press, complete, approve, db_count, facts, refusal
):
    class_id = a_class()
    enrolment_id = a_learner(class_id, **facts)
    complete(class_id)

    with pytest.raises(refusal):
        approve(enrolment_id, a_press().officer_id)
    assert db_count(Approval) == 0


def test_approving_twice_is_one_approval(a_class, a_learner, a_press, complete, approve, db_count):
    class_id, officer_id = a_class(), a_press().officer_id
    enrolment_id = a_learner(class_id)
    complete(class_id)

    approve(enrolment_id, officer_id)
    approve(enrolment_id, officer_id)

    assert db_count(Approval) == 1


def test_without_approval_nothing_is_issued(a_class, a_learner, a_press, complete, issue):
    class_id = a_class()
    enrolment_id = a_learner(class_id)
    complete(class_id)

    with pytest.raises(NotApprovedError):
        issue(enrolment_id, a_press())


@pytest.mark.parametrize(
    "change",
    [
        {"bus_code": "79B04"},
        {"valid_from": "tomorrow"},
        {"valid_until": "yesterday"},
        {"revoked_at": "yesterday"},
    ],
)
def test_a_key_the_province_does_not_list_for_now_cannot_sign(
    config, list_keys, a_class, a_learner, a_press, complete, approve, issue, now, change
):
    press, class_id = a_press(), a_class()
    enrolment_id = a_learner(class_id)
    complete(class_id)
    approve(enrolment_id, press.officer_id)
    days = {"yesterday": now - timedelta(days=1), "tomorrow": now + timedelta(days=1)}
    change = {name: days.get(value, value) for name, value in change.items()}
    trust = list_keys(*list_sealed_keys(config.data_dir).values(), **change)

    with pytest.raises(KeyNotListedError):
        issue(enrolment_id, replace(press, trust=trust))


def test_a_clock_set_back_issues_nothing(
    a_class, a_learner, a_press, an_issued, complete, approve, issue, later
):
    press, class_id = a_press(), a_class()
    an_issued(press, class_id)
    enrolment_id = a_learner(class_id, name="Lò Văn Ánh")
    complete(class_id)
    approve(enrolment_id, press.officer_id)

    with pytest.raises(ClockBehindError):
        issue(enrolment_id, press, now=later - timedelta(seconds=1))


def test_revoking_what_a_clock_far_ahead_dated_frees_the_bus_and_doubles_nothing(
    database, a_class, a_learner, a_press, complete, approve, issue, later, a_decision
):
    """One wrong clock on one morning would stop the bus for weeks."""
    press, class_id = a_press(), a_class()
    first, second = a_learner(class_id), a_learner(class_id, name="Lò Văn Ánh")
    complete(class_id)
    for enrolment_id in (first, second):
        approve(enrolment_id, press.officer_id)
    wrong = issue(first, press, now=later + timedelta(days=20))
    with pytest.raises(ClockBehindError):
        issue(second, press)

    with database.write() as db:
        actions.revoke_certificate(
            db, wrong, a_decision(), officer_id=press.officer_id, now=later + timedelta(minutes=1)
        )
    now = later + timedelta(minutes=2)
    twice = {issue(second, press, now=now), issue(second, press, now=now)}
    with pytest.raises(NotApprovedError):
        issue(first, press, now=now)

    with database.read() as db:
        rows = [one.row for one in register.list_printable(db)]
    assert [(row.sequence, row.is_revoked) for row in rows] == [(1, True), (2, False)]
    assert twice == {rows[1].id}


def test_a_revoked_certificate_keeps_its_row(database, an_issued, records, later, a_decision):
    certificate_id = an_issued()
    with database.write() as db:
        officer_id = db.get_one(CertificateRecord, certificate_id).issued_by
        actions.revoke_certificate(
            db, certificate_id, a_decision(), officer_id=officer_id, now=later
        )

    with database.read() as db:
        row = register.get_certificate(db, certificate_id)
    assert row.is_revoked
    assert (row.sequence, row.decision_no) == (1, "15/QĐ-SKHCN")
    (record,) = records("certificate.revoked")
    assert record.data.reason == "lent"


def test_a_revocation_is_final(database, an_issued, later, a_decision):
    certificate_id = an_issued()

    with database.write() as db:
        officer_id = db.get_one(CertificateRecord, certificate_id).issued_by
        actions.revoke_certificate(
            db, certificate_id, a_decision(), officer_id=officer_id, now=later
        )
    with pytest.raises(AlreadyRevokedError), database.write() as db:
        actions.revoke_certificate(
            db, certificate_id, a_decision(), officer_id=officer_id, now=later
        )


def test_after_a_revocation_a_new_certificate_needs_a_new_approval(
    database, a_class, a_learner, a_press, complete, approve, issue, later, a_decision
):
    press, class_id = a_press(), a_class()
    enrolment_id = a_learner(class_id)
    complete(class_id)
    approve(enrolment_id, press.officer_id)
    first = issue(enrolment_id, press)
    with database.write() as db:
        actions.revoke_certificate(db, first, a_decision(), officer_id=press.officer_id, now=later)

    with pytest.raises(NotApprovedError):
        issue(enrolment_id, press)


def test_a_certificate_counts_for_the_learner_in_every_class(
    database, course, a_class, an_issued, a_press
):
    class_id = a_class()
    an_issued(a_press(), class_id)

    with database.read() as db:
        (facts,) = queries.learner_facts(db, class_id, course)
        counts = queries.class_counts(db)

    assert facts.certificate is not None
    assert facts.readiness == "issued"
    assert (counts[class_id].completed, counts[class_id].issued) == (1, 1)


def test_the_stored_credential_is_the_signed_one(database, an_issued):
    certificate_id = an_issued()

    with database.read() as db:
        stored = db.get_one(CertificateRecord, certificate_id)
        document = json.loads(stored.credential)
    assert document["proof"][0]["verificationMethod"] == stored.officer_key_id


@pytest.fixture
def a_decision(later):
    def make(**changes):
        decision = {
            "reason": RevocationReason.LENT,
            "decision_no": "15/QĐ-SKHCN",
            "decided_on": later.date(),
        }
        return Decision(**{**decision, **changes})

    return make
