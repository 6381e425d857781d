"""The learners' pages' own words are among the sentences that get a voice."""

import pytest

from lms_server.narration.interface import LARGEST_NUMBER, interface_sentences


@pytest.fixture(scope="module")
def sentences():
    return interface_sentences()


@pytest.mark.parametrize(
    "said",
    ["Tiếp tục", "Bác chọn một đáp án.", "con trâu đỏ", "Trả lời", "Gợi ý", "Từ mới", "Chuyện kể"],
)
def test_buttons_and_questions_are_listed(sentences, said):
    assert said in sentences


def test_a_form_of_address_is_listed_in_every_one(sentences):
    for word in ("ông", "bà", "bác", "cô", "chú", "anh", "chị", "bạn"):
        assert f"Mời {word} bấm vào hình giống trên thẻ." in sentences


def test_around_numbers_there_are_pieces_and_the_numbers(sentences):
    assert {"Câu", "trên", "Bước"} <= set(sentences)
    assert {str(number) for number in range(LARGEST_NUMBER + 1)} <= set(sentences)


def test_no_sentence_has_a_hole_or_is_there_twice(sentences):
    assert not [one for one in sentences if "%(" in one or "{" in one]
    assert len(sentences) == len(set(sentences))


def test_pages_of_the_staff_are_not_read(sentences):
    assert "Ghi giọng đọc" not in sentences
    assert "Thu hồi" not in sentences


@pytest.mark.parametrize(
    "said",
    [
        "Mời bác bấm vào con gà.",
        "Bác giữ quả rồi kéo vào rổ.",
        "Giảng viên đang đến.",
        "Mời bà ngồi chờ.",
        "Mời bác giơ tay gọi giảng viên.",
        "Mời chị vào lại.",
    ],
)
def test_pages_of_pages_and_their_pieces_are_listed(sentences, said):
    assert said in sentences
