"""Items as an author of a course package would write them into a YAML file."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import yaml

from courses.item_schema import ItemSource
from courses.yaml_file import YamlFile

_FIRST = ("id", "kind", "lesson", "picture", "prompt")
_LAST = "explanation"
_ITEMS = "items"
Raw = dict[str, Any]


def add_items(text: str, items: Sequence[ItemSource]) -> str:
    """Return a quiz file with items behind its others; the rest stays as it was written.

    Args:
        text: a quiz file without faults.
        items: what is added, at least one.
    """
    added = "".join(write_item_yaml(item) for item in items)
    grown = _insert(text, added)
    wanted = yaml.safe_load(text)
    wanted[_ITEMS].extend(_plain(item) for item in items)
    # A file written in an unusual way is written anew; its comments are lost then.
    if grown is not None and YamlFile("", grown).data == wanted:
        return grown
    return yaml.safe_dump(wanted, allow_unicode=True, sort_keys=False, width=100)


def write_item_yaml(item: ItemSource) -> str:
    """Return one entry of ``items``."""
    raw = _plain(item)
    keys = [key for key in _FIRST if key in raw]
    keys.extend(key for key in raw if key not in (*_FIRST, _LAST))
    keys.append(_LAST)
    lines: list[str] = []
    for key in keys:
        value = raw[key]
        if isinstance(value, list) and value:
            lines.append(f"    {key}:")
            lines.extend(f"      - {_flow(one)}" for one in value)
        else:
            lines.append(f"    {key}: {_flow(value, is_top=key in ('id', 'kind', 'lesson'))}")
    return "  - " + "\n".join(lines).lstrip() + "\n"


def _plain(item: ItemSource) -> Raw:
    """Return an item as YAML's own types, without what is left at its default."""
    raw: Raw = msgspec.to_builtins(item)
    found = _without_defaults(raw, item)
    found["kind"] = raw["kind"]
    return found


def _without_defaults(raw: Raw, source: msgspec.Struct) -> Raw:
    kept: Raw = {}
    for field in msgspec.structs.fields(source):
        value = getattr(source, field.name)
        default = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        if default is msgspec.NODEFAULT or value != default:
            kept[field.encode_name] = _part(raw[field.encode_name], value)
    return kept


def _part(raw: Any, value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, msgspec.Struct):
        return _without_defaults(raw, value)
    if isinstance(value, tuple):
        return [_part(one, other) for one, other in zip(raw, value, strict=True)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _part(one, value[key]) for key, one in raw.items()}
    return raw


def _flow(value: Any, *, is_top: bool = False) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)}: {_flow(one)}" for key, one in value.items())
        return "{" + inner + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    if is_top:
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if key.isascii() and key.isidentifier() else json.dumps(key, ensure_ascii=False)


def _insert(text: str, added: str) -> str | None:
    """Return ``text`` with entries put behind the last item; None where there is no such place."""
    root = yaml.compose(text, yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return None
    for key, value in root.value:
        if key.value == _ITEMS and isinstance(value, yaml.SequenceNode) and value.value:
            if value.flow_style:
                return None
            column = value.start_mark.column
            return _splice(text, value.value[-1].end_mark, _indent(added, column - 2))
    return None


def _splice(text: str, mark: yaml.Mark, added: str) -> str:
    """Put lines behind the last line with words before ``mark``."""
    lines = text.splitlines(keepends=True)
    last = mark.line if mark.column else mark.line - 1
    while last > 0 and (last >= len(lines) or _is_idle(lines[last])):
        last -= 1
    head = "".join(lines[: last + 1])
    head = head if head.endswith("\n") else f"{head}\n"
    return head + added + "".join(lines[last + 1 :])


def _is_idle(line: str) -> bool:
    bare = line.strip()
    return not bare or bare.startswith("#")


def _indent(text: str, change: int) -> str:
    if change >= 0:
        return "".join(f"{' ' * change}{line}" for line in text.splitlines(keepends=True))
    return "".join(line.removeprefix(" " * -change) for line in text.splitlines(keepends=True))
