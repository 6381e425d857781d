// Telex and the rules of typed texts. Run by tests/courses/simulators/test_javascript.py,
// or alone: node --test tests/courses/vectors

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { addLetter, addTelex, addTone, toneVowel } from "../../../courses/simulators/player/telex.js";
import { nextDigit, nextLetter, typedEvent } from "../../../courses/simulators/player/typing.js";
import { bare, countLetters, fold, looksReal, plainCode } from "../../../courses/simulators/player/words.js";

const TELEX = {
  Nguyeenx: "Nguyễn", "Thij Hoaf": "Thị Hòa", hoafn: "hoàn", ddaats: "đất", "thowif tieets": "thời tiết",
  truwowngf: "trường", truongwf: "trường", quar: "quả", giaf: "già", gif: "gì", ruwowuj: "rượu", muaf: "mùa",
  thuyr: "thủy", khoer: "khỏe", Dduwcs: "Đức", ngoaif: "ngoài", "xax ta": "xã ta", quoocs: "quốc",
  nguowif: "người", huyeenj: "huyện", gieengs: "giếng", quyeern: "quyển", hoawcj: "hoặc", "DDAWKS": "ĐẮK",
  hoass: "hoas", aaa: "aa", ddd: "dd", uww: "uw", masz: "ma", masf: "mà", mes: "mé", w: "w", sx: "sx",
  "Traanf Thij Maaux": "Trần Thị Mẫu", "Leem": "Lêm", dangd: "đang", khuyar: "khuỷa",
};

for (const [keys, wanted] of Object.entries(TELEX)) {
  test(`Telex ${keys} is ${wanted}`, () => {
    assert.equal([...keys].reduce(addTelex, ""), wanted);
  });
}

test("keys of tones put, change and take away a tone", () => {
  assert.equal(addTone("Hoa", "huyen"), "Hòa");
  assert.equal(addTone("Hòa", "sac"), "Hóa");
  assert.equal(addTone("Hóa", "sac"), "Hoa");
  assert.equal(addTone("xin chao", "huyen"), "xin chào");
  assert.equal(addTone("bcd", "sac"), "bcd");
  assert.equal(addLetter("hòa", "n"), "hoàn");
  assert.equal(toneVowel("Nguyê"), "ê");
  assert.equal(toneVowel("ng"), "");
});

test("the next key leads to the wanted text from anywhere", () => {
  const tones = { sac: "\u0301", huyen: "\u0300", hoi: "\u0309", nga: "\u0303", nang: "\u0323" };
  for (const wanted of ["thời tiết", "Nguyễn Thị Hoà", "tim-kiem.test", "quả xoài"]) {
    for (const begin of ["", "thoi", "thời ", "nguyen", "xx", "tim-kiém", "quá"]) {
      let typed = begin;
      for (let presses = 0; nextLetter(wanted, typed) !== "enter"; presses += 1) {
        assert.ok(presses < 60, `${wanted}: stuck at ${typed}`);
        const key = nextLetter(wanted, typed);
        if (key === "erase") typed = [...typed].slice(0, -1).join("");
        else if (tones[key]) typed = addTone(typed, key);
        else typed = addLetter(typed, key === "space" ? " " : key);
      }
      assert.equal(fold(typed), fold(wanted));
    }
  }
});

test("the next digit leads to the wanted code", () => {
  assert.equal(nextDigit("112233", ""), "1");
  assert.equal(nextDigit("112233", "119"), "erase");
  assert.equal(nextDigit("112233", "112233"), "enter");
});

test("letters and toned letters are counted, in either form", () => {
  assert.deepEqual(countLetters("Nguyễn Thị Hòa"), { letters: 12, toned: 3 });
  assert.deepEqual(countLetters("Nguyễn".normalize("NFD")), { letters: 6, toned: 1 });
  assert.deepEqual(countLetters("Đỗ 7!"), { letters: 3, toned: 2 });
});

for (const [text, isReal] of [
  ["079123456789", true], ["0912 345 678", true], ["4111-1111-1111-1111", true], ["482913", true],
  ["Matkhau#2024", true], ["000000000000", false], ["112233", false], ["Nguyễn Văn Mẫu", false],
  ["tim-kiem.test", false], ["35.000", false], ["sinh 1960", false],
]) {
  test(`${text} ${isReal ? "could be" : "is not"} something real`, () => {
    assert.equal(looksReal(text, ["112233"]), isReal);
  });
}

const screen = { parts: [{ kind: "keyboard", max_letters: 30 }] };
const pad = { parts: [{ kind: "pin", digits: 6 }] };
const simulator = { codes: ["112233", "111111"] };

function typed(expect, text, where = screen) {
  const step = { expect, wrong: { "hoa hồng": "…" }, no_tones: "…" };
  return typedEvent(simulator, step, where, text);
}

test("only texts the author knows go into the trace", () => {
  assert.deepEqual(typed({ type: "hòa" }, "Hoà"), { type: "text", value: "Hoà" });
  assert.deepEqual(typed({ type: "hòa" }, "hoa"), { type: "text", value: "hoa" });
  assert.deepEqual(typed({ type: "hòa" }, "hoa hồng"), { type: "text", value: "hoa hồng" });
  assert.deepEqual(typed({ type: "hòa" }, "chuyện nhà tôi"), { type: "text" });
  assert.equal(typed({ type: "hòa" }, "số 079123456789"), null);
});

test("own words are two counts", () => {
  assert.deepEqual(typed({ own_words: { min_letters: 2 } }, "Đỗ Mười"), { type: "own_words", letters: 6, toned: 4 });
  assert.equal(typed({ own_words: { min_letters: 2 } }, "0912345678"), null);
});

test("a learner's own code is neither noted nor a wrong move, a slip is a wrong move", () => {
  assert.deepEqual(typed({ code: "112233" }, "112233", pad), { type: "code", value: "112233" });
  assert.deepEqual(typed({ code: "112233" }, "111111", pad), { type: "code", value: "111111" });
  assert.deepEqual(typed({ code: "112233" }, "112234", pad), { type: "code" });
  assert.equal(typed({ code: "112233" }, "902817", pad), null);
});

if (process.env.BUS_LMS_WORKED_OUT) {
  const texts = JSON.parse(readFileSync(process.env.BUS_LMS_WORKED_OUT, "utf8"));
  test(`${texts.length} texts of Python read the same here`, () => {
    for (const [text, folded, plain, code] of texts) {
      assert.deepEqual([fold(text), bare(text), plainCode(text)], [folded, plain, code]);
    }
  });
}
