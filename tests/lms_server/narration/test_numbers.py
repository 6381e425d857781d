"""A number that somebody typed can be said: each of its pieces has a sound."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from lms_server.narration.interface import interface_sentences

NUMBERS_JS = Path(__file__).parents[3] / "lms_server/web/static/learn/numbers.js"
SAID = {
    "0": "0",
    "7": "7",
    "100": "100",
    "101": "1 trăm linh 1",
    "115": "1 trăm 15",
    "300": "3 trăm",
    "1.000": "1 nghìn",
    "30.000": "30 nghìn",
    "35.500": "35 nghìn 5 trăm",
    "205.000": "2 trăm linh 5 nghìn",
    "1.050.000": "1 triệu 0 trăm 50 nghìn",
    "2.000.005": "2 triệu 0 trăm linh 5",
    "999.999.999": "9 trăm 99 triệu 9 trăm 99 nghìn 9 trăm 99",
    "3.000.000.000": "3 tỷ",
    "2,5": "2 phẩy 5",
    "0,05": "0 phẩy 0 5",
    "12,75": "12 phẩy 75",
    "1,234": "1 phẩy 2 3 4",
    "445566": "4 4 5 5 6 6",
    "0912": "0 9 1 2",
    "1.2.3": "1 2 3",
    "0.000": "0",
}
ASK = """import { numberPieces } from "./numbers.mjs";
console.log(JSON.stringify(JSON.parse(process.argv[2]).map(numberPieces)));"""


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbers")
    shutil.copyfile(NUMBERS_JS, folder / "numbers.mjs")
    (folder / "ask.mjs").write_text(ASK, encoding="utf-8")
    command = ["node", "ask.mjs", json.dumps(list(SAID))]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return dict(zip(SAID, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("written", SAID)
def test_a_number_is_said_as_people_say_it(pieces, written):
    assert " ".join(pieces[written]) == SAID[written]


def test_each_piece_has_a_sound(pieces):
    said = {one for some in pieces.values() for one in some}

    assert said <= set(interface_sentences())
