"""Reads XML from outside: no document type, no entities, no network, bounded in every direction.

Expat itself opens no file and no address; every declaration through which XML could ask for one,
or swell, is refused where it stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat  # the handlers below refuse what makes it dangerous

from courses.importers.errors import BadXmlError, XmlDoctypeError, XmlTooLargeError

MAX_BYTES = 6 * 1024 * 1024
MAX_DEPTH = 60
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 200
"""Of one element."""


@dataclass(slots=True)
class Node:
    """An element."""

    tag: str
    """``name``, or ``{namespace}name``."""
    attributes: dict[str, str]
    line: int
    """On which it begins, counted from 1."""
    pieces: list[str] = field(default_factory=list)
    """Its own text, without that of its children."""
    children: list["Node"] = field(default_factory=list)
    behind: int = 0
    """How many pieces of its parent's text stand before it."""

    def content(self) -> Iterator["str | Node"]:
        """Yield text and children in their order."""
        at = 0
        for child in self.children:
            yield from self.pieces[at : child.behind]
            at = child.behind
            yield child
        yield from self.pieces[at:]

    @property
    def text(self) -> str:
        """Its own text."""
        return "".join(self.pieces)

    def find(self, tag: str) -> "Node | None":
        """Return the first child of this tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def find_all(self, tag: str) -> list["Node"]:
        """Return the children of this tag, in order."""
        return [child for child in self.children if child.tag == tag]


def parse_xml(raw: bytes) -> Node:
    """Return the root of a document.

    Raises:
        XmlDoctypeError: it declares a document type or an entity.
        XmlTooLargeError: it exceeds one of the limits of this module.
        BadXmlError: it is not well-formed; ``line`` says where.
    """
    if len(raw) > MAX_BYTES:
        raise XmlTooLargeError(limit="bytes", most=MAX_BYTES)
    return _Reader().read(raw)


class _Reader:
    """Builds the tree of one document."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        # A list costs less than a dict when somebody sends a million attributes.
        self._parser.ordered_attributes = True
        self._parser.StartDoctypeDeclHandler = self._refuse_declaration
        self._parser.EntityDeclHandler = self._refuse_declaration
        self._parser.ExternalEntityRefHandler = self._refuse_declaration
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take_text
        self._open: list[Node] = []
        self._root: Node | None = None
        self._count = 0

    def read(self, raw: bytes) -> Node:
        try:
            # At once: fed in pieces, old versions of expat take quadratic time for a long token.
            self._parser.Parse(raw, True)  # noqa: FBT003 - expat takes it by position only
        except expat.ExpatError as error:
            raise BadXmlError(line=error.lineno) from error
        except (ValueError, LookupError) as error:  # an encoding that expat does not know
            raise BadXmlError(line=1) from error
        if self._root is None:
            raise BadXmlError(line=1)
        return self._root

    def _refuse_declaration(self, *_: object) -> int:
        raise XmlDoctypeError

    def _start(self, name: str, attributes: list[str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise XmlTooLargeError(limit="elements", most=MAX_ELEMENTS)
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            raise XmlTooLargeError(limit="attributes", most=MAX_ATTRIBUTES)
        if len(self._open) >= MAX_DEPTH:
            raise XmlTooLargeError(limit="depth", most=MAX_DEPTH)
        names, values = attributes[::2], attributes[1::2]
        pairs = {_full(one): value for one, value in zip(names, values, strict=True)}
        node = Node(_full(name), pairs, self._parser.CurrentLineNumber)
        if self._open:
            node.behind = len(self._open[-1].pieces)
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _take_text(self, text: str) -> None:
        self._open[-1].pieces.append(text)


def _full(name: str) -> str:
    """Return expat's ``namespace}name`` as ``{namespace}name``."""
    return "{" + name if "}" in name else name
