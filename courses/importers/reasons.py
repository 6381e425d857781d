"""Why a question was changed or left out, in words, and what its author can do about it."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a question was changed or left out; pages translate it by its value."""

    # Left out.
    BROKEN = "broken"
    NO_PROMPT = "no_prompt"
    NO_KIND = "no_kind"
    FORMULA = "formula"
    NO_RIGHT_ANSWER = "no_right_answer"
    SEVERAL_RIGHT_ANSWERS = "several_right_answers"
    ALL_RIGHT = "all_right"
    CHOICE_COUNT = "choice_count"
    STEP_COUNT = "step_count"
    PAIR_COUNT = "pair_count"
    GROUP_COUNT = "group_count"
    AREA_COUNT = "area_count"
    UNITS = "units"
    SAME_CHOICES = "same_choices"
    EMPTY_CHOICE = "empty_choice"
    TOO_LONG = "too_long"
    LONG_ANSWER = "long_answer"
    NUMBER_RANGE = "number_range"
    WILDCARD = "wildcard"
    HAS_MEDIA = "has_media"
    NO_PICTURE = "no_picture"
    BAD_PICTURE = "bad_picture"
    PICTURES_FULL = "pictures_full"
    AREA_SHAPE = "area_shape"
    SEVERAL_GAPS = "several_gaps"
    SEVERAL_PARTS = "several_parts"
    ESSAY = "essay"
    DESCRIPTION = "description"
    CALCULATED = "calculated"
    UNKNOWN_KIND = "unknown_kind"
    ALREADY_THERE = "already_there"
    BANK_FULL = "bank_full"
    UNSAFE_FILE = "unsafe_file"
    MISSING_FILE = "missing_file"
    UNFIT = "unfit"
    # Changed.
    LOST_FORMAT = "lost_format"
    LOST_PARTIAL_CREDIT = "lost_partial_credit"
    LOST_FEEDBACK = "lost_feedback"
    CUT_EXPLANATION = "cut_explanation"
    NO_EXPLANATION = "no_explanation"
    NO_ALT = "no_alt"


SENTENCES = {
    Reason.BROKEN: "The question cannot be read: braces, letters or marks do not fit together.",
    Reason.NO_PROMPT: "Nothing is asked.",
    Reason.NO_KIND: "The kind of the question is missing or unknown.",
    Reason.FORMULA: "A cell holds a formula.",
    Reason.NO_RIGHT_ANSWER: "No answer is marked as right.",
    Reason.SEVERAL_RIGHT_ANSWERS: "One answer may be chosen, and several are right.",
    Reason.ALL_RIGHT: "Every answer is right.",
    Reason.CHOICE_COUNT: "The number of choices does not fit.",
    Reason.STEP_COUNT: "The number of steps does not fit.",
    Reason.PAIR_COUNT: "The number of pairs does not fit.",
    Reason.GROUP_COUNT: "The number of groups or things does not fit.",
    Reason.UNITS: "The units do not fit.",
    Reason.AREA_COUNT: "The number of areas does not fit.",
    Reason.SAME_CHOICES: "Two answers have the same words.",
    Reason.EMPTY_CHOICE: "An answer has no words.",
    Reason.TOO_LONG: "The question or an answer has more than 300 characters.",
    Reason.LONG_ANSWER: "A text to be joined, sorted or typed has more than 60 characters.",
    Reason.NUMBER_RANGE: "The number is below 0, too long, or no number.",
    Reason.WILDCARD: "The typed answer holds a * that stands for any words.",
    Reason.HAS_MEDIA: "It needs a sound, film, formula or several pictures.",
    Reason.NO_PICTURE: "Its picture is not in the file.",
    Reason.BAD_PICTURE: "Its picture is damaged, too large, or of an unknown or unsafe kind.",
    Reason.PICTURES_FULL: "The pictures of this file are too many or too large together.",
    Reason.AREA_SHAPE: "An area of the picture is neither a rectangle nor a circle inside it.",
    Reason.SEVERAL_GAPS: "It has several gaps.",
    Reason.SEVERAL_PARTS: "It asks several questions at once.",
    Reason.ESSAY: "A free text cannot be graded here.",
    Reason.DESCRIPTION: "It is a text, not a question.",
    Reason.CALCULATED: "Its numbers are calculated anew each time.",
    Reason.UNKNOWN_KIND: "No item kind fits this kind of question.",
    Reason.ALREADY_THERE: "The bank holds this question already.",
    Reason.BANK_FULL: "A bank has numbers for 999 items.",
    Reason.UNSAFE_FILE: "Its file is no sound XML, declares entities, or is too large.",
    Reason.MISSING_FILE: "Its file is not in the archive.",
    Reason.UNFIT: "The question does not fit the course format.",
    Reason.LOST_FORMAT: "Emphasis, links or lists became plain words.",
    Reason.LOST_PARTIAL_CREDIT: "Shares of points were replaced by the grading of the item kind.",
    Reason.LOST_FEEDBACK: "Words to an answer were left out: the item kind has no place for them.",
    Reason.CUT_EXPLANATION: "The explanation was cut at 300 characters.",
    Reason.NO_EXPLANATION: "It came without an explanation.",
    Reason.NO_ALT: "Its picture came without words that describe it.",
}
"""The reasons in words, for authors at a terminal."""

