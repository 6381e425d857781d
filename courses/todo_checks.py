"""What an import could not know and an author still has to write."""

from courses.findings import Finding
from courses.loader import Written
from courses.schema import QuizSource
from courses.yaml_file import strings_in

TODO = "TODO"
"""Stands in a draft where words are missing."""
_FIXES = {
    "explanation": "Say in one or two sentences why the right answer is right.",
    "why_true": "Say what those should know who chose 'true'.",
    "why_false": "Say what those should know who chose 'not true'.",
    "alt": "Say what the picture shows, for those who cannot see it.",
    "unit": "Name what is counted, such as đồng.",
}
_OTHERWISE = "Write the words that belong here."


def check_todo(quiz: Written[QuizSource]) -> list[Finding]:
    """Return the places of a bank where words are still to be written."""
    return [
        quiz.yaml.place(path).error(
            f"'{path[-1]}' is still to be written.", _FIXES.get(str(path[-1]), _OTHERWISE)
        )
        for path, text in strings_in(quiz.yaml.data, ())
        if text == TODO
    ]
