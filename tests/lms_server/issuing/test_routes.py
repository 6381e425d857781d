import io
import threading

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from certificates.pdf.faces import FOLDER, Face
from common.clock import utc_now
from lms_server.issuing import last_signed
from lms_server.issuing.keyring import create_key, get_sealed_key
from lms_server.issuing.models import Approval, CertificateRecord, CertificateStatus, Revocation
from lms_server.journal.actions import begin_anew
from lms_server.journal.models import JournalEntry
from lms_server.journal.queries import check_chain, find_end, list_epochs
from lms_server.learners.rules import Evidence
from sync.chain import Stream

RACES = 300
CLASS_SIZE = 30


@pytest.fixture
def officer(as_staff, config, list_keys, profile, passphrase):
    """A browser of an officer whose key the province lists."""
    browser = as_staff("officer")
    sealed = create_key(
        config.data_dir, browser.account_id, issuer_did=profile.issuer_did, passphrase=passphrase
    )
    list_keys(sealed)
    return browser


@pytest.fixture
def send(form_token):
    """Press a button of a page: post a form with the page's forgery token."""

    def run(browser, path, data=None):
        token = form_token(browser, "/staff/certificates/key")
        return browser.post(path, data={"csrf_token": token, **(data or {})})

    return run


@pytest.fixture
def unlock(send, passphrase):
    def run(browser):
        return send(browser, "/staff/certificates/key/unlock", {"passphrase": passphrase})

    return run


@pytest.fixture
def page_of():
    def get(browser, class_id):
        return browser.get(f"/staff/certificates/classes/{class_id}").text

    return get


@pytest.fixture
def certificate_of(database):
    def find(enrolment_id):
        with database.read() as db:
            return db.scalar(
                select(CertificateRecord.id).where(CertificateRecord.enrolment_id == enrolment_id)
            )

    return find


@pytest.fixture(scope="session")
def fonts():
    """Made at set-up."""
    assert (FOLDER / f"{Face.SERIF_BOLD.value}.ttf").exists()


@pytest.mark.usefixtures("fonts")
def test_an_officer_goes_the_whole_way(
    officer, send, unlock, page_of, a_class, a_learner, certificate_of
):
    class_id = a_class()
    enrolment_id = a_learner(class_id, name="H'Hen Niê")
    path = f"/staff/certificates/classes/{class_id}"
    tick = {"enrolment_id": str(enrolment_id)}

    assert "chờ duyệt (1)" in page_of(officer, class_id)
    send(officer, f"{path}/approve", tick)
    assert "chờ cấp giấy (1)" in page_of(officer, class_id)
    unlock(officer)
    assert "Khóa ký đang mở" in page_of(officer, class_id)
    send(officer, f"{path}/issue", tick)
    assert "Đã cấp (1)" in page_of(officer, class_id)

    pdf = officer.get(f"/staff/certificates/{certificate_of(enrolment_id)}/print")
    text = PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    assert pdf.mimetype == "application/pdf"
    assert "H'Hen Niê" in text
    book = officer.get("/staff/certificates/register").text
    assert "H&#39;Hen Niê" in book


def test_the_list_of_classes_counts_completions_and_certificates(
    officer, page_of, a_class, a_learner
):
    class_id = a_class()
    a_learner(class_id)
    page_of(officer, class_id)

    page = officer.get("/staff/certificates/").text

    assert f"/staff/certificates/classes/{class_id}" in page


def test_the_page_says_what_others_still_lack(officer, page_of, a_class, a_learner):
    class_id = a_class()
    a_learner(class_id, name="Lò Văn Ánh", minutes=20, tasks=("KNS-04-T1",), correct=5.0)
    a_learner(class_id, name="Vàng A Páo", correct=None)

    page = page_of(officer, class_id)

    assert "còn 28 phút có mặt; còn 3 bài thực hành; bài kiểm tra 5/10, cần đúng 7" in page
    assert "chưa làm bài kiểm tra" in page
    assert "Chưa đủ điều kiện (2)" in page


