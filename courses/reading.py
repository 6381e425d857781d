"""How hard a course is to read: three figures that anyone can count again by hand.

There is no measure of Vietnamese that would be both proven with adult newcomers and free of a
large word list. So nothing is folded into one number: the length of sentences is told, and the
share of words that Vietnamese spelling cannot sound out, such as "VNeID" or "email".
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from courses.findings import Phrase, phrase
from courses.model import Course
from courses.speech.texts import spoken_texts

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_SYLLABLE = re.compile(
    r"(?:ngh|ng|gh|gi|qu|kh|ch|nh|ph|th|tr|[bcdđghklmnprstvx])?"
    r"[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?",
)
"""Onset, vowels, ending; a little too wide, so that no Vietnamese word is called foreign."""


@dataclass(frozen=True)
class Reading:
    """What a learner has to read; every sentence counts once, however often it stands there."""

    sentences: int
    words: int
    """Separated by spaces: syllables."""
    longest: int
    """Words of the longest sentence."""
    unsounded: int
    """Words that are not spelled as Vietnamese is."""

    @property
    def average(self) -> float:
        """Words of a sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def unsounded_share(self) -> float:
        """0.0 to 1.0, of all words."""
        return self.unsounded / self.words if self.words else 0.0

    @property
    def told(self) -> Phrase:
        """All figures in one line."""
        return phrase(
            "%(sentences)s sentences, %(average)s words on average, %(longest)s at most, "
            "%(share)s of the words not spelled the Vietnamese way",
            sentences=self.sentences,
            average=f"{self.average:.1f}",
            longest=self.longest,
            share=f"{self.unsounded_share:.1%}",
        )

    def __str__(self) -> str:
        return str(self.told)


def measure_reading(course: Course) -> Reading:
    """Return the figures of everything a course says in sentences; titles and buttons are not."""
    return measure_sentences(one for one in spoken_texts(course) if _SENTENCE_END.search(one))


def measure_sentences(sentences: Iterable[str]) -> Reading:
    """Return the figures of ``sentences``."""
    lengths: list[int] = []
    unsounded = 0
    for sentence in sentences:
        lengths.append(len(sentence.split()))
        unsounded += sum(not is_sounded(word) for word in _WORD.findall(sentence))
    return Reading(len(lengths), sum(lengths), max(lengths, default=0), unsounded)


def is_sounded(word: str) -> bool:
    """Tell whether a reader of Vietnamese can sound ``word`` out; single letters are."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TONES))
    return len(plain) == 1 or _SYLLABLE.fullmatch(plain.lower()) is not None
