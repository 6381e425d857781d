"""Words a learner reads or hears: short, kind, Vietnamese, and nothing that looks real."""

import re

from courses.findings import Finding, Place
from courses.loader import PackageSource, WrittenLesson, WrittenStory
from courses.simulators.words import is_practice_code
from courses.speech.sentences import split_sentences
from courses.yaml_file import YamlFile, strings_in

MAX_WORDS = 12
"""Of one sentence, counted by spaces: syllables in Vietnamese, so this is strict."""
_SENTENCE_KEYS = frozenset(
    {"say", "point", "show", "otherwise", "praise", "goal", "again", "wrong", "text", "prompt"}
    | {"explanation", "why", "why_true", "why_false", "summary", "objectives", "steps", "meaning"}
    | {"can_do", "remember", "go_on"}
)
_UNREAD_KEYS = frozenset(
    {
        "source",
        "sources",
        "title_en",
        "summary_en",
        "framework",
        "licence",
        "version",
        "picture",
        "file",
    }
)
_ACCOUNT_DIGITS = 9
"""From here on a grouped number could be an account, a card or a phone."""
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){5,}")
_ADDRESS = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.([a-z]{2,})\b", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\b(?:login|log in|submit|click|password|account|cancel|confirm|menu|online|app)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(r"\bSai!|\bSai rồi|\bLỗi\b")
_PRETEND_ENDING = "test"


def check_texts(package: PackageSource) -> list[Finding]:
    """Return what is too long, unkind, foreign or too real in every text of the package."""
    files = [one.yaml for one in package.simulators]
    files.extend(one.yaml for one in package.quizzes)
    files.extend(one.yaml for one in (package.course, package.glossary, package.take_home) if one)
    findings = [found for file in files for found in _check_file(file)]
    for file in package.readings:
        findings.extend(_check_pages(file))
    return findings


def check_sentence(place: Place, text: str) -> list[Finding]:
    """Return what is hard to read or unkind in a text meant to be read in one breath."""
    findings = [
        place.warning(
            "A sentence has %(count)s words: '%(sentence)s'.",
            "Say it in sentences of at most %(most)s words.",
            count=len(sentence.split()),
            sentence=sentence,
            most=MAX_WORDS,
        )
        for sentence in split_sentences(text)
        if len(sentence.split()) > MAX_WORDS
    ]
    if foreign := _FOREIGN.search(text):
        findings.append(
            place.warning(
                "'%(word)s' is not Vietnamese.", "Use the word of the glossary.", word=foreign[0]
            )
        )
    if blame := _BLAME.search(text):
        findings.append(
            place.warning(
                "'%(word)s' blames the learner.",
                "Write 'Chưa đúng, bác thử lại nhé'.",
                word=blame[0],
            )
        )
    return findings


def check_real(place: Place, text: str) -> list[Finding]:
    """Return what could be somebody's real number or a real address."""
    findings = [
        place.error(
            "'%(number)s' looks like a real account, card, phone or OTP number.",
            "Use zeros only, such as 000000000, or a practice code such as 112233.",
            number=number,
        )
        for number in _LONG_NUMBER.findall(text)
        if _looks_real(number)
    ]
    findings.extend(
        place.error(
            "'%(address)s' may belong to somebody.",
            "Let invented addresses end in .test; true ones may end in .gov.vn.",
            address=address[0],
        )
        for address in _ADDRESS.finditer(text)
        if not _is_safe_address(address[0], address[1])
    )
    return findings


def _looks_real(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if is_practice_code(digits):
        return False
    is_long = len(digits) >= _ACCOUNT_DIGITS or re.search(r"\d{6}", number) is not None
    return is_long and set(digits) != {"0"}


def _is_safe_address(address: str, ending: str) -> bool:
    return ending.lower() == _PRETEND_ENDING or f".{address.lower()}".endswith(".gov.vn")


def _check_file(file: YamlFile) -> list[Finding]:
    findings = []
    for path, text in strings_in(file.data, ()):
        if not _UNREAD_KEYS.isdisjoint(path):
            continue
        place = file.place(path)
        findings.extend(check_real(place, text))
        if any(part in _SENTENCE_KEYS for part in path[-2:]) and "id" not in path:
            findings.extend(check_sentence(place, text))
    return findings


def _check_pages(file: WrittenLesson | WrittenStory) -> list[Finding]:
    findings = []
    for page in file.pages:
        for line, text in page.blocks:
            place = Place(file.yaml.file, line)
            findings.extend(check_sentence(place, text))
            findings.extend(check_real(place, text))
    return findings
