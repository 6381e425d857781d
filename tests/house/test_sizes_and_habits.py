"""Rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ["common", "courses", "certificates", "sync", "kiosk", "lms_server", "registry"]
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
CODE = [path for path in MODULES if "migrations" not in path.parts]
LONGEST_MODULE = 300
LONGEST_FUNCTION = 50


def name_of(path):
    return str(path.relative_to(ROOT))


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(tree):
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_there_is_code_to_look_at():
    assert len(CODE) > 20


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_module_is_short_enough_to_read_at_once(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_function_is_short_enough_to_see_at_once(path):
    too_long = [
        f.name
        for f in functions_of(tree_of(path))
        if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION
    ]

    assert too_long == []


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_import_hides_inside_a_function(path):
    hidden = [
        f"{f.name}: line {node.lineno}"
        for f in functions_of(tree_of(path))
        for node in ast.walk(f)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def commits_in(path):
    return [
        f"{name_of(path)}:{node.lineno}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]


def test_only_the_database_commits():
    servers = [p for p in MODULES if p.relative_to(ROOT).parts[0] in {"lms_server", "registry"}]

    assert [place for path in servers for place in commits_in(path)] == []


FLASK_CONTEXT = {"request", "g", "current_app", "session"}
WEB_FILES = {"routes.py", "api.py", "app.py"}


def below_the_web(path):
    parts = path.relative_to(ROOT).parts
    return parts[0] in {"lms_server", "registry"} and "web" not in parts


@pytest.mark.parametrize(
    "path",
    [p for p in CODE if below_the_web(p) and p.name in {"actions.py", "queries.py"}],
    ids=name_of,
)
def test_actions_and_queries_never_see_the_request(path):
    imported = {
        alias.name
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("flask")
        for alias in node.names
    }

    assert imported & FLASK_CONTEXT == set()


def test_there_is_no_room_for_odds_and_ends():
    odd = {"utils", "helpers", "misc", "util", "helper"}

    assert [name_of(p) for p in MODULES if odd & {*p.relative_to(ROOT).parts, p.stem}] == []


OWN_CODE = re.compile(
    r"<style|<[a-z][^>{]*\s(style|on[a-z]+)=|<script(?![^>]*(src=|application/json))"
)


@pytest.mark.parametrize(
    "html", ['<p style="x">', '<a href="/" onclick="x">', "<script>x</script>"]
)
def test_the_search_for_code_in_templates_finds_it(html):
    assert OWN_CODE.search(html)


def test_no_template_holds_script_or_style_of_its_own():
    """The content security policy would refuse it on the bus."""
    templates = [p for package in PACKAGES for p in (ROOT / package).rglob("*.html")]
    guilty = [name_of(p) for p in templates if OWN_CODE.search(p.read_text(encoding="utf-8"))]

    assert templates
    assert guilty == []
