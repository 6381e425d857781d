"""The secret address of an opening is worth nothing once the learner has left the machine."""

import pytest


@pytest.fixture
def leave(form_token):
    """Let the learner of an opening go home."""

    def make(part):
        token = form_token(part.client, "/learn/course")
        part.client.post("/learn/leave", data={"csrf_token": token})

    return make


def test_after_the_learner_left_nothing_is_shown_or_stored(playing, leave, progress):
    part = playing()
    assert part.commit(1, status="incomplete").status_code == 200

    leave(part)

    assert part.get("bus/start.js").status_code == 403
    assert part.commit(2, status="completed").status_code == 403
    assert progress().status == "incomplete"


def test_who_comes_back_to_the_machine_needs_a_new_opening(playing, leave, sit_down):
    part = playing()
    old = part.base
    leave(part)

    sit_down(part.client, "", learner_id=part.client.learner_id)

    assert part.get("bus/start.js").status_code == 403
    assert part.open().base != old
    assert part.get("bus/start.js").status_code == 200
