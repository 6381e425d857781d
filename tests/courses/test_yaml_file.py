import pytest

from courses.yaml_file import YamlFile

BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    + [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]" for n in range(9)]
)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (BOMB, 2, "reused with & and *"),
        ("a: 1\nb: " + "[" * 900_000, 2, "nested too deep"),
        ("- " * 100_000 + "a", 1, "nested too deep"),
        ("{" * 100_000, 1, "nested too deep"),
        ("a: 1\nb: 2\na: 3", 3, "'a' is written twice"),
        ("a: 1\n? [x, y]\n: 1\n? [x, y]\n: 2", 4, "is written twice"),
        ("a: 2026-13-45", 1, "impossible"),
        ("a: " + "9" * 5000, 1, "impossible"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 2, "could not determine a constructor"),
        ("a: 1\n\tb: 2", 2, "not valid YAML"),
        ("a: 1\n---\nb: 2", 2, "not valid YAML"),
        ("a: \x00", 1, "not valid YAML"),
        ("a: [1, 2\n", 2, "not valid YAML"),
    ],
)
def test_what_cannot_be_trusted_is_refused_at_its_line(text, line, reason):
    file = YamlFile("x.yaml", text)

    assert file.data is None
    assert [(one.file, one.line) for one in file.findings] == [("x.yaml", line)]
    assert reason in file.findings[0].reason


def test_every_part_knows_its_line():
    file = YamlFile("x.yaml", "a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n", first_line=10)

    assert file.data == {"a": 1, "b": [{"c": 2, "d": 3}, "e"]}
    assert file.place(("b",)).line == 11
    assert file.place(("b", 0, "d")).line == 13
    assert file.place(("b", 1)).line == 14
    assert file.place(("b", 0, "missing")).line == 12
    assert file.place(("b", 7)).line == 11
    assert file.place(("missing",)).line == 10


def test_an_empty_text_is_nothing():
    file = YamlFile("x.yaml", "")

    assert (file.data, file.findings) == (None, [])
