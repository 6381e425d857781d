"""What an import could not know and an author still has to write."""

from courses.findings import Finding, phrase
from courses.loader import Written
from courses.schema import QuizSource
from courses.yaml_file import strings_in

TODO = "TODO"
"""Stands in a draft where words are missing."""
_FIXES = {
    "explanation": phrase("Say in one or two sentences why the right answer is right."),
    "why_true": phrase("Say what those should know who chose 'true'."),
    "why_false": phrase("Say what those should know who chose 'not true'."),
    "alt": phrase("Say what the picture shows, for those who cannot see it."),
    "unit": phrase("Name what is counted, such as đồng."),
}
_OTHERWISE = phrase("Write the words that belong here.")


def check_todo(quiz: Written[QuizSource]) -> list[Finding]:
    """Return the places of a bank where words are still to be written."""
    return [
        quiz.yaml.place(path).refuse(
            phrase("'%(name)s' is still to be written.", name=path[-1]),
            _FIXES.get(str(path[-1]), _OTHERWISE),
        )
        for path, text in strings_in(quiz.yaml.data, ())
        if text == TODO
    ]
