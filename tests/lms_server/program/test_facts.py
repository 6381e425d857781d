"""``dump`` and ``verify``: what the records tell, and whether the tables tell the same."""

import json
from datetime import UTC, datetime

import pytest

from lms_server.dump import dump
from lms_server.journal.actions import append
from lms_server.opening import open_bus
from sync.chain import Stream

LEARNER = "0193a1b2-0000-7000-8000-000000000001"
COMPLETION = "0193a1b2-0000-7000-8000-000000000002"
ENROLMENT = "0193a1b2-0000-7000-8000-000000000003"
FIRST, SECOND = (f"0193a1b2-0000-7000-8000-00000000000{n}" for n in (5, 4))
AT = "2026-03-02T02:00:00.000Z"


def learner(name):
    return {
        "learner_id": LEARNER,
        "full_name": name,
        "usual_name": None,
        "birth_year": 1960,
        "birth_date": "1960-08-15",
        "sex": "female",
        "commune_code": "17071",
        "village": "Xóm Minh Tâm",
        "evidence": "card_seen",
        "purposes": ["province"],
    }


def completion():
    return {
        "completion_id": COMPLETION,
        "enrolment_id": ENROLMENT,
        "learner_id": LEARNER,
        "course_id": "KNS-04",
        "course_version": "1.0",
        "quiz_score": 8.0,
        "quiz_items": 10,
        "tasks_done": 4,
        "tasks_required": 4,
        "attended_minutes": 70,
        "completed_at": AT,
    }


def certificate(certificate_id, number):
    return {
        "certificate_id": certificate_id,
        "certificate_no": number,
        "lookup_code": "ABCDEFGH12",
        "learner_id": LEARNER,
        "enrolment_id": ENROLMENT,
        "course_id": "KNS-04",
        "issued_at": AT,
        "officer_key_id": "key",
        "credential_sha256": "ab" * 32,
        "credential": None,
        "qr": None,
    }


def revocation(certificate_id):
    return {
        "certificate_id": certificate_id,
        "reason": "fraud",
        "decision_no": "12/QĐ",
        "decided_on": "2026-03-03",
        "revoked_at": AT,
    }


@pytest.fixture
def tell(data):
    """Write records into the journal of a bus."""

    def tell(*records, stream=Stream.R):
        now = datetime(2026, 3, 2, tzinfo=UTC)
        with open_bus(data) as bus, bus.database.write() as db:
            for kind, values in records:
                append(db, stream=stream, kind=kind, data=values, actor="system", now=now)

    return tell


def test_dump_lists_facts_by_id_and_the_newest_word_on_a_person(data, tell):
    tell(
        ("learner.registered", learner("Hoa")),
        ("completion.recorded", completion()),
        ("certificate.issued", certificate(FIRST, "1")),
        ("certificate.issued", certificate(SECOND, "2")),
        ("certificate.revoked", revocation(FIRST)),
        ("learner.registered", learner("Nguyễn Thị Hoa")),
    )

    with open_bus(data) as bus, bus.database.read() as db:
        facts = json.loads(dump(db))

    assert [(c["id"], c["status"]) for c in facts["certificates"]] == [
        (SECOND, "issued"),
        (FIRST, "revoked"),
    ]
    assert [person["full_name"] for person in facts["people"]] == ["Nguyễn Thị Hoa"]
    assert facts["people"][0]["birth_date"] == "1960-08-15"
    assert facts["results"][0]["completed_at"] == AT
    assert facts["results"][0]["quiz_score"] == 8.0


def test_a_record_without_its_row_is_found(tell, run, data):
    tell(("completion.recorded", completion()))

    code, out, _ = run("verify", "--data", data)

    assert code == 1
    assert "completion.recorded: 1 only in records, 0 only in tables" in out


def test_a_row_without_its_record_is_found(run, data):
    with open_bus(data) as bus, bus.database.write_connection() as connection:
        connection.exec_driver_sql("DROP TABLE revocations")
        connection.exec_driver_sql("CREATE TABLE revocations (certificate_id CHAR(32))")
        row = (FIRST.replace("-", ""),)
        connection.exec_driver_sql("INSERT INTO revocations VALUES (?)", row)

    code, out, _ = run("verify", "--data", data)

    assert code == 1
    assert "certificate.revoked: 0 only in records, 1 only in tables" in out
