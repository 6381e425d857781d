"""SCORM manifests: what is taken, what is changed, what is left out."""

import pytest

from common.errors import DomainError
from courses.importers.activity import ActivityKind
from courses.importers.activity_import import read_activity_file
from tests.activity_packages import (
    NAMES_2004,
    SCO,
    TOOLS,
    item,
    manifest,
    pack,
    resource,
    scorm,
    scorm_2004,
    scorm_of_frames,
    scorm_of_two,
    scorm_page,
)

ONE = resource(1, "index.html")


@pytest.fixture
def read(tmp_path):
    def read(raw):
        path = tmp_path / "package.zip"
        path.write_bytes(raw)
        return read_activity_file(path)

    return read


def reasons(package):
    return {note.reason.value: note.place for note in package.notes}


def test_one_part_with_a_mastery_score_is_taken_as_it_is(read):
    package = read(scorm())

    (part,) = package.items
    assert (package.kind, package.title, package.notes) == (ActivityKind.SCORM_12, "Trồng rau", ())
    assert (part.title, part.path, part.is_sco, part.mastery_score) == (
        "Làm đất", "index.html", True, 80.0,
    )  # fmt: skip


def test_several_parts_keep_their_order_and_places(read):
    package = read(scorm_of_two())

    assert [(part.title, part.path) for part in package.parts] == [
        ("Làm đất", "1/index.html"),
        ("Gieo hạt", "2/index.html"),
    ]


def test_headings_stand_above_their_parts_and_empty_ones_go(read):
    inner = item(1, "Một", base="") + '<item identifier="x"><title>Trống</title></item>'
    tree = f'<item identifier="h"><title>Chương 1</title>{inner}</item>'
    tree += f'<item identifier="g"><title>Rỗng</title>{item(9, "Không có")}</item>'

    package = read(scorm(tree, ONE))

    assert [(one.title, one.depth, bool(one.path)) for one in package.items] == [
        ("Chương 1", 0, False),
        ("Một", 1, True),
    ]
    assert reasons(package)["broken_reference"] == "Trống, Không có"


def test_of_several_organisations_the_default_one_counts(read):
    other = f'<organization identifier="p"><title>Khác</title>{item(1, "Hai")}</organization>'

    package = read(scorm(item(1, "Một"), ONE, default="p", others=other))

    assert [part.title for part in package.parts] == ["Hai"]
    assert reasons(package) == {"other_organization": "Trồng rau"}


def test_a_default_that_does_not_exist_means_the_first(read):
    package = read(scorm(item(1, "Một"), ONE, default="nowhere"))

    assert [part.title for part in package.parts] == ["Một"]


def test_without_an_organisation_the_resources_are_the_parts(read):
    raw = manifest("", ONE).replace('<organization identifier="o">', "<x>")
    raw = raw.replace("</organization>", "</x>")

    package = read(pack({"imsmanifest.xml": raw, "index.html": SCO}))

    assert [part.path for part in package.parts] == ["index.html"]
    assert "no_organization" in reasons(package)


def test_bases_parameters_and_percent_signs_lead_to_the_file(read):
    raw = scorm(
        item(1, "Một", parameters="?page=3"),
        resource(1, "b%C3%A0i/index.html#top", base="sco/"),
        files={"sco/bài/index.html": SCO},
    )

    (part,) = read(raw).parts

    assert (part.path, part.suffix) == ("sco/bài/index.html", "?page=3#top")


@pytest.mark.parametrize("href", ["SCO\\Index.HTM", "sco/INDEX.htm", "./sco/index.htm"])
def test_an_oddly_spelled_address_still_finds_its_file(read, href):
    package = read(scorm(item(1, "Một"), resource(1, href), files={"sco/index.htm": SCO}))

    assert [part.path for part in package.parts] == ["sco/index.htm"]


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("gone.html", "file_missing"),
        ("../index.html", "not_a_file"),
        ("http://example.org/a.html", "not_a_file"),
        ("//example.org/a.html", "not_a_file"),
        ("javascript:alert(1)", "not_a_file"),
        ("%2e%2e/%2e%2e/etc/passwd", "not_a_file"),
        ("index.html%00.png", "file_missing"),
    ],
)
def test_a_part_that_is_no_file_of_the_package_is_left_out(read, href, reason):
    two = item(1, "Tốt") + item(2, "Xấu")

    package = read(scorm(two, ONE + resource(2, href)))

    assert [part.title for part in package.parts] == ["Tốt"]
    assert reasons(package)[reason] == "Xấu"


