"""Lesson text: a small Markdown, one page a heading, rendered to harmless HTML."""

import re
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.findings import Finding, Place, phrase
from courses.model import Page, Picture

ALLOWED_TAGS = frozenset({"p", "strong", "em", "ul", "ol", "li", "br"})
"""Nothing here can load, link, run or colour anything."""
_RAW_HTML = re.compile(r"</?[a-zA-Z!][^<>]*>")
_parser = MarkdownIt("commonmark", {"html": False}).disable(["entity"])


@dataclass(frozen=True)
class ParsedPage:
    """A page with what the checks want to know about it."""

    page: Page
    line: int
    blocks: tuple[tuple[int, str], ...]
    """(line, plain text) of the heading, each paragraph and each list entry."""


def render(text: str) -> str:
    """Return harmless HTML for Markdown; raw HTML shows as text, links keep only their words."""
    return sanitise(_parser.render(text))


def sanitise(html: str) -> str:
    """Return ``html`` with only ``ALLOWED_TAGS`` and no attributes."""
    return nh3.clean(html, tags=set(ALLOWED_TAGS), attributes={}, link_rel=None).strip()


def parse_pages(
    text: str, *, file: str, first_line: int = 1
) -> tuple[list[ParsedPage], list[Finding]]:
    """Cut a lesson into pages at each ``#`` heading.

    A line with only ``![what it shows](media/name.svg)`` gives the page its picture.

    Args:
        text: Markdown.
        file: name for findings.
        first_line: line of the file on which ``text`` begins.
    """
    findings: list[Finding] = []
    pages: list[ParsedPage] = []
    for line, heading, body in _cut(text, first_line):
        place = Place(file, line)
        if not heading:
            findings.append(
                place.error("Text stands before the first heading.", "Begin with '# Heading'.")
            )
            continue
        page, more = _read_page(heading, body, place)
        pages.append(page)
        findings.extend(more)
    return pages, findings


def _cut(text: str, first_line: int) -> list[tuple[int, str, str]]:
    """Return (line, heading, body) of each page; the heading is empty before the first one."""
    cuts: list[tuple[int, str, list[str]]] = [(first_line, "", [])]
    for offset, line in enumerate(text.split("\n")):
        if line.startswith("# "):
            cuts.append((first_line + offset, line[2:].strip(), []))
        else:
            cuts[-1][2].append(line)
    before = cuts[0]
    parts = cuts[1:] if not "".join(before[2]).strip() else cuts
    return [(line, heading, "\n".join(body)) for line, heading, body in parts]


def _read_page(heading: str, body: str, place: Place) -> tuple[ParsedPage, list[Finding]]:
    tokens = _parser.parse(body)
    # The body begins on the line below the heading.
    below = place.line + 1
    pictures = _pictures(tokens, below)
    findings = _page_findings(tokens, pictures, Place(place.file, below))
    picture = pictures[0][1] if pictures else None
    kept = _without_pictures(tokens)
    html = sanitise(_parser.renderer.render(kept, _parser.options, {}))
    blocks = ((place.line, heading), *_blocks(kept, below))
    page = Page(heading=heading, html=html, picture=picture)
    return ParsedPage(page=page, line=place.line, blocks=blocks), findings


def _pictures(tokens: list[Token], below: int) -> list[tuple[int, Picture]]:
    found = []
    for token in tokens:
        for child in token.children or ():
            if child.type == "image":
                line = below + (token.map[0] if token.map else 0)
                found.append((line, Picture(str(child.attrs.get("src", "")), child.content)))
    return found


def _page_findings(
    tokens: list[Token], pictures: list[tuple[int, Picture]], below: Place
) -> list[Finding]:
    findings = []
    for line, _ in pictures[1:]:
        findings.append(
            Place(below.file, line).error(
                "A page has more than one picture.", "Give the second one a page of its own."
            )
        )
    for token in tokens:
        place = Place(below.file, below.line + (token.map[0] if token.map else 0))
        findings.extend(_token_findings(token, place))
    return findings


def _token_findings(token: Token, place: Place) -> list[Finding]:
    findings = []
    if token.type in ("fence", "code_block", "heading_open", "hr", "blockquote_open"):
        findings.append(
            place.error(
                "'%(sign)s' does not belong into a lesson.",
                "Use paragraphs, lists and **strong** words; begin a page with '# '.",
                sign=token.markup or phrase("indented text"),
            )
        )
    if _RAW_HTML.search(token.content):
        findings.append(
            place.error("HTML is shown as text, not obeyed.", "Write it in Markdown, or leave out.")
        )
    if any(child.type == "link_open" or "](" in child.content for child in token.children or ()):
        findings.append(
            place.error("A learner cannot follow links.", "Write the address as plain text.")
        )
    return findings


def _without_pictures(tokens: list[Token]) -> list[Token]:
    """Drop paragraphs that hold only a picture, and pictures inside others."""
    kept: list[Token] = []
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = [child for child in token.children if child.type != "image"]
            if not any(child.content.strip() for child in token.children):
                kept.pop()
                continue
        if token.type == "paragraph_close" and (not kept or kept[-1].type != "inline"):
            continue
        kept.append(token)
    return kept


def _blocks(tokens: list[Token], below: int) -> list[tuple[int, str]]:
    return [
        (below + (token.map[0] if token.map else 0), _plain(token))
        for token in tokens
        if token.type == "inline"
    ]


def _plain(token: Token) -> str:
    words = [
        child.content if child.type == "text" else " "
        for child in token.children or ()
        if child.type in ("text", "softbreak", "hardbreak")
    ]
    return "".join(words)
