// First script of every page of an imported package. The page has no origin, so it lacks storage,
// cookies, dialogues and windows; old packages break without them, so they get harmless ones.
(function (start) {
  "use strict";

  var realParent = window.parent;

  /** Old pages look for the API above themselves first, and asking a window of elsewhere is an
   *  error there that they do not expect. So what they find above is a stand-in with our API. */
  function giveParent() {
    if (realParent === window) return;
    var above = { postMessage: function (message, target) { realParent.postMessage(message, target || "*"); } };
    ["API", "API_1484_11"].forEach(function (name) {
      Object.defineProperty(above, name, { get: function () { return window[name]; }, enumerable: true });
    });
    above.parent = above.self = above.window = above;
    above.opener = null;
    above.document = null;
    define(window, "parent", { value: above, writable: true });
  }

  function memory() {
    var kept = new Map();
    return {
      get length() { return kept.size; },
      key: function (at) { return Array.from(kept.keys())[at] ?? null; },
      getItem: function (name) { return kept.get(String(name)) ?? null; },
      setItem: function (name, value) { kept.set(String(name), String(value)); },
      removeItem: function (name) { kept.delete(String(name)); },
      clear: function () { kept.clear(); },
    };
  }

  function define(target, name, descriptor) {
    try {
      Object.defineProperty(target, name, Object.assign({ configurable: true }, descriptor));
    } catch (error) {
      console.info("not replaced: " + name);
    }
  }

  function giveStorage() {
    ["localStorage", "sessionStorage"].forEach(function (name) {
      define(window, name, { value: memory() });
    });
    var jar = new Map();
    define(document, "cookie", {
      get: function () {
        return Array.from(jar, function (pair) { return pair.join("="); }).join("; ");
      },
      set: function (text) {
        var pair = String(text).split(";")[0].split("=");
        jar.set(pair.shift().trim(), pair.join("="));
      },
    });
  }

  /** Cover the page with a box that one button closes; return what it holds. */
  function cover(content) {
    var box = document.createElement("div");
    box.style.cssText = "position:fixed;inset:0;z-index:2147483647;display:flex;"
      + "flex-direction:column;gap:12px;padding:12px;background:#fff;color:#1d1d1d;"
      + "font:22px/1.5 'Be Vietnam Pro',sans-serif;align-items:center;justify-content:center";
    var button = document.createElement("button");
    button.textContent = start.words.close;
    button.style.cssText = "min-height:64px;min-width:200px;font:700 24px sans-serif;"
      + "background:#0b4f8a;color:#fff;border:0;border-radius:12px";
    button.onclick = function () { box.remove(); };
    box.append(content, button);
    (document.body || document.documentElement).append(box);
    button.focus();
    return box;
  }

  function say(text) {
    var words = document.createElement("p");
    words.textContent = String(text);
    words.style.cssText = "max-width:40em;white-space:pre-wrap;margin:0";
    cover(words);
  }

  /** Open a page of the package over this one: there are no second windows here. */
  function open(address) {
    var url = new URL(String(address || ""), document.baseURI);
    if (!url.href.startsWith(start.home)) return null;
    var inner = document.createElement("iframe");
    inner.src = url.href;
    inner.style.cssText = "flex:1;width:100%;border:2px solid #ccc";
    var box = cover(inner);
    return {
      get closed() { return !box.isConnected; },
      close: function () { box.remove(); },
      focus: function () {},
      blur: function () {},
    };
  }

  /** Links that would open a window, or fill another frame, which a sandbox may not do itself. */
  function stayInPlace(event) {
    var link = event.target instanceof Element && event.target.closest("a[target], area[target]");
    if (!link || ["", "_self", "_parent"].includes(link.target)) return;
    if (link.target === "_top") {
      link.target = "_self";
    } else if (document.getElementsByName(link.target).length === 0) {
      event.preventDefault();
      if (link.target === "_blank" || realParent === window.top) open(link.href);
      else busLink.tell({ share: { go: [link.target, link.href] } });
    }
  }

  /** Fill a frame of this page, as a page in another frame of the package asked. */
  start.go = function (name, address) {
    var frame = document.getElementsByName(String(name))[0];
    if (frame && /^I?FRAME$/.test(frame.tagName) && String(address).startsWith(start.home)) {
      frame.src = address;
    }
  };

  start.home = new URL("../f/", document.currentScript.src).href;
  giveParent();
  giveStorage();
  window.alert = say;
  window.confirm = function () { return true; };
  window.prompt = function () { return null; };
  window.print = function () {};
  window.open = open;
  document.addEventListener("click", stayInPlace, true);
})(busStart);
