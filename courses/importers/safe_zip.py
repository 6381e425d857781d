"""Opens archives from outside: everything is checked before the first byte is written."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from courses.importers.entry_names import shown
from courses.importers.errors import ArchiveTooLargeError, EntryNotFoundError
from courses.importers.zip_entries import Entry, Limits, read_entries, unpack_entry

DEFAULT_LIMITS = Limits()
MOST_IN_MEMORY = 32 * 1024 * 1024
"""Bytes of a file that is read whole."""


class SafeArchive:
    """An archive whose list of entries is harmless; its contents are checked while read."""

    def __init__(self, file: BinaryIO, entries: Mapping[str, Entry], limits: Limits) -> None:
        self.entries = entries
        """Files by name, in the order of the archive; folders are not listed."""
        self._file = file
        self._limits = limits

    def read(self, name: str, *, most: int = MOST_IN_MEMORY) -> bytes:
        """Return the content of one file.

        Raises:
            ArchiveTooLargeError: it has more than ``most`` bytes.
            EntryNotFoundError: there is none of this name.
            LyingSizeError: its size is not the declared one.
            DamagedEntryError: its bytes are not those that were packed.
        """
        if name not in self.entries:
            raise EntryNotFoundError(entry=shown(name))
        if self.entries[name].size > most:
            raise ArchiveTooLargeError(most=most)
        return b"".join(unpack_entry(self._file, self.entries[name]))

    def unpack(self, folder: Path) -> int:
        """Write all files into a new folder and return their bytes.

        The folder appears whole, or not at all. Archives inside stay packed.

        Args:
            folder: must not exist; its parent must.

        Raises:
            FileExistsError: ``folder`` is there already.
            LyingSizeError, DamagedEntryError, ArchiveTooLargeError: found while unpacking.
            OSError: the disk is full or broken.
        """
        if folder.exists() or folder.is_symlink():
            raise FileExistsError(folder)
        unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unpack-"))
        try:
            total = self._write_all(unfinished)
            unfinished.chmod(0o755)
            unfinished.rename(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        return total

    def _write_all(self, folder: Path) -> int:
        total = 0
        for entry in self.entries.values():
            target = folder.joinpath(*entry.name.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                for chunk in unpack_entry(self._file, entry):
                    total += len(chunk)
                    if total > self._limits.max_total:
                        raise ArchiveTooLargeError(most=self._limits.max_total)
                    file.write(chunk)
        return total


@contextmanager
def open_archive(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[SafeArchive]:
    """Open an archive after checking every entry of its list.

    Raises:
        DomainError: one of ``courses.importers.errors`` whose code begins with
            ``courses.archive_``; nothing was written.
        OSError: ``path`` cannot be read.
    """
    with path.open("rb") as file:
        found = read_entries(file, limits)
        files = {entry.name: entry for entry in found if not entry.is_folder}
        yield SafeArchive(file, files, limits)