FIXES = {
    Reason.BROKEN: "Compare it with the examples of the format.",
    Reason.NO_PROMPT: "Write the question.",
    Reason.NO_KIND: "Choose the kind from the list.",
    Reason.FORMULA: "Write the value itself; let the cells be text.",
    Reason.NO_RIGHT_ANSWER: "Mark the right answer.",
    Reason.SEVERAL_RIGHT_ANSWERS: "Mark one, or let several be chosen.",
    Reason.ALL_RIGHT: "Leave at least one answer wrong.",
    Reason.CHOICE_COUNT: "Write 3 to 5 choices; 3 to 6 where several are right; 3 or 4 pictures.",
    Reason.STEP_COUNT: "Write 3 to 6 steps.",
    Reason.PAIR_COUNT: "Write 3 to 5 pairs, and at most 6 words to join them with.",
    Reason.GROUP_COUNT: "Write 2 to 4 groups and 3 to 6 things, at least one in each group.",
    Reason.UNITS: "Write at most 4 units of at most 30 characters.",
    Reason.AREA_COUNT: "Draw 3 to 6 areas.",
    Reason.SAME_CHOICES: "Word them differently.",
    Reason.EMPTY_CHOICE: "Write its words, or take it away.",
    Reason.TOO_LONG: "Say it shorter.",
    Reason.LONG_ANSWER: "Say it in at most 60 characters.",
    Reason.NUMBER_RANGE: "Write a number from 0 on, with at most 9 digits.",
    Reason.WILDCARD: "Write each right answer in full.",
    Reason.HAS_MEDIA: "Ask it in words, or with one picture.",
    Reason.NO_PICTURE: "Export it again with its files, or add the picture to the draft by hand.",
    Reason.BAD_PICTURE: "Save it anew as PNG or JPG, at most 2 MB.",
    Reason.PICTURES_FULL: "Make the pictures smaller, or import the file in parts.",
    Reason.AREA_SHAPE: "Draw rectangles or circles that lie inside the picture.",
    Reason.SEVERAL_GAPS: "Make one question of each gap.",
    Reason.SEVERAL_PARTS: "Make one question of each part.",
    Reason.ESSAY: "Let the learner choose or type one word.",
    Reason.DESCRIPTION: "Write it into a lesson.",
    Reason.CALCULATED: "Ask with fixed numbers.",
    Reason.UNKNOWN_KIND: "Ask it as a choice.",
    Reason.ALREADY_THERE: "Nothing is to be done.",
    Reason.BANK_FULL: "Begin another course.",
    Reason.UNSAFE_FILE: "Export it again from the program that made it.",
    Reason.MISSING_FILE: "Export it again with all its files.",
    Reason.UNFIT: "Write it by hand after docs/course-format.md.",
    Reason.LOST_FORMAT: "",
    Reason.LOST_PARTIAL_CREDIT: "",
    Reason.LOST_FEEDBACK: "Say it in the explanation.",
    Reason.CUT_EXPLANATION: "Say it shorter.",
    Reason.NO_EXPLANATION: "Write one where TODO stands.",
    Reason.NO_ALT: "Describe it where TODO stands.",
}
"""What the author can do; empty where nothing is to be done."""