def test_a_locked_key_issues_nothing(officer, send, page_of, a_class, a_learner, db_count):
    class_id = a_class()
    tick = {"enrolment_id": str(a_learner(class_id))}
    path = f"/staff/certificates/classes/{class_id}"
    page_of(officer, class_id)
    send(officer, f"{path}/approve", tick)

    send(officer, f"{path}/issue", tick)

    assert "Khóa ký đã đóng" in page_of(officer, class_id)
    assert db_count(CertificateRecord) == 0


@pytest.fixture
def issue_by_hand(officer, send, unlock, page_of, a_class, a_learner):
    """Let an officer approve a learner and press the button that issues; returns the class."""

    def run(name):
        class_id = a_class()
        tick = {"enrolment_id": str(a_learner(class_id, name=name))}
        path = f"/staff/certificates/classes/{class_id}"
        page_of(officer, class_id)
        send(officer, f"{path}/approve", tick)
        unlock(officer)
        send(officer, f"{path}/issue", tick)
        return class_id

    return run


def test_what_was_signed_last_is_kept_beside_the_keys(issue_by_hand, config, database):
    before = last_signed.find_end(config.data_dir)

    issue_by_hand("Lò Văn Ánh")

    with database.read() as db:
        assert last_signed.find_end(config.data_dir) == find_end(db, Stream.R)
        assert len(list_epochs(db)) == 1
    assert before is None


@pytest.mark.parametrize("epoch", ["present", "5eef5eef"])
def test_a_database_that_lacks_what_was_signed_last_issues_nothing(
    issue_by_hand, officer, page_of, config, database, db_count, epoch
):
    """An older one was put in place by hand, or the bus was set up anew with its old keys."""
    issue_by_hand("Lò Văn Ánh")
    present, stream, seq, _ = last_signed.find_end(config.data_dir)
    lost = (present if epoch == "present" else epoch, stream, seq + 4, "ab" * 32)
    last_signed.keep_end(config.data_dir, lost)

    class_id = issue_by_hand("Vàng A Páo")

    assert db_count(CertificateRecord) == 1
    assert "xe đang chạy tiếp từ một bản sao cũ" in page_of(officer, class_id)
    with database.read() as db:
        assert len(list_epochs(db)) == 2


def test_what_was_signed_last_tells_how_much_a_known_older_copy_lost(
    issue_by_hand, officer, config, database, later
):
    issue_by_hand("Lò Văn Ánh")
    epoch, stream, seq, _ = last_signed.find_end(config.data_dir)
    last_signed.keep_end(config.data_dir, (epoch, stream, seq + 4, "ab" * 32))
    with database.write() as db:
        begin_anew(db, epoch, now=later)

    issue_by_hand("Vàng A Páo")
    issue_by_hand("Lò Thị Mai")

    assert "ít nhất 4 kết quả" in officer.get("/staff/certificates/after-copy").text
    with database.read() as db:
        assert len(list_epochs(db)) == 2


@pytest.mark.parametrize("damage", [b"", b"[]", b'["0a1b2c3d","X",1,"00"]'])
def test_a_damaged_note_of_what_was_signed_last_stops_nobody(config, damage):
    last_signed.keep_end(config.data_dir, ("0a1b2c3d", "R", 1, "00"))
    (config.data_dir / "keys" / "last-signed.json").write_bytes(damage)

    assert last_signed.find_end(config.data_dir) is None


@pytest.mark.parametrize("year", ["1", "9" * 30, "-1", "x"])
def test_a_year_without_certificates_shows_the_newest_book(officer, year):
    answer = officer.get(f"/staff/certificates/register?year={year}")

    assert answer.status_code == 200
    assert f"{utc_now():%Y}" in answer.text


def test_signing_out_locks_the_key(app, officer, send, unlock):
    keyring = app.extensions["bus_lms.keyring"]
    unlock(officer)
    assert keyring.find(officer.account_id, utc_now()) is not None

    send(officer, "/staff/sign-out")

    assert keyring.find(officer.account_id, utc_now()) is None


