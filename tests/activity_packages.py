"""Small SCORM and H5P packages, honest and evil, as their makers would zip them."""

import io
import json
import zipfile

NAMES_12 = (
    'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"'
    ' xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
)
NAMES_2004 = (
    'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"'
    ' xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"'
    ' xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
)
FIND_API = """function find(from) { var w = from, tries = 0;
  while (!w.API && w.parent && w.parent !== w && tries++ < 7) w = w.parent;
  return w.API; } var api = find(window);"""
SCO = (
    "<html><head><title>Rau</title><script>"
    + FIND_API
    + """
function show(id, text) { document.getElementById(id).textContent = text; }
function begin() {
  api.LMSInitialize("");
  show("where", api.LMSGetValue("cmi.core.lesson_location"));
  show("entry", api.LMSGetValue("cmi.core.entry"));
  show("data", api.LMSGetValue("cmi.suspend_data"));
  show("total", api.LMSGetValue("cmi.core.total_time"));
}
function step() {
  api.LMSSetValue("cmi.core.lesson_location", "trang 2");
  api.LMSSetValue("cmi.suspend_data", "đã chọn rau cải");
  api.LMSSetValue("cmi.core.exit", "suspend");
  api.LMSSetValue("cmi.core.session_time", "00:01:00");
  show("said", api.LMSCommit("") + " " + api.LMSGetLastError());
}
function answer() {
  api.LMSSetValue("cmi.interactions.0.id", "q1");
  api.LMSSetValue("cmi.interactions.0.type", "choice");
  api.LMSSetValue("cmi.interactions.0.student_response", "a");
  api.LMSSetValue("cmi.interactions.0.result", "correct");
  api.LMSSetValue("cmi.core.score.raw", "90");
  show("said", api.LMSFinish("") + " " + api.LMSGetLastError());
}
</script></head><body onload="begin()"><h1>Trồng rau</h1>
<p id="where"></p><p id="entry"></p><p id="data"></p><p id="total"></p>
<button id="step" onclick="step()">Sang trang 2</button>
<button id="answer" onclick="answer()">Trả lời</button><p id="said"></p></body></html>"""
)
SCO_2004 = """<html><body onload="begin()"><p id="where"></p><p id="entry"></p>
<button id="go" onclick="go()">Xong</button><p id="said"></p><script>
var api = window.API_1484_11;
function show(id, text) { document.getElementById(id).textContent = text; }
function begin() {
  api.Initialize("");
  show("where", api.GetValue("cmi.location"));
  show("entry", api.GetValue("cmi.entry") + " " + api.GetValue("cmi.success_status"));
}
function go() {
  var said = [["cmi.location", "p5"], ["cmi.completion_status", "completed"],
    ["cmi.success_status", "passed"], ["cmi.score.scaled", "0.75"], ["cmi.exit", "suspend"],
    ["cmi.session_time", "PT3M"]].map(function (pair) { return api.SetValue(pair[0], pair[1]); });
  show("said", said.concat(api.Commit(""), api.Terminate("")).join(" "));
}
</script></body></html>"""
FRAMES = {
    "index.html": '<html><frameset cols="50%,50%"><frame src="a.html">'
    '<frame name="right" src="b.html"></frameset></html>',
    "a.html": f'<html><body><script>{FIND_API} api.LMSInitialize("");</script>'
    '<a target="right" href="c.html">Trang sau</a></body></html>',
    "c.html": "<html><body><p>Trang cuối</p></body></html>",
    "b.html": '<html><body><button id="go" onclick="go()">Đi</button><p id="said"></p><script>'
    + FIND_API
    + """function go() {
      var said = [api.LMSSetValue("cmi.core.lesson_location", "khung"), api.LMSCommit("")];
      document.getElementById("said").textContent = said.join(" "); }</script></body></html>""",
}
# How well-known tools look for the API, as their published files do; none catches errors.
SCORMDRIVER = """function SCORM_ScanParentsForApi(win) { var tries = 0;
  while (win.API == null && win.parent != null && win.parent != win) {
    if (++tries > 500) return null; win = win.parent; }
  return win.API; }
function SCORM_GetAPI() { var found = null;
  if (window.parent != null && window.parent != window)
    found = SCORM_ScanParentsForApi(window.parent);
  if (found == null && window.opener != null) found = SCORM_ScanParentsForApi(window.opener);
  return found; }
var api = SCORM_GetAPI();"""
PIPWERKS = """function find(win) { var attempts = 0;
  while (!win.API && win.parent && win.parent != win && attempts <= 500) {
    attempts++; win = win.parent; }
  return win.API || null; }
function get() { var win = window, found = find(win);
  if (!found && win.parent && win.parent != win) found = find(win.parent);
  if (!found && win.top && win.top.opener) found = find(win.top.opener);
  return found; }
var api = get();"""
ISPRING = """function getAPI() { var levels = 0, win = window;
  while (win) { if (typeof win.API != "undefined" && win.API) return win.API;
    if (win.parent == win || ++levels > 10) break; win = win.parent; }
  return window.opener ? window.opener.API : null; }
var api = getAPI();"""
ADL = """var _nFindAPITries = 0;
function findAPI(win) { while (win.API == null && win.parent != null && win.parent != win) {
    if (++_nFindAPITries > 7) return null; win = win.parent; }
  return win.API; }
var api = window.parent && window.parent != window ? findAPI(window.parent) : findAPI(window);"""
SEARCHES = {"scormdriver": SCORMDRIVER, "pipwerks": PIPWERKS, "ispring": ISPRING, "adl": ADL}
ADL_2004 = """function ScanForAPI(win) { var tries = 0;
  while (win.API_1484_11 == null && win.parent != null && win.parent != win) {
    if (++tries > 500) return null; win = win.parent; }
  return win.API_1484_11; }
function GetAPI(win) { var found = null;
  if (win.parent != null && win.parent != win) found = ScanForAPI(win.parent);
  if (found == null && win.opener != null) found = ScanForAPI(win.opener);
  return found; }
var api = GetAPI(window);"""


