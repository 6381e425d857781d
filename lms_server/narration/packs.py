"""Recordings of one language in one file, for another bus: a plain zip.

``recordings.json`` lists the sentences; each has its ``<key>.opus`` beside it.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from common.text import visible
from courses.importers.safe_zip import SafeArchive, open_archive
from courses.importers.zip_entries import Limits
from courses.speech.folder import LANGUAGE, SUFFIX
from courses.speech.sentences import text_key
from lms_server.narration.actions import NewRecording
from lms_server.narration.decoding import LARGEST, check_sounds
from lms_server.narration.errors import BadPackError

LIST = "recordings.json"
FORMAT = "bus-lms-recordings-1"
MOST_SENTENCES = 20_000
_LIST_SIZE = 16 * 1024 * 1024
_LIMITS = Limits(max_entries=MOST_SENTENCES + 1, max_total=80 * 1024 * 1024)
_LONGEST_NAME = 200


class PackedSentence(msgspec.Struct, frozen=True):
    """A line of the list."""

    key: str
    text: Annotated[str, msgspec.Meta(max_length=2000)]
    speaker: str = ""


class PackList(msgspec.Struct, frozen=True):
    """What a pack holds."""

    format: str
    language: str
    sentences: Annotated[tuple[PackedSentence, ...], msgspec.Meta(max_length=MOST_SENTENCES)]


def write_pack(recordings: Sequence[NewRecording], language: str) -> bytes:
    """Return a pack; equal recordings give equal bytes."""
    listed = [PackedSentence(one.key, one.text, one.speaker) for one in recordings]
    head = msgspec.json.encode(PackList(FORMAT, language, tuple(listed)))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(LIST), head)
        for one in recordings:
            archive.writestr(zipfile.ZipInfo(f"{one.key}{SUFFIX}"), one.audio)
    return packed.getvalue()


def read_pack(path: Path) -> tuple[list[NewRecording], int]:
    """Return the recordings of a pack, and how many of its sentences were left out.

    A sentence is left out when its key is not that of its text, its file is absent, too large,
    or no whole Ogg Opus of at most a minute.

    Raises:
        BadPackError: it has no list that can be read.
        DomainError: the archive is refused (``courses.archive_...``).
        OSError: ``path`` cannot be read.
    """
    with open_archive(path, _LIMITS) as archive:
        listed = _read_list(archive)
        named = [one for one in listed.sentences if _is_sound(one, archive)]
        # One after the other: together they could fill the memory.
        sounds = (archive.read(f"{one.key}{SUFFIX}", most=LARGEST) for one in named)
        found = [
            NewRecording(
                language=listed.language,
                key=one.key,
                text=one.text,
                audio=sound.audio,
                seconds=sound.seconds,
                speaker=visible(one.speaker)[:_LONGEST_NAME],
            )
            for one, sound in zip(named, check_sounds(sounds), strict=True)
            if sound is not None
        ]
    return found, len(listed.sentences) - len(found)


def _read_list(archive: SafeArchive) -> PackList:
    if LIST not in archive.entries:
        raise BadPackError
    try:
        listed = msgspec.json.decode(archive.read(LIST, most=_LIST_SIZE), type=PackList)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadPackError from error
    if listed.format != FORMAT or not LANGUAGE.fullmatch(listed.language):
        raise BadPackError
    return listed


def _is_sound(one: PackedSentence, archive: SafeArchive) -> bool:
    entry = archive.entries.get(f"{one.key}{SUFFIX}")
    return entry is not None and entry.size <= LARGEST and one.key == text_key(one.text)
