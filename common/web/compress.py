"""Texts leave in a third of their size; a file that does not change is compressed once.

Only gzip: every browser takes it, over plain HTTP too, which is how a kiosk's window asks. Pages
hold a forgery token beside what visitors typed; guessing it by the size of answers (BREACH)
needs requests of other sites that carry the visitor's cookie, and cookies are SameSite=Strict.
"""

import gzip
import threading
from collections import OrderedDict

from flask import Flask, Response, current_app, request

LEAST_BYTES = 500
"""Shorter texts fit into one packet anyway."""
LARGEST_FILE = 512 * 1024
MOST_KEPT = 8 * 1024 * 1024
"""Bytes of compressed files in memory."""
_PAGE_LEVEL = 5
_FILE_LEVEL = 9
_TYPES = (
    "text/",
    "application/javascript",
    "application/json",
    "image/svg+xml",
)
_SHELF = "bus_lms.compressed"


class CompressedFiles:
    """Files as they leave; those used longest ago make room."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def compress(self, key: str, content: bytes) -> bytes:
        """Return ``content`` compressed.

        Args:
            key: changes when the content does.
            content: of a file.
        """
        with self._lock:
            found = self._files.get(key)
            if found is not None:
                self._files.move_to_end(key)
                return found
        made = gzip.compress(content, _FILE_LEVEL, mtime=0)
        with self._lock:
            self._files[key] = made
            self._size += len(made)
            while self._size > MOST_KEPT:
                self._size -= len(self._files.popitem(last=False)[1])
        return made


def install(app: Flask) -> None:
    """Compress what ``app`` answers to those who can read it; comes before what adds headers."""
    app.extensions[_SHELF] = CompressedFiles()
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.status_code != 200 or not _is_text(response):  # noqa: PLR2004
        return response
    response.vary.add("Accept-Encoding")
    is_file = response.direct_passthrough
    if (
        not request.accept_encodings["gzip"]
        or request.method == "HEAD"
        or "Content-Encoding" in response.headers
        or (response.is_streamed and not is_file)
        or not LEAST_BYTES <= (response.content_length or 0) <= LARGEST_FILE
    ):
        return response
    response.direct_passthrough = False
    content = response.get_data()
    etag, is_weak = response.get_etag()
    if is_file and etag is not None:
        shelf: CompressedFiles = current_app.extensions[_SHELF]
        made = shelf.compress(f"{request.path} {etag}", content)
    else:
        made = gzip.compress(content, _PAGE_LEVEL, mtime=0)
    response.set_data(made)
    response.headers["Content-Encoding"] = "gzip"
    if etag is not None and not is_weak:
        response.set_etag(etag, weak=True)
    return response


def _is_text(response: Response) -> bool:
    return (response.mimetype or "").startswith(_TYPES)