def of_storyline():
    """As Articulate Storyline writes it: one SCO, a page of its own for the LMS."""
    page = SCO.replace(FIND_API, "").replace(
        "<script>", '<script src="lms/scormdriver.js"></script><script>', 1
    )
    files = {
        "index_lms.html": page,
        "index_lms_html5.html": page,
        "story.html": "<p>x</p>",
        "lms/scormdriver.js": SCORMDRIVER,
        "story_content/frame.xml": "<x/>",
        "meta.xml": "<x/>",
    }
    listed = "".join(f'<file href="{name}"/>' for name in files)
    part = '<item identifier="i1" isvisible="true" identifierref="r1"><title>Rau</title></item>'
    return scorm(part, resource(1, "index_lms.html", more=listed), files=files)


def of_ispring():
    """As iSpring writes it: everything in ``res``, the player beside it."""
    files = {"res/index.html": SCO.replace(FIND_API, ISPRING), "res/data/player.js": "var p = 1;"}
    mastery = "<adlcp:masteryscore>80</adlcp:masteryscore>"
    return scorm(
        item(1, "Rau", mastery, isvisible="true"), resource(1, "res/index.html"), files=files
    )


def of_captivate():
    """As Adobe Captivate writes it: an address with a query, and extra prerequisites."""
    more = (
        "<adlcp:masteryscore>100</adlcp:masteryscore><adlcp:maxtimeallowed></adlcp:maxtimeallowed>"
        "<adlcp:timelimitaction></adlcp:timelimitaction><adlcp:datafromlms></adlcp:datafromlms>"
    )
    page = SCO.replace(FIND_API, SCORMDRIVER)
    return scorm(
        item(1, "Rau", more), resource(1, "index_scorm.html?cp=1"), files={"index_scorm.html": page}
    )