def test_a_base_that_leads_out_is_ignored(read):
    package = read(scorm(item(1, "Một"), resource(1, "index.html", base="../../etc/")))

    assert [part.path for part in package.parts] == ["index.html"]


def test_what_is_not_enforced_is_told_and_passed_on(read):
    more = (
        '<adlcp:prerequisites type="aicc_script">i9</adlcp:prerequisites>'
        "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed>"
        "<adlcp:timelimitaction>continue,no message</adlcp:timelimitaction>"
        "<adlcp:datafromlms>bắt đầu</adlcp:datafromlms><adlcp:masteryscore>cao</adlcp:masteryscore>"
    )

    package = read(scorm(item(1, "Một", more), ONE))

    (part,) = package.parts
    assert set(reasons(package)) == {"prerequisites", "time_limit", "bad_value"}
    assert part.launch_data == "bắt đầu"
    assert (part.max_time_allowed, part.time_limit_action) == ("00:30:00", "continue,no message")
    assert part.mastery_score is None


def test_scorm_2004_is_recognised_and_says_what_it_lacks(read):
    by_version = read(scorm_2004())
    silent = scorm(item(1, "Một"), ONE, version="", names=NAMES_2004)
    by_namespace = read(silent)

    assert {by_version.kind, by_namespace.kind} == {ActivityKind.SCORM_2004}
    assert "without_sequencing" in reasons(by_version)


def test_a_manifest_in_the_only_folder_is_found(read):
    files = {"goi/imsmanifest.xml": manifest(item(1, "Một"), ONE), "goi/index.html": SCO}

    assert [part.path for part in read(pack(files)).parts] == ["goi/index.html"]


def test_other_xml_than_a_manifest_is_refused(read):
    with pytest.raises(DomainError) as refusal:
        read(pack({"imsmanifest.xml": "<html/>"}))

    assert refusal.value.code == "courses.not_an_activity"


def test_a_package_without_a_part_that_opens_is_refused(read):
    with pytest.raises(DomainError) as refusal:
        read(scorm(item(1, "Một"), resource(1, "gone.html")))

    assert refusal.value.code == "courses.activity_empty"


def test_frames_flash_and_the_internet_are_told(read):
    framed = read(scorm_of_frames())
    online = read(scorm_page("<script src='https://cdn.example.org/x.js'></script>"))
    flashy = read(scorm(item(1, "Một"), ONE, files={"index.html": SCO, "old.swf": "x"}))

    assert reasons(framed) == {"frames": "index.html"}
    assert reasons(online) == {"needs_internet": "index.html"}
    assert reasons(flashy) == {"needs_flash": "old.swf"}


def test_titles_are_harmless_one_line_and_short(read):
    package = read(scorm(item(1, "Một\u202egnp\n&lt;b&gt;" + "x" * 400), ONE))

    (part,) = package.parts
    assert part.title.startswith("Mộtgnp <b>x")
    assert len(part.title) <= 120
    assert "cut_text" in reasons(package)


def test_parts_of_one_name_have_keys_of_their_own(read):
    package = read(scorm(item(1, "Một") * 3, ONE))

    assert len({part.key for part in package.parts}) == 3


def test_hidden_parts_and_listed_files_that_are_missing_are_told(read):
    two = item(1, "Một") + item(1, "Ẩn", isvisible="false")

    package = read(scorm(two, resource(1, "index.html", more='<file href="gone.js"/>')))

    assert reasons(package) == {"hidden": "Ẩn", "listed_file_missing": "gone.js"}


@pytest.mark.parametrize(
    ("tool", "parts"),
    [
        ("storyline", [("Rau", "index_lms.html", "")]),
        ("ispring", [("Rau", "res/index.html", "")]),
        ("captivate", [("Rau", "index_scorm.html", "?cp=1")]),
        ("exelearning", [("Làm đất", "index.html", ""), ("Gieo hạt", "gieo_ht.html", "")]),
    ],
)
def test_packages_of_well_known_tools_are_taken_without_a_note(read, tool, parts):
    package = read(TOOLS[tool]())

    assert [(one.title, one.path, one.suffix) for one in package.parts] == parts
    assert package.notes == ()
