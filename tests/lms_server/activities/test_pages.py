"""Pages of learners and of the staff."""

import os
import re
from datetime import timedelta

import pytest

from courses.importers.activity import ActivityKind
from lms_server.activities import uploads
from lms_server.activities.models import Activity, ActivityPlay, ActivityProgress
from lms_server.activities.previews import Previews
from lms_server.activities.queries import Opening
from lms_server.activities.storage import FOLDER
from tests.activity_packages import h5p, item, resource, scorm, scorm_2004, scorm_of_two

LIST = "/staff/activities/"


@pytest.fixture
def send(form_token):
    """Upload a file in pieces as the page does; returns the answer of the import."""

    def send(client, raw, piece=1000):
        token = form_token(client, LIST)
        headers = {"X-CSRFToken": token}
        upload_id = client.post(f"{LIST}uploads", headers=headers).json["id"]
        for at in range(0, len(raw), piece):
            answer = client.post(
                f"{LIST}uploads/{upload_id}?offset={at}", data=raw[at : at + piece], headers=headers
            )
            assert answer.json == {"size": min(at + piece, len(raw))}
        return client.post(f"{LIST}import", data={"upload": upload_id, "csrf_token": token})

    return send


def test_a_learner_finds_the_extra_lessons_of_the_class(as_learner, bring, open_extra):
    client = as_learner()
    before = client.get("/learn/course").text
    activity_id = bring(scorm_of_two())
    open_extra(activity_id, client.training_session_id)

    path = client.get("/learn/course").text
    only = client.get("/learn/extras")
    page = client.get(only.location).text

    assert "Bài thêm" not in before
    assert "Bài thêm (1)" in path
    assert "Làm đất" in page
    assert "Gieo hạt" in page
    assert "Chưa mở" in page
    assert "không tính vào giấy chứng nhận" in page


def test_the_learner_sees_own_score_and_time(playing):
    sitting = playing()
    sitting.commit(raw=90, status="passed", seconds=130, is_end=True)

    page = sitting.client.get(f"/learn/extras/{sitting.activity_id}").text

    assert "Đã xong · điểm cao nhất 90% · 2 phút" in page


def test_with_several_extra_lessons_there_is_a_list(as_learner, bring, open_extra):
    client = as_learner()
    for raw in (scorm(), scorm_of_two()):
        open_extra(bring(raw), client.training_session_id)

    page = client.get("/learn/extras").text

    assert page.count('class="path-lesson"') == 2
    assert "Đã xong 0/2 phần" in page


