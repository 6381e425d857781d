// The SCORM adapter: scorm-again keeps the data model, this file begins, stores and shares it.
(function (start, link) {
  "use strict";
  var LONGEST_SUSPEND_DATA = 65536;
  var AUTOSAVE_S = 10;
  var IS_2004 = start.kind === "scorm_2004";
  var COMMIT_FAILED = IS_2004 ? 391 : 101;
  var openedAt = performance.now();
  var sets = new Map();
  var isEnded = false;

  var api = new (IS_2004 ? Scorm2004API : Scorm12API)(
    { lmsCommitUrl: "/", autocommit: true, autocommitSeconds: AUTOSAVE_S, logLevel: 5 },
    { processHttpRequest: store, updateSettings: function () {} },
  );

  function number(text) {
    var value = text === "" || text === undefined ? NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  }

  function list(found) {
    return Object.keys(found || {}).filter(function (name) { return /^\d+$/.test(name); })
      .map(function (name) { return found[name]; });
  }

  function cut(text, most) {
    return String(text === undefined || text === null ? "" : text).slice(0, most);
  }

  // "00:01:20.5" of SCORM 1.2, "PT1M20S" of SCORM 2004 (years and months as they come).
  function seconds(text) {
    var old = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text || "");
    if (old) return Math.round(Number(old[1]) * 3600 + Number(old[2]) * 60 + Number(old[3]));
    var parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text || "");
    if (!parts) return 0;
    var units = [86400, 3600, 60, 1];
    return Math.round(units.reduce(function (sum, unit, at) {
      return sum + unit * Number(parts[at + 1] || 0);
    }, 0));
  }

  function clock(total) {
    var two = function (value) { return String(Math.floor(value)).padStart(2, "0"); };
    if (IS_2004) return "PT" + total + "S";
    return two(Math.min(9999, total / 3600)).padStart(4, "0") + ":" + two((total / 60) % 60) + ":" + two(total % 60);
  }

  function flat(values, prefix, names) {
    var found = {};
    names.forEach(function (name) {
      var value = name.split(".").reduce(function (at, part) { return at && at[part]; }, values);
      if (value) found[prefix + name] = cut(value, 4096);
    });
    return found;
  }

  function answers(cmi) {
    return list(cmi.interactions).slice(0, 300).map(function (one, position) {
      return {
        position: position,
        item: cut(one.id, 255),
        response: cut(IS_2004 ? one.learner_response : one.student_response, 1000),
        result: cut(one.result, 40),
      };
    });
  }

  function objectives(cmi) {
    return list(cmi.objectives).slice(0, 200).map(function (one) {
      var kept = {};
      ["id", "status", "success_status", "completion_status", "progress_measure"].forEach(function (name) {
        if (one[name]) kept[name] = cut(one[name], 255);
      });
      ["raw", "min", "max", "scaled"].forEach(function (name) {
        if (one.score && one.score[name]) kept["score." + name] = cut(one.score[name], 255);
      });
      return kept;
    });
  }

  function statusOf(cmi) {
    if (!IS_2004) return cmi.core.lesson_status || "incomplete";
    if (cmi.success_status === "passed" || cmi.success_status === "failed") return cmi.success_status;
    return cmi.completion_status === "unknown" ? "incomplete" : cmi.completion_status;
  }

  var KEPT_12 = ["comments", "student_preference.audio", "student_preference.language",
    "student_preference.speed", "student_preference.text", "core.score.min", "core.score.max"];
  var KEPT_2004 = ["completion_status", "success_status", "progress_measure", "score.min", "score.max",
    "learner_preference.audio_level", "learner_preference.language",
    "learner_preference.delivery_speed", "learner_preference.audio_captioning"];

  function messageOf(cmi, isEnd) {
    var core = IS_2004 ? cmi : cmi.core;
    var spent = seconds(core.session_time) || Math.round((performance.now() - openedAt) / 1000);
    return {
      is_end: isEnd,
      status: statusOf(cmi),
      raw: number(core.score.raw),
      least: number(core.score.min),
      most: number(core.score.max),
      scaled: number(core.score.scaled),
      seconds: spent,
      exit_kind: core.exit || "",
      location: cut(IS_2004 ? core.location : core.lesson_location, 1000),
      suspend_data: cut(cmi.suspend_data, LONGEST_SUSPEND_DATA),
      values: flat(cmi, "", IS_2004 ? KEPT_2004 : KEPT_12),
      objectives: objectives(cmi),
      answers: answers(cmi),
    };
  }

  function store(_url, commit, isEnd) {
    var isStored = link.storeNow(messageOf(commit.cmi, Boolean(isEnd)));
    return isStored ? { result: "true", errorCode: 0 } : { result: "false", errorCode: COMMIT_FAILED };
  }

  function put(tree, path, value) {
    if (value === "" || value === null || value === undefined) return;
    var parts = path.split(".");
    var last = parts.pop();
    parts.reduce(function (at, part) { return (at[part] = at[part] || {}); }, tree)[last] = String(value);
  }

  function startingCmi() {
    var state = start.state, tree = {}, core = IS_2004 ? "" : "core.";
    put(tree, core + (IS_2004 ? "learner_id" : "student_id"), start.student_id);
    put(tree, core + (IS_2004 ? "learner_name" : "student_name"), start.student_name);
    put(tree, core + "credit", "credit");
    put(tree, core + (IS_2004 ? "mode" : "lesson_mode"), "normal");
    put(tree, core + "entry", start.entry);
    put(tree, core + "total_time", clock(start.total_seconds));
    put(tree, core + (IS_2004 ? "location" : "lesson_location"), state.location);
    put(tree, core + "score.raw", state.raw);
    if (IS_2004) put(tree, "score.scaled", state.scaled);
    else put(tree, "core.lesson_status", start.status);
    put(tree, "suspend_data", state.suspend_data);
    put(tree, "launch_data", start.launch_data);
    if (!IS_2004) put(tree, "student_data.mastery_score", start.mastery_score);
    put(tree, IS_2004 ? "max_time_allowed" : "student_data.max_time_allowed", start.max_time_allowed);
    put(tree, IS_2004 ? "time_limit_action" : "student_data.time_limit_action", start.time_limit_action);
    Object.entries(state.values || {}).forEach(function (pair) { put(tree, pair[0], pair[1]); });
    tree.objectives = (state.objectives || []).map(function (kept) {
      var one = {};
      Object.entries(kept).forEach(function (pair) { put(one, pair[0], pair[1]); });
      return one;
    });
    return tree;
  }

  /** SCORM 1.2 allows 4096 characters; packages of well-known tools write more and then loop. */
  function allowLongSuspendData() {
    var kept = "";
    Object.defineProperty(api.cmi, "suspend_data", {
      get: function () { return kept; },
      set: function (value) { kept = String(value).slice(0, LONGEST_SUSPEND_DATA); },
      enumerable: true,
    });
  }

  /** The frames of a part cannot see each other, so each has the API and hears what others set. */
  function hearShare(share) {
    if (share.set && api.currentState !== 2) applySet(share.set[0], share.set[1]);
    if (share.run && api.currentState === 0) api.currentState = 1;
    if (share.end) api.currentState = 2;
    if (share.hello && sets.size + api.currentState > 0) {
      link.tell({ share: { run: api.currentState === 1, all: Array.from(sets) } });
    }
    (share.all || []).forEach(function (pair) { applySet(pair[0], pair[1]); });
  }

  function applySet(element, value) {
    sets.set(element, value);
    api.setCMIValue(String(element), String(value));
  }

  function initialize(parameter) {
    var answer = IS_2004 ? api.Initialize(parameter) : api.LMSInitialize(parameter);
    if (answer === "true") link.tell({ share: { run: true } });
    return answer;
  }

  function setValue(element, value) {
    var answer = IS_2004 ? api.SetValue(element, value) : api.LMSSetValue(element, value);
    if (answer === "true") {
      sets.set(String(element), String(value));
      link.tell({ share: { set: [String(element), String(value)] } });
    }
    return answer;
  }

  function finish(parameter) {
    var answer = IS_2004 ? api.Terminate(parameter) : api.LMSFinish(parameter);
    isEnded = answer === "true";
    if (isEnded) link.tell({ share: { end: true } });
    return answer;
  }

  function offer() {
    var calls = { Initialize: initialize, SetValue: setValue };
    calls[IS_2004 ? "Terminate" : "Finish"] = finish;
    ["GetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic"].forEach(function (name) {
      var own = IS_2004 ? name : "LMS" + name;
      calls[name] = function (one) { return String(api[own](one)); };
    });
    var offered = {};
    Object.keys(calls).forEach(function (name) { offered[IS_2004 ? name : "LMS" + name] = calls[name]; });
    window[IS_2004 ? "API_1484_11" : "API"] = Object.freeze(offered);
  }

  function flush() {
    if (api.currentState === 1 && !isEnded) IS_2004 ? api.Commit("") : api.LMSCommit("");
  }

  if (!IS_2004) allowLongSuspendData();
  try {
    api.loadFromJSON(startingCmi());
  } catch (error) {
    console.info("a kept value no longer fits", error);
  }
  link.listeners.flush = flush;
  link.listeners.share = hearShare;
  offer();
  link.tell({ share: { hello: true } });
})(busStart, busLink);
