import io
from datetime import timedelta

import pytest

from lms_server.elsewhere.queries import search_elsewhere
from lms_server.exchange import drives
from lms_server.exchange.carried import fetch
from lms_server.exchange.models import AppliedReceipt, ExportedSection
from lms_server.keys import make_journal_key
from sync.chain import Stream
from sync.receipt import Verdict
from sync.records import VerdictCode

PAGE = "/staff/exchange/"


@pytest.fixture
def journal_key(config):
    """The bus's own key, where the program looks for it."""
    return make_journal_key(config.data_dir)


@pytest.fixture
def stick(tmp_path, monkeypatch):
    """A mounted stick."""
    folder = tmp_path / "media" / "KINGSTON"
    folder.mkdir(parents=True)
    monkeypatch.setattr(drives, "MOUNT_ROOTS", (folder.parent,))
    monkeypatch.setattr(drives.list_drives, "__defaults__", ((folder.parent,),))
    monkeypatch.setattr("pathlib.Path.is_mount", lambda path: path == folder)
    return folder


@pytest.fixture
def post(as_staff, form_token):
    """Post a form of the page as a trainer and return the page that follows."""
    trainer = as_staff("trainer")

    def send(path, **fields):
        token = form_token(trainer, PAGE)
        answer = trainer.post(
            PAGE + path,
            data={"csrf_token": token, **fields},
            content_type="multipart/form-data",
            follow_redirects=True,
        )
        return answer.status_code, answer.get_data(as_text=True)

    return send


@pytest.mark.parametrize(
    ("role", "status"), [("trainer", 200), ("admin", 200), ("assistant", 403), ("officer", 403)]
)
def test_trainers_and_administrators_see_the_page(as_staff, role, status):
    assert as_staff(role).get(PAGE).status_code == status


def test_a_new_bus_is_told_to_enrol_first(as_staff):
    page = as_staff("trainer").get(PAGE).get_data(as_text=True)

    assert "Xe chưa được đăng ký với tỉnh" in page
    assert "Ghi ra USB</button>" not in page


def test_a_trainer_writes_a_stick_and_reads_the_receipt_from_it(
    enrol, write_records, province, stick, post
):
    enrol()
    write_records(results=3)

    status, page = post("export", place=str(stick))
    assert (status, len(list(stick.glob("*.tbus")))) == (200, 1)
    assert "bản ghi vào" in page

    province.open(next(stick.glob("*.tbus")).read_bytes())
    (stick / "a1.receipt.json").write_bytes(province.receipt())
    _, page = post("receipts", place=str(stick))
    assert "Tỉnh đã xác nhận đủ kết quả và câu trả lời." in page


@pytest.mark.usefixtures("stick")
def test_a_path_that_is_no_stick_is_never_written_to(
    enrol, write_records, post, tmp_path, db_count
):
    enrol()
    write_records(results=1)

    status, page = post("export", place=str(tmp_path))

    assert (status, db_count(ExportedSection)) == (404, 0)
    assert "Không thấy USB" in page


def test_one_bad_file_on_the_stick_does_not_stop_the_others(
    enrol, province, stick, post, db_count, stranger
):
    enrol()
    (stick / "a.receipt.json").write_bytes(b"broken")
    (stick / "b.receipt.json").write_bytes(province.receipt(key=stranger))
    (stick / "c.receipt.json").write_bytes(province.receipt())

    _, page = post("receipts", place=str(stick))

    assert "a.receipt.json: Tệp này không phải biên nhận của tỉnh." in page
    assert "b.receipt.json: Biên nhận đã bị sửa" in page
    assert db_count(AppliedReceipt) == 1


def test_many_files_with_the_same_answer_are_told_in_one_line(enrol, province, stick, post):
    enrol()
    for n in range(30):
        (stick / f"{n:02}.receipt.json").write_bytes(b"broken")
        (stick / f"other{n}.receipt.json").write_bytes(province.receipt(bus="79B04"))

    _, page = post("receipts", place=str(stick))

    assert "và 29 tệp nữa: Tệp này không phải biên nhận của tỉnh." in page
    assert page.count("receipt.json") == 1


