"""Moodle XML, as Moodle 4 exports it."""

import pytest

from courses.importers.errors import NotAQuestionBankError, XmlDoctypeError
from courses.importers.moodle_xml import import_moodle_xml
from courses.item_builder import build_item
from courses.model import ItemKind


def built(report):
    return [build_item(one) for one in report.items]


BANK = """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/Thanh toán số</text></category></question>
<question type="multichoice">
  <name><text>Quét mã</text></name>
  <questiontext format="html">
    <text><![CDATA[<p dir="ltr">Quét mã xong,<br>bác làm gì?</p>]]></text>
  </questiontext>
  <generalfeedback format="html">
    <text><![CDATA[<p>Xem kỹ rồi mới bấm.</p>]]></text>
  </generalfeedback>
  <defaultgrade>1</defaultgrade><single>true</single><shuffleanswers>true</shuffleanswers>
  <answer fraction="100" format="html"><text>&lt;p&gt;Xem tên &amp;amp; số tiền&lt;/p&gt;</text>
    <feedback format="html"><text>Đúng rồi.</text></feedback></answer>
  <answer fraction="0" format="html"><text>Bấm nhanh</text></answer>
  <answer fraction="0" format="html"><text>Đưa mật khẩu</text></answer>
</question>
<question type="multichoice">
  <questiontext format="plain_text"><text>Giữ riêng thứ nào?</text></questiontext>
  <generalfeedback><text>Mật khẩu và OTP.</text></generalfeedback>
  <single>false</single>
  <answer fraction="50"><text>Mật khẩu</text></answer>
  <answer fraction="50"><text>Mã OTP</text></answer>
  <answer fraction="0"><text>Tên quầy</text></answer>
</question>
<question type="truefalse">
  <questiontext format="html"><text>Mobile Money cần tài khoản ngân hàng.</text></questiontext>
  <generalfeedback><text>Chỉ cần số điện thoại.</text></generalfeedback>
  <answer fraction="0"><text>true</text><feedback><text>Chưa đúng.</text></feedback></answer>
  <answer fraction="100"><text>false</text><feedback><text>Đúng rồi.</text></feedback></answer>
</question>
<question type="ordering">
  <questiontext format="html"><text>Xếp thứ tự.</text></questiontext>
  <generalfeedback><text>Mở, quét, xem.</text></generalfeedback>
  <answer fraction="3.0000000"><text>Xem tên</text></answer>
  <answer fraction="1.0000000"><text>Mở ứng dụng</text></answer>
  <answer fraction="2.0000000"><text>Quét mã</text></answer>
</question>
</quiz>
"""


def test_a_real_bank_is_taken_without_loss(target):
    report = import_moodle_xml(BANK.encode(), target)

    assert report.left_out == ()
    assert report.changed == ()
    assert [item.kind for item in built(report)] == [
        ItemKind.CHOICE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE, ItemKind.ORDER,
    ]  # fmt: skip


def test_html_becomes_the_words_it_shows(target):
    item = built(import_moodle_xml(BANK.encode(), target))[0]

    assert item.prompt == "Quét mã xong, bác làm gì?"
    assert item.choices[0].text == "Xem tên & số tiền"
    assert item.choices[0].feedback == "Đúng rồi."
    assert item.explanation == "Xem kỹ rồi mới bấm."


def test_true_false_and_order_know_what_is_right(target):
    _, _, truth, order = built(import_moodle_xml(BANK.encode(), target))

    texts = {choice.choice_id: choice.text for choice in order.choices}
    assert truth.key == ("false",)
    assert truth.choices[1].feedback == "Đúng rồi."
    assert [texts[one] for one in order.key] == ["Mở ứng dụng", "Quét mã", "Xem tên"]


def question(kind, body, *answers):
    rows = "".join(f'<answer fraction="{f}"><text>{t}</text></answer>' for f, t in answers)
    text = f'<questiontext format="html"><text><![CDATA[{body}]]></text></questiontext>'
    return f'<quiz><question type="{kind}">{text}{rows}</question></quiz>'.encode()


THREE = ((100, "a"), (0, "b"), (0, "c"))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        *(
            (question(kind, "Gì?"), reason)
            for kind, reason in [
                ("shortanswer", "no_right_answer"), ("numerical", "no_right_answer"),
                ("matching", "pair_count"), ("essay", "essay"), ("description", "description"),
                ("cloze", "several_parts"), ("ddmarker", "has_media"), ("stack", "unknown_kind"),
                ("", "unknown_kind"), ("truefalse", "broken"), ("multichoice", "no_right_answer"),
            ]
        ),
        (question("multichoice", '<img src="@@PLUGINFILE@@/a.png">Gì?', *THREE), "no_picture"),
        (question("multichoice", "<video src='a'></video>Gì?", *THREE), "has_media"),
        (question("ddwtos", "Gì [[1]]?"), "broken"),
        (question("multichoice", "Gì?", ("nan", "a"), *THREE[1:]), "broken"),
        (question("multichoice", "Gì?", ("một", "a"), *THREE[1:]), "broken"),
        (question("multichoice", "<script>alert(1)</script>", *THREE), "no_prompt"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_left_out_with_its_reason(raw, reason, target, reasons):
    report = import_moodle_xml(raw, target)

    assert reasons(report.left_out) == [reason]
    assert report.items == ()


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>", "<img/src/onerror=alert(1)//>", "<svg onload=alert(1)>",
        "<style>*{display:none}</style>", "<iframe srcdoc='x'></iframe>",
        '<a href="javascript:alert(1)" onclick="x()">bấm</a>', "<b onmouseover=alert(1)>đậm</b>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<!--><script>-->",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<p style=x:expression(1)>",
    ],
)  # fmt: skip
def test_code_in_a_question_is_taken_away_or_the_question_left_out(evil, target):
    report = import_moodle_xml(question("multichoice", f"Gì {evil} đây?", *THREE), target)

    assert len(built(report)) + len(report.left_out) == 1
    for item in built(report):
        assert "<" not in item.prompt
        assert "alert" not in item.prompt
        assert "javascript" not in item.prompt


def test_template_markup_stays_plain_words(target):
    raw = question("multichoice", "{{ 7*7 }} {% x %} là gì?", *THREE)

    assert import_moodle_xml(raw, target).items[0].prompt == "{{ 7*7 }} {% x %} là gì?"


def test_lost_emphasis_is_reported(target, reasons):
    report = import_moodle_xml(question("multichoice", "Số <b>nào</b>?", *THREE), target)

    assert reasons(report.changed) == ["lost_format", "no_explanation"]


def test_other_xml_is_refused(target):
    with pytest.raises(NotAQuestionBankError):
        import_moodle_xml(b"<manifest/>", target)


def test_entities_are_refused(target):
    with pytest.raises(XmlDoctypeError):
        import_moodle_xml(b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', target)
