"""GIFT: what a teacher would really write, in Vietnamese."""

import time
import unicodedata

import pytest

from courses.grading import grade
from courses.importers.gift import import_gift
from courses.importers.plain_text import MAX_BYTES
from courses.importers.reasons import Reason
from courses.item_builder import build_item
from courses.model import ItemKind


def built(report):
    return [build_item(one) for one in report.items]


BANK = """\
// Ngân hàng câu hỏi: thanh toán số
$CATEGORY: $course$/Thanh toán số

::Quét mã:: Quét mã xong, bác làm gì trước? {
  =Xem tên người nhận và số tiền #Đúng rồi, xem tên trước.
  ~Bấm thật nhanh #Bấm vội dễ nhầm người.
  ~Đưa mật khẩu cho người bán
  #### Tên và tiền đúng thì mới bấm.
}

Những thứ nào bác giữ cho riêng mình? {
  ~%50%Mật khẩu
  ~%50%Mã OTP
  ~Tên quầy hàng
}

Mobile Money phải có tài khoản ngân hàng. {FALSE#Chỉ cần số điện thoại.#Đúng rồi. ####Nhà mạng mở.}

Bác gọi tổng đài {=113 ~114 ~115} khi bị lừa mất tiền.

[html]<p>Mã <b>OTP</b> là gì?</p>{=Mã dùng một lần ~Tên người ~Số nhà}

Công thức 1 \\= 1, dấu \\~ và \\{ngoặc\\}? {=Có\\: đúng ~Không ~Không biết}
"""


@pytest.fixture
def report(target):
    return import_gift(BANK.encode(), target)


def test_a_real_bank_is_taken_whole(report):
    assert report.left_out == ()
    assert [item.item_id for item in built(report)] == [f"KNS-04-Q{n}" for n in range(21, 27)]
    assert [str(item.kind) for item in built(report)] == [
        "choice", "multiple", "true_false", "choice", "choice", "choice",
    ]  # fmt: skip
    assert {item.lesson_id for item in built(report)} == {"KNS-04-L1"}


def test_prompt_feedback_and_explanation_keep_their_accents(report):
    item = built(report)[0]

    assert item.prompt == "Quét mã xong, bác làm gì trước?"
    assert [choice.text for choice in item.choices] == [
        "Xem tên người nhận và số tiền", "Bấm thật nhanh", "Đưa mật khẩu cho người bán",
    ]  # fmt: skip
    assert item.choices[1].feedback == "Bấm vội dễ nhầm người."
    assert item.explanation == "Tên và tiền đúng thì mới bấm."
    assert item.key == (item.choices[0].choice_id,)


def test_items_are_graded_like_our_own(report):
    several, truth = built(report)[1], built(report)[2]

    assert grade(several, several.key).score == 1.0
    assert grade(several, several.key[:1]).score == 0.5
    assert grade(truth, ["false"]).feedback == "Đúng rồi. Nhà mạng mở."
    assert grade(truth, ["true"]).feedback == "Chỉ cần số điện thoại. Nhà mạng mở."


def test_a_missing_word_becomes_a_gap(report):
    assert built(report)[3].prompt == "Bác gọi tổng đài _____ khi bị lừa mất tiền."


def test_markup_becomes_words_and_is_reported(report):
    assert built(report)[4].prompt == "Mã OTP là gì?"
    assert [note.line for note in report.changed if note.reason == "lost_format"] == [21]


def test_markdown_emphasis_is_taken_away(target, reasons):
    report = import_gift("[markdown]Mã **OTP** là gì? {=a ~b ~c ####vì}".encode(), target)

    assert built(report)[0].prompt == "Mã OTP là gì?"
    assert reasons(report.changed) == ["lost_format"]


def test_escaped_characters_are_themselves(report):
    assert built(report)[5].prompt == "Công thức 1 = 1, dấu ~ và {ngoặc}?"
    assert built(report)[5].choices[0].text == "Có: đúng"


def test_a_missing_explanation_is_reported(report):
    lacking = [note.line for note in report.changed if note.reason == "no_explanation"]

    assert lacking == [11, 19, 21, 23]


def test_spread_accents_are_composed(target):
    report = import_gift(unicodedata.normalize("NFD", BANK).encode(), target)

    assert built(report)[0].prompt == "Quét mã xong, bác làm gì trước?"


