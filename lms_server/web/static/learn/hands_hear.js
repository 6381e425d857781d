// Fifth game: press the picture that was named. Who needs it again gets the slow voice.
import { finish, stopwatch, tell, words } from "./hands.js";
import { pageData } from "./outbox.js";
import { Voice } from "./voice.js";

const USUAL_ROUNDS = 2;
const OFTEN = 2;
const say = document.getElementById("say");
const pictures = [...document.querySelectorAll(".hands-picture")];
const unclear = document.getElementById("unclear");
const questions = pageData("questions");
const { base = "", version = "" } = document.getElementById("listen")?.dataset ?? {};
const voice = new Voice({ base, version, isSlow: false });
const passed = stopwatch();
const rounds = [];
let played = 0;
let pace = "normal";
let isOver = false;

async function speak() {
  voice.stop();
  voice.setSlow(pace === "slow");
  played += 1;
  const how = await voice.say(questions[rounds.length % questions.length].text);
  if (how === "nobody" && !isOver) end(false);
}

function choose(picture) {
  if (isOver) return;
  if (played === 0) {
    speak();
    return;
  }
  const isRight = questions[rounds.length % questions.length].picture === picture;
  rounds.push({ pace, is_right: isRight, again: Math.min(played - 1, 1000), ms: passed() });
  goOn(rounds.at(-1));
}

/** Two rounds at the usual pace; after a doubt one more, slowly. Then it is enough. */
function goOn({ is_right: isRight, again }) {
  voice.stop();
  const wasClear = isRight && again < OFTEN;
  if (pace === "slow" || (wasClear && rounds.length === USUAL_ROUNDS)) {
    end(true);
    return;
  }
  played = 0;
  if (!wasClear) {
    pace = "slow";
    tell(words.slower);
  }
  speak();
}

function end(hasSound) {
  isOver = true;
  for (const one of [...pictures, say, unclear]) one.disabled = true;
  finish({ has_sound: hasSound, rounds }).then(() => {
    if (!hasSound) tell(words.no_sound);
  });
}

say.addEventListener("click", speak);
unclear.addEventListener("click", () => choose(""));
for (const one of pictures) one.addEventListener("click", () => choose(one.dataset.picture));
addEventListener("pagehide", () => voice.stop());