def test_an_activity_of_another_class_stays_closed(as_learner, bring):
    client, activity_id = as_learner(), bring()

    for path in (f"/learn/extras/{activity_id}", f"/learn/extras/{activity_id}/1"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", [0, 2])
def test_a_part_that_is_not_there_is_told(playing, number):
    sitting = playing()

    answer = sitting.client.get(f"/learn/extras/{sitting.activity_id}/{number}")

    assert answer.status_code == 404


def test_the_frame_has_no_right_to_the_pages_of_the_bus(playing):
    sitting = playing()

    page = sitting.client.get(f"/learn/extras/{sitting.activity_id}/1").text

    assert re.search(r'<iframe[^>]* sandbox="allow-scripts allow-forms"', page)
    assert "allow-same-origin" not in page
    assert "allow-top" not in page


def test_a_title_with_markup_is_shown_as_words(as_learner, bring, open_extra, as_staff):
    client = as_learner()
    title = "&lt;img src=x onerror=alert(1)&gt;{{ config }}"
    activity_id = bring(scorm(item(1, title), resource(1, "index.html")))
    open_extra(activity_id, client.training_session_id)

    for page in (
        client.get(f"/learn/extras/{activity_id}").text,
        client.get(f"/learn/extras/{activity_id}/1").text,
        as_staff("trainer").get(f"{LIST}{activity_id}").text,
    ):
        assert "<img src=x" not in page
        assert "{{ config }}" in page


def test_a_trainer_brings_a_package_in_reads_the_report_and_opens_it(
    as_staff, as_learner, send, form_token, db_count
):
    learner, trainer = as_learner(), as_staff("trainer")
    two = item(1, "Tốt") + item(2, "Thiếu")

    brought = send(trainer, scorm(two, resource(1, "index.html") + resource(2, "gone.html")))
    report = trainer.get(brought.location)
    action = re.search(rf'action="({brought.location}/classes/[^"]+/open)"', report.text).group(1)
    data = {"csrf_token": form_token(trainer, brought.location)}
    opened = trainer.post(action, data=data)
    seen = learner.get("/learn/course").text
    trainer.post(action.replace("/open", "/close"), data=data)

    assert "Thiếu</strong>: Tệp của phần này không có trong gói." in report.text
    assert (opened.status_code, db_count(Activity)) == (302, 1)
    assert "Bài thêm (1)" in seen
    assert "Bài thêm" not in learner.get("/learn/course").text


def test_the_same_package_twice_is_one_activity(as_staff, send, db_count):
    trainer = as_staff("admin")

    first, second = send(trainer, h5p()), send(trainer, h5p())

    assert first.location == second.location
    assert db_count(Activity) == 1


@pytest.mark.parametrize("raw", [b"", b"PK\x05\x06", os.urandom(3000), scorm()[:-30]])
def test_a_file_that_is_no_package_is_refused_in_words(as_staff, send, config, db_count, raw):
    answer = send(as_staff("trainer"), raw)

    assert answer.status_code == 400
    assert "notice-error" in answer.text
    assert db_count(Activity) == 0
    folders = [one.name for one in (config.data_dir / FOLDER).iterdir()]
    assert folders == ["incoming"]


def test_pieces_must_follow_each_other_and_belong_to_one_account(as_staff, form_token):
    trainer, other = as_staff("trainer"), as_staff("trainer")
    headers = {"X-CSRFToken": form_token(trainer, LIST)}
    upload_id = trainer.post(f"{LIST}uploads", headers=headers).json["id"]
    address = f"{LIST}uploads/{upload_id}"

    def post(client, query, headers=headers):
        return client.post(address + query, data=b"abc", headers=headers).status_code

    first, again = post(trainer, "?offset=0"), post(trainer, "?offset=0")
    stranger = post(other, "?offset=0", {"X-CSRFToken": form_token(other, LIST)})

    assert (first, again, stranger) == (200, 200, 404)
    for query in ("?offset=9", "?offset=-1", "?offset=x", ""):
        assert post(trainer, query) == 409


def test_an_upload_beyond_the_limit_is_refused(as_staff, form_token, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_MEGABYTES", 0)
    trainer = as_staff("trainer")
    headers = {"X-CSRFToken": form_token(trainer, LIST)}
    upload_id = trainer.post(f"{LIST}uploads", headers=headers).json["id"]

    answer = trainer.post(f"{LIST}uploads/{upload_id}?offset=0", data=b"x", headers=headers)

    assert answer.status_code == 413


def test_an_import_of_nothing_is_refused(as_staff, form_token):
    trainer = as_staff("trainer")
    token = form_token(trainer, LIST)

    for upload in ("", "x", "0" * 32):
        data = {"upload": upload, "csrf_token": token}
        assert trainer.post(f"{LIST}import", data=data).status_code == 404


def test_an_assistant_reads_and_an_officer_does_not(as_staff, bring):
    activity_id = bring()

    assistant = as_staff("assistant").get(f"{LIST}{activity_id}")
    officer = as_staff("officer").get(LIST)

    assert assistant.status_code == 200
    assert "Mở cho lớp này" not in assistant.text
    assert officer.status_code == 403


def preview_of(client, activity_id, number=1):
    """Open a preview; return the page and a stranger's way to its secret address."""
    page = client.get(f"{LIST}{activity_id}/preview/{number}")
    return page, re.search(r'<iframe[^>]* src="(/play/[^/]+)/', page.text).group(1)


@pytest.mark.parametrize("raw", [scorm(), scorm_2004(), h5p()])
def test_a_preview_plays_and_stores_nothing(app, as_staff, bring, db_count, raw):
    activity_id = bring(raw)
    page, base = preview_of(as_staff("trainer"), activity_id)
    stranger = app.test_client()

    commit = stranger.post(f"{base}/commit", data=b'{"seq": 1, "status": "passed"}')

    assert "Xem thử" in page.text
    assert "Không lưu gì" in page.text
    assert '"entry": "ab-initio"' in stranger.get(f"{base}/bus/start.js").text
    assert commit.json == {"status": "preview", "seq": 1}
    assert stranger.post(f"{base}/commit", data=b"{").status_code == 400
    assert (db_count(ActivityProgress), db_count(ActivityPlay)) == (0, 0)


def test_a_preview_needs_no_class_and_is_found_on_the_page(as_staff, bring):
    activity_id = bring(scorm_of_two())
    admin = as_staff("admin")

    page = admin.get(f"{LIST}{activity_id}").text

    assert f"{LIST}{activity_id}/preview/1" in page
    assert f"{LIST}{activity_id}/preview/2" in page
    assert admin.get(f"{LIST}{activity_id}/preview/2").status_code == 200
    assert admin.get(f"{LIST}{activity_id}/preview/3").status_code == 404


def test_a_preview_ends_after_two_hours_and_of_too_many_the_oldest_ends(now):
    kept = Previews()
    opening = Opening(package_hash="a" * 64, kind=ActivityKind.H5P, part=None)
    for number in range(201):
        kept.open(bytes([number]), opening, now=now)

    assert kept.find(bytes([0]), now=now) is None
    assert kept.find(bytes([200]), now=now + timedelta(minutes=119)) is opening
    assert kept.find(bytes([200]), now=now + timedelta(minutes=120)) is None


def test_the_trainer_sees_by_name_who_began_and_finished(playing, enrol, register, as_staff):
    sitting = playing(scorm_of_two())
    class_id = sitting.client.training_session_id
    sitting.commit(raw=90, status="passed", seconds=130, is_end=True)
    sitting.open(2).commit(raw=40, status="incomplete", seconds=60)
    enrol(class_id, register("Trần Văn Chưa"))

    trainer = as_staff("trainer")
    counts = trainer.get(f"{LIST}{sitting.activity_id}").text
    page = trainer.get(f"{LIST}{sitting.activity_id}/classes/{class_id}").text
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.DOTALL)
    lines = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]

    assert f"/classes/{class_id}" in counts
    assert "Trần Văn Chưa" not in counts, "names stand on the page of the class alone"
    assert len(lines) == 2
    begun = next(one for one in lines if "Chưa mở" not in one)
    assert "Đang học 1/2 Làm đất: 90% Gieo hạt: 40% 3" in begun
    assert any(one.startswith("Trần Văn Chưa Chưa mở 0/2 – 0 –") for one in lines)
    assert (
        trainer.get(f"{LIST}{sitting.activity_id}/classes/{sitting.activity_id}").status_code == 404
    )
