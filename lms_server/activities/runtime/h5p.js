// The H5P page: h5p-standalone plays, this file keeps its state and what the learner answered.
(function (start, link) {
  "use strict";
  var SAVE_S = 10;
  var VERBS = { answered: 1, completed: 1, passed: 1, failed: 1 };
  var home = new URL("../", document.currentScript.src).href.replace(/\/$/, "");
  var openedAt = performance.now();
  var state = start.state;
  var result = { status: start.status === "not attempted" ? "incomplete" : start.status,
    raw: state.raw ?? null, least: state.least ?? null, most: state.most ?? null, scaled: state.scaled ?? null };
  var answers = [];
  var position = Number((state.values || {}).answers || 0);
  var stored = "";
  var isStoring = false;

  function cut(text, most) {
    return String(text === undefined || text === null ? "" : text).slice(0, most);
  }

  /** Return what every instance wants to have back, as one text. */
  function currentState() {
    var instance = (window.H5P && H5P.instances && H5P.instances[0]) || null;
    if (!instance || typeof instance.getCurrentState !== "function") return state.suspend_data || "";
    try {
      var found = instance.getCurrentState();
      return found === undefined ? "" : JSON.stringify(found);
    } catch (error) {
      return state.suspend_data || "";
    }
  }

  function content() {
    return { ...result, suspend_data: currentState(), values: { answers: String(position) }, answers: answers.slice(0, 300) };
  }

  function messageOf(isEnd) {
    return { ...content(), is_end: isEnd, seconds: Math.round((performance.now() - openedAt) / 1000) };
  }

  async function save() {
    var now = JSON.stringify(content());
    if (isStoring || now === stored) return;
    isStoring = true;
    var sent = answers.length;
    if (await link.storeLater(messageOf(result.status === "completed" || result.status === "passed"))) {
      stored = now;
      answers.splice(0, sent);
    }
    isStoring = false;
  }

  function short(statement) {
    var object = statement.object || {};
    var name = (object.definition && object.definition.name) || {};
    return cut(Object.values(name)[0] || object.id, 255);
  }

  function hear(event) {
    var statement = event.data.statement;
    var verb = String((statement.verb || {}).id || "").split("/").pop();
    if (!VERBS[verb]) return;
    var found = statement.result || {};
    var score = found.score || {};
    answers.push({
      position: position++,
      verb: verb === "answered" ? "answered" : "completed",
      item: short(statement),
      response: cut(found.response, 1000),
      result: found.success === true ? "correct" : found.success === false ? "wrong" : "",
      scaled: Number.isFinite(score.scaled) ? Math.max(-1, Math.min(1, score.scaled)) : null,
    });
    var context = (statement.context || {}).contextActivities || {};
    if (!context.parent || context.parent.length === 0) takeResult(found, score);
    void save();
  }

  /** A statement about the whole, not about one of its parts. */
  function takeResult(found, score) {
    var known = function (value) { return Number.isFinite(value) ? value : null; };
    if (known(score.raw) !== null) {
      Object.assign(result, { raw: score.raw, least: known(score.min), most: known(score.max), scaled: known(score.scaled) });
    }
    if (found.completion !== false) result.status = found.success === true ? "passed" : "completed";
  }

  async function begin() {
    await new H5PStandalone.H5P(document.getElementById("h5p"), {
      id: "activity",
      h5pJsonPath: home + "/f",
      frameJs: home + "/bus/h5p-standalone/frame.bundle.js",
      frameCss: home + "/bus/h5p-standalone/styles/h5p.css",
      // The page itself is the frame: a frame inside would have another origin again.
      embedType: "div",
      icon: false,
      saveFreq: SAVE_S,
      xAPIObjectIRI: "urn:bus:activity",
      contentUserData: state.suspend_data ? [{ state: state.suspend_data }] : [],
    });
    H5P.externalDispatcher.on("xAPI", hear);
    setInterval(save, SAVE_S * 1000);
  }

  link.listeners.flush = function () {
    if (JSON.stringify(content()) !== stored) link.storeNow(messageOf(false));
  };
  addEventListener("pagehide", function () {
    if (JSON.stringify(content()) !== stored) link.storeLeaving(messageOf(false));
  });
  begin().catch(function (error) {
    console.info("H5P did not begin", error);
    link.tell({ state: "broken" });
  });
})(busStart, busLink);
