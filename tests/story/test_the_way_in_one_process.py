"""One villager, one course, one certificate, known to the province: the fifteen calls."""

import json
from contextlib import closing, contextmanager
from uuid import UUID

import pytest
from sqlalchemy import select

from certificates.trust import TrustStore
from certificates.verify import Genuineness, verify_qr
from common.clock import to_wire, utc_now
from common.ids import new_id
from common.wire import responses, traces
from courses.catalog import Catalog
from kiosk.messages import NewMessage
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store
from kiosk.uploader import upload_once
from lms_server import app as bus_app
from lms_server import dump as bus_dump
from lms_server.exchange.desk import Desk
from lms_server.exchange.worker import deliver_once
from lms_server.issuing.models import CertificateRecord
from lms_server.keys import load_journal_key
from lms_server.learners.models import Learner
from lms_server.opening import open_bus
from registry import app as registry_app
from registry import dump as registry_dump
from registry.config import Config as RegistryConfig
from tests.people import InProcess, Person, issue, mark_present, read_out_code, revoke
from tests.playing import straight_way

LEARNER = "Moong Văn Ổn"
COURSE = "KNS-04"


@pytest.fixture
def world(make_world):
    return make_world()


@pytest.fixture
def bus(world):
    with open_bus(world.bus) as bus:
        app = bus_app.create_app(bus.config, database=bus.database)
        app.config["PROPAGATE_EXCEPTIONS"] = True
        yield bus, app


@pytest.fixture
def registry_config(world):
    return RegistryConfig.load(world.registry)


@pytest.fixture
def registry_database(registry_config):
    with closing(registry_app.open_database(registry_config)) as database:
        yield database


@pytest.fixture
def registry(registry_config, registry_database):
    return registry_app.create_app(registry_config, database=registry_database)


@pytest.fixture
def queue(tmp_path):
    store = Store.open_in(tmp_path / "kiosk")
    yield ResponseQueue(store)
    store.close()


class InProcessBus:
    """The kiosk's way to the bus without a network between them."""

    def __init__(self, villager):
        self.browser = villager.way.client
        self.token = villager.token
        self.pin = ""

    @contextmanager
    def send(self, call):
        headers = {**call.headers, "X-CSRFToken": self.token}
        answer = self.browser.open(call.target, method=call.method, data=call.body, headers=headers)
        yield _Reply(answer)


class _Reply:
    def __init__(self, answer):
        self.status, self._body = answer.status_code, answer.data
        self.headers = list(answer.headers)

    def read(self):
        return self._body


class InProcessProvince:
    """The bus's way to the registry without a network between them."""

    def __init__(self, app):
        self.client = app.test_client()

    def post_bundle(self, raw):
        return self._good(self.client.post("/api/v1/bundles", data=raw))

    def get_receipt(self, bus_code):
        return self._good(self.client.get(f"/api/v1/receipts/{bus_code}"))

    def _good(self, answer):
        assert answer.status_code == 200, answer.text
        return answer.data


def test_one_villager_goes_the_whole_way(bus, registry, registry_database, world, queue):
    opened, app = bus
    trainer = Person(InProcess(app)).sign_in("trainer")
    villager = Person(InProcess(app))
    course = Catalog.load(opened.config.courses_dir).get_course(COURSE)

    with opened.database.read() as db:
        picture = db.scalars(select(Learner.picture).where(Learner.full_name == LEARNER)).one()
    seat = sit_down(trainer, villager, picture=picture)
    practise(course, villager, queue)
    attempt_id = answer_quiz(course.quiz, villager, queue)
    result = submit(villager, attempt_id)
    assert result["is_passed"]
    mark_present(trainer, seat)

    officer = Person(InProcess(app)).sign_in("officer")
    certificate_id = issue(officer, seat)
    with opened.database.read() as db:
        certificate = db.get_one(CertificateRecord, UUID(certificate_id))
    assert checked_offline(world, certificate) is Genuineness.GENUINE

    desk = Desk(opened.database, world.bus, opened.config.bus_code, load_journal_key(world.bus))
    assert deliver_once(desk, InProcessProvince(registry), now=utc_now()) == 1
    assert what_both_know(opened, registry_database) == ["issued"]

    public = registry.test_client().get(f"/v/{certificate.lookup_code}")
    for printed in (LEARNER, certificate.certificate_no, COURSE, "1955"):
        assert printed in public.text

    revoke(officer, certificate_id, on=utc_now().date())
    assert deliver_once(desk, InProcessProvince(registry), now=utc_now()) == 1
    assert what_both_know(opened, registry_database) == ["revoked"]
    assert "thu hồi" in registry.test_client().get(f"/v/{certificate.lookup_code}").text.lower()


