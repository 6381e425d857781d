"""What courses cost: reading and checking, memory, grading, replaying, a page from the cache.

``python3 bus.py bench courses``; rates are of processor time, ratios against canonical JSON of
one small record, which the same run measures.
"""

import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.rig import ROOT
from common.canonical import canonical_json
from common.clock import utc_now
from courses.catalog import Catalog, read_packages
from courses.errors import UnknownChoiceError
from courses.grading import grade
from courses.simulators.machine import replay
from lms_server.devices.access import COOKIE as DEVICE_COOKIE
from lms_server.preview.bus import PreviewBus
from lms_server.web.sessions import LEARNER_COOKIE
from tests.playing import straight_way

PACKAGES = ROOT / "courses" / "packages"
EIGHT = 8
BARS = {
    "load": 1.5,
    "items": 50_000,
    "tasks": 2_000,
    "memory": 30.0,
    "page": 1.0,
}
MEMORY = """
import sys
from pathlib import Path
def held():
    text = Path("/proc/self/smaps_rollup").read_text()
    return int(text.split("Pss:")[1].split()[0]) / 1024
from courses.catalog import Catalog, build_course, check_package
one = next(Path(sys.argv[1]).glob("*/course.yaml")).parent
build_course(check_package(one)[0])
before = held()
catalog = Catalog.load(Path(sys.argv[1]))
print(held() - before)
"""


def rate(work, *, seconds=1.0):
    """Return how many results of ``work`` come in a second of processor time."""
    count, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        count += work()
    return count / spent


def load_seconds(folder):
    """Return seconds of processor for reading and checking all packages, and their number."""
    found = list(read_packages(folder))
    started = time.process_time()
    found = list(read_packages(folder))
    spent = time.process_time() - started
    if any(one.course is None for one in found):
        raise RuntimeError("a package has errors")
    return spent, len(found)


def memory_mib(folder):
    """Return what the catalogue adds to a process that has read one package already."""
    command = [sys.executable, "-c", MEMORY, str(folder)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(ended.stdout)


def answers(courses):
    """Return (item, value) pairs: each item answered fully right, and once otherwise."""
    pairs = []
    for item in itertools.chain.from_iterable(one.quiz.items for one in courses):
        right = list(item.key)
        if grade(item, right).score != 1.0:
            raise RuntimeError(f"{item.item_id}: the key is not worth everything")
        pairs.append((item, right))
        wrong = next((one.choice_id for one in item.choices if one.choice_id not in right), None)
        try:
            grade(item, [wrong] if wrong else right[:1])
            pairs.append((item, [wrong] if wrong else right[:1]))
        except UnknownChoiceError:
            pairs.append((item, []))
    return pairs


def grade_all(pairs):
    """Grade every answer; return how many."""
    for item, value in pairs:
        grade(item, value)
    return len(pairs)


def replay_all(traces):
    """Replay every trace, which must end well; return how many."""
    for simulator, events in traces:
        if not replay(simulator, events).done:
            raise RuntimeError(simulator.simulator_id)
    return len(traces)


def page_ms(course):
    """Return milliseconds of processor of one lesson page through the whole WSGI program."""
    with tempfile.TemporaryDirectory() as folder:
        bus = PreviewBus(Path(folder) / "bus", now=utc_now())
        bus.teach(course, now=utc_now())
        client = bus.app.test_client()
        client.set_cookie(DEVICE_COOKIE, bus.device_token)
        client.set_cookie(LEARNER_COOKIE, bus.sign_in(now=utc_now()))
        path = f"/learn/lesson/{course.lessons[0].lesson_id}/1"
        if client.get(path).status_code != 200:
            raise RuntimeError("no page")
        environ = client._request_from_builder_args((path,), {}).environ  # noqa: SLF001
        client._add_cookies_to_wsgi(environ)  # noqa: SLF001
        program, heading = bus.app.wsgi_app, course.lessons[0].pages[0].heading.encode()

        seen = set()

        def turn():
            page = b"".join(program(dict(environ), lambda status, *_: seen.add(status)))
            return int(heading in page)

        turn()
        milliseconds = 1000 / rate(turn, seconds=2)
        if seen != {"200 OK"}:
            raise RuntimeError(seen)
        bus.database.close()
    return milliseconds


def json_rate():
    """Return canonical encodings a second: the yardstick of this machine."""
    record = {"item_id": "KNS-04-Q01", "value": ["a1b2c3d4"], "score": 1.0}

    def encode():
        for _ in range(100):
            canonical_json(record)
        return 100

    return rate(encode, seconds=0.5)


def main():
    spent, count = load_seconds(PACKAGES)
    courses = list(Catalog.load(PACKAGES).courses.values())
    pairs = answers(courses)
    traces = [(one, straight_way(one)) for c in courses for one in c.simulators.values()]
    yardstick = json_rate()
    figures = {
        "load": spent / count * EIGHT,
        "items": rate(lambda: grade_all(pairs)),
        "tasks": rate(lambda: replay_all(traces)),
        "memory": memory_mib(PACKAGES) / count * EIGHT,
        "page": page_ms(courses[0]),
    }
    kinds = len({item.kind for item, _ in pairs})
    words = {
        "load": f"s to read and check eight courses ({count} measured)",
        "items": f"answers graded a second ({kinds} kinds)",
        "tasks": f"traces replayed a second ({len(traces)} tasks)",
        "memory": "MiB for the catalogue of eight",
        "page": "ms of processor for a lesson page",
    }
    print("| what | measured | bar | against JSON |\n|---|---|---|---|")
    for name, value in figures.items():
        ratio = f"{value / yardstick:.3f}" if name in ("items", "tasks") else ""
        print(f"| {words[name]} | {value:,.2f} | {BARS[name]:,} | {ratio} |")
    broken = [name for name, value in figures.items() if not holds(name, value)]
    print("bars:", f"BROKEN {', '.join(broken)}" if broken else "hold")
    return 1 if broken else 0


def holds(name, value):
    """Tell whether a figure keeps its bar."""
    return value >= BARS[name] if name in ("items", "tasks") else value <= BARS[name]


if __name__ == "__main__":
    sys.exit(main())
