"""What the parsers of YAML and of its shapes say, as phrases that can be translated."""

import re

from courses.findings import Phrase, phrase

_YAML = {
    one.text: one
    for one in (
        phrase("mapping values are not allowed in this context"),
        phrase("found a tab character that violates indentation"),
        phrase("found a tab character where an indentation space is expected"),
        phrase("but found another document"),
        phrase("did not find expected ',' or ']'"),
        phrase("did not find expected ',' or '}'"),
        phrase("found unexpected end of stream"),
        phrase("did not find expected '-' indicator"),
        phrase("did not find expected key"),
        phrase("could not find expected ':'"),
        phrase("did not find expected comment or line break"),
        phrase("did not find expected node content"),
        phrase("did not find expected <document start>"),
        phrase("found character that cannot start any token"),
        phrase("found undefined alias"),
        phrase("found unhashable key"),
        phrase("found unknown escape character"),
        phrase("month must be in 1..12"),
        phrase("day is out of range for month"),
        phrase("hour must be in 0..23"),
        phrase("minute must be in 0..59"),
    )
}
"""Whatever else libyaml says, about things that no author of a course writes, stays English."""
_TAG = re.compile(r"could not determine a constructor for the tag '(?P<tag>.*)'")
_UNKNOWN_TAG = phrase("could not determine a constructor for the tag '%(tag)s'")
_CONTROL = re.compile(r"unacceptable character #x(?P<code>[0-9a-f]+)")
_CONTROL_SIGN = phrase("there is an invisible control character, number %(code)s")

_SHAPES = (
    (
        r"Object missing required field `(?P<field>.+)`",
        phrase("object missing required field `%(field)s`"),
        phrase("Add it."),
    ),
    (
        r"Object contains unknown field `(?P<field>.+)`",
        phrase("object contains unknown field `%(field)s`"),
        phrase("Remove it, or correct its spelling."),
    ),
    (
        r"Invalid enum value (?P<value>.+)",
        phrase("invalid enum value %(value)s"),
        phrase("Use one of the values named in docs/course-format.md."),
    ),
    (
        r"Invalid value (?P<value>.+)",
        phrase("invalid value %(value)s"),
        phrase("Use one of the values named in docs/course-format.md."),
    ),
    (
        r"Expected `str` matching regex (?P<pattern>.+)",
        phrase("expected `str` matching regex %(pattern)s"),
        phrase("Follow the pattern of the other names of this course."),
    ),
    (
        r"Expected `str` of length >= (?P<least>\d+)",
        phrase("expected `str` of length >= %(least)s"),
        phrase("Write more."),
    ),
    (
        r"Expected `str` of length <= (?P<most>\d+)",
        phrase("expected `str` of length <= %(most)s"),
        phrase("Say it shorter."),
    ),
    (
        r"Expected `object` of length <= (?P<most>\d+)",
        phrase("there are more than %(most)s entries"),
        phrase("Keep the important ones."),
    ),
    (
        r"Expected `array` of length >= (?P<least>\d+)",
        phrase("expected `array` of length >= %(least)s"),
        phrase("Make the list longer."),
    ),
    (
        r"Expected `array` of length <= (?P<most>\d+)",
        phrase("expected `array` of length <= %(most)s"),
        phrase("Make the list shorter."),
    ),
    (
        r"Expected `array` of length (?P<count>\d+), got (?P<got>\d+)",
        phrase("expected `array` of length %(count)s, got %(got)s"),
        phrase("Make the list longer or shorter."),
    ),
    (
        r"Expected `(?:int|float)` (?P<limit>[<>]=? .+)",
        phrase("expected a number %(limit)s"),
        phrase("Correct the number."),
    ),
    (
        r"Invalid RFC3339 encoded date",
        phrase("this is no date"),
        phrase("Write year, month and day without quotes, such as 2026-11-20."),
    ),
)
"""What msgspec says, its words for an author, and the remedy."""
_KIND = re.compile(r"Expected `(?P<wanted>\w+)(?: \| null)?`, got `(?P<got>\w+)`")
_WRONG_KIND = phrase("expected `%(wanted)s`, got `%(got)s`")
_KINDS = {
    one.text: one
    for one in (
        phrase("str"),
        phrase("int"),
        phrase("float"),
        phrase("bool"),
        phrase("date"),
        phrase("array"),
        phrase("object"),
        phrase("null"),
    )
}
_KIND_FIXES = {
    "str": phrase("Write words; put numbers and yes/no in quotes."),
    "int": phrase("Write a whole number without quotes and dots."),
    "float": phrase("Write a number without quotes."),
    "bool": phrase("Write 'true' or 'false' without quotes."),
    "date": phrase("Write year, month and day without quotes, such as 2026-11-20."),
    "array": phrase("Write a list: one line with '- ' for each entry."),
    "object": phrase("Write 'name: value' lines here."),
}
_OTHERWISE = phrase("See docs/course-format.md.")


def yaml_words(problem: str) -> Phrase:
    """Return what libyaml or a date says about text that is no YAML."""
    if tag := _TAG.fullmatch(problem):
        return _UNKNOWN_TAG.fill(**tag.groupdict())
    if sign := _CONTROL.match(problem):
        return _CONTROL_SIGN.fill(**sign.groupdict())
    return _YAML.get(problem, Phrase(problem))


def shape_words(fault: str) -> tuple[Phrase, Phrase]:
    """Return what msgspec says about a value of another shape, and the remedy."""
    for pattern, problem, remedy in _SHAPES:
        if found := re.fullmatch(pattern, fault):
            return problem.fill(**found.groupdict()), remedy
    if found := _KIND.fullmatch(fault):
        kinds = {name: _KINDS.get(one, one) for name, one in found.groupdict().items()}
        return _WRONG_KIND.fill(**kinds), _KIND_FIXES.get(found["wanted"], _OTHERWISE)
    return Phrase(f"{fault[0].lower()}{fault[1:]}"), _OTHERWISE
