import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.ids import derive_id
from sync.chain import Stream
from sync.records import (
    MAX_LINE,
    CompletionRecorded,
    RecordError,
    VerdictCode,
    encode_line,
    parse_line,
)
from sync.strict_json import StrictJsonError, parse_strict


def test_a_record_reads_back_as_it_was_written(a_line, a_completion, now):
    record = parse_line(a_line(7))

    assert record.kind == "completion.recorded"
    assert record.written_at == now
    assert isinstance(record.data, CompletionRecorded)
    assert str(record.data.completion_id) == a_completion(7)["completion_id"]


def test_equal_facts_are_equal_bytes(a_line):
    assert a_line(3) == a_line(3)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"quiz_items":10', b'"quiz_items":10,"quiz_items":10'),
        (b'"quiz_score":8.0', b'"quiz_score":NaN'),
        (b'"quiz_score":8.0', b'"quiz_score":Infinity'),
        (b'"quiz_score":8.0', b'"quiz_score":1e999'),
        (b'"quiz_items":10', b'"quiz_items":' + b"9" * 5000),
        (b'"quiz_items":10', b'"quiz_items":9007199254740993'),
        (b'"KNS-04"', b'"Ho\xcc\x80a"'),
        (b'"KNS-04"', b'"Ho\\u0300a"'),
        (b'"KNS-04"', b'"K\\u0000"'),
        (b'"KNS-04"', b'"\\ud800"'),
        (b'"KNS-04"', b'"\xff"'),
        (b'"KNS-04"', b"[" * 40 + b"]" * 40),
        (b'"KNS-04"', b"[" * 30_000 + b"]" * 30_000),
        (b'"course_id":"KNS-04",', b""),
        (b'"quiz_items":10', b'"quiz_items":"ten"'),
        (b'"v":1', b'"v":0'),
        (b'"w":"2026-03-01T01:30:00.000Z"', b'"w":"2026-03-01T01:30:00"'),
        (b'"w":"2026-03-01T01:30:00.000Z"', b'"w":"9999-12-31T23:59:59-01:00"'),
        (b'"w":"2026-03-01T01:30:00.000Z"', b'"w":"0001-01-01T00:00:00+01:00"'),
        (b'_at":"2026-03-01T01:30:00.000Z"', b'_at":"9999-12-31T23:59:59-01:00"'),
        (b'_at":"2026-03-01T01:30:00.000Z"', b'_at":"1969-12-31T23:59:59Z"'),
        (b'_at":"2026-03-01T01:30:00.000Z"', b'_at":"2201-01-01T00:00:00Z"'),
    ],
)
def test_a_line_that_two_readers_could_understand_differently_is_set_aside(a_line, old, new):
    line = a_line()
    altered = line.replace(old, new, 1)
    assert altered != line

    with pytest.raises(RecordError) as refusal:
        parse_line(altered)

    assert refusal.value.verdict is VerdictCode.SCHEMA


def test_a_line_of_more_than_64_kib_is_neither_written_nor_read(a_line):
    with pytest.raises(ValueError, match="bytes"):
        a_line(kind="note", stream=Stream.A, data={"text": "x" * MAX_LINE})
    with pytest.raises(RecordError) as refusal:
        parse_line(b" " * (MAX_LINE + 1))

    assert refusal.value.verdict is VerdictCode.SIZE


@pytest.mark.parametrize("data", [{"text": "Ho\u0300a"}, {"n": 2**60}, {"x": object()}])
def test_nothing_the_province_could_not_read_enters_the_chain(a_line, data):
    with pytest.raises(ValueError, match=r"NFC|large|JSON"):
        a_line(kind="device.paired", stream=Stream.A, data=data)


def test_a_field_that_does_not_fit_is_refused_when_written_and_names_its_record(a_line):
    with pytest.raises(RecordError) as refusal:
        a_line(5, quiz_items="ten")

    assert refusal.value.record_id == derive_id("record", "completion.recorded", 5)


def test_results_take_only_kinds_the_province_knows(now):
    with pytest.raises(ValueError, match="no kind"):
        encode_line(
            stream=Stream.R,
            record_id=derive_id("record", 1),
            kind="completion.recordd",
            data={},
            actor="system",
            now=now,
        )


@pytest.mark.parametrize(
    ("kind", "version"), [(b"completion.recorded", b"2"), (b"badge.won", b"1")]
)
def test_a_newer_version_or_kind_is_parked_not_rejected(a_line, kind, version):
    line = a_line().replace(b"completion.recorded", kind).replace(b'"v":1', b'"v":' + version)

    record = parse_line(line)

    assert record.data is None
    assert record.version == int(version)


def test_an_old_version_is_lifted_step_by_step(a_line):
    line = a_line().replace(b'"attended_minutes":85', b'"attended_hours":1')
    steps = {
        ("completion.recorded", 1): lambda d: {**d, "minutes": d["attended_hours"] * 60},
        ("completion.recorded", 2): lambda d: {**d, "attended_minutes": d["minutes"]},
    }

    record = parse_line(line, upcasters=steps)

    assert record.version == 1
    assert record.data.attended_minutes == 60


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_sixteen_levels_are_read_and_seventeen_are_not(brackets):
    opening, closing = (b"[", b"]") if brackets == "[]" else (b'{"a":', b"}")

    def nested(levels):
        return opening * (levels - 1) + brackets.encode() + closing * (levels - 1)

    assert parse_strict(nested(16)) is not None
    with pytest.raises(StrictJsonError, match="deep"):
        parse_strict(nested(17))


@given(st.binary(max_size=300))
def test_any_bytes_at_all_give_a_value_or_a_clear_refusal(raw):
    try:
        value = parse_strict(raw)
    except StrictJsonError:
        return

    assert json.dumps(value, allow_nan=False)
