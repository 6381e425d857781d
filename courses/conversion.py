"""From parsed YAML to typed structs, with every fault at its line."""

import copy
import re
from typing import Any, TypeVar

import msgspec

from courses.findings import Finding, phrase
from courses.parser_words import shape_words
from courses.yaml_file import Path, YamlFile

Source = TypeVar("Source")
_MAX_FAULTS = 50
_WHERE = re.compile(r"^(?P<what>.*?)(?: - at (?:`key` in )?`\$(?P<path>[^`]*)`)?$", re.DOTALL)
_PART = re.compile(r"\.(\w+)|\[(\d+)\]")
_FIELD = re.compile(r"field `(\w+)`")


def convert(file: YamlFile, source_type: type[Source]) -> tuple[Source | None, list[Finding]]:
    """Return what a file means, or None with every fault of its shape."""
    if file.findings:
        return None, file.findings
    try:
        return msgspec.convert(file.data, source_type), []
    except msgspec.ValidationError:
        return None, _collect(file, source_type)


def _collect(file: YamlFile, source_type: type[Source]) -> list[Finding]:
    """Take the first fault, cut the list entry it sits in, look again."""
    data = copy.deepcopy(file.data)
    kept: dict[str, list[int]] = {}
    findings: list[Finding] = []
    while len(findings) < _MAX_FAULTS:
        try:
            msgspec.convert(data, source_type)
        except msgspec.ValidationError as error:
            what, path = _read_error(error)
            findings.append(_finding(file, what, _original(path, kept)))
            if not _cut_entry(data, path, kept):
                break
        else:
            break
    return findings


def _read_error(error: msgspec.ValidationError) -> tuple[str, Path]:
    match = _WHERE.match(str(error))
    if match is None:
        return str(error), ()
    parts = _PART.findall(match["path"] or "")
    path: Path = tuple(int(index) if index else name for name, index in parts)
    return match["what"], path


def _original(path: Path, kept: dict[str, list[int]]) -> Path:
    """Return ``path`` with the index the entry had before others were cut."""
    match path:
        case (str() as name, int() as index, *rest) if name in kept:
            return (name, kept[name][index], *rest)
        case (int() as index, *rest) if "" in kept:
            return (kept[""][index], *rest)
    return path


def _cut_entry(data: Any, path: Path, kept: dict[str, list[int]]) -> bool:  # noqa: ANN401
    match path:
        case (str() as name, int() as index, *_):
            return _cut(data[name], index, kept, name)
        case (int() as index, *_):
            return _cut(data, index, kept, "")
    return False


def _cut(entries: list[Any], index: int, kept: dict[str, list[int]], name: str) -> bool:
    indexes = kept.setdefault(name, list(range(len(entries))))
    del entries[index], indexes[index]
    return bool(entries)


def _finding(file: YamlFile, what: str, path: Path) -> Finding:
    field = _FIELD.search(what)
    place = file.place((*path, field[1]) if field else path)
    problem, remedy = shape_words(what)
    name = ".".join(str(part) for part in path)
    if not name:
        return place.refuse(phrase("In the file: %(what)s.", what=problem), remedy)
    return place.refuse(phrase("In %(name)s: %(what)s.", name=name, what=problem), remedy)