def of_exelearning():
    """As eXeLearning writes it: a tree of pages, each a SCO, with shared files as a dependency."""
    page = SCO.replace(FIND_API, "").replace(
        "<script>", '<script src="SCORM_API_wrapper.js"></script><script>', 1
    )
    shared = (
        '<resource identifier="COMMON_FILES" type="webcontent" adlcp:scormtype="asset">'
        '<file href="base.css"/><file href="SCORM_API_wrapper.js"/></resource>'
    )
    inner = item(2, "Gieo hạt", isvisible="true")
    tree = item(1, "Làm đất", inner, isvisible="true")
    needs = '<file href="{}"/><dependency identifierref="COMMON_FILES"/>'
    resources = resource(1, "index.html", more=needs.format("index.html")) + resource(
        2, "gieo_ht.html", more=needs.format("gieo_ht.html")
    )
    files = {
        "index.html": page,
        "gieo_ht.html": page,
        "base.css": "p {}",
        "SCORM_API_wrapper.js": PIPWERKS,
    }
    return scorm(tree, resources + shared, files=files)


TOOLS = {
    "storyline": of_storyline,
    "ispring": of_ispring,
    "captivate": of_captivate,
    "exelearning": of_exelearning,
}


EVIL = """<html><body><p id="out"></p><script>
var out = {};
function attempt(name, act) {
  try { out[name] = String(act()); } catch (error) { out[name] = "refused"; }
}
async function ask(name, address, options) {
  try { await fetch(address, options); out[name] = "answered"; }
  catch (error) { out[name] = "refused"; }
}
attempt("cookie", function () {
  return Object.getOwnPropertyDescriptor(Document.prototype, "cookie").get.call(document); });
attempt("database", function () { return indexedDB.open("x"); });
attempt("parent", function () { return parent.document.title; });
attempt("address", function () { return top.location.href; });
attempt("navigate", function () { top.location = "https://example.org/"; });
attempt("frame", function () { return window.frameElement.id; });
top.postMessage({ bus: { state: "not_saved" } }, "*");
top.postMessage({ bus: { share: { all: [["__proto__", "x"]] }, state: "constructor" } }, "*");
top.postMessage({ bus: { relay: '{"seq":1,"suspend_data":"' + "x".repeat(70000) + '"}' } }, "*");
(async function () {
  var mine = { credentials: "include" };
  await ask("staff", "/staff/", mine);
  await ask("learner", "/learn/course", mine);
  await ask("api", "/api/v1/responses", { method: "POST", body: "[]", credentials: "include" });
  await ask("blind", "/staff/sign-out", { ...mine, method: "POST", mode: "no-cors" });
  await ask("outside", "https://example.org/", { mode: "no-cors" });
  await ask("neighbour", "http://127.0.0.1:9/", { mode: "no-cors" });
  await ask("guess", location.href.replace(/play.{44}/, "play/" + "A".repeat(43)));
  var inner = document.createElement("iframe");
  inner.src = "/learn/course";
  document.body.append(inner);
  // WebKit never tells that a frame was refused.
  await new Promise(function (resolve) { inner.onload = resolve; setTimeout(resolve, 1500); });
  attempt("inner", function () { return inner.contentDocument.title; });
  document.getElementById("out").textContent = JSON.stringify(out);
  API.LMSInitialize("");
  API.LMSSetValue("cmi.suspend_data", JSON.stringify(out));
  API.LMSCommit("");
})();
</script></body></html>"""
TINY = """H5P.TinyTrueFalse = (function ($) {
  function Tiny(params, id, extras) {
    H5P.EventDispatcher.call(this);
    this.params = params;
    this.chosen = (extras && extras.previousState && extras.previousState.chosen) || "";
  }
  Tiny.prototype = Object.create(H5P.EventDispatcher.prototype);
  Tiny.prototype.constructor = Tiny;
  Tiny.prototype.attach = function ($box) {
    var self = this;
    $box.append($("<p>").text(this.params.question));
    this.$said = $("<p id='chosen'>").text(this.chosen);
    ["Đúng", "Sai"].forEach(function (word) {
      $("<button>").text(word).on("click", function () { self.choose(word); }).appendTo($box);
    });
    $box.append(this.$said);
  };
  Tiny.prototype.choose = function (word) {
    this.chosen = word;
    this.$said.text(word);
    var isRight = (word === "Đúng") === (this.params.correct === "true");
    this.triggerXAPIScored(isRight ? 1 : 0, 1, "answered", true, isRight);
  };
  Tiny.prototype.getCurrentState = function () { return { chosen: this.chosen }; };
  return Tiny;
})(H5P.jQuery);"""
TINY_LIBRARY = {
    "title": "Tiny",
    "machineName": "H5P.TinyTrueFalse",
    "majorVersion": 1,
    "minorVersion": 0,
    "patchVersion": 0,
    "runnable": 1,
    "preloadedJs": [{"path": "tiny.js"}],
}
TINY_NAME = {"machineName": "H5P.TinyTrueFalse", "majorVersion": 1, "minorVersion": 0}