def test_learners_of_other_buses_come_on_the_same_stick(
    enrol, province, stick, post, sang, database, journal_key
):
    enrol()
    post("export", place=str(stick))
    (ask,) = stick.glob("*.ask.json")
    province.bus_key, province.learners = journal_key, [sang]
    (stick / "b.carried").write_bytes(province.ask_carried(ask.read_bytes()))

    _, page = post("receipts", place=str(stick))

    assert "b.carried: 1 học viên xe khác có thể học tiếp ở xe này." in page
    with database.read() as db:
        assert search_elsewhere(db, "sang")
    _, page = post("receipts", place=str(stick))
    assert "b.carried: Không có gì mới về học viên xe khác." in page


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"bus": "79C01"}, "Tệp học viên này làm cho xe khác."),
        ({"days": -1}, "Xe đã đọc tệp học viên mới hơn."),
        ({"flipped": True}, "Tệp học viên xe khác bị hỏng, hoặc không phải của tỉnh."),
    ],
)
def test_a_wrong_paper_about_learners_is_told_in_plain_words(
    enrol, province, post, sang, desk, now, changes, text
):
    enrol()
    province.bus_key, province.learners = desk.journal_key, [sang]
    fetch(desk, province, now=now)
    made = now + timedelta(days=changes.pop("days", 0))
    is_flipped = changes.pop("flipped", False)
    raw = bytearray(province.carried(province.asks[0], made=made, content="0" * 64, **changes))
    raw[-1] ^= is_flipped

    _, page = post("receipt", receipt=(io.BytesIO(bytes(raw)), "x.carried"))

    assert f"x.carried: {text}" in page


def test_an_empty_stick_says_so(enrol, stick, post):
    enrol()

    status, page = post("receipts", place=str(stick))

    assert status == 404
    assert "Không thấy tệp biên nhận nào." in page
    assert "Đọc biên nhận từ USB</button>" in page  # the page itself: one can go on


@pytest.mark.parametrize(
    ("bus", "text"),
    [("79B03", "Không có gì mới"), ("79B04", "Biên nhận này là của xe khác (79B04).")],
)
def test_a_receipt_can_be_uploaded_from_any_computer(enrol, province, post, bus, text):
    enrol()

    _, page = post("receipt", receipt=(io.BytesIO(province.receipt(bus=bus)), "x.receipt.json"))

    assert text in page


def test_sending_over_the_network_needs_an_address(enrol, post):
    enrol()

    status, page = post("send")

    assert status == 409
    assert "Chưa có địa chỉ máy chủ của tỉnh." in page


def test_findings_and_set_aside_records_are_shown(enrol, province, post, take, a_head):
    enrol()
    take(province.receipt(heads=[a_head]))

    _, page = post("receipt", receipt=(io.BytesIO(province.receipt(heads=[a_head])), "r.json"))

    assert "Xin gọi ngay cho tỉnh." in page


def test_a_verdict_that_only_a_newer_registry_knows_is_shown_with_its_code(enrol, province, post):
    enrol()
    verdicts = [
        Verdict(None, "0a1b2c3d", Stream.R, seq, code)
        for seq, code in enumerate(["E_NEWER", VerdictCode.SCHEMA, VerdictCode.SIGNATURE], start=1)
    ]
    receipt = province.receipt(verdicts=verdicts)

    _, page = post("receipt", receipt=(io.BytesIO(receipt), "r.json"))

    assert "<td>Lý do mới, phần mềm của xe chưa biết.</td><td>E_NEWER</td>" in page
    assert "<td>Không đọc được bản ghi.</td><td>E_SCHEMA</td>" in page
    assert "<td>E_SIG</td>" in page
