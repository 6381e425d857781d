"""QTI as other systems write it, honest and hostile."""

import io
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from common.errors import DomainError
from courses.grading import grade
from courses.importers.base import Target
from courses.importers.errors import NotAQtiFileError, XmlDoctypeError
from courses.importers.qti import import_qti_item, import_qti_package
from courses.importers.qti_package import open_bytes, open_package
from courses.importers.reading import import_bank
from courses.item_builder import build_item

MATCH_CORRECT = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
MAP_RESPONSE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"
TARGET = Target("KNS-04", "KNS-04-L1", lesson_ids=frozenset({"KNS-04-L1", "KNS-04-L2"}))


def item(body, *, correct=("A",), cardinality="single", base="identifier", mapping="", more="",
         template=MATCH_CORRECT):  # fmt: skip
    values = "".join(f"<value>{one}</value>" for one in correct)
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t"'
        ' adaptive="false" timeDependent="false">'
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
        f'<itemBody>{body}</itemBody><responseProcessing template="{template}"/>{more}'
        "</assessmentItem>"
    ).encode()


def choices(*texts, name="simpleChoice"):
    return "".join(f'<{name} identifier="{c}">{t}</{name}>' for c, t in zip("ABCDEF", texts))  # noqa: B905


CHOICE = (
    '<p>Quét mã xong, bác làm gì?</p><choiceInteraction responseIdentifier="R" maxChoices="1">'
    f"{choices('Xem tên', 'Bấm nhanh', 'Đưa mật khẩu')}</choiceInteraction>"
)


def only(raw):
    report = import_qti_item(raw, TARGET)
    assert [str(note) for note in report.left_out] == []
    (found,) = report.items
    built = build_item(found)
    assert grade(built, built.key).score == 1.0
    return found


def reason(raw):
    report = import_qti_item(raw, TARGET)
    (note,) = report.left_out
    assert report.items == ()
    return str(note.reason)


def test_a_choice_with_feedback_and_partial_points_is_taken():
    entries = "".join(f'<mapEntry mapKey="{one}" mappedValue="1"/>' for one in "AB")
    mapping = f"<mapping>{entries}</mapping>"
    raw = item(
        CHOICE.replace('maxChoices="1"', 'maxChoices="0"'),
        correct="AB", cardinality="multiple", mapping=mapping, template=MAP_RESPONSE,
        more='<modalFeedback outcomeIdentifier="F" identifier="A" showHide="show">Đúng rồi.'
             '</modalFeedback><modalFeedback outcomeIdentifier="F" identifier="general" '
             'showHide="show">Xem kỹ.</modalFeedback>',
    )  # fmt: skip

    found = only(raw)

    assert found.__struct_config__.tag == "multiple"
    assert [one.right for one in found.choices] == [True, True, False]
    assert found.choices[0].why == "Đúng rồi."
    assert found.explanation == "Xem kỹ."


def test_the_kinds_of_interactions_find_their_item_kinds():
    pairs = ("a1 b1", "a2 b2", "a3 b3")
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{s}{n}" matchMax="1">{s}{n} chữ'
            "</simpleAssociableChoice>"
            for n in (1, 2, 3)
        )
        + "</simpleMatchSet>"
        for s in "ab"
    )
    things = "".join(
        f'<simpleAssociableChoice identifier="{n}">{n} chữ</simpleAssociableChoice>'
        for n in ("a1", "b1", "a2", "b2", "a3", "b3")
    )
    gaps = "".join(f'<gapText identifier="w{n}">từ {n}</gapText>' for n in (1, 2, 3, 4))
    text = "<p>" + "".join(f'Số {n} <gap identifier="g{n}"/> ' for n in (1, 2, 3)) + "</p>"
    found = {
        "order": item(
            f'<orderInteraction responseIdentifier="R"><prompt>Xếp?</prompt>'
            f"{choices('một', 'hai', 'ba')}</orderInteraction>",
            correct="BAC", cardinality="ordered"),
        "match": item(f'<matchInteraction responseIdentifier="R"><prompt>Nối?</prompt>{sets}'
                      "</matchInteraction>", correct=pairs, cardinality="multiple",
                      base="directedPair"),
        "match ": item('<associateInteraction responseIdentifier="R"><prompt>Ghép?</prompt>'
                       f"{things}</associateInteraction>", correct=pairs,
                       cardinality="multiple", base="pair"),
        "match  ": item(f'<gapMatchInteraction responseIdentifier="R"><prompt>Điền?</prompt>'
                        f"{gaps}{text}</gapMatchInteraction>",
                        correct=("w1 g1", "w2 g2", "w3 g3"), cardinality="multiple",
                        base="directedPair"),
        "choice": item('<p>Gọi <inlineChoiceInteraction responseIdentifier="R">'
                       f"{choices('113', '114', '115', name='inlineChoice')}"
                       "</inlineChoiceInteraction> khi cháy.</p>", correct="B"),
        "choice ": item('<hottextInteraction responseIdentifier="R" maxChoices="1"><prompt>Chỗ nào'
                        f" lạ?</prompt><p>{choices('Xin', 'mã', 'OTP', name='hottext')}</p>"
                        "</hottextInteraction>"),
        "text": item('<p>Vinh ở tỉnh <textEntryInteraction responseIdentifier="R"/>?</p>',
                     correct=("Nghệ An",), base="string"),
        "number": item('<p>Hai lần hai là <textEntryInteraction responseIdentifier="R"/></p>',
                       correct=("4",), base="integer"),
        "true_false": item('<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Sao?'
                           f"</prompt>{choices('Sai', 'Đúng')}</choiceInteraction>"),
    }  # fmt: skip

    kinds = {name: only(raw).__struct_config__.tag for name, raw in found.items()}

    assert kinds == {name: name.strip() for name in found}


