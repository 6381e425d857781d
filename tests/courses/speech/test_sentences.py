"""One rule for cutting sentences, in Python and in JavaScript."""

import hashlib
import json
import random
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from courses.speech.sentences import html_sentences, split_sentences, text_key

ROOT = Path(__file__).parents[3]
TWIN = ROOT / "lms_server/web/static/learn/sentences.js"
VECTORS = json.loads((ROOT / "tests/courses/vectors/sentences.json").read_text(encoding="utf-8"))
PIECES = [*"aÂbđ.!?…”“)( 1\t,:–", "Bác ", "ạ. ", "́", "TP. ", "OTP. ", "3. ", "\u00a0", "\u200b"]
ASK = """import { splitSentences, textKey } from "./sentences.mjs";
import { readFileSync } from "node:fs";
const said = [];
for (const text of JSON.parse(readFileSync("texts.json", "utf8"))) {
  const sentences = splitSentences(text);
  said.push([sentences, await Promise.all(sentences.map(textKey))]);
}
console.log(JSON.stringify(said));"""


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"].strip() or "nothing")
def test_a_text_is_cut_as_the_vectors_say(vector):
    assert split_sentences(vector["text"]) == vector["sentences"]


def test_javascript_cuts_and_names_as_python_does(tmp_path):
    rng = random.Random(3)
    texts = [vector["text"] for vector in VECTORS]
    texts += ["".join(rng.choices(PIECES, k=rng.randrange(40))) for _ in range(3000)]
    shutil.copyfile(TWIN, tmp_path / "sentences.mjs")
    (tmp_path / "ask.mjs").write_text(ASK, encoding="utf-8")
    (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")

    done = subprocess.run(
        ["node", "ask.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    expected = [split_sentences(text) for text in texts]
    said = json.loads(done.stdout)
    assert [sentences for sentences, _ in said] == expected
    assert [keys for _, keys in said] == [[text_key(one) for one in some] for some in expected]
    assert sum(map(len, expected)) > 3000


def test_a_key_is_the_hash_of_the_composed_text():
    spread = unicodedata.normalize("NFD", "Bác  bấm\u00a0vào đây.")

    key = text_key(spread)

    assert key == hashlib.sha256("Bác bấm vào đây.".encode()).hexdigest()


def test_a_sentence_keeps_its_key_when_cut_again():
    for vector in VECTORS:
        for sentence in vector["sentences"]:
            assert [text_key(one) for one in split_sentences(sentence)] == [text_key(sentence)]


def test_strong_words_stay_inside_a_sentence_and_paragraphs_end_one():
    html = "<p>Bác <strong>bấm</strong> vào<br>đây</p><ul><li>một &amp; hai</li><li>ba</li></ul>"

    assert html_sentences(html) == ["Bác bấm vào đây", "một & hai", "ba"]