def test_a_wrong_passphrase_unlocks_nothing_and_is_noted(officer, send, page_of, a_class, database):
    class_id = a_class()

    send(officer, "/staff/certificates/key/unlock", {"passphrase": "trâu đỏ gặm lúa vàng"})

    page = page_of(officer, class_id)
    assert "Khóa ký đang mở" not in page
    with database.read() as db:
        lines = b"".join(db.scalars(select(JournalEntry.raw)))
    assert b"key.unlock_refused" in lines
    assert "lúa vàng".encode() not in lines


def test_guessing_a_passphrase_is_slowed_down(officer, send):
    answers = [
        send(officer, "/staff/certificates/key/unlock", {"passphrase": f"câu sai số {number}"})
        for number in range(6)
    ]

    assert [one.status_code for one in answers] == [302] * 5 + [429]


def test_the_trainer_of_the_class_is_refused(
    officer, send, unlock, page_of, a_class, a_learner, db_count
):
    class_id = a_class(taught_by=officer.account_id)
    tick = {"enrolment_id": str(a_learner(class_id))}
    path = f"/staff/certificates/classes/{class_id}"
    unlock(officer)

    send(officer, f"{path}/approve", tick)
    page = page_of(officer, class_id)

    assert "Xin để cán bộ khác duyệt và cấp giấy" in page
    assert db_count(Approval) == 0


def test_a_seen_card_ends_the_waiting(officer, send, page_of, a_class, a_learner):
    class_id = a_class()
    enrolment_id = a_learner(class_id, evidence=Evidence.SELF_DECLARED)
    assert "chờ xác minh (1)" in page_of(officer, class_id)

    path = f"/staff/certificates/classes/{class_id}/evidence/{enrolment_id}"
    send(officer, path, {"evidence": "vneid_seen"})

    assert "chờ duyệt (1)" in page_of(officer, class_id)


def test_a_refusal_of_one_does_not_stop_the_others(
    officer, send, page_of, a_class, a_learner, db_count
):
    class_id = a_class()
    good, bad = a_learner(class_id), a_learner(class_id, name="Lò Văn Ánh", minutes=5)
    page_of(officer, class_id)

    send(
        officer,
        f"/staff/certificates/classes/{class_id}/approve",
        {"enrolment_id": [str(bad), "nonsense", str(good)]},
    )

    assert db_count(Approval) == 1
    assert "Có học viên chưa đủ điều kiện" in page_of(officer, class_id)


@pytest.mark.usefixtures("fonts")
def test_a_certificate_is_revoked_by_a_decision(
    officer, send, unlock, page_of, a_class, a_learner, certificate_of, db_count
):
    class_id = a_class()
    enrolment_id = a_learner(class_id)
    page_of(officer, class_id)
    unlock(officer)
    for step in ("approve", "issue"):
        path = f"/staff/certificates/classes/{class_id}/{step}"
        send(officer, path, {"enrolment_id": str(enrolment_id)})
    path = f"/staff/certificates/{certificate_of(enrolment_id)}"

    refused = send(officer, f"{path}/revoke", {"reason": "lent", "decision_no": ""})
    done = send(
        officer,
        f"{path}/revoke",
        {"reason": "lent", "decision_no": "15/QĐ-SKHCN", "decided_on": "2026-01-05"},
    )

    assert (refused.status_code, done.status_code) == (400, 302)
    assert "Quyết định số 15/QĐ-SKHCN" in officer.get(path).text
    assert officer.get(f"{path}/print").status_code == 404
    assert "Đã thu hồi" in officer.get("/staff/certificates/register").text
    assert (db_count(CertificateRecord), db_count(Revocation)) == (1, 1)


