"""QTI 2 and 3 as one: the same element names, text and elements in their order, plain words.

QTI 3 writes ``qti-choice-interaction`` and ``max-choices`` where QTI 2 writes
``choiceInteraction`` and ``maxChoices``; here they have the names of QTI 2.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from common.text import visible
from courses.importers.plain_text import MAX_SOURCE, Image, Wording
from courses.importers.safe_xml import Node

_PREFIX = "qti-"
_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "table", "hr", "pre"})
_PLAIN = frozenset({"p", "div", "span", "br", "itemBody", "prompt", "contentBody", "promptText"})
_UNSEEN = frozenset(
    {"script", "style", "stylesheet", "feedbackInline", "feedbackBlock", "modalFeedback"}
    | {"rubricBlock", "templateInline", "templateBlock", "printedVariable", "catalogInfo"}
)
_MEDIA = frozenset({"audio", "video", "math", "iframe", "svg", "embed", "include", "mediaObject"})

Replace = Callable[["Element"], str | None]
"""Returns what stands for an element in a text; None to read what is in it."""


@dataclass
class Element:
    """An element with QTI 2's names."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list["str | Element"] = field(default_factory=list)

    @property
    def identifier(self) -> str:
        """Its identifier; empty when it has none."""
        return self.attributes.get("identifier", "")

    def all(self) -> Iterator["Element"]:
        """Yield every element inside, in the order of the text."""
        for one in self.content:
            if isinstance(one, Element):
                yield one
                yield from one.all()

    def find(self, *names: str) -> "Element | None":
        """Return the first element inside of one of these names."""
        return next(self.find_all(*names), None)

    def find_all(self, *names: str) -> Iterator["Element"]:
        """Yield all elements inside of one of these names."""
        return (one for one in self.all() if one.name in names)

    def children(self, *names: str) -> list["Element"]:
        """Return the elements directly inside of one of these names."""
        return [one for one in self.content if isinstance(one, Element) and one.name in names]

    @property
    def text(self) -> str:
        """All text inside, trimmed."""
        parts = (one if isinstance(one, str) else one.text for one in self.content)
        return "".join(parts).strip()


def to_element(node: Node) -> Element:
    """Return a parsed document with QTI 2's names, whatever its namespace."""
    bare = node.tag.rpartition("}")[2]
    name = _camel(bare.removeprefix(_PREFIX)) if bare.startswith(_PREFIX) else bare
    attributes = {
        key if key.startswith("data-") else _camel(key.rpartition("}")[2]): value
        for key, value in node.attributes.items()
    }
    content = [one if isinstance(one, str) else to_element(one) for one in node.content()]
    return Element(name, attributes, node.line, content)


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


def read_words(content: Iterable["str | Element"], replace: Replace = lambda _: None) -> Wording:
    """Return the plain words of mixed content; scripts, styles and feedback vanish.

    Args:
        content: text and elements.
        replace: says what stands for an element, such as a gap for an interaction.
    """
    walk = _Walk(replace)
    walk.take(content)
    source = "".join(walk.words)
    return Wording(
        text=visible(source[:MAX_SOURCE]),
        lost_format=walk.lost_format,
        is_too_long=len(source) > MAX_SOURCE,
        has_media=walk.has_media,
        images=tuple(walk.images),
    )


class _Walk:
    """Gathers the words of mixed content."""

    def __init__(self, replace: Replace) -> None:
        self.words: list[str] = []
        self.images: list[Image] = []
        self.has_media = self.lost_format = False
        self._replace = replace

    def take(self, content: Iterable["str | Element"]) -> None:
        for one in content:
            if isinstance(one, str):
                self.words.append(one)
            else:
                self._take_element(one)

    def _take_element(self, element: Element) -> None:
        other = self._replace(element)
        if other is not None:
            self.words.append(other)
        elif image := image_of(element):
            self.images.append(image)
        elif element.name in _MEDIA or element.name == "object":
            self.has_media = True
        elif element.name not in _UNSEEN:
            self.lost_format |= element.name not in _PLAIN
            space = " " if element.name in _BLOCKS else ""
            self.words.append(space)
            self.take(element.content)
            self.words.append(space)


def image_of(element: Element) -> Image | None:
    """Return the picture that an element shows, if it is one."""
    attributes = element.attributes
    if element.name == "img":
        return Image(attributes.get("src", ""), visible(attributes.get("alt", "")))
    if element.name == "object" and attributes.get("type", "").startswith("image/"):
        return Image(attributes.get("data", ""), visible(element.text))
    return None
