import json
from datetime import timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.chain import Head, Stream
from sync.enrolment import (
    BusCertificate,
    EnrolmentPack,
    EnrolmentRequest,
    OfficerKeyRequest,
    check_code,
    parse_pack,
    parse_request,
    sign_certificate,
    sign_pack,
    sign_request,
)
from sync.errors import DocumentError, DocumentFault
from sync.receipt import Hole, RegistryReceipt, Verdict, parse_receipt, sign_receipt
from sync.records import VerdictCode
from sync.signed import MAX_DOCUMENT
from sync.strict_json import StrictJsonError

STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


@pytest.fixture
def receipt(now):
    return RegistryReceipt(
        bus="79B03",
        regepoch=3,
        heads=[Head("0123abcd", Stream.R, 7, b"h" * 32)],
        holes=[Hole("0123abcd", Stream.D, 5, 9)],
        verdicts=[Verdict(None, "0123abcd", Stream.R, 4, VerdictCode.SCHEMA)],
        revocation_list_no=12,
        trust='{"tên":"Hòa"}',
        made=now,
    )


@pytest.fixture
def request_for_bus(now, bus_key):
    return EnrolmentRequest(
        bus="79B03",
        bus_name="Xe Hòa Bình",
        province_code="79",
        journal_key=bus_key.public_key().public_bytes_raw(),
        tls_fingerprint="ab" * 32,
        officer_keys=[OfficerKeyRequest(key_id="k1", public_key=b"o" * 32, officer_name="Lò A")],
        made=now,
    )


@pytest.fixture
def make_pack(now, bus_key, registry_key, box_key):
    def build(**changes):
        certificate = BusCertificate(
            id="cert-1",
            bus="79B03",
            journal_key=bus_key.public_key().public_bytes_raw(),
            valid_from=now,
            valid_until=now + timedelta(days=400),
        )
        fields = {
            "bus": "79B03",
            "bus_certificate": sign_certificate(certificate, registry_key),
            "registry_key": registry_key.public_key().public_bytes_raw(),
            "box_key": box_key.public_key().public_bytes_raw(),
            "regepoch": 1,
            "root_key": b"p" * 32,
            "trust": "{}",
            "made": now,
        }
        return EnrolmentPack(**{**fields, **changes})

    return build


def fault_of(read, *args):
    with pytest.raises(DocumentError) as refusal:
        read(*args)
    return refusal.value.fault


def test_a_receipt_reads_back_as_it_was_signed(receipt, registry_key):
    raw = sign_receipt(receipt, registry_key)

    assert parse_receipt(raw, registry_key.public_key()) == receipt


def test_a_receipt_of_a_newer_registry_is_read_with_its_code(receipt, registry_key):
    verdict = Verdict(None, "0123abcd", Stream.R, 4, "E_NEWER_1")
    newer = msgspec.structs.replace(receipt, verdicts=[verdict])

    read = parse_receipt(sign_receipt(newer, registry_key), registry_key.public_key())

    assert read.verdicts == [verdict]


@pytest.mark.parametrize("code", ["", "E_", "E_x", "<b>", "E_" + "X" * 31, "E_SIG\n"])
def test_what_is_no_code_of_a_verdict_makes_no_receipt(receipt, registry_key, code):
    wrong = msgspec.structs.replace(
        receipt, verdicts=[Verdict(None, "0123abcd", Stream.R, 4, code)]
    )

    with pytest.raises(DocumentError):
        parse_receipt(sign_receipt(wrong, registry_key), registry_key.public_key())


def test_a_receipt_of_another_registry_is_refused(receipt, registry_key):
    raw = sign_receipt(receipt, STRANGER)

    assert fault_of(parse_receipt, raw, registry_key.public_key()) is DocumentFault.SIGNATURE


def test_a_flipped_bit_anywhere_in_a_receipt_never_changes_what_it_says(receipt, registry_key):
    raw = sign_receipt(receipt, registry_key)
    read = []

    for place in range(len(raw)):
        mutant = bytearray(raw)
        mutant[place] ^= 1 << place % 8
        try:
            read.append(parse_receipt(bytes(mutant), registry_key.public_key()))
        except DocumentError:
            continue

    assert all(found == receipt for found in read)
    assert len(read) <= 4  # the spare bits of the signature's base64


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff", b"[" * 60_000, b'{"kind":"tbus/receipt/1"}', b"NaN"]
)
def test_what_is_no_document_is_called_malformed(raw, registry_key):
    assert fault_of(parse_receipt, raw, registry_key.public_key()) is DocumentFault.MALFORMED


def test_a_document_above_the_limit_is_refused_unread(receipt, registry_key):
    raw = sign_receipt(receipt, registry_key) + b" " * MAX_DOCUMENT

    assert fault_of(parse_receipt, raw, registry_key.public_key()) is DocumentFault.MALFORMED


def test_a_signed_body_with_missing_fields_is_malformed(receipt, registry_key):
    raw = json.loads(sign_receipt(receipt, registry_key))
    body = raw["body"].replace('"regepoch":3,', "")
    signature = registry_key.sign(b"tbus/receipt/1\n" + body.encode())
    forged = {**raw, "body": body, "signature": msgspec.to_builtins(signature)}

    fault = fault_of(parse_receipt, json.dumps(forged).encode(), registry_key.public_key())

    assert fault is DocumentFault.MALFORMED


def test_one_kind_of_document_never_passes_as_another(make_pack, registry_key):
    raw = sign_pack(make_pack(), registry_key)

    assert fault_of(parse_receipt, raw, registry_key.public_key()) is DocumentFault.MALFORMED
    renamed = raw.replace(b"tbus/enrolment-pack/1", b"tbus/receipt/1")
    assert fault_of(parse_receipt, renamed, registry_key.public_key()) is DocumentFault.SIGNATURE


def test_nothing_is_signed_that_the_reader_would_refuse(receipt, registry_key):
    with pytest.raises(StrictJsonError, match="NFC"):
        sign_receipt(msgspec.structs.replace(receipt, trust="Ho\u0300a"), registry_key)


def test_a_request_proves_that_its_maker_holds_the_journal_key(request_for_bus, bus_key):
    assert parse_request(sign_request(request_for_bus, bus_key)) == request_for_bus
    stolen = sign_request(request_for_bus, STRANGER)
    assert fault_of(parse_request, stolen) is DocumentFault.SIGNATURE


def test_a_pack_brings_all_keys_of_the_province(make_pack, registry_key, bus_key):
    pack = parse_pack(sign_pack(make_pack(), registry_key))

    assert pack == make_pack()
    assert pack.certificate().journal_key == bus_key.public_key().public_bytes_raw()


def test_a_pack_with_the_certificate_of_another_bus_or_registry_is_refused(make_pack, registry_key):
    other_bus = sign_pack(make_pack(bus="79B04"), registry_key)
    certificate = make_pack().certificate()
    foreign = make_pack(bus_certificate=sign_certificate(certificate, STRANGER))

    assert fault_of(parse_pack, other_bus) is DocumentFault.MALFORMED
    assert fault_of(parse_pack, sign_pack(foreign, registry_key)) is DocumentFault.SIGNATURE


def test_an_altered_pack_is_refused_and_its_check_code_differs(make_pack):
    swapped = make_pack(box_key=b"m" * 32)

    assert fault_of(parse_pack, sign_pack(swapped, STRANGER)) is DocumentFault.SIGNATURE
    assert check_code(swapped) != check_code(make_pack())
    assert len(check_code(swapped)) == 19
