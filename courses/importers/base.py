"""What an import answers: what was taken, what was changed, what was left out and why."""

from dataclasses import dataclass
from enum import StrEnum

from courses.model import Item


class Reason(StrEnum):
    """Why a question was changed or left out; pages translate it by its value."""

    # Left out.
    BROKEN = "broken"
    NO_PROMPT = "no_prompt"
    NO_RIGHT_ANSWER = "no_right_answer"
    SEVERAL_RIGHT_ANSWERS = "several_right_answers"
    ALL_RIGHT = "all_right"
    CHOICE_COUNT = "choice_count"
    SAME_CHOICES = "same_choices"
    EMPTY_CHOICE = "empty_choice"
    TOO_LONG = "too_long"
    HAS_MEDIA = "has_media"
    SEVERAL_GAPS = "several_gaps"
    ESSAY = "essay"
    DESCRIPTION = "description"
    SHORT_ANSWER = "short_answer"
    NUMBER = "number"
    MATCHING = "matching"
    UNKNOWN_KIND = "unknown_kind"
    BANK_FULL = "bank_full"
    # Changed.
    LOST_FORMAT = "lost_format"
    LOST_PARTIAL_CREDIT = "lost_partial_credit"
    LOST_FEEDBACK = "lost_feedback"
    CUT_EXPLANATION = "cut_explanation"
    NO_EXPLANATION = "no_explanation"


SENTENCES = {
    Reason.BROKEN: "The question cannot be read: braces, letters or marks do not fit together.",
    Reason.NO_PROMPT: "Nothing is asked.",
    Reason.NO_RIGHT_ANSWER: "No answer is marked as right.",
    Reason.SEVERAL_RIGHT_ANSWERS: "One answer may be chosen, and several are right.",
    Reason.ALL_RIGHT: "Every answer is right.",
    Reason.CHOICE_COUNT: "An item has 3 to 5 choices, with several right ones 3 to 6.",
    Reason.SAME_CHOICES: "Two answers have the same words.",
    Reason.EMPTY_CHOICE: "An answer has no words.",
    Reason.TOO_LONG: "The question or an answer has more than 300 characters.",
    Reason.HAS_MEDIA: "It needs a picture, sound or formula, which this import does not bring.",
    Reason.SEVERAL_GAPS: "It has several gaps.",
    Reason.ESSAY: "A free text cannot be graded here.",
    Reason.DESCRIPTION: "It is a text, not a question.",
    Reason.SHORT_ANSWER: "Items with a typed answer are not imported.",
    Reason.NUMBER: "Items with a number are not imported.",
    Reason.MATCHING: "Items with pairs are not imported.",
    Reason.UNKNOWN_KIND: "No item kind fits this kind of question.",
    Reason.BANK_FULL: "A bank has numbers for 999 items.",
    Reason.LOST_FORMAT: "Emphasis, links or lists became plain words.",
    Reason.LOST_PARTIAL_CREDIT: "Shares of points were replaced by the grading of the item kind.",
    Reason.LOST_FEEDBACK: "Words to an answer were left out: the item kind has no place for them.",
    Reason.CUT_EXPLANATION: "The explanation was cut at 300 characters.",
    Reason.NO_EXPLANATION: "It came without an explanation; write one.",
}
"""The reasons in words, for authors at a terminal."""


@dataclass(frozen=True)
class Note:
    """One thing that the author should look at."""

    line: int
    """Of the imported file, counted from 1."""
    question: str
    """The first words of the question, or its name."""
    reason: Reason

    def __str__(self) -> str:
        return f"line {self.line}: {self.question}: {SENTENCES[self.reason]}"


@dataclass(frozen=True)
class ImportReport:
    """What became of a file."""

    items: tuple[Item, ...]
    """What was taken, in the order of the file."""
    changed: tuple[Note, ...]
    """What is not as it was in the file; the question itself was taken."""
    left_out: tuple[Note, ...]
    """One note a question that was not taken."""


@dataclass(frozen=True)
class Target:
    """Where the items are to go."""

    course_id: str
    lesson_id: str
    """The lesson that teaches them; the author sorts them later."""
    first_number: int = 1
    """Of the first item id, such as 21 for ``KNS-04-Q21``."""
