"""Taking packed courses in: by a page, by the terminal, never half."""

import io
import zipfile

import pytest

from courses.cli import pack_package
from lms_server.accounts.models import Role
from lms_server.cli import main
from lms_server.setting_up import set_up


@pytest.fixture
def packed(courses_dir, edit, tmp_path):
    """KNS-04 in a version, packed; the courses folder stays as it was."""

    def pack(version="1.1"):
        path = courses_dir / "KNS-04" / "course.yaml"
        before = path.read_text(encoding="utf-8")
        edit("course.yaml", 'version: "1.0"', f'version: "{version}"')
        made = pack_package(courses_dir / "KNS-04", tmp_path / "packed")
        path.write_text(before, encoding="utf-8")
        return made

    return pack


@pytest.fixture
def send(as_staff, form_token):
    """Upload bytes as a package; return the answer."""

    def send(raw, role=Role.ADMIN, name="../../x.course.zip", language="vi"):
        client = as_staff(role)
        token = form_token(client, "/staff/courses/")
        head = f'Content-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--limit\r\n'
        head += f'Content-Disposition: form-data; name="package"; filename="{name}"\r\n\r\n'
        body = b"--limit\r\n" + head.encode() + raw + b"\r\n--limit--\r\n"
        form = "multipart/form-data; boundary=limit"
        return client.post(f"/staff/courses/?lang={language}", data=body, content_type=form)

    return send


def test_the_field_for_the_file_speaks_vietnamese(as_staff):
    page = as_staff(Role.TRAINER).get("/staff/courses/").get_data(as_text=True)

    assert '<label class="button" for="package">Chọn tệp</label>' in page
    assert 'data-chosen="package">Chưa chọn tệp nào</output>' in page
    assert "chosen.js" in page


def test_an_uploaded_package_is_used_by_new_classes_at_once(
    app, packed, send, catalog_of, config, as_staff
):
    made = packed()

    answer = send(made.path.read_bytes(), Role.TRAINER)
    page = as_staff(Role.TRAINER).get("/staff/courses/").text

    assert answer.status_code == 302
    assert catalog_of(app).get_course("KNS-04").version == "1.1"
    assert (config.data_dir / "courses" / made.package_hash / "course.yaml").exists()
    assert made.package_hash[:12] in page
    assert page.count("dùng bản này") == 1


def test_an_uploaded_package_is_there_after_a_restart(packed, send, start, catalog_of):
    send(packed().path.read_bytes())

    versions = [one.version for one in catalog_of(start()).list_versions()]

    assert versions == ["1.1", "1.0"]


def test_uploading_twice_changes_nothing(packed, send):
    raw = packed().path.read_bytes()

    assert [send(raw).status_code, send(raw).status_code] == [302, 302]


def test_a_version_that_exists_is_not_replaced(app, packed, send, edit, catalog_of):
    before = catalog_of(app).get_course("KNS-04").package_hash
    edit("lessons/01-tai-khoan-vi.md", "túi", "ví")

    answer = send(packed("1.0").path.read_bytes())

    assert answer.status_code == 409
    assert "nâng số phiên bản" in answer.text
    assert catalog_of(app).get_course("KNS-04").package_hash == before


FORM = "application/x-www-form-urlencoded"


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"not a zip", "không phải gói nén"),
        (zipped(**{"a.txt": "x"}), "không phải gói khóa học"),
        (zipped(**{"course.yaml": "id: KNS-04\n", "../../evil": "x"}), "trỏ ra ngoài thư mục"),
        (
            zipped(**{"course.yaml": "id: KNS-04\n", "readme.txt": "x"}),
            "tệp lạ không thuộc khóa học: readme.txt",
        ),
        (zipped(**{"course.yaml": "id: KNS-04\n"}), "còn 1 lỗi"),
        (zipped(**{"course.yaml": "x" * (3 << 20)}), "quá lớn"),
    ],
)
def test_a_bad_file_changes_nothing_and_is_told(app, send, catalog_of, config, raw, told):
    before = [one.package_hash for one in catalog_of(app).list_versions()]

    answer = send(raw)

    assert answer.status_code == 400
    assert "notice-error" in answer.text
    assert told in answer.text
    assert [one.package_hash for one in catalog_of(app).list_versions()] == before
    assert not (config.data_dir / "courses").exists()


def test_every_fault_of_a_refused_package_is_shown_with_its_line(send):
    answer = send(zipped(**{"course.yaml": "id: KNS-04\nversion: 1.0\n"}))

    assert "course.yaml:2" in answer.text
    assert "Số và yes/no thì đặt trong ngoặc kép." in answer.text
    assert "Write words" not in answer.text


def test_the_faults_are_told_in_the_language_of_the_visitor(send):
    answer = send(zipped(**{"course.yaml": "id: KNS-04\nversion: 1.0\n"}), language="en")

    assert "put numbers and yes/no in quotes" in answer.text


def test_a_missing_file_is_told(as_staff, form_token):
    client = as_staff(Role.ADMIN)
    token = form_token(client, "/staff/courses/")

    answer = client.post("/staff/courses/", data={"csrf_token": token})

    assert "chưa chọn tệp" in answer.text


def test_only_this_page_takes_long_bodies(send, as_staff):
    long = b"x" * (2 << 20)

    elsewhere = as_staff(Role.TRAINER).post("/staff/classes/open", data=long, content_type=FORM)

    assert send(long).status_code == 400
    assert elsewhere.status_code == 413
    assert send(b"x" * (33 << 20)).status_code == 413


def test_the_terminal_installs_and_lists(packed, tmp_path, courses_dir, now, capfd, monkeypatch):
    monkeypatch.setenv("BUS_LMS_COURSES_DIR", str(courses_dir))
    data = tmp_path / "bus"
    names = {"bus_code": "79B03", "bus_name": "Xe số 3", "province_code": "79"}
    set_up(data, **names, passphrase=None, now=now)
    made = packed()

    installed = main(["courses", "install", str(made.path), "--data", str(data)])
    listed = main(["courses", "list", "--data", str(data)])

    out = capfd.readouterr().out
    assert (installed, listed) == (0, 0)
    assert f"KNS-04 1.1 {made.package_hash}" in out
    assert f"KNS-04\t1.1\t{made.package_hash[:12]}\tnewest\t" in out


def test_the_terminal_tells_every_fault(tmp_path, courses_dir, now, capfd, monkeypatch):
    monkeypatch.setenv("BUS_LMS_COURSES_DIR", str(courses_dir))
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    data = tmp_path / "bus"
    names = {"bus_code": "79B03", "bus_name": "Xe số 3", "province_code": "79"}
    set_up(data, **names, passphrase=None, now=now)
    file = tmp_path / "bad.course.zip"
    file.write_bytes(zipped(**{"course.yaml": "id: KNS-04\nversion: 1.0\n"}))

    code = main(["courses", "install", str(file), "--data", str(data)])

    err = capfd.readouterr().err
    assert code == 1
    assert "course.yaml:2: lỗi: Ở mục version: " in err
    assert "[packages.refused" in err
