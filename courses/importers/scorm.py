"""SCORM 1.2 and 2004 packages: the manifest as a table of contents, without sequencing."""

import posixpath
from dataclasses import dataclass, field, replace

from courses.importers.activity import (
    ActivityItem,
    ActivityKind,
    ActivityPackage,
    ActivityReason,
    Notes,
    clean_title,
)
from courses.importers.activity_errors import NotAnActivityError, NothingToPlayError
from courses.importers.safe_xml import MAX_BYTES, Node, parse_xml
from courses.importers.safe_zip import SafeArchive
from courses.importers.scorm_address import Files, NotInsideError, join, split
from courses.importers.scorm_pages import look_at_pages
from courses.importers.scorm_values import (
    Values,
    children,
    first_child,
    local_name,
    named_attribute,
    read_values,
    text_of,
)

MANIFEST = "imsmanifest.xml"
MOST_ITEMS = 300
DEEPEST = 12
_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True)
class _Resource:
    """A resource of the manifest, its address not yet looked up."""

    href: str
    base: str
    is_sco: bool


@dataclass
class _Reading:
    """What is known while one manifest is read."""

    files: Files
    resources: dict[str, _Resource]
    is_2004: bool
    notes: Notes = field(default_factory=Notes)
    items: list[ActivityItem] = field(default_factory=list)


def find_manifest(archive: SafeArchive) -> str | None:
    """Return the manifest's name: at the top, or in the one folder that everything is in."""
    if MANIFEST in archive.entries:
        return MANIFEST
    tops = {name.partition("/")[0] for name in archive.entries}
    nested = f"{next(iter(tops))}/{MANIFEST}" if len(tops) == 1 else ""
    return nested if nested in archive.entries else None


def read_scorm(archive: SafeArchive, manifest: str) -> ActivityPackage:
    """Return the table of contents of a package.

    Args:
        archive: the checked archive.
        manifest: as :func:`find_manifest` found it.

    Raises:
        BadXmlError, XmlDoctypeError, XmlTooLargeError: the manifest is broken or hostile.
        NotAnActivityError: the manifest describes something else.
        NothingToPlayError: no part can be opened.
    """
    root = parse_xml(archive.read(manifest, most=MAX_BYTES))
    if local_name(root) != "manifest":
        raise NotAnActivityError
    reading = _Reading(
        files=Files(archive.entries),
        resources=_read_resources(root, posixpath.dirname(manifest)),
        is_2004=_is_2004(root),
    )
    title = _read_contents(reading, root)
    items = _without_empty_headings(reading.items)
    if not any(item.path for item in items):
        raise NothingToPlayError
    _note_whole(reading, root)
    look_at_pages(archive, reading.notes)
    return ActivityPackage(
        kind=ActivityKind.SCORM_2004 if reading.is_2004 else ActivityKind.SCORM_12,
        title=clean_title(title) or next(item.title for item in items),
        items=tuple(items),
        notes=reading.notes.collect(),
    )


def _is_2004(root: Node) -> bool:
    """Tell the version by what the manifest says; by its namespaces when it says nothing."""
    metadata = first_child(root, "metadata")
    version = text_of(metadata, "schemaversion") if metadata else ""
    if version:
        return "2004" in version or "cam" in version.casefold()
    names = {tag for node in _walk(root) for tag in (node.tag, *node.attributes)}
    return any("adlcp_v1p3" in name or "imsss" in name for name in names)


def _walk(root: Node) -> list[Node]:
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(node.children)
    return found


def _read_resources(root: Node, folder: str) -> dict[str, _Resource]:
    resources: dict[str, _Resource] = {}
    base = _based(folder, root)
    for group in children(root, "resources"):
        group_base = _based(base, group)
        for node in children(group, "resource"):
            own = named_attribute(node, "scormtype").casefold()
            resources.setdefault(
                node.attributes.get("identifier", ""),
                _Resource(
                    href=node.attributes.get("href", ""),
                    base=_based(group_base, node),
                    is_sco=own == "sco",
                ),
            )
    return resources


def _based(base: str, node: Node) -> str:
    """Return the folder for addresses inside ``node``; a base of elsewhere is ignored."""
    own = node.attributes.get(_BASE, "").replace("\\", "/")
    try:
        return join(base, split(own)[0]) if own else base
    except NotInsideError:
        return base


def _read_contents(reading: _Reading, root: Node) -> str:
    """Read the default organisation, or the resources when there is none; return a title."""
    group = first_child(root, "organizations")
    organizations = children(group, "organization") if group else []
    wanted = group.attributes.get("default", "") if group else ""
    chosen = next(
        (one for one in organizations if one.attributes.get("identifier") == wanted),
        organizations[0] if organizations else None,
    )
    for other in organizations:
        if other is not chosen:
            place = text_of(other, "title") or other.attributes.get("identifier", "")
            reading.notes.add(place, ActivityReason.OTHER_ORGANIZATION)
    if chosen is None:
        reading.notes.add(MANIFEST, ActivityReason.NO_ORGANIZATION)
        _take_resources(reading)
        return ""
    for node in children(chosen, "item"):
        _take_item(reading, node, depth=0)
    return text_of(chosen, "title")


