"""The games of the hand test, looked at in every size."""

import pytest

from tests.browser import paths
from tests.walk.inspection import inspect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
NAME = "Lầu Bá Ơn"
GAMES = ("click", "drag", "name", "read", "hear")


@pytest.fixture
def learner(live_bus, visit, find_villager):
    page = visit(live_bus.lan)
    live_bus.pair(page)
    paths.sit_down(page, find_villager(NAME), lambda *_: None)
    return page


def test_every_game_of_the_hand_test_suits_everybody(learner, live_bus):
    learner.goto(f"{live_bus.lan}/learn/hands")
    paths.follow(learner)
    for game in GAMES:
        learner.goto(f"{live_bus.lan}/learn/hands/{game}")
        learner.wait_for_load_state("networkidle")
        inspect(learner, f"every-hands-{game}", names=["Ơn"])
