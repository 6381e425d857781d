"""Where a learner is addressed: every such word is marked, and nothing else is."""

import re
from collections.abc import Iterator, Sequence

from courses.addressing import MARK, WORDS, say
from courses.findings import Finding, Place
from courses.loader import PackageSource
from courses.yaml_file import Path, strings_in

_DEFAULT = "bác"
"""What courses call learners who have not chosen."""
_SILENT = frozenset(
    {"alt", "audience", "codes", "file", "framework", "id", "licence", "name", "picture"}
    | {"source", "sources", "speaks_of", "summary_en", "term", "title_en", "version", "who"}
)
"""Keys of texts that speak to nobody."""
_TYPED = frozenset({"accept", "answers", "code", "codes", "record", "type"})
"""Keys of texts that a learner types: they are the same for everybody."""
_ALMOST = re.compile(r"\{+\s*(\w+)\s*\}+")
_NEXT = re.compile(r"[*]*\s+[*]*(\w+)")
_COMPOUNDS = frozenset({"sĩ", "bè", "thân", "trẻ", "cùng"})
"""Behind a word of address they make another word of it: a doctor, friends, a young person."""
_COUNTED = re.compile(r"(?:các|một|hai|nhiều|mấy|những)\s+$", re.IGNORECASE)
_SMALL_START = re.compile(r"(?:^|[.!?]\s+)[\"“«(*]*\{(\w+)\}(?=.*[.!?])")
_Text = tuple[Place, Path, str]


def check_address(package: PackageSource) -> list[Finding]:
    """Return marks that are none, that stand where nobody is addressed, and words without one."""
    texts = list(_texts_of(package))
    word = _word_of(text for _, _, text in texts)
    others = package.course.source.speaks_of if package.course else ()
    findings: list[Finding] = []
    for place, path, text in texts:
        findings.extend(_check_marks(place, path, text, word))
    if word not in others:
        findings.extend(_check_unmarked(texts, word))
    return findings


def _check_unmarked(texts: Sequence[_Text], word: str) -> list[Finding]:
    """Return unmarked words, but none of a story, a task or an item that tells of such a person."""
    spoken = [one for one in texts if not _is_silent(one[1])]
    told = {
        _part_of(one)
        for one in texts
        if "persona" not in one[1] and _tells_of_somebody(one[2], word)
    }
    left = [one for one in spoken if _part_of(one) not in told]
    return [found for place, _, text in left for found in _check_words(place, text, word)]


def _texts_of(package: PackageSource) -> Iterator[_Text]:
    files = [one.yaml for one in (package.course, package.glossary, package.take_home) if one]
    files.extend(one.yaml for one in (*package.simulators, *package.quizzes, *package.readings))
    for file in files:
        for path, text in strings_in(file.data, ()):
            yield file.place(path), path, text
    for reading in package.readings:
        for page in reading.pages:
            for line, text in page.blocks:
                yield Place(reading.yaml.file, line), (), text
            if page.page.picture is not None:
                yield Place(reading.yaml.file, page.line), ("alt",), page.page.picture.alt


def _word_of(texts: Iterator[str]) -> str:
    """Return the word of most marks; without any, what courses usually say."""
    found = [one.lower() for text in texts if "{" in text for one in MARK.findall(text)]
    return max(WORDS, key=found.count) if found else _DEFAULT


def _check_marks(place: Place, path: Path, text: str, word: str) -> list[Finding]:
    if "{" not in text:
        return []
    findings = [
        place.error(
            "'%(mark)s' is no mark.", "Write {%(word)s} or {%(capital)s}.",
            mark=found[0], word=word, capital=word.capitalize(),
        )
        for found in _ALMOST.finditer(text)
        if found[0] not in (f"{{{word}}}", f"{{{word.capitalize()}}}")
    ]  # fmt: skip
    if MARK.search(text) and not _TYPED.isdisjoint(map(str, path)):
        findings.append(
            place.error(
                "A learner types these words; they are the same for everybody.",
                "Leave out the braces.",
            )
        )
    findings.extend(
        place.warning(
            "'%(words)s' names somebody.", "Leave out the braces.",
            words=f"{found[0]} {_name_behind(text, found.end())}",
        )
        for found in MARK.finditer(text)
        if _name_behind(text, found.end())
    )  # fmt: skip
    return findings + _check_capitals(place, text)


def _check_capitals(place: Place, text: str) -> list[Finding]:
    """Return sentences that begin with the small form of the word."""
    return [
        place.warning(
            "A sentence begins with a small letter: '%(text)s'.",
            "Write {%(capital)s}.",
            text=say(text),
            capital=found[1].capitalize(),
        )
        for found in _SMALL_START.finditer(text)
        if found[1].islower()
    ]


def _check_words(place: Place, text: str, word: str) -> list[Finding]:
    """Return words that seem to address the learner and would never change."""
    return [
        place.warning(
            "'%(word)s' is said to every learner, whatever they chose.",
            "Write {%(word)s} where the learner is meant.",
            word=found[0],
        )
        for found in _loose(word).finditer(text)
        if not _name_behind(text, found.end()) and not _COUNTED.search(text[: found.start()])
    ]


def _part_of(text: _Text) -> tuple[object, ...]:
    place, path, _ = text
    return (place.file, *path[:2]) if path[:1] == ("items",) else (place.file,)


def _tells_of_somebody(text: str, word: str) -> bool:
    """Tell whether a text has a name behind the word: "bác Tư"; doctors are no persons here."""
    behind = (_name_behind(text, found.end()) for found in _loose(word).finditer(text))
    return any(name and name[0].isupper() for name in behind)


def _loose(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w{{])({word}|{word.capitalize()})(?![\w}}])")


def _is_silent(path: Sequence[object]) -> bool:
    return not (_SILENT | _TYPED).isdisjoint(map(str, path))


def _name_behind(text: str, end: int) -> str:
    """Return the name, or the rest of another word, that a word of address begins here."""
    found = _NEXT.match(text, end)
    is_name = found is not None and (found[1][0].isupper() or found[1] in _COMPOUNDS)
    return found[1] if found is not None and is_name else ""