def test_windows_files_are_read(target):
    text = BANK.replace("\n", "\r\n")

    assert len(import_gift(b"\xef\xbb\xbf" + text.encode(), target).items) == 6
    assert len(import_gift(text.encode("utf-16"), target).items) == 6


LONG = "a" * 301


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Thủ đô nước ta? {=Hà * Nội}", "wildcard"),
        ("Thủ đô nước ta? {=%50%Hà Nội}", "no_right_answer"),
        (f"Thủ đô nước ta? {{={'Hà Nội' * 11}}}", "long_answer"),
        ("Ghép đôi {=113 -> Công an =114 -> Cứu hỏa}", "pair_count"),
        ("Ghép đôi {=113 -> Công an =114 -> Cứu hỏa =115}", "broken"),
        ("Năm nào? {#}", "no_right_answer"),
        ("Năm nào? {#-5:0}", "number_range"),
        ("Năm nào? {#năm}", "number_range"),
        ("Năm nào? {#1e99}", "number_range"),
        ("Năm nào? {#=1945 =1946}", "several_right_answers"),
        ("Bác kể lại. {}", "essay"),
        ("Bác đọc bài này.", "description"),
        ("Hỏng {=a ~b ~c", "broken"),
        ("Hỏng }=a ~b ~c{", "broken"),
        ("Hỏng {a =b ~c}", "broken"),
        ("Đúng? {T#a#b#c}", "broken"),
        ("Một {=a ~b ~c} hai {=a ~b ~c}", "several_gaps"),
        ("Hai? {=a ~b}", "choice_count"),
        ("Sáu? {=a ~b ~c ~d ~e ~f}", "choice_count"),
        ("Trùng? {=a ~b ~b}", "same_choices"),
        ("Trống? {=a ~ ~c}", "empty_choice"),
        ("Hai đúng? {=a =b ~c}", "several_right_answers"),
        ("Không đúng? {~a ~b ~c}", "no_right_answer"),
        ("Đều đúng? {~%33%a ~%33%b ~%33%c}", "all_right"),
        ("{=a ~b ~c}", "no_prompt"),
        (f"{LONG} {{=a ~b ~c}}", "too_long"),
        (f"Dài? {{=a ~b ~{LONG}}}", "too_long"),
        ('Gì đây? <img src\\="a.png"> {=a ~b ~c}', "no_picture"),
        ("[markdown]![](a.png) gì? {=a ~b ~c}", "has_media"),
    ],
)
def test_what_does_not_fit_is_left_out_with_its_reason(text, reason, target, reasons):
    report = import_gift(f"{text}\n\n{BANK}".encode(), target)

    assert reasons(report.left_out) == [reason]
    assert report.left_out[0].line == 1
    assert len(built(report)) == 6


def test_shares_of_points_are_reported_as_changed(target):
    text = "Nào? {=a ~%50%b ~c ####vì}"

    report = import_gift(text.encode(), target)

    assert built(report)[0].kind is ItemKind.CHOICE
    assert str(report.changed[0]) == (
        "line 1: Nào?: Shares of points were replaced by the grading of the item kind."
    )


def test_a_long_explanation_is_cut_between_words(target):
    text = f"Nào? {{=a ~b ~c ####{'lời giải ' * 50}}}"

    report = import_gift(text.encode(), target)

    assert built(report)[0].explanation.endswith(" lời giải…")
    assert len(built(report)[0].explanation) <= 300


def test_a_bank_ends_at_its_last_number(target):
    text = "".join(f"Nào {number}? {{=a ~b ~c}}\n\n" for number in range(990))

    report = import_gift(text.encode(), target)

    assert built(report)[-1].item_id == "KNS-04-Q999"
    assert len(report.left_out) == 990 - 979
    assert {note.reason for note in report.left_out} == {"bank_full"}


@pytest.mark.parametrize("part", ["=~", "=a ~b ", "=a -> b "])
def test_a_question_of_a_million_answers_is_left_out_at_once(part, target):
    started = time.process_time()

    report = import_gift(("q{" + part * (MAX_BYTES // len(part) - 2) + "}").encode(), target)

    assert [note.reason for note in report.left_out] == [Reason.CHOICE_COUNT]
    assert time.process_time() - started <= 10
