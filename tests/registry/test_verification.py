import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from certificates.credential import read_claim
from certificates.keys import OfficerKey
from certificates.model import printed_fields
from certificates.trust import TrustStore, fingerprints
from registry import office
from registry.register.models import PublishedList
from registry.verification.throttle import LIMIT, Throttle

DID = "did:web:gcn.khanhhoa.example"


@pytest.fixture
def read(client):
    """The text of a page as a person reads it, on one line."""

    def read(address, **options):
        answer = client.get(address, **options)
        text = re.sub(r"<[^>]+>", " ", answer.text)
        return answer.status_code, " ".join(unescape(text).split())

    return read


@pytest.fixture
def scan(client):
    """What the page's script gets for a QR code."""

    def scan(qr_text):
        answer = client.post("/v/qr", data=qr_text.partition("#")[2], content_type="text/plain")
        text = re.sub(r"<[^>]+>", " ", answer.text)
        return answer.status_code, " ".join(unescape(text).split())

    return scan


def test_the_page_shows_every_printed_field(bus, read):
    bus.teach(1).send()
    claim = bus.claim(1)

    status, text = read(f"/v/{claim.lookup_code}")

    missing = [name for name, value in printed_fields(claim).items() if value not in text]
    assert status == 200
    assert missing == []
    assert len(printed_fields(claim)) == 21
    assert "Thật." in text
    assert "Chưa bị thu hồi, theo danh sách số 1" in text


@pytest.mark.parametrize("spelling", ["{0}-{1}-{2}", "{0}{1}{2}", " {0} {1} {2} "])
def test_a_lookup_code_is_found_as_people_spell_it(bus, read, spelling):
    bus.teach(1).send()
    code = bus.claim(1).lookup_code.lower()

    status, text = read("/v/" + spelling.format(code[:4], code[4:8], code[8:]))

    assert status == 200
    assert "Nguyễn Thị Hoa" in text


def test_a_revoked_certificate_says_so_with_reason_decision_and_date(bus, read):
    bus.teach(1).revoke(1).send()

    status, text = read(f"/v/{bus.claim(1).lookup_code}")

    assert status == 200
    assert "Giấy chứng nhận này ĐÃ BỊ THU HỒI Lý do: Gian lận" in text
    assert "Quyết định số 12/QĐ-STTTT ngày 02/03/2026" in text
    assert "Có, giấy đã bị thu hồi." in text
    assert "Chưa bị thu hồi" not in text


@pytest.mark.parametrize("code", ["0000000000", "nonsense", "KNS-26-79B03-000001-Z", "%00"])
def test_an_unknown_and_a_malformed_code_get_the_same_answer(bus, client, code):
    bus.teach(1).send()

    answer = client.get(f"/v/{code}")
    unknown = client.get("/v/ZZZZZZZZZZ")

    assert answer.status_code == unknown.status_code == 404
    assert answer.data == unknown.data
    assert "Không tìm thấy giấy chứng nhận có mã này" in answer.text


def test_the_bare_number_is_never_a_key(bus, read):
    bus.teach(1).send()

    status, text = read(f"/v/{bus.claim(1).certificate_no}")

    assert status == 404
    assert "Nguyễn" not in text


def test_an_old_list_of_revocations_is_said_to_be_old(bus, read, clock, now):
    bus.teach(1).send()
    clock.now = now + timedelta(days=31)

    _, text = read(f"/v/{bus.claim(1).lookup_code}")

    assert "Thật." in text
    assert "Chưa biết. Chưa có danh sách thu hồi mới để đối chiếu." in text
    assert "Danh sách gần nhất là số 1 lúc 08:30 01/03/2026." in text
    assert "Chưa bị thu hồi" not in text


def test_before_the_first_bus_there_is_nothing(client):
    assert client.get("/v/0000000000").status_code == 404
    assert client.post("/v/qr", data="123").status_code == 404


