import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from courses import cli
from courses.simulators.graph import screen_graph

SVG = "{http://www.w3.org/2000/svg}"


def words_of(picture):
    return [one.text for one in ET.fromstring(picture).iter(f"{SVG}text")]  # noqa: S314


def test_a_graph_shows_every_screen_step_wrong_move_and_trap(samples):
    sort = next(one for one in samples if one.simulator_id == "KNS-99-T6")

    words = words_of(screen_graph(sort))

    assert "KNS-99-T6 · Xếp tin thật, giả" in words
    assert words.count("Tin đến [messages]") == 2
    assert "1. Tin này thật, giả, hay phải hỏi lại?" in words
    assert "sort: m1→real, m2→fake, m3→ask" in words
    assert "⚠ m2/real: Tin vậy là mất tiền phí." in words
    assert "m2/ask: Đòi phí trước là giả rồi." in words
    assert "…: Bác đọc lại tin nhé." in words
    assert "Bác xếp đúng hết rồi." in words


def test_every_kind_of_move_has_a_label_and_the_picture_is_always_the_same(samples):
    pictures = [screen_graph(one) for one in samples]
    words = [text for picture in pictures for text in words_of(picture)]

    for label in ["type: thời tiết", "own_words: ≥ 3", "code: 112233", "record: TAP-1122"]:
        assert label in words
    assert "order: bank → off → police" in words
    assert "⇄ choose: wait" in words
    assert pictures == [screen_graph(one) for one in samples]


def test_rows_of_a_long_task_do_not_lie_on_each_other(samples):
    for simulator in samples:
        rows = ET.fromstring(screen_graph(simulator)).iter(f"{SVG}text")  # noqa: S314
        aside = sorted(float(one.get("y")) for one in rows if one.get("x") == "570")
        assert all(after - before >= 20 for before, after in pairwise(aside))


def test_an_author_draws_a_task_from_the_command_line(package, tmp_path, capsys):
    out = tmp_path / "task.svg"

    assert cli.main(["graph", str(package), "KNS-04-T1", str(out)]) == 0

    assert "KNS-04-T1" in words_of(out.read_text(encoding="utf-8"))[0]
    assert capsys.readouterr().out.strip() == str(out)


@pytest.mark.parametrize("task", ["KNS-04-T1", "KNS-04-T9"])
def test_a_task_that_cannot_be_played_is_not_drawn(package, tmp_path, capsys, task):
    file = package / "simulators" / "t1-tra-tien-banh.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("{tap: scan}", "{tap: scon}"))

    assert cli.main(["graph", str(package), task, str(tmp_path / "task.svg")]) == 1

    assert not (tmp_path / "task.svg").exists()
    assert ("scon" if task == "KNS-04-T1" else task) in capsys.readouterr().err
