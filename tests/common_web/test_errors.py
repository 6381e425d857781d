"""Refusals and failures, told to people and to programs."""

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

SENTENCE = "The body is not a JSON list of at most ``MAX_BATCH`` messages."


def translate(app, text):
    catalog = Catalog(locale="vi")
    catalog.add("wire.bad_batch", text)
    folder = app.config["BABEL_TRANSLATION_DIRECTORIES"].split(";")[1]
    with open(f"{folder}/vi/LC_MESSAGES/small.mo", "wb") as file:  # noqa: PTH123
        write_mo(file, catalog)


def test_a_refusal_without_words_shows_its_docstring(client):
    answer = client.get("/x/fail/domain?lang=en")

    assert answer.status_code == 400
    assert SENTENCE in answer.text


def test_a_refusal_is_told_in_the_visitors_language_with_its_values(app, client):
    translate(app, "Gói bị hỏng: %(reason)s.")

    assert "Gói bị hỏng: cut off." in client.get("/x/fail/domain").text


def test_a_catalogue_with_a_wrong_placeholder_breaks_nothing(app, client):
    translate(app, "Gói bị hỏng: %(cause)s.")

    assert "Gói bị hỏng: ?." in client.get("/x/fail/domain").text


def test_a_call_gets_code_message_and_values(client):
    assert client.get("/api/fail/domain?lang=en").json == {
        "code": "wire.bad_batch",
        "message": SENTENCE,
        "params": {"reason": "cut off"},
    }


def test_a_failure_is_logged_and_shows_nothing(client, caplog):
    answer = client.get("/api/fail/other")

    assert (answer.status_code, answer.json["code"]) == (500, "web.broken")
    assert "secret detail" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_a_wrong_address_is_told_in_vietnamese(client):
    assert "Không có trang này." in client.get("/nowhere").text
