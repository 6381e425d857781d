"""Texts are sent compressed to those who can read it, and are the same afterwards."""

import gzip
from io import BytesIO

import pytest
from flask import Flask, Response, send_file

from common.web import compress

TEXT = "Bác bấm vào hình Quét mã. " * 100
TAKES = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def client(tmp_path):
    app = Flask(__name__)
    compress.install(app)
    script = tmp_path / "a.js"
    script.write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.woff2").write_bytes(b"x" * 4000)
    answers = {
        "page": lambda: TEXT,
        "short": lambda: "Chào bác",
        "stream": lambda: Response((one for one in ["a" * 900, "b"]), mimetype="text/plain"),
        "bytes": lambda: Response(b"x" * 4000, mimetype="audio/ogg"),
        "broken": lambda: (TEXT, 500),
        "script": lambda: send_file(script, conditional=True),
        "font": lambda: send_file(tmp_path / "a.woff2"),
        "made": lambda: send_file(BytesIO(TEXT.encode()), mimetype="text/plain"),
    }
    for name, answer in answers.items():
        app.add_url_rule(f"/{name}", name, answer)
    return app.test_client()


@pytest.mark.parametrize("name", ["page", "script"])
def test_a_text_arrives_smaller_and_is_the_same(client, name):
    with client.get(f"/{name}", headers=TAKES) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(TEXT.encode()) / 3
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert gzip.decompress(answer.data).decode() == TEXT


@pytest.mark.parametrize("name", ["short", "stream", "bytes", "broken", "font"])
def test_what_gains_nothing_leaves_as_it_is(client, name):
    with client.get(f"/{name}", headers=TAKES) as answer:
        assert "Content-Encoding" not in answer.headers


def test_who_does_not_ask_for_it_gets_the_text_itself(client):
    with client.get("/script") as answer:
        assert answer.data.decode() == TEXT
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_part_of_a_file_is_a_part_of_the_file_itself(client):
    with client.get("/script", headers={**TAKES, "Range": "bytes=0-9"}) as answer:
        assert (answer.status_code, answer.data) == (206, TEXT.encode()[:10])


def test_an_unchanged_file_is_not_sent_again(client):
    with client.get("/script", headers=TAKES) as first:
        etag = first.headers["ETag"]

    with client.get("/script", headers={**TAKES, "If-None-Match": etag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_a_file_is_compressed_once_and_anew_when_it_changed():
    files = compress.CompressedFiles()

    first = files.compress("a 1", b"x" * 999)
    kept = files.compress("a 1", b"never looked at")
    changed = files.compress("a 2", b"y" * 999)

    assert first is kept
    assert gzip.decompress(changed) == b"y" * 999


def test_files_used_long_ago_make_room(monkeypatch):
    monkeypatch.setattr(compress, "MOST_KEPT", 60)
    files = compress.CompressedFiles()
    old = files.compress("a", b"x" * 999)

    files.compress("b", b"y" * 999)
    files.compress("c", b"z" * 999)

    assert files.compress("a", b"x" * 999) is not old
