"""YAML with line numbers, without the parts of YAML that surprise authors."""

from collections.abc import Iterator
from typing import Any

import yaml

from courses.findings import Finding, Place
from courses.parser_words import yaml_words

_MAX_DEPTH = 20
Path = tuple[str | int, ...]
"""Keys and indexes from the top of a file down to a value."""


class YamlFile:
    """One parsed YAML text: its value, and the line of each part of it."""

    def __init__(self, file: str, text: str, *, first_line: int = 1) -> None:
        """Parse ``text``.

        Args:
            file: name for findings.
            text: the YAML.
            first_line: line of the file on which ``text`` begins.
        """
        self.file = file
        self.data: Any = None
        self.findings: list[Finding] = []
        self._first_line = first_line
        self._root: yaml.Node | None = None
        self._parse(text)

    def place(self, path: Path = ()) -> Place:
        """Return where ``path`` stands; for a missing part, where its parent stands."""
        node, line = self._root, self._first_line
        for key in path:
            found = _child(node, key)
            if found is None:
                break
            line, node = self._line(found[0]), found[1]
        return Place(self.file, line)

    def _parse(self, text: str) -> None:
        try:
            self._scan(text)
            if self.findings:
                return
            loader = yaml.CSafeLoader(text)
            self._root = loader.get_single_node()
            self._find_repeated_keys(self._root)
            if self._root is not None and not self.findings:
                self.data = loader.construct_document(self._root)
        except yaml.YAMLError as error:
            self.findings.append(self._syntax_finding(error))
        except ValueError as error:
            self.findings.append(
                self.place().error(
                    "A date or number is impossible: %(why)s.",
                    "Correct it.",
                    why=yaml_words(str(error)),
                )
            )

    def _scan(self, text: str) -> None:
        """Refuse what would blow up when built: reused parts and bottomless nesting."""
        depth = 0
        for event in yaml.parse(text, yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                place = self._place_of(event)
                self.findings.append(
                    place.error("This part is reused with & and *.", "Write the text again.")
                )
                return
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                place = self._place_of(event)
                self.findings.append(
                    place.error("The lists are nested too deep.", "Write it flatter.")
                )
                return

    def _place_of(self, event: yaml.Event) -> Place:
        line = event.start_mark.line if event.start_mark else 0
        return Place(self.file, self._first_line + line)

    def _syntax_finding(self, error: yaml.YAMLError) -> Finding:
        mark = getattr(error, "problem_mark", None)
        line = self._first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or str(error)
        return Place(self.file, line).error(
            "This is not valid YAML: %(why)s.",
            "Check the indentation, and put texts that contain a colon in quotes.",
            why=yaml_words(problem),
        )

    def _find_repeated_keys(self, node: yaml.Node | None) -> None:
        """Name keys written twice; YAML would silently lose the first one."""
        if isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._find_repeated_keys(value)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if str(key.value) in seen:
                    self.findings.append(
                        Place(self.file, self._line(key)).error(
                            "'%(key)s' is written twice.",
                            "Keep one of the two.",
                            key=str(key.value),
                        )
                    )
                seen.add(str(key.value))
                self._find_repeated_keys(value)

    def _line(self, node: yaml.Node) -> int:
        return self._first_line + int(node.start_mark.line)


def _child(node: yaml.Node | None, key: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Return (node to point to, value) of one key or index."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


def strings_in(value: Any, path: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401
    """Yield every text inside a parsed value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings_in(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from strings_in(one, (*path, index))
