"""The check of catalogues finds every text without sound Vietnamese."""

from gettext import GNUTranslations

import pytest

from common.web.i18n.__main__ import main
from common.web.i18n.catalogues import compile_all, find_gaps

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def tree(tmp_path):
    """A tree with one program; ``write`` adds files to it."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def catalogue(*pairs, flag=""):
    return HEADER + "\n".join(f'{flag}msgid "{a}"\nmsgstr "{b}"\n' for a, b in pairs)


WORDS = "lms_server/web/translations/vi/LC_MESSAGES/core.po"


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("lms_server/a.py", 'print(_("Open"))', "Open"),
        ("lms_server/a.py", 'x = _l("Open")', "Open"),
        ("lms_server/t/a.html", "<p>{{ _('Open') }}</p>", "Open"),
        ("lms_server/a.py", 'class AError(DomainError):\n    code = "a.full"', "a.full"),
        ("sync/a.py", 'class AError(X):\n    code: ClassVar[str] = "a.full"', "a.full"),
    ],
)
def test_a_text_without_vietnamese_is_found_until_it_has_some(tree, name, text, wanted):
    root = tree(name, text)

    assert [wanted in gap for gap in find_gaps(root)] == [True]
    assert find_gaps(tree(WORDS, catalogue((wanted, "Mở")))) == []


def test_a_fuzzy_word_is_not_a_word(tree):
    root = tree(WORDS, catalogue(("Open", "Mở"), flag="#, fuzzy\n"))

    assert ["fuzzy" in gap for gap in find_gaps(root)] == [True]


def test_a_placeholder_that_the_text_lacks_is_found(tree):
    root = tree(WORDS, catalogue(("%(count)s boats", "%(number)s thuyền")))

    assert ["placeholder" in gap for gap in find_gaps(root)] == [True]


def test_one_program_does_not_borrow_words_from_another(tree):
    tree("registry/a.py", '_("Open")')

    assert len(find_gaps(tree(WORDS, catalogue(("Open", "Mở"))))) == 1


def test_compiled_words_lie_beside_their_source(tree, capsys):
    root = tree(WORDS, catalogue(("Open", "Mở")))

    assert main(["compile"], root=root) == 0
    assert (root / WORDS).with_suffix(".mo").exists()
    assert capsys.readouterr().out == "1 catalogues\n"


def test_the_check_tells_by_its_exit_code(tree, capsys):
    root = tree("lms_server/a.py", '_("Open")')

    assert main(["check"], root=root) == 1
    assert "'Open'" in capsys.readouterr().out


def test_no_text_of_this_project_lacks_vietnamese():
    assert main(["check"]) == 0


FINDINGS = "courses/translations/vi/LC_MESSAGES/courses.po"
SPEAKS = "from courses.findings import Place, phrase\n"


@pytest.mark.parametrize("name", ["courses/a.py", "lms_server/packages/a.py"])
def test_words_for_authors_without_vietnamese_are_found_until_they_have_some(tree, name):
    root = tree(name, SPEAKS + 'Place("x").warning("It " "is bad.", "Mend it.")\nphrase("file")')

    assert [gap.rpartition(": ")[2] for gap in find_gaps(root)] == [
        "'It is bad.'",
        "'Mend it.'",
        "'file'",
    ]
    words = catalogue(("It is bad.", "Hỏng."), ("Mend it.", "Hãy sửa."), ("file", "tệp"))
    assert find_gaps(tree(FINDINGS, words)) == []


def test_words_that_are_not_written_out_are_found(tree):
    root = tree("courses/a.py", SPEAKS + 'Place("x").error(f"{name} is bad.", reason)')

    assert ["not written out" in gap for gap in find_gaps(root)] == [True, True]


def test_a_placeholder_without_a_value_is_found(tree):
    tree(FINDINGS, catalogue(("%(a)s is bad.", "%(a)s hỏng."), ("Mend it.", "Hãy sửa.")))

    root = tree("courses/a.py", SPEAKS + 'Place("x").error("%(a)s is bad.", "Mend it.", b=1)')

    assert [gap.rpartition(": ")[2] for gap in find_gaps(root)] == ["no value for 'a'"]


def test_a_line_of_a_log_is_not_for_authors(tree):
    assert find_gaps(tree("courses/a.py", SPEAKS + 'log.error("refused", extra={})')) == []


def test_a_reader_of_a_catalogue_never_meets_half_of_it(tree):
    root = tree(WORDS, catalogue(("Open", "Mở")))
    compile_all(root)

    with (root / WORDS).with_suffix(".mo").open("rb") as open_before:
        tree(WORDS, catalogue(("Open", "Mở"), ("Close", "Đóng lại")))
        compile_all(root)

        words = GNUTranslations(open_before)
        assert (words.gettext("Open"), words.gettext("Close")) == ("Mở", "Close")
