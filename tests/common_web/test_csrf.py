"""No other site can act for a visitor."""

from flask_wtf.csrf import generate_csrf


def token_of(app, client):
    """Return the token of a form, with the client's session set to match."""
    with client.session_transaction() as kept:
        kept["csrf_token"] = "raw"
    with app.test_request_context() as asking:
        asking.session["csrf_token"] = "raw"
        return generate_csrf()


def test_a_form_without_its_token_is_refused(client):
    answer = client.post("/form")

    assert answer.status_code == 400
    assert "web.forged_request" in answer.text


def test_a_form_with_its_token_is_taken(app, client):
    assert client.post("/form", data={"csrf_token": token_of(app, client)}).text == "in"


def test_a_call_on_a_cookie_needs_the_token_in_its_header(app, client):
    assert client.post("/api/store").json["code"] == "web.forged_request"

    token = token_of(app, client)

    assert client.post("/api/store", headers={"X-CSRFToken": token}).text == "stored"


def test_a_call_with_a_bearer_token_needs_no_other(client):
    answer = client.post("/api/store", headers={"Authorization": "Bearer abc"})

    assert answer.text == "stored"


def test_reading_needs_no_token(client):
    assert client.get("/api/store").text == "stored"


def test_a_call_that_lends_nothing_needs_no_token(client):
    assert client.post("/api/start").text == "started"
