"""The structure of a QTI 3 package, as far as it can be held without the schemas of 1EdTech."""

import io
import posixpath
import zipfile
from xml.etree import ElementTree as ET

import pytest

from courses.exporters.qti3 import NAMESPACE, export_qti3

ITEM_ORDER = [
    "qti-response-declaration", "qti-outcome-declaration", "qti-item-body",
    "qti-response-processing", "qti-modal-feedback",
]  # fmt: skip
REQUIRED = {"identifier", "title", "adaptive", "time-dependent"}


@pytest.fixture(scope="session")
def files(bank):
    with zipfile.ZipFile(io.BytesIO(export_qti3(bank).content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def bare(element):
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def items(files):
    return {name: ET.fromstring(raw) for name, raw in files.items() if name.startswith("items/")}  # noqa: S314 - our own


def test_every_file_is_listed_once_and_every_listed_file_is_there(files):
    manifest = ET.fromstring(files["imsmanifest.xml"])  # noqa: S314 - our own
    resources = list(manifest.iter("{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}resource"))
    listed = [one.get("href") for one in resources]
    names = {one.get("identifier") for one in resources}

    assert sorted(listed) == sorted(set(files) - {"imsmanifest.xml"})
    assert len(names) == len(resources)
    for one in resources:
        assert {inner.get("identifierref") for inner in one if "dependency" in inner.tag} <= names


def test_items_have_their_parts_in_the_order_of_the_schema(files):
    for root in items(files).values():
        places = [ITEM_ORDER.index(bare(one)) for one in root]
        assert bare(root) == "qti-assessment-item"
        assert set(root.keys()) >= REQUIRED
        assert places == sorted(places)
        assert places.count(2) == places.count(3) == 1


def test_every_name_that_an_item_uses_is_declared(files):
    for root in items(files).values():
        responses = {one.get("identifier") for one in root if "response-decl" in one.tag}
        outcomes = {one.get("identifier") for one in root if "outcome-decl" in one.tag}
        choices = [one.get("identifier") for one in root.iter() if "-choice" in bare(one)]
        choices = [one for one in choices if one]
        values = " ".join(one.text for one in root.iter(f"{{{NAMESPACE}}}qti-value") if one.text)
        base = next(iter(root)).get("base-type")
        assert {one.get("response-identifier") for one in root.iter()} - {None} <= responses
        assert {one.get("outcome-identifier") for one in root.iter()} - {None} <= outcomes
        assert len(set(choices)) == len(choices)
        if base in ("identifier", "directedPair"):
            assert set(values.split()) - {"0"} <= set(choices)
        for one in root.iter(f"{{{NAMESPACE}}}qti-set-outcome-value"):
            assert one.get("identifier") in outcomes


def test_pictures_are_found_from_where_the_item_lies(files):
    for name, root in items(files).items():
        for one in root.iter(f"{{{NAMESPACE}}}img"):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), one.get("src")))
            assert path in files
            assert one.get("alt")


def test_points_add_up_to_one(files):
    for root in items(files).values():
        mapping = root.find(f".//{{{NAMESPACE}}}qti-mapping")
        correct = {one.text for one in root[0][0]}
        if mapping is not None and root[0].get("cardinality") == "multiple":
            worths = {one.get("map-key"): float(one.get("mapped-value")) for one in mapping}
            assert sum(worths[key] for key in correct) == pytest.approx(1, abs=1e-4)


def test_hostile_words_stay_words_in_the_files(files):
    assert b"<script>" not in b"".join(files.values())
    assert b"&lt;script&gt;" in files["items/KNS-04-Q01.xml"]
