"""A small program with the plumbing of both servers."""

import pytest
from flask import Flask, jsonify

from common.web import access, csrf, errors, filters, headers, i18n
from common.wire.batches import BadBatchError


@pytest.fixture
def visitor():
    """Whom the program believes to see; tests change it."""
    return {"public"}


@pytest.fixture
def app(tmp_path, visitor):
    folder = tmp_path / "translations"
    words = folder / "vi" / "LC_MESSAGES"
    words.mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "error.html").write_text("<h1>{{ message }}</h1>{{ code }}")
    app = Flask("small", template_folder=str(tmp_path / "templates"))
    app.secret_key = "secret"
    app.config["PROPAGATE_EXCEPTIONS"] = False
    i18n.install(app, folder=folder, domains=("small",))
    errors.install(app)
    table = {
        "open": access.PUBLIC,
        "closed": frozenset({"captain"}),
        "call": frozenset({"captain"}),
        "store": access.PUBLIC,
        "start": access.PUBLIC,
        "form": access.PUBLIC,
        "fail": access.PUBLIC,
        "static": access.PUBLIC,
    }
    access.install(
        app,
        table,
        lambda: frozenset(visitor),
        lambda _allowed, found: None if len(found) > 1 else "/door",
    )
    csrf.install(app)
    headers.install(app)
    filters.install(app)
    _add_views(app)
    return app


def _add_views(app):
    def fail(kind):
        if kind == "domain":
            raise BadBatchError(reason="cut off")
        raise ZeroDivisionError("secret detail")

    app.add_url_rule("/open", "open", lambda: "in")
    app.add_url_rule("/closed", "closed", lambda: "in")
    app.add_url_rule("/api/closed", "call", lambda: jsonify("in"))
    app.add_url_rule("/forgotten", "forgotten", lambda: "in")
    app.add_url_rule("/form", "form", lambda: "in", methods=["POST"])
    app.add_url_rule("/api/store", "store", csrf.json_api(store), methods=["GET", "POST"])
    app.add_url_rule("/api/start", "start", csrf.open_api(start), methods=["POST"])
    app.add_url_rule("/<any('x', 'api'):_side>/fail/<kind>", "fail", lambda _side, kind: fail(kind))


def store():
    return "stored"


def start():
    return "started"


@pytest.fixture
def client(app):
    return app.test_client()
