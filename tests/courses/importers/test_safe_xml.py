"""XML from outside: honest documents are read, hostile ones are refused quickly."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from courses.importers.errors import BadXmlError, DomainError
from courses.importers.safe_xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, parse_xml

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "laughs": (f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>', "doctype"),
    "quadratic": (f'<!DOCTYPE a [<!ENTITY b "{"b" * 9999}">]><a>{"&b;" * 9999}</a>', "doctype"),
    "own_file": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "doctype"),
    "own_net": ('<!DOCTYPE a [<!ENTITY x SYSTEM "http://10.0.0.1/">]><a>&x;</a>', "doctype"),
    "outer_dtd": ('<!DOCTYPE a SYSTEM "http://10.0.0.1/a.dtd"><a/>', "doctype"),
    "public_dtd": ('<!DOCTYPE a PUBLIC "-//W3C//DTD" "http://10.0.0.1/"><a/>', "doctype"),
    "parameter": ('<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///x">%p;]><a/>', "doctype"),
    "plain_doctype": ("<!DOCTYPE a><a/>", "doctype"),
    "unknown_entity": ("<a>&nbsp;</a>", "broken"),
    "not_closed": ("<a><b></a>", "broken"),
    "nothing": ("", "broken"),
    "two_roots": ("<a/><a/>", "broken"),
    "odd_encoding": ('<?xml version="1.0" encoding="utf-7"?><a/>', "broken"),
    "no_encoding": ('<?xml version="1.0" encoding="rot13"?><a/>', "broken"),
    "control": ("<a>\x01</a>", "broken"),
    "unbound_prefix": ("<x:a/>", "broken"),
    "deep": ("<a>" * 100_000, "too_large"),
    "deep_and_closed": ("<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1), "too_large"),
    "many": (f"<a>{'<b/>' * MAX_ELEMENTS}</a>", "too_large"),
    "wide": ("<a " + " ".join(f'b{n}=""' for n in range(540_000)) + "/>", "too_large"),
    "long": ("<a>" + "x" * MAX_BYTES + "</a>", "too_large"),
}


@pytest.mark.parametrize(("text", "code"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_xml_is_refused_quickly(text, code):
    started = time.perf_counter()

    with pytest.raises(DomainError) as refusal:
        parse_xml(text.encode())

    assert refusal.value.code == f"courses.xml_{code}"
    assert time.perf_counter() - started <= 10


def test_the_refusal_of_broken_xml_names_the_line():
    with pytest.raises(BadXmlError) as refusal:
        parse_xml(b"<a>\n<b>\n</a>")

    assert refusal.value.params == {"line": 3}


def test_inclusions_and_instructions_are_not_obeyed():
    root = parse_xml(
        b'<?xml-stylesheet href="http://10.0.0.1/"?>'
        b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></a>'
    )

    assert root.text == ""
    assert root.children[0].tag == "{http://www.w3.org/2001/XInclude}include"


def test_text_children_and_lines_are_kept():
    root = parse_xml(
        "<bài số='1'>\n<câu>Quét &lt;mã&gt; <![CDATA[<b>&]]></câu><câu/></bài>".encode()
    )

    assert root.attributes == {"số": "1"}
    assert [child.line for child in root.find_all("câu")] == [2, 2]
    assert root.children[0].text == "Quét <mã> <b>&"
    assert root.find("none") is None


def test_utf16_with_its_mark_is_read():
    assert parse_xml("<a>Bưu điện</a>".encode("utf-16")).text == "Bưu điện"


CHILD = """
import sys
from pathlib import Path
from common.errors import DomainError
from courses.importers.safe_xml import parse_xml

try:
    parse_xml(Path(sys.argv[1]).read_bytes())
except DomainError:
    status = Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.parametrize("name", ["wide", "many", "deep", "laughs"])
def test_hostile_xml_takes_little_memory(name, tmp_path):
    path = tmp_path / "hostile.xml"
    path.write_text(HOSTILE[name][0], encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )

    assert int(done.stdout) <= 200
