"""A bus of the lab: pretend pages, but the real keys, and the real announcement.

``python tests/lab/bus.py DIR TOKEN [--announce-as DIR]`` listens on every address, prints a line
of JSON twice a second and takes one command on its standard input: ``goodbye`` ends the
announcement alone.
"""

import argparse
import json
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

from lms_server import keys
from lms_server.advertise import EVERYWHERE, announce
from lms_server.config import Config
from tests.fake_bus import FakeBus

PORT = 8443


def make_bus(folder, token):
    if not (folder / keys.FOLDER).exists():
        folder.mkdir(parents=True, exist_ok=True)
        keys.make_folder(folder)
        keys.make_tls(folder, bus_code="79B03")
    bus = FakeBus(folder, host=EVERYWHERE, port=PORT)
    certificate, key = keys.tls_files(folder)
    bus.certificate = folder / "both.pem"
    bus.certificate.write_bytes(key.read_bytes() + certificate.read_bytes())
    bus.fingerprint, bus.token = keys.tls_fingerprint(folder), token
    return bus


def tell(bus, stop):
    while not stop.wait(0.5):
        beats = sum(target == "/api/v1/heartbeat" for _, target, _ in bus.requests)
        facts = {
            "fingerprint": bus.fingerprint,
            "connections": bus.connections,
            "requests": len(bus.requests),
            "heartbeats": beats,
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("token")
    parser.add_argument("--announce-as", type=Path)
    options = parser.parse_args()
    bus = make_bus(options.folder, options.token).start()
    words = Config(
        data_dir=options.announce_as or options.folder,
        bus_code="79B03",
        bus_name=bus.name,
        province_code="79",
    )
    stop = threading.Event()
    threading.Thread(target=tell, args=(bus, stop), daemon=True).start()
    with ExitStack() as announced:
        announced.enter_context(announce(words, PORT))
        for line in sys.stdin:
            if line.strip() == "goodbye":
                announced.close()
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
