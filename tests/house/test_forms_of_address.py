"""What asks a learner for something calls her by the word she chose, as `courses.addressing` says.

A sentence asks her when it is a question, or when it or a part of it begins with a word of asking.
Labels of buttons and pictures end without a full stop and need no form.
"""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from courses.speech.sentences import split_sentences
from lms_server.narration.interface import learner_texts

CATALOGUES = Path(__file__).parents[2] / "lms_server/web/translations/vi/LC_MESSAGES"
REFUSALS = re.compile(
    r"(away|guests|hand_test|lessons|preferences|quizzes|takehome)\."
    r"|(training\.(machine_full|other_class|pin_unavailable|session_closed)"
    r"|assistance\.(empty_idea|unknown_topic)|devices\.(no_open_code|pairing_not_found))$"
)
"""Codes of what a learner can be refused; staff meet the others."""
FORM = re.compile(r"\{bác\}|%\(you\)s|bà con|mọi người", re.IGNORECASE)
"""Her word, or all who are there."""
UNMARKED = re.compile(r"(?<!\{)\bbác\b(?! sĩ)", re.IGNORECASE)
ASKING = (
    "bấm|bật|chạm|chỉ|chọn|chờ|chơi|cứ|dùng|đặt|đợi|đọc|đừng|đưa|ghi|giơ|giữ|gõ|gọi|hãy|hỏi|kéo|lật"
    "|làm|mở|mời|nghe|nghỉ|nhập|nhìn|nhờ|nhớ|quét|tắt|thử|vào|viết|xem|xin"
)
ASKS = re.compile(rf"(?:^|[,:;]|thì|rồi|hoặc|hay) *(?:{ASKING})\b", re.IGNORECASE)
NEUTRAL = {
    "Ai đang học ở máy này?",
    "Ai đang học?",
    "Ai học cùng?",
    "Chưa có tên?",
    "Còn ai ở đây không?",
    "Hãy đưa lại đúng gói đó vào.",
    "Học gì tiếp?",
    "Không có máy quét?",
    "Việc này của ai?",
}
"""Questions to everybody, or to nobody yet, and what only staff who look in are asked."""


def asks_without_form(text):
    return [
        one
        for one in split_sentences(text)
        if one.endswith((".", "?", "!", ":"))
        and (one.endswith("?") or ASKS.search(one))
        and not FORM.search(one)
        and one not in NEUTRAL
    ]


@pytest.fixture(scope="module")
def refusals():
    found = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            found |= {str(one.id): str(one.string) for one in read_po(file) if one.id}
    return {code: text for code, text in found.items() if REFUSALS.match(code)}


def test_the_pages_ask_every_learner_by_her_word():
    found = [one for text in learner_texts() for one in asks_without_form(text)]

    assert found == []


def test_no_page_calls_everybody_by_one_word():
    found = [one for one in learner_texts() if UNMARKED.search(one)]

    assert found == []


def test_what_refuses_a_learner_asks_her_by_her_word(refusals):
    found = {code: one for code, text in refusals.items() for one in asks_without_form(text)}

    assert found == {}
    assert len(refusals) > 30


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Bấm vào một hình.", True),
        ("Chưa đúng. Xin gõ lại.", True),
        ("Chưa thấy thì bấm chữ đầu.", True),
        ("Thường ngày làm việc gì?", True),
        ("Mời %(you)s gõ tên mình:", False),
        ("{Bác} bấm vào một hình.", False),
        ("Máy không ghi lại.", False),
        ("Xem kết quả", False),
    ],
)
def test_a_sentence_that_asks_is_told_from_labels_and_news(text, is_found):
    assert bool(asks_without_form(text)) is is_found
