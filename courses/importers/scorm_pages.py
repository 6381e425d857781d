"""A look at the pages of a package: what will not work without internet, in frames, in Flash."""

import re

from courses.importers.activity import ActivityReason, Notes
from courses.importers.safe_zip import SafeArchive

PAGES = (".htm", ".html", ".xhtml")
_FLASH = (".swf", ".flv", ".dcr")
_MOST_BYTES = 256 * 1024
"""Of one page; pages that load things from outside do so near their top."""
_MOST_TOTAL = 16 * 1024 * 1024
_OUTSIDE = re.compile(
    rb"""<(?:script|img|iframe|frame|video|audio|source|embed|link)\b[^>]{0,400}?"""
    rb"""\b(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""",
    re.IGNORECASE,
)
_FRAMES = re.compile(rb"<frameset\b|<iframe\b", re.IGNORECASE)


def look_at_pages(archive: SafeArchive, notes: Notes) -> None:
    """Note what will not work on the bus."""
    total = 0
    for name, entry in archive.entries.items():
        lowered = name.casefold()
        if lowered.endswith(_FLASH):
            notes.add(name, ActivityReason.NEEDS_FLASH)
        if not lowered.endswith(PAGES) or entry.size > _MOST_BYTES:
            continue
        total += entry.size
        if total > _MOST_TOTAL:
            return
        page = archive.read(name)
        if _OUTSIDE.search(page):
            notes.add(name, ActivityReason.NEEDS_INTERNET)
        if _FRAMES.search(page):
            notes.add(name, ActivityReason.FRAMES)