def test_without_consent_the_page_has_the_register_row_and_no_name(bus, read):
    bus.teach()
    bus.register_without_consent()
    bus.enrol_learner()
    bus.issue(1, credential=None, qr=None)
    bus.send()

    status, text = read(f"/v/{bus.claim(1).lookup_code}")

    assert status == 200
    assert "Có trong sổ của tỉnh." in text
    assert bus.claim(1).certificate_no in text
    assert "Hoa" not in text.replace("Khánh Hòa", "")


def test_a_withheld_certificate_can_be_revoked_too(bus, read):
    bus.teach()
    bus.register_without_consent()
    bus.enrol_learner()
    bus.issue(1, credential=None, qr=None)
    bus.revoke(1)
    bus.send()

    _, text = read(f"/v/{bus.claim(1).lookup_code}")

    assert "ĐÃ BỊ THU HỒI Lý do: Gian lận" in text


def test_a_qr_code_shows_all_fields_when_the_province_holds_the_certificate(bus, scan):
    bus.teach(1).send()

    status, text = scan(bus.signed(1).qr_text)

    missing = [v for v in printed_fields(bus.claim(1)).values() if v not in text]
    assert status == 200
    assert missing == []


def test_a_qr_code_is_good_before_the_bus_has_sent_it(bus, scan):
    bus.teach(1).send()

    _, text = scan(bus.signed(2).qr_text)

    assert "Thật." in text
    assert "Xe đào tạo chưa gửi hồ sơ giấy này về tỉnh." in text
    assert bus.claim(2).certificate_no in text


def test_a_qr_code_of_a_learner_without_consent_shows_the_name_on_the_paper(bus, scan):
    bus.teach()
    bus.register_without_consent()
    bus.enrol_learner()
    bus.issue(1, credential=None, qr=None)
    bus.send()

    _, text = scan(bus.signed(1).qr_text)

    assert "Nguyễn Thị Hoa" in text
    assert "chưa gửi" not in text


def test_a_revoked_qr_code_says_so(bus, scan):
    bus.teach(1).revoke(1).send()

    _, text = scan(bus.signed(1).qr_text)

    assert "ĐÃ BỊ THU HỒI Lý do: Gian lận" in text


def test_a_qr_code_with_a_changed_digit_is_not_genuine(bus, scan):
    bus.teach(1).send()
    text = bus.signed(1).qr_text

    _, text = scan(text[:-4] + str(int(text[-4:]) ^ 1).zfill(4))

    assert "Không thật." in text
    assert "Nguyễn" not in text
    assert "Thật." not in text.replace("Không thật.", "")
    assert "Không cần xét, vì giấy không thật." in text


def test_a_qr_code_of_an_unknown_key_shows_nothing_of_itself(bus, scan):
    forged = bus.signed(1, officer=OfficerKey.create(DID))

    _, text = scan(forged.qr_text)

    assert "Tỉnh không biết khóa đã ký giấy này." in text
    assert "Nguyễn" not in text


def test_a_second_paper_with_a_known_number_is_told_apart(bus, scan):
    bus.teach(1).send()
    other = bus.signed(1, full_name="Nguyễn Thị Hoan")

    _, text = scan(other.qr_text)

    assert "Sổ của tỉnh ghi số này với nội dung khác." in text
    assert "Tỉnh đang xem xét lại giấy này." in text


def test_certificates_of_a_forked_chain_are_under_review(bus, read):
    bus.teach(1)
    copy = bus.fork()
    bus.register(2)
    bus.enrol_learner(2)
    bus.issue(2)
    copy.register(3)
    bus.send()
    copy.send()

    _, before_the_fork = read(f"/v/{bus.claim(1).lookup_code}")
    _, after_the_fork = read(f"/v/{bus.claim(2).lookup_code}")

    assert "Tỉnh đang xem xét lại giấy này." not in before_the_fork
    assert "Tỉnh đang xem xét lại giấy này." in after_the_fork


