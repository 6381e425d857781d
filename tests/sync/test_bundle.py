import hashlib
import itertools
import random
import tracemalloc

import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync import sections as sections_module
from sync.bundle import MAGIC, MAX_FILE
from sync.chain import Stream
from sync.errors import BundleError, BundleFault
from sync.sections import compress, describe

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@pytest.fixture
def unseal(box_key):
    """The parts inside a file: prefix, header fields, signature, body."""

    def take_apart(raw):
        outer_end = 10 + int.from_bytes(raw[6:10], "big")
        prefix = raw[:outer_end]
        inner = SUITE.decrypt(raw[outer_end:], box_key, prefix)
        size = int.from_bytes(inner[:4], "big")
        header = msgspec.json.decode(inner[4 : 4 + size])
        return prefix, header, inner[4 + size : 68 + size], inner[68 + size :]

    return take_apart


@pytest.fixture
def reseal(bus_key, box_key, unseal):
    """A file built again by a thief with the bus's key, with other header fields or body."""

    def build(raw, /, *, body=None, key=bus_key, **changes):
        prefix, header, _, old_body = unseal(raw)
        body = old_body if body is None else body
        digest = hashlib.sha256(body).digest()
        header = {**header, "sha256": msgspec.to_builtins(digest), **changes}
        header_raw = msgspec.json.encode(header)
        signature = key.sign(b"tbus/bundle/1" + header_raw)
        inner = len(header_raw).to_bytes(4, "big") + header_raw + signature + body
        return prefix + SUITE.encrypt(inner, box_key.public_key(), prefix)

    return build


def fault_of(open_file, raw, **options):
    with pytest.raises(BundleError) as refusal:
        open_file(raw, **options)
    return refusal.value.fault


def test_what_the_bus_packs_the_registry_reads(a_section, pack_sections, open_file):
    sent = [a_section(), a_section(Stream.D, first=5, count=40), a_section(epoch="ffffffff")]

    opened = open_file(pack_sections(sent))

    assert opened.sections == sent
    assert opened.header.bus == "79B03"
    assert len(opened.header_hash) == 64


def test_packing_the_same_again_gives_another_file_but_the_same_key(
    a_section, pack_sections, open_file
):
    first, second = pack_sections([a_section()]), pack_sections([a_section()])

    assert first != second
    assert open_file(first).header_hash == open_file(second).header_hash


def test_neither_bus_nor_content_can_be_read_on_the_stick(a_section, pack_sections):
    raw = pack_sections([a_section()])

    assert b"79B03" not in raw
    assert b"device.paired" not in raw


def test_every_altered_file_is_refused_and_nothing_else_happens(
    a_section, pack_sections, open_file
):
    """T8 from outside: flipped, cut, lengthened, doubled and shuffled bytes."""
    raw = pack_sections([a_section(count=2)])
    rng = random.Random(8)
    kinds = itertools.cycle([_flip, _cut, _insert, _double, _swap, _zero])

    for mutate in itertools.islice(kinds, 10_000):
        mutant = mutate(bytearray(raw), rng)
        if mutant == raw:
            continue
        with pytest.raises(BundleError):
            open_file(mutant)


def test_a_flipped_bit_at_any_place_is_refused(a_section, pack_sections, open_file):
    raw = pack_sections([a_section(count=1)])

    for place in range(len(raw)):
        mutant = bytearray(raw)
        mutant[place] ^= 1 << place % 8
        with pytest.raises(BundleError):
            open_file(bytes(mutant))


def test_every_altered_inside_is_refused_even_when_sealed_again(
    a_section, pack_sections, open_file, box_key
):
    """T8 from inside: the registry's key is public, so anybody can seal; nobody can sign."""
    raw = pack_sections([a_section(count=2)])
    end = 10 + int.from_bytes(raw[6:10], "big")
    inner = SUITE.decrypt(raw[end:], box_key, raw[:end])
    rng = random.Random(9)
    kinds = itertools.cycle([_flip, _cut, _insert, _double, _swap, _zero])

    for mutate in itertools.islice(kinds, 10_000):
        mutant = mutate(bytearray(inner), rng)
        if mutant == inner:
            continue
        with pytest.raises(BundleError):
            open_file(raw[:end] + SUITE.encrypt(mutant, box_key.public_key(), raw[:end]))


