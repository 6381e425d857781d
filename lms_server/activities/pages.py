"""Files of an activity on their way to the sandbox: types, headers, and the runtime put in."""

import codecs
import re

_POLICY = (
    "sandbox allow-scripts allow-forms; default-src {home} 'unsafe-inline' 'unsafe-eval' data: "
    "blob:; object-src 'none'; base-uri {home}; form-action {home}"
)
_HEADERS = {
    # The pages have no origin, so even their own files are "cross-origin" to them.
    "Access-Control-Allow-Origin": "*",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "unsafe-none",
}
PAGES = (".htm", ".html", ".xhtml")
MOST_PAGE = 8 * 1024 * 1024
"""Bytes of a page that the runtime is put into."""
_TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".css": "text/css",
    ".xml": "text/xml",
    ".xsd": "text/xml",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".ico": "image/x-icon",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".wasm": "application/wasm",
}
# No pattern reads a byte twice: a page made to be slow would hold up the whole bus.
_HEAD = re.compile(rb"<head(?:\s[^<>]*)?>", re.IGNORECASE)
_HTML = re.compile(rb"<html(?:\s[^<>]*)?>", re.IGNORECASE)
_DOCTYPE = re.compile(rb"\A\s*(?:<\?xml[^>]*\?>\s*)?<!doctype[^>]*>", re.IGNORECASE)
_COMMENTS = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_CHARSET = re.compile(rb"charset\s*=|encoding\s*=", re.IGNORECASE)
_DECLARED_WITHIN = 1024
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def headers(home: str) -> dict[str, str]:
    """Return what keeps an answer inside the sandbox.

    Each page gets an origin of its own: no cookies, no storage, no way to the bus's pages.

    Args:
        home: the address below which all files of this opening lie, as the browser sees it.
            Spelled out, because "'self'" means nothing to WebKit in a page without origin.
    """
    return {**_HEADERS, "Content-Security-Policy": _POLICY.format(home=home)}


def content_type(name: str) -> str:
    """Return the type of a file by its ending; browsers may not guess.

    Without a character set: old packages name theirs inside the page.
    """
    return _TYPES.get(ending(name), "application/octet-stream")


def page_type(name: str, page: bytes) -> str:
    """Return the type of a page; UTF-8 is said where the page says nothing and is UTF-8."""
    kind = content_type(name)
    if _CHARSET.search(page[:_DECLARED_WITHIN]):
        return kind
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return kind
    return f"{kind}; charset=utf-8"


def ending(name: str) -> str:
    """Return the ending of a file name in small letters, such as ``.html``."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > name.rfind("/") else ""


def put_runtime(page: bytes, scripts: tuple[str, ...]) -> bytes:
    """Return a page whose first scripts are those of the bus.

    Args:
        page: HTML in any character set that contains ASCII, or UTF-16 with a mark.
        scripts: addresses, in order.
    """
    for mark, encoding in _WIDE:
        if page.startswith(mark):
            page = codecs.BOM_UTF8 + page.decode(encoding, "replace").encode()
    tags = b"".join(b'<script src="%s"></script>' % one.encode() for one in scripts)
    at = _place(page)
    return page[:at] + tags + page[at:]


def _place(page: bytes) -> int:
    """Return where the first script belongs: into the head, else as far up as may be."""
    # Same length, so that places stay: a tag inside a comment is none.
    bare = _COMMENTS.sub(lambda found: b" " * len(found[0]), page)
    for pattern in (_HEAD, _HTML, _DOCTYPE):
        found = pattern.search(bare)
        if found:
            return found.end()
    return len(codecs.BOM_UTF8) if page.startswith(codecs.BOM_UTF8) else 0
