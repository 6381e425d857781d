"""The call for help: from a learner's screen to the class wall and back."""

import pytest

from lms_server.assistance.models import HelpCall

CALL, OVER, STATE = "/learn/help", "/learn/help/over", "/api/v1/help"


@pytest.fixture
def press(form_token):
    """Press a button of the help panel as the script does; returns what the page is told."""

    def send(client, address, path="/learn/course"):
        token = getattr(client, "token", None) or form_token(client, "/learn/card")
        data = {"csrf_token": token, "path": path}
        answer = client.post(address, data=data, headers={"Accept": "application/json"})
        assert answer.status_code == 200
        return answer.json

    return send


def test_one_press_calls_and_another_changes_nothing(as_learner, press, db_count):
    learner = as_learner()

    first = press(learner, CALL)
    second = press(learner, CALL)

    assert first == second == {
        "is_coming": True,
        "words": "Cô thầy đang đến. Mời bác ngồi chờ.",
    }
    assert db_count(HelpCall) == 1