def _take_resources(reading: _Reading) -> None:
    for identifier, resource in reading.resources.items():
        if resource.is_sco:
            values = Values(title=identifier)
            _take_part(reading, values, identifier, resource=resource, depth=0)


def _take_item(reading: _Reading, node: Node, *, depth: int) -> None:
    values = read_values(node, reading.notes)
    name = values.title or node.attributes.get("identifier", "")
    if depth >= DEEPEST:
        reading.notes.add(name, ActivityReason.TOO_DEEP)
        return
    if node.attributes.get("isvisible", "true").strip() in ("false", "0"):
        reading.notes.add(name, ActivityReason.HIDDEN)
        return
    reference = node.attributes.get("identifierref", "").strip()
    inner = children(node, "item")
    if reference:
        _take_reference(reading, node, values, reference=reference, depth=depth)
    elif inner:
        _append(reading, ActivityItem(key="", title=clean_title(name), depth=depth))
    else:
        reading.notes.add(name, ActivityReason.BROKEN_REFERENCE)
    for child in inner:
        _take_item(reading, child, depth=depth + 1)


def _take_reference(
    reading: _Reading, node: Node, values: Values, *, reference: str, depth: int
) -> None:
    resource = reading.resources.get(reference)
    if resource is None or not resource.href.strip():
        reading.notes.add(values.title or reference, ActivityReason.BROKEN_REFERENCE)
        return
    parameters = node.attributes.get("parameters", "").strip()
    resource = replace(resource, href=_with_parameters(resource.href, parameters))
    key = node.attributes.get("identifier", "") or reference
    _take_part(reading, values, key, resource=resource, depth=depth)


def _with_parameters(href: str, parameters: str) -> str:
    """Append the parameters of an item as SCORM's own rule says, before any fragment."""
    address, mark, fragment = href.partition("#")
    if parameters.startswith("#"):
        return href if mark else href + parameters
    bare = parameters.lstrip("?&")
    if bare:
        address += ("&" if "?" in address else "?") + bare
    return address + mark + fragment


def _take_part(
    reading: _Reading, values: Values, key: str, *, resource: _Resource, depth: int
) -> None:
    name = values.title or resource.href
    try:
        address = reading.files.find(resource.base, resource.href)
    except NotInsideError:
        reading.notes.add(name, ActivityReason.NOT_A_FILE)
        return
    if address is None:
        reading.notes.add(name, ActivityReason.FILE_MISSING)
        return
    if address.is_odd:
        reading.notes.add(name, ActivityReason.ODD_ADDRESS)
    title = clean_title(values.title)
    if not title:
        title = clean_title(posixpath.basename(address.path)) or "?"
        reading.notes.add(address.path, ActivityReason.NO_TITLE)
    item = ActivityItem(
        key=_new_key(reading, key),
        title=title,
        depth=depth,
        path=address.path,
        suffix=address.suffix,
        is_sco=resource.is_sco,
        mastery_score=values.mastery_score,
        launch_data=values.launch_data,
        max_time_allowed=values.max_time_allowed,
        time_limit_action=values.time_limit_action,
    )
    _append(reading, item)


def _append(reading: _Reading, item: ActivityItem) -> None:
    if len(reading.items) >= MOST_ITEMS:
        reading.notes.add(item.title, ActivityReason.TOO_MANY_ITEMS)
    else:
        reading.items.append(item)


def _new_key(reading: _Reading, key: str) -> str:
    """Return ``key``, made unique: manifests repeat identifiers although they must not."""
    wanted = clean_title(key)[:80] or "part"
    known = {item.key for item in reading.items}
    if wanted not in known:
        return wanted
    return f"{wanted}#{len(reading.items)}"


def _without_empty_headings(items: list[ActivityItem]) -> list[ActivityItem]:
    """Drop headings below which nothing is left."""
    kept: list[ActivityItem] = []
    following = -1  # depth of the item behind, once something to open was seen
    for item in reversed(items):
        if item.path or following > item.depth:
            kept.append(item)
            following = item.depth
    return kept[::-1]


def _note_whole(reading: _Reading, root: Node) -> None:
    if reading.is_2004:
        reading.notes.add("SCORM 2004", ActivityReason.WITHOUT_SEQUENCING)
    for inner in children(root, "manifest"):
        place = inner.attributes.get("identifier", "")
        reading.notes.add(place, ActivityReason.SUBMANIFEST)
    _note_listed_files(reading, root)


def _note_listed_files(reading: _Reading, root: Node) -> None:
    """Note files that resources list and the archive lacks."""
    for group in children(root, "resources"):
        for node in children(group, "resource"):
            resource = reading.resources[node.attributes.get("identifier", "")]
            for file in children(node, "file"):
                href = file.attributes.get("href", "")
                try:
                    is_there = not href or reading.files.find(resource.base, href) is not None
                except NotInsideError:
                    is_there = False
                if not is_there:
                    reading.notes.add(href, ActivityReason.LISTED_FILE_MISSING)
