"""New words of a course: said in the course, explained shortly, each one once."""

import re

from courses.findings import Finding, Place
from courses.loader import PackageSource
from courses.schema import TermSource

MAX_MEANING = 2
"""Sentences that explain one word."""
_ENDS = re.compile(r"[.!?…]+(?=\s|$)")


def check_glossary(package: PackageSource) -> list[Finding]:
    """Return new words that no lesson uses, that stand twice, or that are explained at length."""
    if package.glossary is None:
        return []
    # While a file cannot be read, nobody knows what it says.
    taught = None if package.findings else _taught_text(package)
    findings: list[Finding] = []
    seen: set[str] = set()
    for index, entry in enumerate(package.glossary.source):
        place = package.glossary.yaml.place((index,))
        term = _folded(entry.term)
        if term in seen:
            findings.append(
                place.error("'%(name)s' stands there twice.", "Keep one of them.", name=entry.term)
            )
        seen.add(term)
        findings.extend(_check_term(entry, place, taught))
    return findings


def _check_term(entry: TermSource, place: Place, taught: str | None) -> list[Finding]:
    findings = []
    word = rf"(?<!\w){re.escape(_folded(entry.term))}(?!\w)"
    if taught is not None and not re.search(word, taught):
        findings.append(
            place.warning(
                "No lesson and no story says '%(term)s'.",
                "Use the word in a lesson, or take it out of the glossary.",
                term=entry.term,
            )
        )
    if len(_ENDS.findall(entry.meaning.strip())) > MAX_MEANING:
        findings.append(
            place.warning(
                "'%(term)s' is explained in more than %(most)s sentences.",
                "Say only what it means.",
                term=entry.term,
                most=MAX_MEANING,
            )
        )
    return findings


def _taught_text(package: PackageSource) -> str:
    texts = (text for file in package.readings for page in file.pages for _, text in page.blocks)
    return _folded("\n".join(texts))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