def _flip(data, rng):
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _cut(data, rng):
    start = rng.randrange(len(data))
    del data[start : start + rng.randrange(1, 40)]
    return bytes(data)


def _insert(data, rng):
    place = rng.choice([rng.randrange(len(data)), len(data)])
    return bytes(data[:place]) + rng.randbytes(rng.randrange(1, 40)) + bytes(data[place:])


def _double(data, rng):
    start = rng.randrange(len(data))
    return bytes(data + data[start:])


def _swap(data, rng):
    a, b = rng.randrange(len(data)), rng.randrange(len(data))
    data[a], data[b] = data[b], data[a]
    return bytes(data)


def _zero(data, rng):
    start = rng.randrange(len(data))
    data[start : start + 4] = bytes(4)
    return bytes(data)


def test_a_bundle_for_another_registry_is_named_so(a_section, pack_sections, open_file):
    other = X25519PrivateKey.from_private_bytes(b"y" * 32)

    raw = pack_sections([a_section()], box=other)

    assert fault_of(open_file, raw) is BundleFault.OTHER_REGISTRY


def test_an_unknown_bus_a_foreign_key_and_a_revoked_bus_are_told_apart(
    a_section, pack_sections, open_file
):
    section = [a_section()]
    thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)

    assert fault_of(open_file, pack_sections(section, bus="79B04")) is BundleFault.UNKNOWN_BUS
    assert fault_of(open_file, pack_sections(section, key=thief)) is BundleFault.SIGNATURE
    assert fault_of(open_file, pack_sections(section), is_revoked=True) is BundleFault.REVOKED_BUS


def test_a_file_that_is_no_bundle_or_too_large_is_refused_unread(open_file):
    assert fault_of(open_file, b"") is BundleFault.NOT_A_BUNDLE
    assert fault_of(open_file, b"PK\x03\x04 a photo") is BundleFault.NOT_A_BUNDLE
    assert fault_of(open_file, MAGIC + bytes(MAX_FILE)) is BundleFault.TOO_LARGE


def test_nothing_is_decompressed_before_the_signature_is_good(
    a_section, pack_sections, open_file, reseal, monkeypatch
):
    thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
    raw = reseal(pack_sections([a_section()]), key=thief)
    monkeypatch.setattr(sections_module.zstandard, "ZstdDecompressor", None)

    assert fault_of(open_file, raw) is BundleFault.SIGNATURE