def test_certificates_issued_after_the_theft_are_not_known(bus, province, read, scan, now):
    bus.teach(1).send()
    office.revoke_bus(province, "79B03", now=now)
    bus.register(2)
    bus.enrol_learner(2)
    bus.issue(2)
    bus.send()

    status, _ = read(f"/v/{bus.claim(2).lookup_code}")
    _, text = scan(bus.signed(2).qr_text)

    assert status == 404
    assert "Không nên tin." in text


@pytest.mark.parametrize("paper", [{"number": 2}, {"number": 1, "full_name": "Lò Văn Gian"}])
def test_of_a_lost_key_only_what_the_register_holds_is_genuine(
    bus, province, keys, scan, list_in_force, now, paper
):
    """A thief found a paper whose digest the list calls good."""
    bus.teach(1).send()
    office.revoke_bus(province, "79B03", now=now)
    forged = bus.signed(**paper)
    held = TrustStore.from_json(list_in_force("trust").document, keys.root_public)
    (lost,) = held.keys
    hit = replace(
        lost,
        last_good_sequence=9,
        good_digests=fingerprints(forged.sha256, read_claim(forged.document)),
    )
    document = replace(held, number=held.number + 1, keys=(hit,)).to_json(province.root)
    with province.database.write() as db:
        db.add(PublishedList(kind="trust", number=held.number + 1, made_at=now, document=document))

    _, text = scan(forged.qr_text)

    assert "Không nên tin." in text
    assert "Thật." not in text


def test_a_name_with_markup_is_text(bus, client):
    bus.teach()
    bus.register()
    bus.enrol_learner()
    bus.issue(1, signed=bus.signed(1, full_name="<img src=x onerror=alert(1)>"))
    bus.send()

    page = client.get(f"/v/{bus.claim(1).lookup_code}").text

    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


def test_the_form_leads_to_the_address_of_the_code(bus, client):
    bus.teach(1).send()

    answer = client.post("/v", data={"code": f" {bus.claim(1).lookup_code} "})

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/v/{bus.claim(1).lookup_code}"


@pytest.mark.parametrize(("code", "place"), [("", "/v"), ("../api/x", "/v/..-api-x")])
def test_the_form_leads_nowhere_else(client, code, place):
    answer = client.post("/v", data={"code": code})

    assert answer.headers["Location"] == place


def test_who_asks_too_often_has_to_wait(bus, client):
    bus.teach(1).send()
    address = f"/v/{bus.claim(1).lookup_code}"
    statuses = [client.get(address).status_code for _ in range(LIMIT - 1)]

    statuses.append(client.post("/v/qr", data="1").status_code)
    refused = client.get(address)

    assert set(statuses) == {200}
    assert refused.status_code == 429
    assert "thử lại sau một phút" in refused.text


def test_the_limit_is_per_address_and_ends():
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    first = [throttle.allows("10.0.0.1") for _ in range(LIMIT + 1)]

    other = throttle.allows("10.0.0.2")
    now[0] = 60.0
    later = throttle.allows("10.0.0.1")

    assert first == [True] * LIMIT + [False]
    assert (other, later) == (True, True)


def test_the_first_page_has_the_form_and_the_script(client):
    page = client.get("/", follow_redirects=True)

    assert page.status_code == 200
    assert 'name="code"' in page.text
    assert "verify.js" in page.text


def test_pages_speak_english_when_asked(bus, client):
    bus.teach(1).send()

    page = client.get(f"/v/{bus.claim(1).lookup_code}?lang=en").text

    assert "Is it genuine?" in page
    assert 'lang="en"' in page


def test_a_language_that_was_chosen_stays(bus, client):
    bus.teach(1).send()
    client.get("/v?lang=en")

    page = client.get(f"/v/{bus.claim(1).lookup_code}").text

    assert "Is it genuine?" in page


def test_every_answer_carries_the_strict_headers(client):
    headers = client.get("/v").headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
