"""A real bus with a class that sits at its quiz, and its server in a process of its own."""

import itertools
import json
import os
import random
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil
from sqlalchemy.orm import Session

from common.clock import utc_now
from common.sql import SqliteDatabase
from common.uptime import uptime
from courses.catalog import Catalog
from lms_server.accounts.actions import actor_of
from lms_server.accounts.models import Role
from lms_server.demo import COMMUNE_CODE, COURSE_ID, VILLAGE, fill
from lms_server.devices.actions import hash_token, open_code, pair_device
from lms_server.devices.models import DeviceKind
from lms_server.keys import load_database_key
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.rules import BirthDate, Means, Purpose
from lms_server.opening import DATABASE_NAME
from lms_server.quizzes.actions import open_attempt
from lms_server.quizzes.queries import get_attempt
from lms_server.setting_up import set_up
from lms_server.training.actions import enrol
from lms_server.training.queries import list_open_sessions

ROOT = Path(__file__).parents[1]
START_S = 30


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder on the disk of this checkout, not in memory, and remove it afterwards."""
    home = ROOT / "build"
    home.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as name:
        yield Path(name)


@dataclass(frozen=True)
class Sitting:
    """One learner at one paired machine, in the middle of the quiz."""

    device_token: str
    attempt_id: str
    choices: dict[str, str]
    """Item -> a part of its right answer, which every kind takes."""


@dataclass(frozen=True)
class Bus:
    """A bus on disk and who sits in it."""

    data_dir: Path
    sittings: tuple[Sitting, ...]
    revisions: Iterator[int] = field(default_factory=lambda: itertools.count(1, 150))
    """First revisions for loads that follow one another; an attempt takes 1000 in all."""

    @property
    def certificate(self) -> Path:
        """The certificate that clients pin."""
        return self.data_dir / "keys" / "tls.pem"

    def write_sittings(self) -> Path:
        """Write what a load process needs to know; return the file."""
        path = self.data_dir / "sittings.json"
        path.write_text(json.dumps([asdict(one) for one in self.sittings]), encoding="utf-8")
        return path


def make_bus(data_dir: Path, *, learners: int) -> Bus:
    """Make a bus with the demo's staff and class, and ``learners`` more, each at the quiz."""
    now = utc_now()
    set_up(
        data_dir,
        bus_code="40B01",
        bus_name="Xe thử",
        province_code="40",
        passphrase=None,
        now=now,
    )
    key = load_database_key(data_dir)
    database = SqliteDatabase(data_dir / DATABASE_NAME, key=key)
    course = Catalog.load(ROOT / "courses" / "packages").get_course(COURSE_ID)
    vault = IdNumberVault(key)

    with database.write() as db:
        staff = fill(db, course=course, vault=vault, rng=random.SystemRandom(), now=now)
        training_session_id = list_open_sessions(db)[0].id
        sittings = tuple(
            _seat(
                db,
                number,
                trainer_id=staff[Role.TRAINER],
                training_session_id=training_session_id,
                course=course,
                vault=vault,
            )
            for number in range(learners)
        )
    database.close()
    return Bus(data_dir, sittings)


def _seat(  # noqa: PLR0913
    db: Session, number: int, *, trainer_id, training_session_id, course, vault
) -> Sitting:
    now, rng = utc_now(), random.SystemRandom()
    actor = actor_of(trainer_id)
    new = NewLearner(
        full_name=f"Lò Thị Thử {number}",
        birth=BirthDate(1970),
        commune_code=COMMUNE_CODE,
        village=VILLAGE,
    )
    consent = ConsentGiven(purposes=frozenset({Purpose.LEARN, Purpose.PROVINCE}), means=Means.PAPER)
    learner_id = register_learner(
        db, new, consent=consent, vault=vault, rng=rng, actor=actor, now=now
    )
    enrolment_id = enrol(db, training_session_id, learner_id, actor=actor, now=now)
    token = secrets.token_urlsafe(32)
    code_id = open_code(db, code=f"{number:06}", account_id=trainer_id, now=now)
    device_id = pair_device(
        db,
        code_id=code_id,
        name=f"Máy {number}",
        kind=DeviceKind.KIOSK,
        token_hash=hash_token(token),
        now=now,
    )
    attempt_id = open_attempt(
        db,
        enrolment_id=enrolment_id,
        learner_id=learner_id,
        device_id=device_id,
        course=course,
        seed=number,
        now=now,
        uptime=uptime(),
    )
    drawn = [one["item_id"] for one in get_attempt(db, attempt_id).items]
    parts = {item_id: course.quiz.get_item(item_id).key[0] for item_id in drawn}
    return Sitting(token, str(attempt_id), parts)


class Server:
    """The bus server of a data folder, as its own process."""

    def __init__(self, data_dir: Path, *, log: Path | None = None) -> None:
        """Prepare; ``log`` gets what the server prints, else it goes to a file of the folder."""
        self._data_dir = data_dir
        self._log = log or data_dir / "serve.log"
        self.lan_port, self.local_port = _two_free_ports()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start and wait for the first sign-in page; return the seconds that took."""
        started = time.monotonic()
        self.launch()
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - started > START_S:
                raise RuntimeError(self._log.read_text(encoding="utf-8")[-3000:])
            time.sleep(0.01)
        return time.monotonic() - started

    def launch(self) -> None:
        """Start and wait for nothing."""
        with self._log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lms_server", "serve", "--data", str(self._data_dir)],
                cwd=ROOT,
                env=self._environment(),
                stdout=file,
                stderr=file,
            )

    def cpu_seconds(self) -> float:
        """Return processor time of the process and its children until now."""
        return sum(sum(one.cpu_times()[:2]) for one in self._family())

    def pss_mb(self) -> float:
        """Return memory, each shared page counted by its share."""
        return sum(pss_mb(one.pid) for one in self._family())

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        self.process.terminate()
        return self.process.wait(10)

    def _family(self) -> list[psutil.Process]:
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "BUS_LMS_LAN_HOST": "127.0.0.1",
            "BUS_LMS_LAN_PORT": str(self.lan_port),
            "BUS_LMS_LOCAL_PORT": str(self.local_port),
        }

    def _answers(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.local_port}/staff/sign-in"
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            raise
        except OSError:
            return False


def pinned(certificate: Path) -> ssl.SSLContext:
    """Return TLS settings that trust one certificate and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(certificate)
    return context


def _two_free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def pss_mb(pid: int) -> float:
    """Return the memory of one process, each shared page counted by its share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
