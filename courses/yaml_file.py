"""YAML with line numbers, without the parts of YAML that surprise authors."""

from typing import Any

import yaml

from courses.findings import Finding, Place

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
            loader = yaml.CSafeLoader(text)
            self._root = loader.get_single_node()
            self._inspect(self._root, set())
            if self._root is not None and not self.findings:
                self.data = loader.construct_document(self._root)
        except yaml.YAMLError as error:
            self.findings.append(self._syntax_finding(error))

    def _syntax_finding(self, error: yaml.YAMLError) -> Finding:
        mark = getattr(error, "problem_mark", None)
        line = self._first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or str(error)
        return Place(self.file, line).error(
            f"This is not valid YAML: {problem}.",
            "Check the indentation, and put texts that contain a colon in quotes.",
        )

    def _inspect(self, node: yaml.Node | None, seen: set[int]) -> None:
        """Find aliases (they can blow up) and keys written twice (the first one is lost)."""
        if node is None:
            return
        if id(node) in seen:
            self.findings.append(
                Place(self.file, self._line(node)).error(
                    "This part is reused with & and *.", "Write the text again in each place."
                )
            )
            return
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._inspect(value, seen)
        elif isinstance(node, yaml.MappingNode):
            self._inspect_mapping(node, seen)

    def _inspect_mapping(self, node: yaml.MappingNode, seen: set[int]) -> None:
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                self.findings.append(
                    Place(self.file, self._line(key)).error(
                        f"'{key.value}' is written twice.", "Keep one of the two."
                    )
                )
            keys.add(str(key.value))
            self._inspect(value, seen)

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
