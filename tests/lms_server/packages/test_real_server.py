"""Two versions of one course on a server in a process of its own, across a restart."""

import http.client
import json
import re
import shutil
from contextlib import closing
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from bench.rig import Server, make_bus
from common.ids import new_id
from common.sql import SqliteDatabase
from courses.catalog import PACKAGES
from lms_server.cli import main
from lms_server.demo import COMMUNE_CODE, STAFF
from lms_server.keys import load_database_key
from lms_server.opening import DATABASE_NAME
from lms_server.training.queries import list_open_sessions
from tests.bundled import bundled_courses


class Browser:
    """A trainer's browser, as far as forms go."""

    def __init__(self, port):
        self._port = port
        self._cookies = {}

    def ask(self, method, path, body=b"", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection.request(method, path, body=body, headers={"Cookie": cookie, **headers})
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.update({k: v.value for k, v in SimpleCookie(line).items()})
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def announce(self, path, size):
        """Say how long a body will be, send none of it; return the status that comes at once."""
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)) as line:
            line.putrequest("POST", path)
            line.putheader("Content-Length", str(size))
            line.endheaders()
            return line.getresponse().status

    def send_form(self, path, **fields):
        _, page = self.ask("GET", path)
        fields["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        status, page = self.ask("POST", path, urlencode(fields), **form)
        assert status == 302, page


@pytest.fixture
def offered(tmp_path, monkeypatch):
    folder = tmp_path / "offered"
    shutil.copytree(PACKAGES / "KNS-04", folder / "KNS-04")
    monkeypatch.setenv("BUS_LMS_COURSES_DIR", str(folder))
    return folder


@pytest.fixture
def bus(tmp_path, offered):  # noqa: ARG001 - the server reads it
    """A bus whose class learns KNS-04 1.2, with one learner at the quiz."""
    return make_bus(tmp_path / "bus", learners=1)


@pytest.fixture
def serve(bus):
    """Start the server; called again, it restarts it."""
    server = Server(bus.data_dir)

    def start():
        if server.process is not None:
            assert server.stop() == 0
        server.start()
        return server.local_port

    yield start
    server.kill()


def raise_to_1_2(folder):
    """Give every choice of the quiz other words, and the course another version."""
    for name, old, new in (
        ("course.yaml", 'version: "1.2"', 'version: "1.3"'),
        ("quizzes/kiem-tra.yaml", 'text: "', 'text: "Mới: '),
    ):
        path = folder / "KNS-04" / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def answer_rightly(port, sitting):
    """Send the right choice of version 1.2 for one drawn item; return its receipt."""
    quiz = bundled_courses().get_course("KNS-04").quiz
    drawn = (quiz.get_item(item_id) for item_id in sitting.choices)
    item = next(one for one in drawn if one.kind == "choice")
    message = {
        "id": str(new_id()),
        "attempt_id": sitting.attempt_id,
        "item_id": item.item_id,
        "revision": 1,
        "value": list(item.key),
        "answered_at": "2026-03-02T01:30:00.000Z",
    }
    _, receipts = Browser(port).ask(
        "POST",
        "/api/v1/responses",
        json.dumps([message]),
        Authorization=f"Bearer {sitting.device_token}",
    )
    return json.loads(receipts)[0]


def versions_of_open_classes(bus):
    key = load_database_key(bus.data_dir)
    database = SqliteDatabase(bus.data_dir / DATABASE_NAME, key=key)
    try:
        with database.read() as db:
            return [one.course_version for one in list_open_sessions(db)]
    finally:
        database.close()


def test_a_class_keeps_its_version_across_a_restart_and_a_new_class_gets_the_new_one(
    bus, serve, offered, capsys
):
    serve()
    raise_to_1_2(offered)
    port = serve()
    trainer = Browser(port)

    receipt = answer_rightly(port, bus.sittings[0])
    trainer.send_form(
        "/staff/sign-in", sign_in_name=STAFF[0].sign_in_name, password=STAFF[0].password
    )
    place = {"commune_code": COMMUNE_CODE, "village": "Xóm Minh Tâm", "place": "Nhà văn hoá"}
    trainer.send_form("/staff/classes/open", course_id="KNS-04", **place)

    assert receipt["status"] == "accepted"
    assert receipt["feedback"]["score"] == 1.0
    assert sorted(versions_of_open_classes(bus)) == ["1.2", "1.3"]
    assert main(["courses", "list", "--data", str(bus.data_dir)]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[1:4:2] for line in listed] == [["1.3", "newest,used"], ["1.2", "used"]]


def test_a_used_version_that_was_edited_is_told_and_its_class_goes_on(bus, serve, offered, capsys):
    serve()
    path = offered / "KNS-04" / "quizzes" / "kiem-tra.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('text: "', 'text: "Mới: '), "utf-8")
    port = serve()

    receipt = answer_rightly(port, bus.sittings[0])

    assert receipt["feedback"]["score"] == 1.0
    assert main(["courses", "list", "--data", str(bus.data_dir)]) == 1
    assert "Raise the version" in capsys.readouterr().out


def test_long_bodies_are_read_on_the_page_of_packages_alone(serve):
    visitor = Browser(serve())
    long = b"x" * (2 << 20)

    elsewhere = visitor.announce("/staff/classes/open", len(long))
    here, _ = visitor.ask("POST", "/staff/courses/", long)

    assert elsewhere == 413
    assert here in (302, 400, 401)