def test_texts_around_an_answer_show_its_gap():
    raw = item('<p>Gọi <textEntryInteraction responseIdentifier="R"/> khi cháy.</p>',
               correct=("114",), base="string")  # fmt: skip

    assert only(raw).prompt == "Gọi _____ khi cháy."


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (item("<p>Bác đọc bài.</p>"), "description"),
        (item('<extendedTextInteraction responseIdentifier="R"/>'), "essay"),
        (item('<uploadInteraction responseIdentifier="R"/>'), "essay"),
        (item('<mediaInteraction responseIdentifier="R"/>'), "has_media"),
        (item('<sliderInteraction responseIdentifier="R"/>'), "unknown_kind"),
        (item('<customInteraction responseIdentifier="R"/>'), "unknown_kind"),
        (item(CHOICE * 2), "several_parts"),
        (item('<textEntryInteraction responseIdentifier="R"/>' * 2), "several_gaps"),
        (item(CHOICE, correct=()), "no_right_answer"),
        (item(CHOICE, correct=("Z",)), "no_right_answer"),
        (item(CHOICE.replace('"R"', '"X"')), "no_right_answer"),
        (item(CHOICE, more='<templateDeclaration identifier="T"/>'), "calculated"),
        (item(CHOICE + "<audio src='a.mp3'/>"), "has_media"),
        (item(CHOICE + "<img src='a.png' alt='ảnh'/>"), "no_picture"),
        (item(CHOICE.replace("Xem tên", "x" * 6000)), "too_long"),
        (item('<hotspotInteraction responseIdentifier="R"><object type="image/png" data="a.png"/>'
              '<hotspotChoice identifier="A" shape="poly" coords="1,2,3"/></hotspotInteraction>'),
         "no_picture"),
        (item('<hotspotInteraction responseIdentifier="R"><object type="image/png" data="a.png" '
              'width="9" height="9"/><hotspotChoice identifier="A" shape="poly" coords="1,2,3"/>'
              "</hotspotInteraction>"), "area_shape"),
        (item('<matchInteraction responseIdentifier="R"><prompt>Nối?</prompt></matchInteraction>'),
         "broken"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_left_out_with_its_reason(raw, why):
    assert reason(raw) == why


def test_unknown_ways_of_giving_points_are_reported(reasons):
    raw = item(CHOICE, template="").replace(
        b'<responseProcessing template=""/>',
        b"<responseProcessing><responseCondition><responseIf><random/></responseIf>"
        b"</responseCondition></responseProcessing>",
    )

    assert "lost_partial_credit" in reasons(import_qti_item(raw, TARGET).changed)


@pytest.mark.parametrize(
    "evil",
    ["<script>alert(1)</script>", "<style>*{}</style>", '<a href="javascript:alert(1)">bấm</a>',
     "<b onclick='x()'>đậm</b>", "{{7*7}}", "{% x %}", "&lt;script&gt;alert(1)&lt;/script&gt;"],
)  # fmt: skip
def test_code_in_an_item_vanishes_or_stays_words(evil):
    found = only(item(CHOICE.replace("Quét mã", f"Quét {evil} mã")))

    assert found.prompt.startswith("Quét")
    assert "javascript" not in found.prompt
    assert "onclick" not in found.prompt
    assert ("alert" in found.prompt) == evil.startswith("&lt;")


def test_entities_and_other_xml_are_refused():
    with pytest.raises(XmlDoctypeError):
        import_qti_item(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', TARGET)
    with pytest.raises(NotAQtiFileError):
        import_qti_item(b"<manifest/>", TARGET)


MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>
<resource identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"/>
{}</resources></manifest>"""
TEST = """<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"><testPart>
<assessmentSection identifier="KNS-04-L2">{}</assessmentSection></testPart></assessmentTest>"""


def picture(kind="PNG", size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def read_package(make_zip, make_part):
    """Import a package of items by name, in the order of its test."""

    def read(items, **files):
        refs = "".join(f'<assessmentItemRef identifier="{n}" href="items/{n}"/>' for n in items)
        listed = "".join(
            f'<resource identifier="{n}" type="imsqti_item_xmlv2p1" href="items/{n}"/>'
            for n in items
        )
        contents = {"imsmanifest.xml": MANIFEST.format(listed).encode()}
        contents["test.xml"] = TEST.format(refs).encode()
        contents |= {f"items/{n}": raw for n, raw in items.items() if raw is not None}
        contents |= {name.replace("__", "/"): raw for name, raw in files.items()}
        raw = make_zip(*(make_part(name.encode(), content) for name, content in contents.items()))
        return import_bank(raw, TARGET)

    return read


def test_one_bad_item_holds_up_no_other(read_package, reasons):
    report = read_package({
        "good.xml": item(CHOICE),
        "twin.xml": item(CHOICE),
        "xxe.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "broken.xml": b"<assessmentItem>",
        "missing.xml": None,
        "../../etc/passwd": None,
    })  # fmt: skip

    assert report.found == 6
    assert [one.lesson for one in report.items] == ["KNS-04-L2"]
    assert reasons(report.left_out) == [
        "already_there", "unsafe_file", "unsafe_file", "missing_file", "missing_file",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "ending"),
    [(picture(), "png"), (picture("JPEG"), "jpg"), (picture("GIF"), "png"),
     (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g/></svg>', "svg")],
)  # fmt: skip
def test_pictures_come_along_under_new_names(read_package, content, ending):
    body = CHOICE + '<img src="../pics/dap%20an.png" alt="Bảng mã"/>'

    report = read_package({"a.xml": item(body)}, **{"pics__dap an.png": content})

    (name,) = report.pictures
    assert report.left_out == ()
    assert name == f"media/q01-a.{ending}"
    assert report.items[0].picture.file == name
    assert report.items[0].picture.alt == "Bảng mã"


def test_a_photo_loses_what_the_camera_noted(read_package):
    exif = Image.Exif()
    exif[0x010E] = "Nguyễn Thị Hoa, bản Cá Giáng"
    buffer = io.BytesIO()
    Image.new("RGB", (3000, 2000)).save(buffer, "JPEG", exif=exif)
    body = CHOICE + '<img src="p.jpg" alt="x"/>'

    report = read_package(
        {"a.xml": item(body)}, items__p_jpg=b"", **{"items__p.jpg": buffer.getvalue()}
    )

    with Image.open(io.BytesIO(report.pictures["media/q01-a.jpg"])) as written:
        assert max(written.size) <= 1366
        assert not written.getexif()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"GIF89a rubbish", "bad_picture"),
        (b"%PDF-1.4", "bad_picture"),
        (picture(size=(400, 300))[:200], "bad_picture"),
        (b"\x89PNG" + random.Random(1).randbytes(3 * 2**20), "bad_picture"),
        (picture(size=(6000, 6000)), "bad_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "bad_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "bad_picture"),
        (b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>alert(1)</s:script></s:svg>',
         "bad_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"/></svg>',
         "bad_picture"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'.encode("utf-16"), "bad_picture"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
         "bad_picture"),
        (b"<html><script>alert(1)</script></html>", "bad_picture"),
        (b"", "bad_picture"),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_more_than_a_picture_is_left_out(read_package, reasons, content, why):
    body = CHOICE + '<img src="p.png" alt="x"/>'

    report = read_package({"a.xml": item(body)}, **{"items__p.png": content})

    assert reasons(report.left_out) == [why]
    assert report.pictures == {}


def test_a_package_of_many_large_items_is_read_in_time(read_package):
    big = item(CHOICE + "<p>" + "<b>x</b>" * 9_900 + "</p>")
    started = time.process_time()

    report = read_package({f"{n}.xml": big for n in range(120)})

    assert report.found == 120
    assert time.process_time() - started <= 10


def test_an_item_of_too_many_parts_is_not_read(read_package, reasons):
    report = read_package({"a.xml": item(CHOICE + "<b/>" * 20_000)})

    assert reasons(report.left_out) == ["unsafe_file"]


OF_ONE = """<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment><section>
<item ident="a" title="Câu 1"><itemmetadata><qtimetadata><qtimetadatafield>
<fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>
</qtimetadata></itemmetadata><presentation><material><mattext texttype="text/html">&lt;p&gt;Mã
&lt;strong&gt;OTP&lt;/strong&gt; là gì?&lt;/p&gt;</mattext></material>{asked}</presentation>
<resprocessing>{right}</resprocessing><itemfeedback ident="general_fb"><flow_mat><material>
<mattext texttype="text/html">&lt;p&gt;Mã một lần.&lt;/p&gt;</mattext></material></flow_mat>
</itemfeedback></item></section></assessment></questestinterop>"""
LABELS = "".join(
    f'<response_label ident="{n}"><material><mattext texttype="text/html">&lt;p&gt;{t}&lt;/p&gt;'
    "</mattext></material></response_label>"
    for n, t in (("1", "Mã một lần"), ("2", "Tên"), ("3", "Số nhà"))
)


def of_one(kind, right, cardinality="Single"):
    render = f"<render_choice>{LABELS}</render_choice>"
    asked = f'<response_lid ident="r" rcardinality="{cardinality}">{render}</response_lid>'
    condition = (
        f"<respcondition><conditionvar>{right}</conditionvar>"
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition>'
    )
    return OF_ONE.format(kind=kind, asked=asked, right=condition).encode()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (of_one("multiple_choice_question", '<varequal respident="r">1</varequal>'), "choice"),
        (of_one("multiple_answers_question", "<and><varequal>1</varequal><varequal>2</varequal>"
                "<not><varequal>3</varequal></not></and>", "Multiple"), "multiple"),
        (of_one("short_answer_question", "<varequal>Mật mã</varequal>"), "text"),
        (of_one("numerical_question", "<or><varequal>5</varequal><and><vargte>4</vargte>"
                "<varlte>6</varlte></and></or>"), "number"),
    ],
)  # fmt: skip
def test_banks_of_text2qti_are_taken(raw, kind):
    found = only(raw)

    assert found.__struct_config__.tag == kind
    assert found.prompt == "Mã OTP là gì?"
    assert found.explanation == "Mã một lần."


def test_essays_of_text2qti_are_left_out():
    assert reason(of_one("essay_question", "")) == "essay"


NAMES = st.sampled_from([
    "choiceInteraction", "orderInteraction", "matchInteraction", "gapMatchInteraction", "prompt",
    "simpleChoice", "simpleMatchSet", "simpleAssociableChoice", "gap", "gapText", "hottext",
    "hotspotInteraction", "hotspotChoice", "textEntryInteraction", "associateInteraction", "p",
    "img", "object", "inlineChoice", "inlineChoiceInteraction", "hottextInteraction", "span",
    "modalFeedback", "feedbackInline", "mapping", "mapEntry", "correctResponse", "value",
    "responseProcessing", "responseIf", "equal", "baseValue", "setOutcomeValue",
])  # fmt: skip
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["identifier", "responseIdentifier", "maxChoices", "matchMax", "shape", "src",
                     "coords", "mappedValue", "mapKey", "baseType", "cardinality", "fixed", "type",
                     "toleranceMode", "tolerance", "data", "width", "height", "data-bus-unit",
                     "data-bus-units", "showHide"]),
    st.sampled_from(["R", "A", "B", "A B", "1", "0", "-1", "nan", "1e999", "rect", "circle", "",
                     "1,2,3,4", "1,2,3", "float", "string", "single", "image/png", "k=1;l", "x"]),
    max_size=5,
)  # fmt: skip
TREES = st.recursive(
    st.sampled_from(["A", "A B", "5", "Quét mã", " "]),
    lambda inner: st.builds(
        lambda name, attributes, content: (
            f"<{name}"
            + "".join(f' {key}="{value}"' for key, value in attributes.items())
            + f">{''.join(content)}</{name}>"
        ),
        NAMES, ATTRIBUTES, st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)  # fmt: skip


@settings(deadline=None)
@given(TREES, TREES, st.sampled_from(["identifier", "float", "string", "directedPair"]))
def test_no_item_breaks_the_reader(body, more, base):
    try:
        report = import_qti_item(item(body, more=more, base=base), TARGET)
    except DomainError:
        return
    assert report.found == 1
    for found in report.items:
        built = build_item(found)
        assert grade(built, built.key).score == 1.0


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader_of_any_format(raw):
    for head in (b"", b"<", b"PK\x03\x04", b"<quiz>", b"<questestinterop>"):
        try:
            import_bank(head + raw, TARGET)
        except DomainError as refusal:
            assert refusal.code.startswith("courses.")  # noqa: PT017 - both outcomes are right


def test_a_package_without_a_manifest_is_read_by_its_files(make_zip, make_part):
    raw = make_zip(make_part(b"b.xml", item(CHOICE)), make_part(b"a.txt", b"x"))

    with open_bytes(raw) as archive:
        report = import_qti_package(open_package(archive), TARGET)

    assert len(report.items) == 1
