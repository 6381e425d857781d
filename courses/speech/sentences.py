"""Cuts a text into sentences and names each one; ``sentences.js`` is its twin.

``tests/courses/vectors/sentences.json`` holds both to the same behaviour.
"""

import hashlib
import re
import unicodedata
from html.parser import HTMLParser

INLINE_TAGS = frozenset({"strong", "em"})
"""Tags that may stand inside a sentence; every other tag ends one."""
# Named one by one: the two languages disagree about what is white space.
_SPACES = re.compile(
    "[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+"
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*$")
_OPENING = "\"'“‘«(["
_LOOSE = " :;,·–—-"
"""Left and right of a sentence these are not spoken: "Cô Lan:" and "Cô Lan" sound the same."""
_ORDINAL = re.compile(r"[0-9]{1,2}\.")
"""In front of a sentence: "1. Bác mở"."""
_SHORT_FORMS = frozenset({"TP.", "Tp.", "TT.", "TX.", "P.", "Q.", "X."})


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a plain text, each composed (NFC) and with single spaces.

    What holds neither a letter nor a digit is no sentence.
    """
    sentences: list[str] = []
    words: list[str] = []
    found = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ").split(" ")
    for word, following in zip(found, [*found[1:], ""], strict=True):
        words.append(word)
        is_number = len(words) == 1 and _ORDINAL.fullmatch(word)
        if not following or (_ends(word, following) and not is_number):
            sentences.append(" ".join(words))
            words = []
    trimmed = (one.strip(_LOOSE) for one in sentences)
    return [one for one in trimmed if _is_spoken(one)]


def html_sentences(html: str) -> list[str]:
    """Return the sentences of sanitised HTML: paragraphs and list entries end one."""
    blocks = _Blocks()
    blocks.feed(html)
    blocks.close()
    return [one for block in blocks.texts for one in split_sentences(block)]


def text_key(sentence: str) -> str:
    """Return the name of a sentence's audio: SHA-256 in hex of its NFC text."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", sentence)).strip(_LOOSE)
    return hashlib.sha256(text.encode()).hexdigest()


def _ends(word: str, following: str) -> bool:
    if not _END.search(word) or word in _SHORT_FORMS:
        return False
    return unicodedata.category(following.lstrip(_OPENING)[:1] or ".") != "Ll"


def _is_spoken(sentence: str) -> bool:
    return any(unicodedata.category(char)[0] in "LN" for char in sentence)


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._end(tag)

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data

    def _end(self, tag: str) -> None:
        if tag == "br":
            self.texts[-1] += " "
        elif tag not in INLINE_TAGS:
            self.texts.append("")
