from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_server.exchange import rules
from lms_server.exchange.errors import (
    FolderMissingError,
    FolderNotWritableError,
    NotEnrolledError,
)
from lms_server.exchange.exporting import count_unconfirmed, export_bundle
from lms_server.exchange.models import ExportedSection
from lms_server.exchange.queries import overview
from lms_server.journal.queries import check_chain, heads
from sync.chain import Stream, genesis_hash
from sync.cursor import Range
from sync.sections import Section


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def export(database, journal_key, stick, now):
    def run(folder=stick):
        return export_bundle(database, folder, key=journal_key, actor="system", now=now)

    return run


def streams(database):
    with database.read() as db:
        return {s.stream: s for s in overview(db).streams}


def test_one_sealed_file_carries_all_that_is_unconfirmed(
    enrol, write_records, export, province, stick, database
):
    enrol()
    write_records(results=3, answers=5)
    with database.read() as db:
        expected = {(h.stream, h.seq, h.hash) for h in heads(db)}

    done = export()

    (file,) = stick.iterdir()
    opened = province.open(file.read_bytes())
    assert done.files == (file,)
    assert done.records == 10  # two audit records: the epoch and the enrolment
    assert {(s.stream, s.head.seq, s.head.hash) for s in opened.sections} == expected
    assert opened.sections[0].stream is Stream.R


def test_the_name_of_a_file_tells_nothing_and_two_exports_never_meet(
    enrol, write_records, export, stick
):
    enrol()
    write_records(results=1)

    export()
    export()

    names = [path.name for path in stick.iterdir()]
    assert len(names) == 2
    assert all("79B03" not in name and name.endswith(".tbus") for name in names)


def test_written_exported_and_confirmed_are_three_things(
    enrol, write_records, export, province, take, stick, database, now
):
    enrol()
    write_records(results=2)
    assert (streams(database)[Stream.R].written, streams(database)[Stream.R].exported) == (2, 0)

    export()
    assert (streams(database)[Stream.R].exported, streams(database)[Stream.R].confirmed) == (2, 0)

    for file in stick.iterdir():
        province.open(file.read_bytes())
    take(province.receipt())
    assert streams(database)[Stream.R].confirmed == 2
    assert streams(database)[Stream.R].confirmed_at == now


def test_what_was_only_exported_is_exported_again_until_it_is_confirmed(
    enrol, write_records, export, province, take, database
):
    """A lost stick loses nothing."""
    enrol()
    write_records(results=2)
    export()
    write_records(results=1)

    second = export()

    opened = province.open(second.files[0].read_bytes())
    take(province.receipt())
    assert [len(s.lines) for s in opened.sections if s.stream is Stream.R] == [3]
    with database.read() as db:
        assert overview(db).unconfirmed_results == 0


def test_an_export_is_noted_in_the_audit_stream(enrol, write_records, export, db_count, database):
    enrol()
    write_records(results=1)
    before = streams(database)[Stream.A].written

    export()

    assert streams(database)[Stream.A].written == before + 1
    assert db_count(ExportedSection) == 2


def test_a_bus_without_a_province_exports_nothing(write_records, export, stick):
    write_records(results=1)

    with pytest.raises(NotEnrolledError):
        export()

    assert list(stick.iterdir()) == []


def test_a_missing_or_full_stick_is_named_and_nothing_counts_as_exported(
    enrol, write_records, export, stick, database, monkeypatch
):
    enrol()
    write_records(results=1)
    with pytest.raises(FolderMissingError):
        export(stick / "gone")

    def refuse(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("common.files.os.fsync", refuse)
    with pytest.raises(FolderNotWritableError):
        export()

    monkeypatch.undo()
    assert list(stick.iterdir()) == []
    assert streams(database)[Stream.R].exported == 0


def test_a_stick_whose_file_system_has_no_modes_takes_the_file(
    enrol, write_records, export, monkeypatch
):
    """FAT answers EPERM to chmod."""
    enrol()
    write_records(results=1)

    def refuse(_path, _mode):
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)

    assert len(export().files) == 1


def test_a_long_journal_is_read_in_slices_and_arrives_whole(
    enrol, write_records, export, province, take, database, monkeypatch
):
    enrol()
    write_records(results=3, answers=250)
    monkeypatch.setattr(rules, "SLICE", 100)
    monkeypatch.setattr(rules.cut_ranges, "__defaults__", (100,))

    done = export()

    opened = province.open(done.files[0].read_bytes())
    assert [len(s.lines) for s in opened.sections if s.stream is Stream.D] == [100, 100, 50]
    take(province.receipt())
    with database.read() as db:
        assert overview(db).unconfirmed_results == 0
        assert check_chain(db) == done.records + 2


def test_counting_writes_nothing(enrol, write_records, database, db_count):
    enrol()
    write_records(results=2)

    assert count_unconfirmed(database) == 4
    assert db_count(ExportedSection) == 0


@given(
    st.lists(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=20), max_size=8),
    st.integers(60, 300),
)
def test_files_hold_every_line_once_in_order_and_none_is_too_large(stretches, most):
    sections = [
        Section(
            epoch="0123abcd",
            stream=Stream.R,
            first=1,
            previous=genesis_hash("79B03", "0123abcd", Stream.R),
            lines=lines,
        )
        for lines in stretches
    ]

    files = list(rules.fill_files(sections, most_bytes=most))

    assert [line for file in files for s in file for line in s.lines] == [
        line for lines in stretches for line in lines
    ]
    assert all(sum(len(line) + 1 for s in f for line in s.lines) <= most for f in files)
    ends = [s.head for file in files for s in file]
    assert {s.head for s in sections} <= set(ends)


def test_ranges_are_cut_without_a_gap():
    cut = rules.cut_ranges([Range("0123abcd", Stream.R, 5, 4100)])

    assert [(r.first, r.last) for r in cut] == [(5, 2004), (2005, 4004), (4005, 4100)]
