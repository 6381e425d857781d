// The idea box: the keyboard on the screen writes into the form; a real keyboard works as well.
import { keyboard } from "../player/keyboard.js";
import { pageData } from "./outbox.js";

const form = document.getElementById("idea");
const place = document.getElementById("keyboard");

place.append(keyboard(
  { writes: "words", label: place.dataset.label, max_letters: Number(place.dataset.mostLetters) },
  {
    strings: pageData("words"),
    signal: new AbortController().signal,
    onTyped: () => {},
    write: () => {
      form.requestSubmit();
      return true;
    },
  },
));
place.querySelector("input").name = "text";