def pack(files):
    """Return a zip of files, in their order."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in files.items():
            # Without a date, so that the same files give the same bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def item(number, title, more="", **attributes):
    named = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<item identifier="i{number}" identifierref="r{number}"{named}>'
        f"<title>{title}</title>{more}</item>"
    )


def resource(number, href, *, kind="sco", more="", base=""):
    base = f' xml:base="{base}"' if base else ""
    return (
        f'<resource identifier="r{number}" type="webcontent" adlcp:scormtype="{kind}"'
        f' href="{href}"{base}>{more}</resource>'
    )


def manifest(items, resources, *, version="1.2", default="o", others="", names=NAMES_12):
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<manifest identifier="m" version="1" {names}>'
        f"<metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion></metadata>"
        f'<organizations default="{default}">'
        f'<organization identifier="o"><title>Trồng rau</title>{items}</organization>{others}'
        f"</organizations><resources>{resources}</resources></manifest>"
    )


def scorm(items="", resources="", *, files=None, **more):
    """Return a SCORM package; without arguments one part that plays ``SCO``."""
    if not items:
        items = item(1, "Làm đất", "<adlcp:masteryscore>80</adlcp:masteryscore>")
        resources = resource(1, "index.html")
    files = {"index.html": SCO} if files is None else files
    return pack({"imsmanifest.xml": manifest(items, resources, **more), **files})


def scorm_of_two():
    return scorm(
        item(1, "Làm đất") + item(2, "Gieo hạt"),
        resource(1, "1/index.html") + resource(2, "2/index.html"),
        files={"1/index.html": SCO, "2/index.html": SCO},
    )


def scorm_of_frames():
    return scorm(item(1, "Khung"), resource(1, "index.html"), files=FRAMES)


def scorm_2004():
    return scorm(
        item(1, "Phần", "<imsss:sequencing/>"),
        resource(1, "index.html"),
        version="2004 4th Edition",
        names=NAMES_2004,
        files={"index.html": SCO_2004},
    )


def scorm_page(page):
    """Return a package of one page."""
    return scorm(item(1, "Phần"), resource(1, "index.html"), files={"index.html": page})


def h5p(**changes):
    """Return a package with a true/false library of its own; None leaves a file out."""
    files = {
        "h5p.json": json.dumps(
            {
                "title": "Đúng hay sai",
                "mainLibrary": "H5P.TinyTrueFalse",
                "embedTypes": ["iframe"],
                "preloadedDependencies": [TINY_NAME],
            }
        ),
        "content/content.json": json.dumps({"question": "Giữ kín mã OTP.", "correct": "true"}),
        "H5P.TinyTrueFalse-1.0/library.json": json.dumps(TINY_LIBRARY),
        "H5P.TinyTrueFalse-1.0/tiny.js": TINY,
        **changes,
    }
    return pack({name: content for name, content in files.items() if content is not None})
