"""Deny by default."""


def test_the_public_comes_in_where_all_may(client):
    assert client.get("/open").text == "in"


def test_a_stranger_is_shown_the_door(client):
    assert client.get("/closed").location == "/door"


def test_a_stranger_who_calls_is_told_in_json(client):
    answer = client.get("/api/closed")

    assert (answer.status_code, answer.json["code"]) == (401, "web.sign_in_needed")


def test_one_allowed_name_is_enough(client, visitor):
    visitor |= {"captain", "cook"}

    assert client.get("/closed").text == "in"


def test_a_known_visitor_who_may_not_is_refused(client, visitor):
    visitor.add("cook")

    assert client.get("/closed").status_code == 403
    assert client.get("/api/closed").json["code"] == "web.not_allowed"


def test_an_endpoint_without_a_row_is_closed_and_logged(client, visitor, caplog):
    visitor.add("captain")

    assert client.get("/forgotten").status_code == 403
    assert "forgotten" in caplog.text
