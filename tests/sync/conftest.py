from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from common.ids import derive_id
from sync.bundle import BusKey, RegistryBox, Sender, key_id_of, open_bundle, pack
from sync.chain import Stream, check_lines, genesis_hash
from sync.records import encode_line
from sync.sections import Section

NOW = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def a_completion():
    """Fields of one completion, as the bus writes them."""

    def build(number=1, **changes):
        fields = {
            "completion_id": str(derive_id("completion", number)),
            "enrolment_id": str(derive_id("enrolment", number)),
            "learner_id": str(derive_id("learner", number)),
            "course_id": "KNS-04",
            "course_version": "1.0",
            "quiz_score": 8.0,
            "quiz_items": 10,
            "tasks_done": 4,
            "tasks_required": 4,
            "attended_minutes": 85,
            "completed_at": "2026-03-01T01:30:00.000Z",
        }
        return {**fields, **changes}

    return build


@pytest.fixture
def a_line(a_completion):
    """One stored line; the same number gives the same bytes."""

    def build(number=1, kind="completion.recorded", stream=Stream.R, data=None, **changes):
        return encode_line(
            stream=stream,
            record_id=derive_id("record", kind, number),
            kind=kind,
            data=data if data is not None else a_completion(number, **changes),
            actor="system",
            now=NOW,
        )

    return build


@pytest.fixture
def bus_key():
    return Ed25519PrivateKey.from_private_bytes(b"b" * 32)


@pytest.fixture
def registry_key():
    return Ed25519PrivateKey.from_private_bytes(b"r" * 32)


@pytest.fixture
def box_key():
    return X25519PrivateKey.from_private_bytes(b"x" * 32)


@pytest.fixture
def a_section(a_line):
    """A stretch of one chain of the bus 79B03 and where it starts."""

    def build(stream=Stream.R, first=1, count=3, epoch="0123abcd", bus="79B03"):
        lines = [
            a_line(n, kind="device.paired", stream=Stream.A, data={"n": n})
            for n in range(1, first + count)
        ]
        return Section(
            epoch=epoch,
            stream=stream,
            first=first,
            previous=check_lines(genesis_hash(bus, epoch, stream), lines[: first - 1]),
            lines=lines[first - 1 :],
        )

    return build


@pytest.fixture
def pack_sections(bus_key, box_key):
    """Pack as the bus 79B03 does."""

    def pack_them(sections, *, bus="79B03", key=bus_key, box=box_key):
        public = box.public_key()
        return pack(
            sections,
            sender=Sender(bus, "cert-1", key),
            box=RegistryBox(key_id_of(public), public),
            regepoch=1,
            made=NOW,
        )

    return pack_them


@pytest.fixture
def open_file(bus_key, box_key):
    """Open as a registry does that knows the bus 79B03."""

    def open_it(raw, *, is_revoked=False):
        known = {"79B03": BusKey(bus_key.public_key(), is_revoked)}
        return open_bundle(
            raw,
            registry_keys={key_id_of(box_key.public_key()): box_key},
            find_bus_key=lambda bus, _certificate_id: known.get(bus),
        )

    return open_it