@pytest.mark.parametrize("states_size", [True, False])
def test_a_bomb_of_one_gibibyte_from_a_stolen_bus_stays_small(
    a_section, pack_sections, open_file, reseal, states_size
):
    """zstandard ignores its output limit when the frame states its size."""
    bomb = _zeros(1 << 30, states_size=states_size)
    raw = reseal(pack_sections([a_section()]), body=bomb, raw=sections_module.MAX_RAW)

    tracemalloc.start()
    fault = fault_of(open_file, raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert fault is BundleFault.ALTERED
    assert peak < 256 * 1024 * 1024


def _zeros(size, *, states_size):
    compressor = zstandard.ZstdCompressor(level=1).compressobj(size=size if states_size else -1)
    block = bytes(1 << 24)
    return b"".join(compressor.compress(block) for _ in range(size >> 24)) + compressor.flush()


def test_a_body_of_bare_line_breaks_is_counted_before_it_is_split(
    a_section, pack_sections, open_file, reseal
):
    body = zstandard.ZstdCompressor().compress(b"\n" * sections_module.MAX_RAW)
    raw = reseal(pack_sections([a_section()]), body=body, raw=sections_module.MAX_RAW)

    tracemalloc.start()
    fault = fault_of(open_file, raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert fault is BundleFault.CHAIN
    assert peak < 256 * 1024 * 1024


def test_millions_of_empty_lines_are_refused_before_they_are_split(
    a_section, pack_sections, open_file, reseal
):
    described = {**msgspec.to_builtins(describe(a_section())), "count": 500_000}
    body = zstandard.ZstdCompressor().compress(b"\n" * 67_000_000)
    raw = reseal(
        pack_sections([a_section()]), body=body, raw=67_000_000, sections=[described] * 134
    )

    tracemalloc.start()
    fault = fault_of(open_file, raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert fault is BundleFault.CHAIN
    assert peak < 256 * 1024 * 1024


def test_half_a_line_after_the_last_is_refused_though_the_bus_signed_it(
    a_section, pack_sections, open_file, reseal
):
    section = a_section()
    raw = b"".join(line + b"\n" for line in section.lines) + b"half"
    body = zstandard.ZstdCompressor().compress(raw)

    bundle = reseal(pack_sections([section]), body=body, raw=len(raw))

    assert fault_of(open_file, bundle) is BundleFault.CHAIN


def test_an_empty_body_is_refused(a_section, pack_sections, open_file, reseal):
    assert fault_of(open_file, reseal(pack_sections([a_section()]), body=b"")) is (
        BundleFault.ALTERED
    )


def test_a_header_above_64_kib_is_refused_unread(a_section, pack_sections, open_file, reseal):
    raw = reseal(pack_sections([a_section()]), unknown_field="x" * 65_536)

    assert fault_of(open_file, raw) is BundleFault.HEADER


@pytest.mark.parametrize("tail", [b"x", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18\x01\0\0\0z"])
def test_bytes_after_the_body_are_refused_though_the_bus_signed_them(
    a_section, pack_sections, open_file, reseal, tail
):
    raw = pack_sections([a_section()])
    body, _ = compress([a_section()])

    assert fault_of(open_file, reseal(raw, body=body + tail)) is BundleFault.ALTERED


@pytest.mark.parametrize("change", [{"raw": 5}, {"raw": 5000}, {"sha256": "A" * 43 + "="}])
def test_a_body_that_is_not_what_the_header_says_is_refused(
    a_section, pack_sections, open_file, reseal, change
):
    assert fault_of(open_file, reseal(pack_sections([a_section()]), **change)) is (
        BundleFault.ALTERED
    )


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"raw": 1 << 40},
        {"raw": -1},
        {"sections": []},
        {"bus": "79|03"},
        {"made": "2026-03-01T01:30:00"},
        {"made": "9999-12-31T23:59:59-01:00"},
        {"bus": "x" * 100_000},
    ],
)
def test_a_header_that_says_what_cannot_be_is_refused(
    a_section, pack_sections, open_file, reseal, change
):
    assert fault_of(open_file, reseal(pack_sections([a_section()]), **change)) is BundleFault.HEADER


@pytest.mark.parametrize(
    "change",
    [
        {"first": 2, "previous": b"\1" * 32},
        {"head": b"\1" * 32},
        {"previous": b"\1" * 32},
        {"count": 2},
        {"stream": "D"},
        {"epoch": "00000000"},
    ],
)
def test_records_that_do_not_lead_to_the_claimed_head_are_refused(
    a_section, pack_sections, open_file, reseal, change
):
    section = a_section()
    described = {**msgspec.to_builtins(describe(section)), **msgspec.to_builtins(change)}

    raw = reseal(pack_sections([section]), sections=[described])

    assert fault_of(open_file, raw) is BundleFault.CHAIN


@pytest.mark.parametrize(
    ("count", "line"), [(0, b""), (1, b"a\nb")], ids=["no lines", "line break in a line"]
)
def test_the_bus_never_packs_what_could_not_be_read(a_section, count, line):
    section = msgspec.structs.replace(a_section(), lines=[line] * count)

    with pytest.raises(ValueError, match="line"):
        compress([a_section(), section])
