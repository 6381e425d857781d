"""Question banks in QTI 2.1, 2.2 and 3.0: single items, tests and packages.

QTI 1.2, as text2qti writes it, is read by ``qti1``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from common.errors import DomainError
from courses.importers.bank import Bank
from courses.importers.base import ImportReport, Target
from courses.importers.errors import NotAQtiFileError
from courses.importers.plain_text import Image
from courses.importers.qti1 import ROOT as ROOT_OF_ONE
from courses.importers.qti1 import read_items_of_one
from courses.importers.qti_items import name_of, read_item
from courses.importers.qti_package import QtiPackage
from courses.importers.qti_tree import Element, to_element
from courses.importers.questions import LeftOutError
from courses.importers.reasons import Reason
from courses.importers.safe_xml import parse_xml

_ITEM = "assessmentItem"
_TEST = "assessmentTest"
_HEAD = 4096
"""Bytes in which the root element of a file begins."""
MAX_ITEMS = 2_000
MAX_TAGS = 20_000
"""Of one item, counted without reading it."""
MAX_ALL_TAGS = 300_000
"""Of all items of one import together."""


def import_qti_item(raw: bytes, target: Target) -> ImportReport:
    """Return the items of one XML file: an item of QTI 2 or 3, or a bank of QTI 1.2.

    Raises:
        XmlDoctypeError, XmlTooLargeError, BadXmlError: the file is refused.
        NotAQtiFileError: it is another kind of XML.
    """
    root = to_element(parse_xml(raw))
    reader = _Reader(Bank(target), QtiPackage({}))
    if root.name not in (_ITEM, ROOT_OF_ONE):
        raise NotAQtiFileError
    reader.take_root(root, file="", lesson_id="")
    return reader.bank.report()


def import_qti_package(package: QtiPackage, target: Target) -> ImportReport:
    """Return the items of a package, in the order of its test, if it has one.

    A section whose identifier is the id of a lesson sends its items to that lesson.

    Raises:
        DomainError: the archive or its manifest is refused.
        NotAQtiFileError: it holds no items.
    """
    reader = _Reader(Bank(target), package)
    found = list(_list_items(package))
    if not found:
        raise NotAQtiFileError
    for number, (file, lesson_id) in enumerate(found):
        if number >= MAX_ITEMS:
            reader.bank.leave_out(1, file, LeftOutError(Reason.BANK_FULL), file=file)
        else:
            reader.take_file(file, lesson_id)
    return reader.bank.report()


def _list_items(package: QtiPackage) -> Iterator[tuple[str, str]]:
    """Yield files of items and the sections they stand in, each file once."""
    seen: set[str] = set()
    for file, lesson_id in [
        *(one for test in package.tests for one in _items_of_test(package, test)),
        *((file, "") for file in package.items),
    ]:
        if file not in seen:
            seen.add(file)
            yield file, lesson_id


def _items_of_test(package: QtiPackage, test: str) -> Iterator[tuple[str, str]]:
    try:
        root = to_element(parse_xml(package.read(test)))
    except (DomainError, LeftOutError):
        return  # its items are listed in the manifest, too
    if root.name == _TEST:
        yield from _items_below(package, test, root, "")


def _items_below(
    package: QtiPackage, test: str, element: Element, section: str
) -> Iterator[tuple[str, str]]:
    for one in element.content:
        if not isinstance(one, Element):
            continue
        if one.name == "assessmentItemRef":
            yield package.resolve(test, one.attributes.get("href", "")), section
        else:
            is_section = one.name == "assessmentSection"
            inner = one.identifier.partition(".")[0] if is_section else section
            yield from _items_below(package, test, one, inner)


@dataclass
class _Reader:
    """Takes items one by one; a broken one is noted and the others go on."""

    bank: Bank
    package: QtiPackage
    _tags: int = field(default=0)

    def take_file(self, file: str, lesson_id: str) -> None:
        try:
            root = to_element(parse_xml(self._read(file)))
        except DomainError:
            self._refuse(file, Reason.UNSAFE_FILE)
        except LeftOutError as refusal:
            self._refuse(file, refusal.reason)
        else:
            self.take_root(root, file=file, lesson_id=lesson_id)

    def _read(self, file: str) -> bytes:
        raw = self.package.read(file)
        tags = raw.count(b"<")
        self._tags += tags
        is_item = ROOT_OF_ONE.encode() not in raw[:_HEAD]
        if (is_item and tags > MAX_TAGS) or self._tags > MAX_ALL_TAGS:
            raise LeftOutError(Reason.UNSAFE_FILE)
        return raw

    def _refuse(self, file: str, reason: Reason) -> None:
        self.bank.leave_out(1, file, LeftOutError(reason), file=file)

    def take_root(self, root: Element, *, file: str, lesson_id: str) -> None:
        if root.name == ROOT_OF_ONE:
            for question, refusal in read_items_of_one(root):
                if refusal:
                    self.bank.leave_out(question.line, question.prompt.text, refusal, file=file)
                else:
                    self.bank.add(question, find=self._finder(file).find, file=file)
            return
        finder = self._finder(file)
        try:
            question = read_item(root, measure=finder.measure, lesson_id=lesson_id)
        except LeftOutError as refusal:
            self.bank.leave_out(root.line, name_of(root), refusal, file=file)
        else:
            self.bank.add(question, find=finder.find, file=file)

    def _finder(self, file: str) -> "_Finder":
        return _Finder(self.bank, self.package, file)


@dataclass(frozen=True)
class _Finder:
    """Finds the pictures of one item."""

    bank: Bank
    package: QtiPackage
    file: str

    def find(self, image: Image) -> bytes | None:
        return self.package.find(self.package.resolve(self.file, image.source))

    def measure(self, image: Image) -> tuple[float, float]:
        raw = self.find(image)
        if raw is None:
            raise LeftOutError(Reason.NO_PICTURE)
        return self.bank.bench.check(raw).size
