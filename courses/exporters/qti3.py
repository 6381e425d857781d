"""A bank as a QTI 3.0 package: one file an item, a test with a section a lesson, the pictures."""

import io
import itertools
import zipfile
from collections.abc import Iterator
from math import ceil
from xml.etree.ElementTree import Element, SubElement, tostring  # written, never read

from courses.exporters.base import BankToExport, ExportReport
from courses.exporters.qti3_body import Size, write_body
from courses.exporters.qti3_scoring import (
    score_of,
    write_declarations,
    write_feedback,
    write_processing,
)
from courses.item_schema import (
    ChoiceItemSource,
    HotspotItemSource,
    ItemSource,
    MultipleItemSource,
    PictureChoiceItemSource,
    PictureSource,
)
from courses.pictures import picture_size

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_CONTENT = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_VERSION = "3.0.0"
_SCHEMA = "QTI Package"
_DAWN_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_FINE = 1000
"""Least units of a side, so that thousandths of it are whole numbers."""


def export_qti3(bank: BankToExport) -> ExportReport:
    """Return a bank as a package; the same bank gives the same bytes."""
    files = {f"items/{one.id}.xml": _item_file(one, bank) for one in bank.quiz.items}
    files[_test_name(bank)] = _test_file(bank)
    files |= {name: bank.media[name] for name in _pictures(bank) if name in bank.media}
    files["imsmanifest.xml"] = _manifest_file(bank)
    taken = tuple(one.id for one in bank.quiz.items)
    return ExportReport(_pack(files), taken, changed=(), left_out=())


def _item_file(item: ItemSource, bank: BankToExport) -> bytes:
    root = Element("qti-assessment-item", identifier=item.id, title=item.id)
    root.set("xmlns", NAMESPACE)
    root.set("adaptive", "false")
    root.set("time-dependent", "false")
    root.set("xml:lang", "vi")
    scoring = score_of(item)
    write_declarations(root, scoring)
    root.append(write_body(item, _drawn_size(item, bank)))
    write_processing(root, scoring)
    write_feedback(root, scoring, item.explanation)
    return _to_bytes(root)


def _drawn_size(item: ItemSource, bank: BankToExport) -> Size:
    """Return in which size the picture of a hotspot is drawn; drawings grow without loss."""
    if not isinstance(item, HotspotItemSource):
        return 0, 0
    name = item.picture.file
    width, height = picture_size(name, bank.media[name]) or (_FINE, _FINE)
    scale = ceil(_FINE / min(width, height)) if name.endswith(".svg") else 1
    return round(width * scale), round(height * scale)


def _test_file(bank: BankToExport) -> bytes:
    root = Element("qti-assessment-test", identifier=bank.quiz.quiz_id, title=bank.quiz.title)
    root.set("xmlns", NAMESPACE)
    part = SubElement(root, "qti-test-part", identifier="PART")
    part.set("navigation-mode", "nonlinear")
    part.set("submission-mode", "individual")
    used: set[str] = set()
    for lesson, items in itertools.groupby(bank.quiz.items, key=lambda one: one.lesson):
        # An identifier stands once in a test, also when items come back to a lesson.
        outer = SubElement(part, "qti-assessment-section", identifier=_free(lesson, used))
        outer.set("title", lesson)
        outer.set("visible", "true")
        for one in items:
            SubElement(
                outer,
                "qti-assessment-item-ref",
                identifier=one.id,
                href=f"../items/{one.id}.xml",
            )
    return _to_bytes(root)


def _free(lesson: str, used: set[str]) -> str:
    """Return the lesson's id, with a number behind a dot when it is used already."""
    names = itertools.chain([lesson], (f"{lesson}.{number}" for number in itertools.count(2)))
    found = next(one for one in names if one not in used)
    used.add(found)
    return found


def _test_name(bank: BankToExport) -> str:
    return f"tests/{bank.quiz.quiz_id}.xml"


def _manifest_file(bank: BankToExport) -> bytes:
    root = Element("manifest", identifier=f"{bank.course_id}-BANK", xmlns=_CONTENT)
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = _SCHEMA
    SubElement(metadata, "schemaversion").text = _VERSION
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    names = {name: f"RES-{number}" for number, name in enumerate(_pictures(bank), start=1)}
    test = _resource(resources, bank.quiz.quiz_id, "imsqti_test_xmlv3p0", _test_name(bank))
    for item in bank.quiz.items:
        SubElement(test, "dependency", identifierref=item.id)
    for item in bank.quiz.items:
        href = f"items/{item.id}.xml"
        resource = _resource(resources, item.id, "imsqti_item_xmlv3p0", href)
        for picture in dict.fromkeys(one.file for one in _pictures_of(item)):
            SubElement(resource, "dependency", identifierref=names[picture])
    for name, identifier in names.items():
        _resource(resources, identifier, "webcontent", name)
    return _to_bytes(root)


def _resource(resources: Element, identifier: str, kind: str, href: str) -> Element:
    resource = SubElement(resources, "resource", identifier=identifier, type=kind, href=href)
    SubElement(resource, "file", href=href)
    return resource


def _pictures(bank: BankToExport) -> list[str]:
    found = (one.file for item in bank.quiz.items for one in _pictures_of(item))
    return list(dict.fromkeys(found))


def _pictures_of(item: ItemSource) -> Iterator[PictureSource]:
    if item.picture:
        yield item.picture
    if isinstance(item, ChoiceItemSource | MultipleItemSource | PictureChoiceItemSource):
        yield from (one.picture for one in item.choices if one.picture)


def _to_bytes(root: Element) -> bytes:
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _pack(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=_DAWN_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
