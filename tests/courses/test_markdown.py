import pytest

from courses.markdown import parse_pages, render, sanitise


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Chào **bác**.", "<p>Chào <strong>bác</strong>.</p>"),
        ("- Một\n- Hai", "<ul>\n<li>Một</li>\n<li>Hai</li>\n</ul>"),
        ("1. Một", "<ol>\n<li>Một</li>\n</ol>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[bấm](javascript:alert)", "<p>[bấm](javascript:alert)</p>"),
        ("[bấm](https://la.test)", "<p>bấm</p>"),
        ("<https://la.test>", "<p>https://la.test</p>"),
        ("{{ config }}", "<p>{{ config }}</p>"),
    ],
)
def test_markdown_becomes_harmless_html(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    "attack",
    [
        '<p onclick="alert(1)">x</p>',
        '<p style="color:red">x</p>',
        '<p class="sim-main">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<iframe src="https://la.test"></iframe><p>x</p>',
        '<img src=x onerror="alert(1)"><p>x</p>',
        "<svg><script>alert(1)</script></svg><p>x</p>",
        "<style>p{}</style><p>x</p>",
        "<form action=/><input></form><p>x</p>",
    ],
)
def test_what_could_run_or_load_is_taken_out(attack):
    assert sanitise(attack) in ("<p>x</p>", "x")


def test_a_page_has_a_heading_a_picture_and_words():
    pages, findings = parse_pages(
        "\n# Một\n\n![Cái hòm](media/hom.svg)\n\nTiền ở đây.\n\n# Hai\n\nHết.\n",
        file="lessons/x.md",
        first_line=6,
    )

    assert findings == []
    assert [one.page.heading for one in pages] == ["Một", "Hai"]
    assert pages[0].page.html == "<p>Tiền ở đây.</p>"
    assert (pages[0].page.picture.file, pages[0].page.picture.alt) == ("media/hom.svg", "Cái hòm")
    assert pages[1].page.picture is None
    assert pages[0].blocks == ((7, "Một"), (11, "Tiền ở đây."))
    assert pages[1].line == 13


def test_a_picture_inside_a_sentence_leaves_the_sentence():
    pages, _ = parse_pages("# Một\n\nXem ![hòm](media/hom.svg) này.\n", file="x.md")

    assert pages[0].page.html == "<p>Xem  này.</p>"
    assert pages[0].page.picture.file == "media/hom.svg"
