"""Nobody comes further than the access table says: every endpoint, every kind of visitor."""

import re
from uuid import UUID

import pytest

from lms_server.web.access import ACCESS, STAFF
from lms_server.web.sessions import LEARNER_COOKIE, STAFF_COOKIE, cookie_name

SAMPLES = {
    "uuid": "0193a1b2-0000-7000-8000-000000000000",
    "int": "1",
    "path": "x",
    "default": "x",
    "version": "v0a1b2c3d",
}


def sample_path(rule):
    return re.sub(
        r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda m: SAMPLES[m.group(1) or "default"], rule.rule
    )


def methods_of(rule):
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


@pytest.fixture
def guarded(app):
    """The program with its guard, but behind it every view only says "in"."""
    app.config["WTF_CSRF_ENABLED"] = False
    for endpoint in app.view_functions:
        app.view_functions[endpoint] = lambda **_arguments: "in"
    return app


def test_every_route_has_a_row_and_every_row_a_route(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ACCESS)


def test_every_visitor_comes_exactly_as_far_as_the_table_says(guarded, visitors):
    wrong = []
    for rule in guarded.url_map.iter_rules():
        for method in methods_of(rule):
            for principal, browser in visitors.items():
                answer = browser.open(sample_path(rule), method=method)
                names = {principal, "public"} | ({"device"} if principal == "learner" else set())
                is_let_in = answer.text == "in"
                if is_let_in is not bool(names & ACCESS[rule.endpoint]):
                    wrong.append((principal, method, rule.rule, answer.status_code))
    assert wrong == []


def test_a_route_without_a_row_is_closed_to_all(app, visitors):
    app.add_url_rule("/staff/forgotten", endpoint="forgotten", view_func=lambda: "in")

    answers = [browser.get("/staff/forgotten") for browser in visitors.values()]

    assert {answer.status_code for answer in answers} == {403}


def test_each_side_reads_the_cookie_of_its_visitors(app):
    wrong = []
    for rule in app.url_map.iter_rules():
        allowed = ACCESS[rule.endpoint]
        name = cookie_name(sample_path(rule))
        if allowed & STAFF and name != STAFF_COOKIE:
            wrong.append(rule.rule)
        if allowed & {"learner", "device"} and name != LEARNER_COOKIE:
            wrong.append(rule.rule)
    assert wrong == []


def test_every_form_refuses_a_visitor_without_its_token(app, visitors):
    wrong = []
    for rule in app.url_map.iter_rules():
        for principal, browser in visitors.items():
            is_theirs = principal in ACCESS[rule.endpoint]
            # Under /play/ nobody has a cookie to borrow: a secret address lets in.
            is_form = not rule.rule.startswith(("/api/", "/play/"))
            if "POST" in rule.methods and is_theirs and is_form:
                answer = browser.post(sample_path(rule))
                if answer.status_code != 400:
                    wrong.append((principal, rule.rule, answer.status_code))
    assert wrong == []


def test_a_call_that_lives_on_a_cookie_needs_the_token(app, visitors):
    wrong = []
    for rule in app.url_map.iter_rules():
        for principal in ("device", "learner"):
            is_theirs = principal in ACCESS[rule.endpoint]
            if "POST" in rule.methods and is_theirs and rule.rule.startswith("/api/"):
                answer = visitors[principal].post(sample_path(rule), json=[])
                if answer.json.get("code") != "web.forged_request":
                    wrong.append((principal, rule.rule, answer.status_code))
    assert wrong == []


def test_a_stranger_is_shown_the_way_to_sign_in(client):
    assert client.get("/staff/devices").location == "/staff/sign-in?next=/staff/devices"


def test_a_learner_of_another_device_is_nobody(as_learner):
    here, other = as_learner(), as_learner(device_id=UUID(int=0))

    assert here.get("/learn/course").status_code == 200
    assert other.get("/learn/course").location == "/learn/"


def test_a_signed_in_person_who_may_not_is_told_so(as_staff):
    answer = as_staff("officer").get("/staff/devices")

    assert answer.status_code == 403
    assert "không dành cho tài khoản này" in answer.text
