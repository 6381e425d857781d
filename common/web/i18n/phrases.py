"""Texts for authors of courses: found in calls, so that none goes out without Vietnamese."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MODULE = "courses.findings"
"""Whoever imports from here says something to authors."""
_TEXTS = {"error": 2, "warning": 2, "phrase": 1}
"""How many texts each of its functions begins with."""
_PLACEHOLDER = re.compile(r"%\((\w+)\)")


@dataclass(frozen=True)
class Said:
    """One text of one call."""

    text: str | None
    """None when it is not written out in the call, so that no catalogue can have it."""
    lacking: frozenset[str]
    """Placeholders for which the call gives no value."""
    place: str
    """File and line."""


def find_said(package: Path) -> Iterator[Said]:
    """Yield what the code below ``package`` says to authors."""
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if _speaks(tree):
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield from _texts_of(node, path)


def _speaks(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == _MODULE for node in tree.body)


def _texts_of(call: ast.Call, path: Path) -> Iterator[Said]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    count = _TEXTS.get(name, 0)
    # ``log.error`` takes one text, the functions of findings take two.
    if len(call.args) < count:
        return
    given = {one.arg for one in call.keywords}
    for text in call.args[:count]:
        place = f"{path}:{text.lineno}"
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            # A phrase without values gets them later, by ``fill``.
            named = set() if name == "phrase" and not given else set(_named(text.value))
            yield Said(text.value, frozenset(named - given), place)
        else:
            yield Said(None, frozenset(), place)


def _named(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text)
