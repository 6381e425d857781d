"""Drawings (SVG) that hold plain shapes only: nothing runs, nothing is loaded."""

import re
from collections.abc import Iterator

from courses.importers.errors import BadXmlError, XmlDoctypeError, XmlTooLargeError
from courses.importers.safe_xml import Node, parse_xml

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    _SVG + name
    for name in (
        *("svg", "g", "defs", "title", "desc", "text", "tspan"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    )
)
_LOADING = frozenset(("href", "src", "style"))
_ACTIVE_VALUE = re.compile(r"url\s*\(|javascript:|@import", re.IGNORECASE)


class UnplainDrawingError(Exception):
    """A drawing that no page may show."""

    def __init__(self, line: int, sign: str = "") -> None:
        """Hold the line, counted from 1, and what stands there; "" when nothing can be read."""
        super().__init__(line, sign)
        self.line = line
        self.sign = sign


def read_drawing(raw: bytes) -> Node:
    """Return the root of a drawing that a page may show.

    Raises:
        UnplainDrawingError: it is no well-formed drawing in UTF-8, or more than plain shapes.
    """
    try:
        raw.decode("utf-8")  # another encoding would be a second reading of the same bytes
        root = parse_xml(raw)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnplainDrawingError(line) from error
    except BadXmlError as error:
        raise UnplainDrawingError(int(str(error.params["line"]))) from error
    except XmlDoctypeError as error:
        raise UnplainDrawingError(1, "<!DOCTYPE") from error
    except XmlTooLargeError as error:
        raise UnplainDrawingError(1, "…") from error
    if root.tag != f"{_SVG}svg":
        raise UnplainDrawingError(1, f"<{_bare(root.tag)}")
    for line, sign in _active_parts(root):
        raise UnplainDrawingError(line, sign)
    return root


def _active_parts(root: Node) -> Iterator[tuple[int, str]]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.tag not in _SHAPES:
            yield node.line, f"<{_bare(node.tag)}"
        for name, value in node.attributes.items():
            bare = _bare(name).lower()
            if bare.startswith("on") or bare in _LOADING or _ACTIVE_VALUE.search(value):
                yield node.line, bare
        waiting.extend(node.children)


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]
