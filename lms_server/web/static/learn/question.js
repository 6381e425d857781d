// Draws one question of any kind, takes the answer, and shows what was right.
import { ChoicePane } from "./choice_pane.js";
import { HotspotPane } from "./hotspot_pane.js";
import { NumberPane } from "./number_pane.js";
import { PairPane } from "./pair_pane.js";
import { TextPane } from "./text_pane.js";
import { element, sentences } from "./elements.js";

// A pane draws into `place`, tells `onChange(isComplete)`, and has value(), lock() and
// settle(value, feedback), which returns what to show below the explanation, or nothing.
const PANES = { hotspot: HotspotPane, match: PairPane, categorize: PairPane, number: NumberPane, text: TextPane };
const HOW = {
  picture_choice: "choose_picture",
  multiple: "choose_several",
  order: "choose_order",
  match: "join",
  categorize: "sort",
  number: "type_number",
  text: "type_text",
};
const place = (id) => document.getElementById(id);

export class QuestionView {
  constructor({ words, media }) {
    this.words = words;
    this.media = media;
    this.onChange = () => {};
    this.onEnter = () => {};
  }

  show(item, { number, all }) {
    this.pane?.leave?.();
    place("progress").textContent = this.words.progress.replace("{n}", number).replace("{all}", all);
    place("dots").replaceChildren(...Array.from({ length: all }, (_, at) => element("i", at < number ? "on" : "")));
    place("prompt").replaceChildren(...sentences(item.prompt));
    place("how").textContent = this.words[how(item)];
    place("explanation").replaceChildren();
    place("quiz").dataset.kind = item.kind;
    place("quiz").dataset.item = item.item_id;
    delete place("quiz").dataset.settled;
    place("choices").className = "quiz-choices";
    place("choices").replaceChildren();
    this.showPicture(item.kind === "hotspot" ? null : item.picture);
    const Pane = PANES[item.kind] ?? ChoicePane;
    this.pane = new Pane(item, {
      place: place("choices"),
      words: this.words,
      media: this.media,
      onChange: (isComplete) => this.onChange(isComplete),
      onEnter: () => this.onEnter(),
    });
    place("prompt").focus();
    tellDrawn();
  }

  showPicture(picture) {
    const image = place("picture");
    image.hidden = !picture;
    if (picture) {
      image.src = this.media(picture.file);
      image.alt = picture.alt;
    }
  }

  value() {
    return this.pane.value();
  }

  lock() {
    this.pane.lock();
  }

  /** Show a stored answer with what was right, and why. */
  settle(value, feedback) {
    place("quiz").dataset.settled = "";
    const more = this.pane.settle(value, feedback);
    this.pane.lock();
    const { right, partly, wrong } = this.words;
    const isRight = feedback.score === 1;
    const verdict = isRight ? right : feedback.score > 0 ? partly : wrong;
    const box = element("div", `explained ${isRight ? "explained-right" : "explained-wrong"}`);
    box.append(element("strong", "", verdict), paragraph(feedback.text));
    if (more && !isRight) box.append(more);
    place("explanation").replaceChildren(box);
    tellDrawn();
  }

  /** Add words below the explanation. */
  addNote(text) {
    const note = paragraph(text);
    note.className = "explained";
    place("explanation").append(note);
    tellDrawn();
  }

  /** Show on the path which answers are stored ("saved") and which are on their way. */
  markDots(stands) {
    for (const [at, dot] of [...place("dots").children].entries()) {
      dot.dataset.stand = stands[at] === "saved" || !stands[at] ? stands[at] : "waiting";
    }
  }

  explainLater(text) {
    const box = paragraph(text);
    box.className = "explained";
    place("explanation").replaceChildren(box);
    tellDrawn();
  }
}

function how(item) {
  if (item.kind === "hotspot") return item.most === 1 ? "tap_place" : "tap_places";
  return HOW[item.kind] ?? "choose_one";
}

function paragraph(text) {
  const made = element("p");
  made.append(...sentences(text));
  return made;
}

/** Whoever reads the screen aloud hears that there is something new on it. */
function tellDrawn() {
  place("quiz").dispatchEvent(new CustomEvent("bus:screen", { bubbles: true }));
}
