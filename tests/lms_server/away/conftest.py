import pytest

from common.clock import to_wire
from common.ids import new_id
from common.wire.away import PREPARE_PATH, STEPS_PATH, parse_provisions


def as_kiosk(client):
    """Let a browser speak as a kiosk's gateway does: by a token, not by a cookie."""
    token = client.get_cookie("bus_device").value
    client.delete_cookie("bus_device")
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def kiosk(as_learner):
    """A kiosk with a learner signed in."""
    return as_kiosk(as_learner())


@pytest.fixture
def shared_kiosk(together):
    """A kiosk at which three learners sit."""
    return as_kiosk(together)


@pytest.fixture
def provisions(kiosk):
    """What the bus lists for this learner."""
    return parse_provisions(kiosk.post(PREPARE_PATH).data)


@pytest.fixture
def other_kiosk(as_device):
    """Another machine of the class, with nobody."""
    return as_kiosk(as_device())


@pytest.fixture
def a_step(provisions):
    """A message of the kiosk; by default that somebody was there when it was prepared."""

    def make(step=None, **changes):
        return {
            "id": str(new_id()),
            "sitting_id": str(provisions.sitting_id),
            "step": step or {"kind": "present"},
            "at": to_wire(provisions.now),
            **changes,
        }

    return make


@pytest.fixture
def tell(kiosk):
    """Tell steps; returns statuses and codes."""

    def send(*messages, client=kiosk):
        answer = client.post(STEPS_PATH, json=list(messages))
        assert answer.status_code == 200
        return [(one["status"], one.get("code")) for one in answer.json]

    return send