def sit_down(trainer, villager, *, picture):
    """Pair a browser by the code that the trainer reads out; tap the name, then the picture."""
    code = read_out_code(trainer)
    villager.get("/join")
    villager.post("/join", code=code)
    enrolment_id = villager.find(rf'/learn/who/([0-9a-f-]+)"(?:(?!/learn/who/).)*?{LEARNER}')
    villager.get(f"/learn/who/{enrolment_id}")
    villager.post(f"/learn/who/{enrolment_id}", picture=picture)
    return enrolment_id


def practise(course, villager, queue):
    """Do every task; the traces travel through the kiosk's queue."""
    for simulator_id, simulator in course.simulators.items():
        villager.get(f"/learn/task/{simulator_id}")
        message = {
            "id": str(new_id()),
            "simulator_attempt_id": villager.find(r'"attempt_id": ?"([0-9a-f-]{36})"'),
            "events": straight_way(simulator),
            "finished_at": to_wire(utc_now()),
        }
        put(queue, traces.PATH, message)
    assert upload_once(queue, InProcessBus(villager)) == len(course.simulators)
    assert queue.count_set_aside() == 0


def answer_quiz(quiz, villager, queue):
    """Answer every question as the course knows it; each answer waits in the queue first."""
    villager.get("/learn/quiz")
    villager.post("/learn/quiz")
    attempt_id = villager.find(r'"attempt_id": ?"([0-9a-f-]{36})"')
    shown = villager.way.client.get(f"/api/v1/attempts/{attempt_id}").json
    for item in shown["items"]:
        message = {
            "id": str(new_id()),
            "attempt_id": attempt_id,
            "item_id": item["item_id"],
            "revision": 1,
            "value": list(quiz.get_item(item["item_id"]).key),
            "answered_at": to_wire(utc_now()),
        }
        put(queue, responses.PATH, message)
    assert queue.count_waiting() == len(shown["items"])
    assert upload_once(queue, InProcessBus(villager)) == len(shown["items"])
    assert (queue.count_waiting(), queue.count_set_aside()) == (0, 0)
    return attempt_id


def put(queue, path, message):
    raw = json.dumps(message).encode()
    queue.put(path, [NewMessage(message["id"], raw)], now=utc_now())


def submit(villager, attempt_id):
    answer = villager.way.client.post(
        f"/api/v1/attempts/{attempt_id}/submit", headers={"X-CSRFToken": villager.token}
    )
    assert answer.status_code == 200, answer.text
    return answer.json


def what_both_know(bus, registry_database):
    """Bus and province print the same bytes; return the status of each certificate."""
    with bus.database.read() as db:
        of_the_bus = bus_dump.dump(db)
    with registry_database.read() as db:
        of_the_province = registry_dump.dump(db, now=utc_now())
    assert of_the_province == of_the_bus
    return [one["status"] for one in json.loads(of_the_bus)["certificates"]]


def checked_offline(world, certificate):
    """What a phone without a network finds out from the paper and the lists of the province."""
    trust = TrustStore.read_held((world.bus / "trust.json").read_bytes())
    result = verify_qr(certificate.qr_text, trust, None, utc_now())
    return result.genuineness
