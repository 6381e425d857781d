"""Packages made to hurt their reader: refused or taken without harm, quickly, in little memory."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from common.errors import DomainError
from courses.importers.activity import LONGEST_TITLE
from courses.importers.activity_import import read_activity_file
from courses.importers.scorm import MOST_ITEMS
from tests.activity_packages import (
    SCO,
    TINY_LIBRARY,
    h5p,
    item,
    manifest,
    pack,
    resource,
    scorm,
    scorm_page,
)

ONE = resource(1, "index.html")
DOCTYPE = '<!DOCTYPE manifest [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE lolz [" + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10)
)


def with_manifest(text):
    return pack({"imsmanifest.xml": text, "index.html": SCO})


def nested_items(depth):
    return '<item identifier="x"><title>t</title>' * depth + item(1, "sâu") + "</item>" * depth


def library_ring(count):
    """Libraries that need each other for ever."""
    files = {}
    for number in range(count):
        following = {"machineName": f"H5P.L{number + 1}", "majorVersion": 1, "minorVersion": 0}
        described = {**TINY_LIBRARY, "preloadedJs": [], "preloadedDependencies": [following]}
        files[f"H5P.L{number}-1.0/library.json"] = json.dumps(described)
    first = {"machineName": "H5P.L0", "majorVersion": 1, "minorVersion": 0}
    files["h5p.json"] = json.dumps({"mainLibrary": "H5P.L0", "preloadedDependencies": [first]})
    return h5p(**files)


MAKERS = {
    "external_entity": lambda: with_manifest(DOCTYPE + "<manifest>&x;</manifest>"),
    "billion_laughs": lambda: with_manifest(LAUGHS + "]><manifest>&l9;</manifest>"),
    "external_dtd": lambda: with_manifest('<!DOCTYPE m SYSTEM "http://x/"><manifest/>'),
    "deep_manifest": lambda: with_manifest("<manifest>" * 5000 + "</manifest>" * 5000),
    "huge_manifest": lambda: with_manifest("<manifest>" + "x" * 7_000_000 + "</manifest>"),
    "cut_manifest": lambda: with_manifest("<manifest><organizations>"),
    "unknown_encoding": lambda: with_manifest('<?xml version="1.0" encoding="klingon"?><m/>'),
    "many_elements": lambda: with_manifest("<manifest>" + "<a/>" * 200_000 + "</manifest>"),
    "many_attributes": lambda: with_manifest(
        "<manifest " + " ".join(f'a{n}="1"' for n in range(5000)) + "/>"
    ),
    "deep_items": lambda: scorm(nested_items(40), ONE),
    "too_deep_items": lambda: scorm(nested_items(3000), ONE),
    "many_items": lambda: scorm(item(1, "t") * 30_000, ONE),
    "many_resources": lambda: scorm(item(1, "t"), ONE + resource(2, "x.html") * 30_000),
    "many_listed_files": lambda: scorm(
        item(1, "t"), resource(1, "index.html", more='<file href="x/y.js"/>' * 60_000)
    ),
    "long_title": lambda: scorm(item(1, "x" * 3_000_000), ONE),
    "long_href": lambda: scorm(item(1, "t"), ONE + resource(2, "../" * 500_000)),
    "long_percent": lambda: scorm(item(1, "t") + item(2, "u"), ONE + resource(2, "%2e" * 900_000)),
    "long_launch_data": lambda: scorm(
        item(1, "t", f"<adlcp:datafromlms>{'x' * 3_000_000}</adlcp:datafromlms>"), ONE
    ),
    "script_in_title": lambda: scorm(item(1, "&lt;script&gt;alert(1)&lt;/script&gt;"), ONE),
    "template_in_title": lambda: scorm(item(1, "{{ config }}{% raw %}"), ONE),
    "only_javascript": lambda: scorm(item(1, "t"), resource(1, "javascript:alert(1)")),
    "page_of_tags": lambda: scorm_page("<iframe " * 30_000),
    "page_of_comments": lambda: scorm_page("<!--" * 60_000),
    "page_of_spaces": lambda: scorm_page("<script " + " " * 250_000),
    "json_deep": lambda: h5p(**{"content/content.json": '{"a":' * 90_000}),
    "json_wide": lambda: h5p(**{"content/content.json": json.dumps({"a": [1] * 900_000})}),
    "json_huge": lambda: h5p(**{"content/content.json": json.dumps({"a": "x" * 5_000_000})}),
    "json_numbers": lambda: h5p(**{"content/content.json": '{"a":' + "9" * 900_000 + "}"}),
    "json_list": lambda: h5p(**{"h5p.json": "[]"}),
    "library_up": lambda: h5p(
        **{
            "h5p.json": json.dumps(
                {
                    "mainLibrary": "H5P.X/../..",
                    "preloadedDependencies": [
                        {"machineName": "H5P.X/../..", "majorVersion": 1, "minorVersion": 0}
                    ],
                }
            )
        }
    ),
    "library_ring": lambda: library_ring(1000),
    "scripts_up": lambda: h5p(
        **{
            "H5P.TinyTrueFalse-1.0/library.json": json.dumps(
                {**TINY_LIBRARY, "preloadedJs": [{"path": "../../../etc/passwd"}] * 20_000}
            )
        }
    ),
}
TAKEN = {
    "deep_items", "too_deep_items", "many_items", "many_resources", "many_listed_files",
    "long_title", "long_href", "long_percent", "long_launch_data", "script_in_title",
    "template_in_title", "page_of_tags", "page_of_comments", "page_of_spaces", "json_wide",
    "scripts_up",
}  # fmt: skip
"""May be taken, bounded; the others must be refused."""


@pytest.mark.parametrize("name", MAKERS)
def test_a_hostile_package_is_refused_or_bounded_within_ten_seconds(tmp_path, name):
    path = tmp_path / "hostile.zip"
    path.write_bytes(MAKERS[name]())
    started = time.perf_counter()

    try:
        package = read_activity_file(path)
    except DomainError as refusal:
        package, code = None, refusal.code
        assert code.startswith("courses.")

    assert time.perf_counter() - started <= 10
    assert list(tmp_path.iterdir()) == [path]
    if package is None:
        return
    assert name in TAKEN
    assert len(package.items) <= MOST_ITEMS
    assert all(len(one.title) <= LONGEST_TITLE for one in package.items)
    assert all(".." not in one.path for one in package.items)
    assert len(package.notes) <= 30
    assert all(len(note.place) <= 400 for note in package.notes)


CHILD = """
import json, sys
from pathlib import Path
from common.errors import DomainError
from courses.importers.activity_import import read_activity_file

count = 0
for path in sorted(Path(sys.argv[1]).glob("*.zip")):
    try:
        read_activity_file(path)
    except DomainError:
        pass
    count += 1
# Not ru_maxrss: a child begins with the peak of its parent.
status = Path("/proc/self/status").read_text()
used = int(status.split("VmHWM:")[1].split()[0]) // 1024
print(json.dumps({"count": count, "mebibytes": used}))
"""


def test_all_hostile_packages_together_need_little_memory(tmp_path):
    for name, make in MAKERS.items():
        (tmp_path / f"{name}.zip").write_bytes(make())

    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )

    answer = json.loads(done.stdout)
    assert answer["count"] == len(MAKERS)
    assert answer["mebibytes"] <= 200


def test_a_manifest_that_nothing_forbids_is_taken(tmp_path):
    path = tmp_path / "honest.zip"
    path.write_bytes(with_manifest(manifest(item(1, "t"), ONE)))

    assert len(read_activity_file(path).parts) == 1
