"""Aiken: lettered answers and one right letter."""

import pytest

from courses.importers.aiken import import_aiken
from courses.item_builder import build_item


def built(report):
    return [build_item(one) for one in report.items]


BANK = """\
Người lạ gọi xưng công an, đòi chuyển tiền. Bác làm gì?
A. Chuyển ngay cho yên
B. Tắt máy, hỏi người nhà
C. Đọc mã OTP
ANSWER: B

Mã QR dán ở đâu
trên quầy hàng?
a) Mặt quầy
b) Dưới đất
c) Trên mái
answer: a
"""


def test_a_real_bank_is_taken(target):
    report = import_aiken(BANK.encode(), target)

    first, second = built(report)
    assert report.left_out == ()
    assert first.prompt == "Người lạ gọi xưng công an, đòi chuyển tiền. Bác làm gì?"
    assert first.key == (first.choices[1].choice_id,)
    assert first.choices[1].text == "Tắt máy, hỏi người nhà"
    assert second.prompt == "Mã QR dán ở đâu trên quầy hàng?"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Thiếu đáp án?\nA. a\nB. b\nC. c", "no_right_answer"),
        ("Đáp án lạ?\nA. a\nB. b\nC. c\nANSWER: D", "no_right_answer"),
        ("Hai đáp án?\nA. a\nB. b\nC. c\nANSWER: A, B", "no_right_answer"),
        ("Trống?\nA. a\nB. b\nC. c\nANSWER:", "no_right_answer"),
        ("Nhảy chữ?\nA. a\nC. c\nD. d\nANSWER: A", "broken"),
        ("Không có lựa chọn\nANSWER: A", "broken"),
        ("ANSWER: A", "no_prompt"),
        ("Hai?\nA. a\nB. b\nANSWER: A", "choice_count"),
    ],
)
def test_what_does_not_fit_is_left_out_with_its_reason(text, reason, target, reasons):
    report = import_aiken(f"{text}\n\n{BANK}".encode(), target)

    assert reasons(report.left_out) == [reason]
    assert len(built(report)) == 2


def test_words_at_the_end_are_no_question(target, reasons):
    report = import_aiken(f"{BANK}\nHết.".encode(), target)

    assert reasons(report.left_out) == ["description"]
    assert report.left_out[0].line == 14
