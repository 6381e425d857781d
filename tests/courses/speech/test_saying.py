"""A voice reads money, dates, addresses and initials as people say them."""

import pytest

from courses.speech.saying import say_as


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Bác trả 35.000 đ.", "Bác trả 35 nghìn đồng."),
        ("Thiếu 2.000.000đ", "Thiếu 2 triệu đồng"),
        ("Giá 35.500 đồng", "Giá 35.500 đồng"),
        ("Hẹn 12/10/2026, lúc 7:30", "Hẹn 12 tháng 10 năm 2026, lúc 7 giờ 30"),
        ("Mã OTP? Quét mã QR.", "Mã ô tê pê? Quét mã quy a"),
        ("Ở TP. Huế", "Ở thành phố Huế"),
        ("Gõ dichvucong.gov.vn nhé.", "Gõ dichvucong chấm gov chấm vn nhé."),
        ("Đuôi .test là trang tập.", "Đuôi chấm test là trang tập."),
        ("Bác đi đâu đấy", "Bác đi đâu đấy"),
    ],
)
def test_short_forms_become_words(written, said):
    assert say_as(written) == said
