// Puts every screen of tasks or of questions into the learner's page that is shown, with every
// message that may stand on it; returns how many there were, which are longer than the window, and
// on how many the letters are smaller than chosen, by their size.
async ({ tasks = [], questions = [], size }) => {
  const root = document.documentElement;
  const words = JSON.parse(document.getElementById("words").textContent);
  const kept = document.getElementById("kept");
  const longer = [];
  const smaller = {};
  let looked = 0;
  root.dataset.text = size;
  document.querySelector(".look-reset").hidden = size === "normal";

  async function look(where) {
    await null; // the page may make letters fit
    looked += 1;
    const { fit } = root.dataset;
    if (fit) smaller[fit] = (smaller[fit] ?? 0) + 1;
    const over = root.scrollHeight - innerHeight;
    if (over > 1) longer.push(`${where}: ${over} px`);
  }

  const frame = () => new Promise(requestAnimationFrame);

  async function pictures(place) {
    const coming = [...place.querySelectorAll("img")].filter((one) => !one.complete);
    if (!coming.length) return;
    await Promise.all(coming.map((one) => one.decode().catch(() => {})));
    await frame();
    await frame();
  }

  /** What a step may say; of what is typed only where there is something to type with. */
  function messages(step, screen) {
    const { say, point, show } = step.hints;
    const isTyped = screen.parts.some((part) => ["keyboard", "number", "pin"].includes(part.kind));
    const typed = isTyped ? [words.real_number, step.no_tones] : [];
    const said = [say, point, show, ...Object.values(step.wrong), step.otherwise, step.trap?.say];
    return new Set([...said, ...typed].filter(Boolean));
  }

  async function walk({ simulator, events, media, version, players }, mountSimulator) {
    const place = document.getElementById("simulator");
    for (let at = 0; at <= events.length; at += 1) {
      const given = events.slice(0, at);
      const player = mountSimulator(place, simulator, {
        strings: words,
        media: (name) => `${media}${name}?v=${version}`,
        players,
        events: players ? [given] : given,
      });
      await pictures(place);
      const where = `${simulator.id} after ${at} of ${events.length} moves`;
      await look(where);
      if (player.current) {
        const screen = simulator.screens.find((one) => one.id === player.current.screen);
        for (const one of messages(player.current, screen)) {
          player.drawMessage("wrong", one);
          await look(`${where}, told "${one.slice(0, 30)}"`);
        }
        while (player.state.hint < 3) player.move({ type: "hint" });
        await look(`${where}, all hints`);
      } else {
        document.getElementById("again").hidden = document.getElementById("next").hidden = false;
        kept.className = "kept kept-queued";
        kept.textContent = words.queued;
        await look(`${where}, kept`);
        player.say.textContent = simulator.end.again;
        await look(`${where}, to be done again`);
        document.getElementById("again").hidden = document.getElementById("next").hidden = true;
        kept.textContent = "";
      }
      player.destroy();
    }
  }

  async function ask({ item, given, media, version }, QuestionView) {
    const view = new QuestionView({ words, media: (name) => `${media}${name}?v=${version}` });
    const quiz = document.getElementById("quiz");
    kept.className = "kept kept-saved";
    kept.textContent = words.saved;
    for (const { value, feedback } of given) {
      view.show(item, { number: 10, all: 10 });
      await pictures(quiz);
      await look(item.item_id);
      view.settle(value, feedback);
      await pictures(quiz);
      await look(`${item.item_id} answered ${value}`);
    }
  }

  const script = (name) => document.querySelector(`script[src$="/learn/${name}.js"]`).src;
  await document.fonts.ready;
  if (tasks.length) {
    const { mountSimulator } = await import(new URL("../player/player.js", script("task")).href);
    for (const one of tasks) await walk(one, mountSimulator);
  }
  if (questions.length) {
    const { QuestionView } = await import(new URL("question.js", script("quiz")).href);
    for (const one of questions) await ask(one, QuestionView);
  }
  return { looked, longer, smaller };
}
