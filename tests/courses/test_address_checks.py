"""The checker names words that address everybody alike, and marks that address nobody."""

import pytest

QUIZ = "quizzes/kiem-tra.yaml"
T1 = "simulators/t1-tra-tien-banh.yaml"
TYPED = """  - id: KNS-04-Q99
    kind: text
    lesson: KNS-04-L1
    prompt: "{Bác} gõ tên tỉnh."
    answers: ["{bác} Vinh"]
    explanation: "Đúng rồi."
"""


@pytest.mark.parametrize(
    ("old", "new", "severity", "reason"),
    [
        ("Giỏi quá!", "Giỏi quá bác ạ!", "warning", "'bác' is said to every learner"),
        ("Giỏi quá!", "Giỏi quá! Bác nghỉ nhé.", "warning", "'Bác' is said to every learner"),
        ("Giỏi quá!", "Giỏi quá {bác} Tư!", "warning", "'{bác} Tư' names somebody"),
        ("Giỏi quá!", "Mời {bác} sĩ!", "warning", "'{bác} sĩ' names somebody"),
        ("Giỏi quá!", "{bác} giỏi quá!", "warning", "begins with a small letter"),
        ("Giỏi quá!", "Giỏi quá {bac}!", "error", "'{bac}' is no mark"),
        ("Giỏi quá!", "Giỏi quá {cô}!", "error", "'{cô}' is no mark"),
        ("Giỏi quá!", "Giỏi quá {{bác}}!", "error", "'{{bác}}' is no mark"),
    ],
)
def test_words_of_address_are_marked_and_nothing_else(findings_after, old, new, severity, reason):
    found = findings_after(T1, old, new)

    assert [str(one.severity) for one in found] == [severity]
    assert reason in found[0].reason


@pytest.mark.parametrize("said", ["các bác ạ", "gọi bác sĩ", "một bác"])
def test_other_people_need_no_mark(findings_after, said):
    assert findings_after(T1, "Giỏi quá!", f"Giỏi quá, {said}!") == []


def test_where_somebody_has_the_word_in_the_name_it_is_their_word(findings_after):
    found = findings_after(T1, "Giỏi quá!", "Bác Tư nhìn. Bác thấy đúng.")

    assert found == []


def test_what_a_learner_types_is_the_same_for_everybody(findings_after):
    found = findings_after(QUIZ, "items:\n", f"items:\n{TYPED}")

    assert "A learner types these words; they are the same for everybody." in [
        one.reason for one in found
    ]


def test_a_course_may_say_whom_the_word_means(findings_after):
    found = findings_after("course.yaml", "licence:", 'speaks_of: ["bác"]\nlicence:')

    assert found == []


def test_only_a_word_of_address_may_be_somebody_elses(findings_after):
    [finding] = findings_after("course.yaml", "licence:", 'speaks_of: ["mày"]\nlicence:')

    assert "speaks_of" in finding.reason
