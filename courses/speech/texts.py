"""What a course says: every text that a learner can meet, sentence by sentence."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

import msgspec

from courses.model import Course
from courses.speech.sentences import html_sentences, split_sentences

_SILENT = frozenset(
    {"after", "alt", "account", "audience", "completion", "expect", "falls", "file", "fits"}
    | {
        "framework_codes",
        "id",
        "key",
        "kind",
        "licence",
        "marked",
        "media",
        "package_hash",
        "picture",
        "read_on",
        "screen",
        "shows",
        "source",
        "sources",
        "speaks_of",
    }
    | {"simulator_ids", "summary_en", "title_en", "version", "watermark"}
)
"""Fields that are no words for a learner; new fields are read until they are named here."""


def spoken_texts(course: Course) -> list[str]:
    """Return every sentence of ``course`` once, in the order a learner meets them."""
    return unique_sentences(every_sentence(course))


def every_sentence(course: Course) -> Iterator[str]:
    """Yield the sentences of ``course`` as they come, some of them several times."""
    return _spoken(course, "")


def unique_sentences(sentences: Iterable[str]) -> list[str]:
    """Return ``sentences`` without repetition, in their order."""
    return list(dict.fromkeys(sentences))


def _spoken(value: Any, field: str) -> Iterator[str]:  # noqa: ANN401
    """Walk through whatever a course is built of, so that new parts and kinds are spoken too."""
    if isinstance(value, str):
        yield from _sentences(value, field)
        return
    for name, one in _children(value, field):
        yield from _spoken(one, name)


def _sentences(text: str, field: str) -> list[str]:
    if isinstance(text, Enum):
        return []
    return html_sentences(text) if field == "html" else split_sentences(text)


def _children(value: Any, field: str) -> Iterable[tuple[str, Any]]:  # noqa: ANN401
    if isinstance(value, msgspec.Struct):
        names = (name for name in value.__struct_fields__ if _is_spoken(name))
        return [(name, getattr(value, name)) for name in names]
    if isinstance(value, Mapping):
        return [(field, one) for one in value.values()]
    return [(field, one) for one in value] if isinstance(value, tuple | list) else ()


def _is_spoken(field: str) -> bool:
    return field not in _SILENT and not field.endswith("_id")
