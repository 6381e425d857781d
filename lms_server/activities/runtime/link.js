// Between a page of an imported package and the bus: storing, and telling the learner's page.
// Nothing is called stored before the bus has answered that it lies on its disk.
var busLink = (function (start) {
  "use strict";
  var RETRY_MS = 5000;
  var PULSE_MS = 1500;
  var SILENCE_MS = 2000;
  var LONGEST_MS = 15000;
  var TOUCH_MS = 60000;
  var commitUrl = new URL("../commit", document.currentScript.src).href;
  var pulseUrl = new URL("pulse", document.currentScript.src).href;
  var seq = start.seq;
  var isSilent = false;
  var answeredAt = 0;
  var toldTouchAt = -TOUCH_MS;
  var failed = null;
  var retry = null;
  var isLeaving = false;
  var isOver = false;
  var listeners = { flush: function () {}, share: function () {} };

  /** Tell the learner's page; it believes nothing of it, it only shows or passes it on. */
  function tell(message) {
    if (window.top !== window) window.top.postMessage({ bus: message }, "*");
  }

  function read(status, text) {
    var answer = {};
    try {
      answer = JSON.parse(text);
    } catch (error) {
      answer = { code: "unreadable" };
    }
    // A preview goes on as if stored, so that it shows what learners will see; the page says so.
    answer.isStored = status === 200 && ["accepted", "duplicate", "preview"].includes(answer.status);
    return answer;
  }

  /** Send and wait for the answer: SCORM's calls return at once, so this call must not.
   *  Such a call knows no time-out, so it is not made to a bus that is silent. */
  function sendNow(message) {
    var request = new XMLHttpRequest();
    var body = JSON.stringify(message);
    try {
      if (isSilent) throw new Error("silent");
      request.open("POST", commitUrl, false);
      request.setRequestHeader("Content-Type", "text/plain;charset=UTF-8");
      request.send(body);
    } catch (error) {
      // Browsers let no page wait while it closes. Two ways that outlive it; neither is an answer.
      if (isLeaving) sendLast(body);
      return { code: "network", isStored: false };
    }
    answeredAt = performance.now();
    return read(request.status, request.responseText);
  }

  function sendLast(body) {
    tell({ relay: body });
    try {
      navigator.sendBeacon(commitUrl, new Blob([body], { type: "text/plain" }));
    } catch (error) {
      console.info("no beacon");
    }
  }

  async function sendLater(message) {
    try {
      var given = { method: "POST", body: JSON.stringify(message), signal: AbortSignal.timeout(LONGEST_MS) };
      var answer = await fetch(commitUrl, given);
      return read(answer.status, await answer.text());
    } catch (error) {
      return { code: "network", isStored: false };
    }
  }

  /** Ask again and again whether the bus still answers; what waited is sent when it does. */
  async function pulse() {
    var begunAt = performance.now();
    try {
      isSilent = !(await fetch(pulseUrl, { cache: "no-store", signal: AbortSignal.timeout(SILENCE_MS) })).ok;
    } catch (error) {
      // A call that waited meanwhile and was answered held this one up.
      isSilent = answeredAt < begunAt;
    }
    setTimeout(pulse, PULSE_MS);
  }

  /** Tell that somebody works in here; the learner's page asks the browser whether it is true. */
  function tellTouch() {
    if (performance.now() - toldTouchAt < TOUCH_MS) return;
    toldTouchAt = performance.now();
    tell({ touched: true });
  }

  function number(message) {
    message.seq = ++seq;
    tell({ share: { seq: seq } });
    return message;
  }

  /** Note what became of a message; what failed is tried again until something newer is stored. */
  function settle(message, answer) {
    clearTimeout(retry);
    failed = answer.isStored ? null : message;
    isOver = !answer.isStored && stateOf(answer.code) !== "not_saved";
    var good = answer.status === "preview" ? "preview" : "saved";
    tell({ state: answer.isStored ? good : stateOf(answer.code), isEnd: answer.isStored && message.is_end });
    if (failed && stateOf(answer.code) === "not_saved") retry = setTimeout(tryAgain, RETRY_MS);
    return answer.isStored;
  }

  function stateOf(code) {
    return { "activities.moved": "moved", "activities.class_over": "class_over" }[code] || "not_saved";
  }

  async function tryAgain() {
    var message = failed;
    if (!message) return;
    var answer = await sendLater(number(message));
    if (failed === message) settle(message, answer);
  }

  /** Another frame of the part has stored something newer meanwhile: this one is the newest now. */
  function isOvertaken(answer) {
    if (answer.status !== "outdated") return false;
    seq = Math.max(seq, answer.seq);
    return true;
  }

  function storeNow(message) {
    var answer = sendNow(number(message));
    if (isOvertaken(answer)) answer = sendNow(number(message));
    return settle(message, answer);
  }

  /** Store while the page goes on; gives up once the part is open elsewhere. */
  async function storeLater(message) {
    if (isOver) return false;
    tell({ state: "saving" });
    var answer = await sendLater(number(message));
    if (isOvertaken(answer)) answer = await sendLater(number(message));
    return settle(message, answer);
  }

  function hear(event) {
    // Only the learner's page is the top; no page of a package can pass for it.
    if (event.source !== window.top || !event.data || !event.data.bus) return;
    var message = event.data.bus;
    if (message.flush) {
      listeners.flush();
      tell({ flushed: true });
    }
    if (message.share) {
      if (typeof message.share.seq === "number") seq = Math.max(seq, message.share.seq);
      if (Array.isArray(message.share.go)) start.go(message.share.go[0], message.share.go[1]);
      listeners.share(message.share);
    }
  }

  addEventListener("message", hear);
  ["mousedown", "pointerup", "touchend", "keydown"].forEach(function (name) {
    addEventListener(name, tellTouch, { capture: true, passive: true });
  });
  pulse();
  ["beforeunload", "pagehide", "unload"].forEach(function (name) {
    addEventListener(name, function () {
      isLeaving = true;
      if (name === "beforeunload") setTimeout(function () { isLeaving = false; }, 0);
    }, true);
  });

  return {
    listeners: listeners,
    tell: tell,
    storeNow: storeNow,
    storeLater: storeLater,
    storeLeaving: function (message) { sendLast(JSON.stringify(number(message))); },
  };
})(busStart);
