"""Text from outside, made into the plain words that items are written in."""

import html
import re
from dataclasses import dataclass, replace
from enum import StrEnum

import nh3

from common.text import visible
from courses.importers.errors import ImportTooLargeError, NotTextError

MAX_BYTES = 8 * 1024 * 1024
MAX_SOURCE = 5_000
"""Characters of one text with its markup; a longer one is no question."""
_BLOCK = re.compile(
    r"<(?=/?(?:p|br|div|li|ul|ol|tr|td|th|table|h[1-6]|hr|blockquote|pre)\b)", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_PARAGRAPH = re.compile(r"</?(?:p|br)\b[^<>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|__|`")
_MEDIA = re.compile(
    r"<(?:audio|video|source|object|embed|iframe|svg|canvas|math)\b|@@PLUGINFILE@@",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Markup(StrEnum):
    """How a text is written, by the words of Moodle."""

    HTML = "html"
    MARKDOWN = "markdown"
    PLAIN = "plain"
    AUTO = "moodle"
    """Plain words that may hold HTML tags."""


MARKUP_NAMES = {
    "html": Markup.HTML,
    "markdown": Markup.MARKDOWN,
    "plain": Markup.PLAIN,
    "plain_text": Markup.PLAIN,
    "moodle": Markup.AUTO,
    "moodle_auto_format": Markup.AUTO,
}


@dataclass(frozen=True)
class Image:
    """A picture that stood in a text."""

    source: str
    """Where the file says that it is; from outside, so only ever compared."""
    alt: str


@dataclass(frozen=True)
class Wording:
    """Plain words, and what they lost on the way."""

    text: str
    """One line, NFC, only visible characters; no markup is obeyed in it."""
    lost_format: bool = False
    """Emphasis, links, lists or tables were taken away."""
    is_too_long: bool = False
    """It was written with more than ``MAX_SOURCE`` characters and not read to its end."""
    has_media: bool = False
    """A sound, film or formula stood in it, which is not in ``text``."""
    images: tuple[Image, ...] = ()
    """Pictures that stood in it, in their order."""


def decode_text(raw: bytes) -> str:
    """Return the text of a file; its lines end with a line feed, however they ended before.

    Raises:
        ImportTooLargeError: it has more than ``MAX_BYTES``.
        NotTextError: it is neither UTF-8 nor UTF-16 with its mark, or it holds NUL.
    """
    if len(raw) > MAX_BYTES:
        raise ImportTooLargeError(most=MAX_BYTES)
    encoding = "utf-16" if raw.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError from error
    if "\0" in text:
        raise NotTextError
    return text.replace("\r\n", "\n").replace("\r", "\n")


def to_wording(text: str, markup: Markup) -> Wording:
    """Return the plain words of ``text``; scripts and styles vanish with their content."""
    if len(text) > MAX_SOURCE:
        return replace(to_wording(text[:MAX_SOURCE], markup), is_too_long=True)
    if markup is Markup.PLAIN:
        return Wording(visible(text))
    if markup is Markup.MARKDOWN:
        return _from_markdown(text)
    if markup is not Markup.HTML and not _TAG.search(text):
        return Wording(visible(html.unescape(text)))
    spaced = _BLOCK.sub(" <", text)
    bare = html.unescape(nh3.clean(spaced, tags=set(), link_rel=None))
    rest = _IMAGE.sub("", text)
    inner = _TAG.search(_PARAGRAPH.sub("", rest))
    return Wording(
        text=visible(bare),
        lost_format=inner is not None,
        has_media=_MEDIA.search(rest) is not None,
        images=tuple(_to_image(one) for one in _IMAGE.findall(text)),
    )


def _to_image(tag: str) -> Image:
    values = {
        name.lower(): html.unescape(double or single)
        for name, double, single in _ATTRIBUTE.findall(tag)
    }
    return Image(values.get("src", ""), visible(values.get("alt", "")))


def _from_markdown(text: str) -> Wording:
    """Take the marks of emphasis away.

    No Markdown reader: on text made to hurt it takes seconds for a few thousand characters,
    and a bank holds thousands of texts.
    """
    bare = _EMPHASIS.sub("", text)
    found = to_wording(bare, Markup.AUTO)
    return replace(
        found,
        lost_format=found.lost_format or bare != text,
        has_media=found.has_media or ("![" in text and "](" in text),
    )
