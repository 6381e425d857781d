"""No file whatever makes an importer fail with anything but a refusal."""

import time
import unicodedata
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import DomainError
from courses.grading import grade
from courses.importers.aiken import import_aiken
from courses.importers.base import Target
from courses.importers.errors import ImportTooLargeError, NotTextError
from courses.importers.fitting import MAX_TEXT
from courses.importers.gift import import_gift
from courses.importers.moodle_xml import import_moodle_xml
from courses.importers.plain_text import MAX_BYTES
from courses.importers.reasons import FIXES, SENTENCES, Reason
from courses.importers.safe_zip import open_archive
from courses.item_builder import build_item

TARGET = Target(course_id="KNS-04", lesson_id="KNS-04-L1")
GIFT_PIECES = st.sampled_from([
    "{", "}", "=", "~", "#", "####", "%50%", "%-100%", "->", "\\", "::", "\n", "\n\n", "TRUE",
    "#5", "#4..6", "{#", "*", "5:1", "1e9",
    "F", "[html]", "[markdown]", "<b>", "</b>", "<script>", "&lt;", "&#0;", "//", "$CATEGORY:",
    "Quét mã", "OTP", " ", "\u0301", "\ue17e", "\x1f", "![](a)",
])  # fmt: skip
AIKEN_PIECES = st.sampled_from(
    ["A. a\n", "B) b\n", "C. c\n", "ANSWER: B\n", "Hỏi?\n", "\n", "ANSWER"]
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def assert_sound(report):
    assert report.found == len(report.items) + len(report.left_out)
    for item in map(build_item, report.items):
        ids = {choice.choice_id for choice in item.choices}
        texts = [item.prompt, *(choice.text for choice in item.choices)]
        assert item.key
        assert grade(item, item.key).score == 1.0
        assert len(ids) == len(item.choices)
        assert all(0 < len(text) <= MAX_TEXT for text in texts)
        assert all(unicodedata.is_normalized("NFC", text) for text in texts)


@settings(deadline=None)
@given(st.lists(GIFT_PIECES | ANY_TEXT, max_size=40).map("".join))
def test_no_text_breaks_gift(text):
    assert_sound(import_gift(text.encode(), TARGET))


@settings(deadline=None)
@given(st.lists(AIKEN_PIECES | ANY_TEXT, max_size=40).map("".join))
def test_no_text_breaks_aiken(text):
    assert_sound(import_aiken(text.encode(), TARGET))


KINDS = st.sampled_from([
    "multichoice", "truefalse", "ordering", "shortanswer", "numerical", "essay", "x",
])  # fmt: skip
SHARES = st.sampled_from(["100", "50", "-10", "0", "1e999", "nan", "", "1.0"])
SAFE_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
)


@settings(deadline=None)
@given(
    KINDS,
    st.sampled_from(["html", "markdown", "plain_text", "moodle_auto_format", "?"]),
    SAFE_TEXT | st.lists(GIFT_PIECES, max_size=9).map("".join).map(lambda t: t.replace("\x1f", "")),
    st.lists(st.tuples(SHARES, SAFE_TEXT | st.sampled_from(["true", "false"])), max_size=7),
)
def test_no_question_breaks_moodle_xml(kind, markup, prompt, answers):
    rows = "".join(
        f'<answer fraction="{f}"><text>{escape(t)}</text><tolerance>{f}</tolerance></answer>'
        for f, t in answers
    )
    text = f'<questiontext format="{markup}"><text>{escape(prompt)}</text></questiontext>'
    raw = f'<quiz><question type="{kind}">{text}{rows}</question></quiz>'.encode()

    assert_sound(import_moodle_xml(raw, TARGET))


@pytest.mark.parametrize("read", [import_gift, import_aiken, import_moodle_xml])
@settings(deadline=None)
@given(raw=st.binary(max_size=200))
def test_no_bytes_break_an_importer(read, raw):
    try:
        report = read(raw, TARGET)
    except DomainError as refusal:
        assert refusal.code.startswith("courses.")  # noqa: PT017 - both outcomes are right
    else:
        assert_sound(report)


@settings(deadline=None)
@given(data=st.data())
def test_no_flipped_byte_breaks_the_reader_of_archives(data, tmp_path_factory, make_zip, make_part):
    raw = bytearray(make_zip(make_part(b"a/b.txt", b"abc" * 50, 8), make_part(b"c", b"d")))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("flipped")
    path = folder / "a.zip"
    path.write_bytes(raw)

    try:
        with open_archive(path) as archive:
            archive.unpack(folder / "out")
    except DomainError as refusal:
        assert refusal.code.startswith("courses.archive_")  # noqa: PT017 - both are right
        assert not (folder / "out").exists()
    assert {one.name for one in folder.iterdir()} <= {"a.zip", "out"}


@pytest.mark.parametrize("read", [import_gift, import_aiken])
def test_what_is_not_text_or_too_long_is_refused(read):
    with pytest.raises(NotTextError):
        read(b"Ti\xea\xecng Vi\xea\xf2t", TARGET)
    with pytest.raises(NotTextError):
        read(b"a\0b", TARGET)
    with pytest.raises(ImportTooLargeError):
        read(b"a" * (MAX_BYTES + 1), TARGET)


@pytest.mark.parametrize(
    "text",
    ["{" * 10**6, "::" * 10**6, "=a~b" * 10**6, "\\" * 10**6, "<p" * 10**6, "\n" * 10**6,
     "a {=" + "<b>" * 10**6 + " ~b ~c}", "a {T" + "#" * 10**6 + "}", "A. " * 10**6,
     "q {=" + "%" * 10**6 + "~b}", "![" * 10**6 + " {=a ~b ~c}", "&lt;" * 10**6 + "{=a ~b ~c}",
     "[markdown]" + "*_[" * 10**5 + "{\\=a ~b ~c}", "[markdown]" + ">" * 10**6 + "{}",
     "Hỏi?\nA. a\n" * 10**5],
    ids=range(15),
)  # fmt: skip
@pytest.mark.parametrize("read", [import_gift, import_aiken])
def test_a_long_hostile_text_is_read_in_time(read, text):
    started = time.process_time()

    read(text.encode(), TARGET)

    assert time.process_time() - started <= 10


@pytest.mark.parametrize("evil", ["*_[", "[", "<b>", "<p>&lt;", "![", "<!--", "<a b='"])
def test_a_bank_of_hostile_questions_is_read_in_time(evil):
    question = "[markdown]" + evil * (4900 // len(evil)) + "{=a ~b ~c}\n\n"
    started = time.process_time()

    report = import_gift((question * 1500).encode(), TARGET)

    assert time.process_time() - started <= 10
    assert len(report.left_out) == 1500


def test_every_reason_has_its_sentence():
    assert set(SENTENCES) == set(FIXES) == set(Reason)
