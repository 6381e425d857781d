"""A bus that goes on from an older copy issues nothing before an officer says what is missing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from certificates.model import local_day
from common.clock import utc_now
from lms_server.issuing import doubt, register
from lms_server.issuing.doubt import Release, ReleaseReason
from lms_server.issuing.errors import BadReleaseError, ClockBehindError, RegisterInDoubtError
from lms_server.journal.actions import begin_anew, note_seen
from lms_server.journal.models import JournalEntry
from lms_server.journal.queries import current_epoch, heads
from sync.chain import Stream

PAGE = "/staff/certificates/after-copy"


@pytest.fixture
def restore(database, later):
    """Let the bus go on from an older copy; ``seen`` are the results that others know of."""

    def run(seen=None):
        with database.write() as db:
            epoch = current_epoch(db)
            ends = [] if seen is None else [(epoch, "R", seen, "0123456789abcdef")]
            begin_anew(db, epoch, seen=ends, now=later)
        return epoch

    return run


@pytest.fixture
def release(database, now, later):
    def run(officer_id, last_sequence, reason=ReleaseReason.BOOK_COMPARED, at=later):
        with database.write() as db:
            said = Release(reason, local_day(at).year, last_sequence)
            doubt.release(db, said, officer_id=officer_id, list_made_at=now, now=at)

    return run


@pytest.fixture
def number_of(database):
    def find(certificate_id):
        with database.read() as db:
            return register.get_certificate(db, certificate_id).sequence

    return find


@pytest.fixture
def find_doubt(database, later):
    def run():
        with database.read() as db:
            return doubt.find_doubt(db, later)

    return run


def count_results(database):
    with database.read() as db:
        return sum(one.seq for one in heads(db) if one.stream is Stream.R)


def test_a_bus_that_never_lost_its_disk_is_in_no_doubt(find_doubt, an_issued):
    an_issued()

    assert find_doubt() is None


def test_after_an_older_copy_nothing_is_issued(a_press, an_issued, restore, find_doubt):
    press = a_press()
    an_issued(press)
    restore()

    with pytest.raises(RegisterInDoubtError):
        an_issued(press, name="Lò Văn Ánh")

    assert find_doubt().last_sequence == 1


def test_a_certificate_in_force_is_returned_also_in_doubt(
    a_class, a_learner, a_press, complete, approve, issue, restore
):
    press, class_id = a_press(), a_class()
    enrolment_id = a_learner(class_id)
    complete(class_id)
    approve(enrolment_id, press.officer_id)
    certificate_id = issue(enrolment_id, press)
    restore()

    assert issue(enrolment_id, press) == certificate_id


def test_a_release_goes_on_after_the_last_number_on_paper(
    a_press, an_issued, restore, release, number_of, find_doubt
):
    press = a_press()
    an_issued(press)
    restore()

    release(press.officer_id, 17)
    numbers = [number_of(an_issued(press, name=name)) for name in ("Lò Văn Ánh", "Vàng A Páo")]

    assert numbers == [18, 19]
    assert find_doubt() is None


def test_a_release_is_on_record_with_its_reason(a_press, restore, release, database, later):
    officer_id = a_press().officer_id
    restore()

    release(officer_id, 0, ReleaseReason.PROVINCE_ASKED)
    release(officer_id, 0)

    with database.read() as db:
        lines = [raw.decode() for raw in db.scalars(select(JournalEntry.raw))]
    (line,) = [one for one in lines if "register.released" in one]
    assert f'"who":"account:{officer_id}"' in line
    assert '"reason":"province_asked"' in line
    assert f'"year":{local_day(later).year}' in line


def test_a_clock_that_is_behind_the_last_certificate_or_the_list_releases_nothing(
    a_press, an_issued, restore, release, find_doubt, now, later
):
    """Its year may be a wrong one: the number would be forgotten when the clock is put right."""
    press = a_press()
    restore()

    with pytest.raises(ClockBehindError):
        release(press.officer_id, 7, at=now - timedelta(days=365))
    assert find_doubt() is not None

    release(press.officer_id, 7)
    an_issued(press)
    restore()
    with pytest.raises(ClockBehindError):
        release(press.officer_id, 8, at=later - timedelta(seconds=1))
    assert find_doubt() is not None


@pytest.mark.parametrize("number", [0, 5002])
def test_a_number_that_cannot_be_the_last_one_releases_nothing(
    a_press, an_issued, restore, release, find_doubt, number
):
    press = a_press()
    an_issued(press)
    restore()

    with pytest.raises(BadReleaseError):
        release(press.officer_id, number)

    assert find_doubt() is not None


def test_the_next_older_copy_is_in_doubt_again_and_keeps_the_number(
    a_press, an_issued, restore, release, find_doubt
):
    press = a_press()
    restore()
    release(press.officer_id, 17)
    restore()

    assert find_doubt().last_sequence == 17
    with pytest.raises(RegisterInDoubtError):
        an_issued(press)


def test_what_others_saw_of_results_is_counted_as_lost(
    database, a_press, an_issued, restore, find_doubt, later
):
    """By a kiosk that noticed first, then by the province, which saw more."""
    an_issued(a_press())
    held = count_results(database)
    epoch = restore(seen=held + 2)
    by_kiosk = find_doubt().lost
    with database.write() as db:
        note_seen(db, [(epoch, "R", held + 5, "ff"), (epoch, "D", held + 90, "ff")], now=later)

    assert (by_kiosk, find_doubt().lost) == (2, 5)


@pytest.fixture
def tell(database, later):
    """Let the bus hear that so many results of an epoch were there."""

    def run(epoch, results):
        with database.write() as db:
            note_seen(db, [(epoch, "R", results, "ff")], now=later)

    return run


def test_more_that_is_lost_than_was_known_puts_issuing_in_doubt_again(
    a_press, an_issued, restore, release, tell, find_doubt
):
    """Nobody issued a certificate, said the officer; then a kiosk that was off is switched on."""
    press = a_press()
    an_issued(press)
    epoch = restore()
    release(press.officer_id, 1, ReleaseReason.NOTHING_ISSUED)
    tell(epoch, 21)

    with pytest.raises(RegisterInDoubtError):
        an_issued(press, name="Lò Văn Ánh")

    assert (find_doubt().is_again, find_doubt().lost > 0) == (True, True)


def test_what_was_known_at_a_release_asks_nobody_again(
    a_press, an_issued, restore, release, tell, number_of, find_doubt
):
    press = a_press()
    epoch = restore()
    release(press.officer_id, 7, ReleaseReason.NOTHING_ISSUED)
    tell(epoch, 21)
    release(press.officer_id, 8, ReleaseReason.NOTHING_ISSUED)
    tell(epoch, 21)

    assert find_doubt() is None
    assert number_of(an_issued(press)) == 9


def test_more_that_is_lost_takes_back_no_release_by_the_book(
    a_press, restore, release, tell, find_doubt
):
    epoch = restore()
    release(a_press().officer_id, 7, ReleaseReason.BOOK_COMPARED)

    tell(epoch, 21)

    assert find_doubt() is None


def test_a_release_that_was_proved_wrong_vouches_for_no_class_until_the_next(
    database, a_press, restore, release, tell
):
    officer_id = a_press().officer_id
    gaps = []

    def note_gap():
        with database.read() as db:
            gaps.append(doubt.find_gap(db) is not None)

    epoch = restore()
    for results in (21, 22):
        release(officer_id, 0, ReleaseReason.NOTHING_ISSUED)
        note_gap()
        tell(epoch, results)
        note_gap()
    release(officer_id, 0, ReleaseReason.NOTHING_ISSUED)
    restore(seen=5)
    release(officer_id, 0, ReleaseReason.NOTHING_ISSUED)
    note_gap()

    assert gaps == [False, True, False, True, False]


def test_the_page_says_why_it_asks_again(officer, restore, release, tell):
    epoch = restore()
    first = officer.get(PAGE).text
    release(officer.account_id, 0, ReleaseReason.NOTHING_ISSUED)
    tell(epoch, 21)

    again = officer.get(PAGE).text

    why = "Lần trước ghi là không ai cấp giấy nào"
    assert (why in first, why in again) == (False, True)
    assert "ít nhất 21 kết quả" in again


@pytest.fixture
def officer(as_staff):
    return as_staff("officer")


@pytest.fixture
def say(officer, form_token, list_keys):
    """Send the form that lets issuing go on."""
    list_keys()

    def run(**fields):
        token = form_token(officer, "/staff/certificates/key")
        year = local_day(utc_now()).year
        return officer.post(PAGE, data={"csrf_token": token, "year": year, **fields})

    return run


def test_the_pages_of_an_officer_say_so_and_lead_to_what_to_do(officer, a_class, restore):
    class_id = a_class()
    restore()

    pages = [
        officer.get(path).text
        for path in ("/staff/certificates/", f"/staff/certificates/classes/{class_id}")
    ]

    for page in pages:
        assert "Chưa cấp giấy được: xe đang chạy tiếp từ một bản sao cũ." in page
        assert f'href="{PAGE}"' in page


def test_no_button_offers_to_issue_while_in_doubt(
    officer, a_class, a_learner, complete, approve, restore
):
    class_id = a_class()
    enrolment_id = a_learner(class_id)
    complete(class_id)
    approve(enrolment_id, officer.account_id)
    path = f"/staff/certificates/classes/{class_id}"
    before = officer.get(path).text
    restore()

    page = officer.get(path).text

    assert "/issue" in before
    assert "chờ cấp giấy (1)" in page
    assert "/issue" not in page


@pytest.fixture
def is_ticked(officer, a_learner, complete):
    """Whether the one learner of a class who completed is ticked for approval."""

    def look(class_id):
        a_learner(class_id)
        complete(class_id)
        page = officer.get(f"/staff/certificates/classes/{class_id}").text
        (box,) = [line for line in page.splitlines() if 'name="enrolment_id"' in line]
        is_warned = "Chưa ai được chọn" in page
        assert is_warned is not (" checked" in box)
        return not is_warned

    return look


@pytest.mark.parametrize(
    ("reason", "ticked"),
    [(ReleaseReason.BOOK_COMPARED, False), (ReleaseReason.NOTHING_ISSUED, True)],
)
def test_nobody_of_an_older_class_is_ticked_unless_nothing_was_issued(
    officer, a_class, restore, release, is_ticked, reason, ticked
):
    class_id = a_class()
    restore()
    release(officer.account_id, 0, reason)

    assert is_ticked(class_id) is ticked


def test_a_class_that_was_opened_later_is_ticked_as_ever(
    database, officer, a_class, release, is_ticked, now, later
):
    with database.write() as db:
        begin_anew(db, current_epoch(db), now=now)
    release(officer.account_id, 0)

    assert is_ticked(a_class(opened_at=later))


def test_nobody_is_ticked_either_when_the_clock_was_behind_as_the_bus_went_on(
    database, officer, a_class, release, is_ticked, now
):
    class_id = a_class()
    with database.write() as db:
        begin_anew(db, current_epoch(db), now=now - timedelta(days=365))
    release(officer.account_id, 0)

    assert not is_ticked(class_id)


def test_an_officer_reads_what_is_lost_and_lets_issuing_go_on(officer, say, restore, find_doubt):
    restore(seen=4)
    page = officer.get(PAGE).text

    answer = say(reason="book_compared", last_sequence="3")

    assert "ít nhất 4 kết quả hoặc giấy chứng nhận" in page
    assert answer.location == "/staff/certificates/"
    assert find_doubt() is None
    assert "Không có gì nghi thiếu" in officer.get(PAGE).text


def test_the_year_of_the_page_must_be_that_of_the_clock(officer, say, restore, find_doubt):
    restore()
    year = local_day(utc_now()).year

    answer = say(reason="book_compared", last_sequence="3", year=year - 1)

    assert f'name="year" value="{year}"' in officer.get(PAGE).text
    assert answer.status_code == 409
    assert "Năm trên trang không còn đúng" in answer.text
    assert find_doubt() is not None


def test_a_clock_before_the_list_of_the_province_is_named(say, restore, list_keys, find_doubt):
    restore()
    list_keys(made_at=utc_now() + timedelta(days=3))

    answer = say(reason="book_compared", last_sequence="3")

    assert answer.status_code == 409
    assert "Đồng hồ máy chủ chạy sai" in answer.text
    assert find_doubt() is not None


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reason": "book_compared"},
        {"reason": "because", "last_sequence": "3"},
        {"reason": "book_compared", "last_sequence": "-1"},
        {"reason": "book_compared", "last_sequence": "3e2"},
        {"reason": "book_compared", "last_sequence": "3", "year": ""},
    ],
)
def test_half_a_form_releases_nothing(say, restore, find_doubt, fields):
    restore()

    answer = say(**fields)

    assert answer.status_code == 400
    assert "Cần chọn một lý do" in answer.text
    assert find_doubt() is not None