def test_an_officer_makes_a_key_after_the_unit_is_known(as_staff, send, config, passphrase):
    officer = as_staff("officer")
    path = "/staff/certificates/key"
    both = {"passphrase": passphrase, "again": passphrase}
    unit = {
        "issuer_did": "did:web:gcn.khanhhoa.example",
        "unit": "Trung tâm Chuyển đổi số",
        "unit_code": "79B03",
        "signer_title": "GIÁM ĐỐC",
        "signer_name": "Trần Văn Bình",
        "issued_place": "Khánh Hòa",
        "province_name": "tỉnh Khánh Hòa",
        "communes": "22702 xã Khánh Vĩnh\n\n22705 xã Trung Khánh Vĩnh",
    }

    answers = [
        send(officer, path, both),
        send(officer, "/staff/certificates/unit", {**unit, "communes": "xã Khánh Vĩnh"}),
        send(officer, "/staff/certificates/unit", {**unit, "unit": ""}),
        send(officer, "/staff/certificates/unit", unit),
        send(officer, path, {**both, "again": "khác"}),
        send(officer, path, {"passphrase": "ngắn", "again": "ngắn"}),
        send(officer, path, both),
        send(officer, path, both),
    ]

    assert [one.status_code for one in answers] == [409, 400, 400, 302, 400, 400, 302, 409]
    key_id = get_sealed_key(config.data_dir, officer.account_id).key_id
    assert key_id.startswith("did:web:gcn.khanhhoa.example#z6Mk")
    assert "22705 xã Trung Khánh Vĩnh" in officer.get("/staff/certificates/unit").text
    assert "Chưa xác nhận" in officer.get(path).text


@pytest.mark.parametrize("role", ["trainer", "assistant", "admin"])
def test_only_officers_come_in(as_staff, role, a_class):
    browser = as_staff(role)

    for path in ("", "register", "key", "unit", f"classes/{a_class()}"):
        assert browser.get(f"/staff/certificates/{path}").status_code == 403


@pytest.mark.parametrize("wish", ["//evil.example", "\r\nX-More: 1"])
def test_the_way_back_stays_on_these_pages(officer, send, passphrase, wish):
    answer = send(
        officer,
        "/staff/certificates/key/unlock",
        {"passphrase": passphrase, "next": f"/staff/certificates/{wish}"},
    )

    assert answer.location == "/staff/certificates/key"


@pytest.mark.timeout(600)
def test_300_races_of_two_officers_make_exactly_one_certificate_each(
    as_staff, config, list_keys, profile, passphrase, database, a_class, a_learner, form_token, app
):
    """Two real threads, the real database, the whole way through the pages."""
    pairs = [
        (class_id, a_learner(class_id, name=f"Nguyễn Thị Hoa {number}"))
        for class_id in [a_class() for _ in range(RACES // CLASS_SIZE)]
        for number in range(CLASS_SIZE)
    ]
    browsers = [as_staff("officer"), as_staff("officer")]
    sealed = [
        create_key(
            config.data_dir, one.account_id, issuer_did=profile.issuer_did, passphrase=passphrase
        )
        for one in browsers
    ]
    list_keys(*sealed)
    unlocked = [one.unlock(passphrase) for one in sealed]
    keyring = app.extensions["bus_lms.keyring"]
    tokens = [form_token(one, "/staff/certificates/key") for one in browsers]
    for class_id in {class_id for class_id, _ in pairs}:
        browsers[0].get(f"/staff/certificates/classes/{class_id}")
    statuses = []
    start = threading.Barrier(2, timeout=60)

    def run(number):
        for class_id, enrolment_id in pairs:
            path = f"/staff/certificates/classes/{class_id}"
            keyring.put(browsers[number].account_id, unlocked[number], utc_now())
            form = {"csrf_token": tokens[number], "enrolment_id": str(enrolment_id)}
            start.wait()
            statuses.append(browsers[number].post(f"{path}/approve", data=form).status_code)
            statuses.append(browsers[number].post(f"{path}/issue", data=form).status_code)

    threads = [threading.Thread(target=run, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(statuses) == {302}
    assert len(statuses) == 4 * RACES
    with database.read() as db:
        is_issued = CertificateRecord.status == CertificateStatus.ISSUED
        per_learner = db.execute(
            select(func.count()).where(is_issued).group_by(CertificateRecord.learner_id)
        )
        assert [row[0] for row in per_learner] == [1] * RACES
        sequences = db.scalars(
            select(CertificateRecord.sequence).order_by(CertificateRecord.sequence)
        )
        assert list(sequences) == list(range(1, RACES + 1))
        assert check_chain(db) > RACES
