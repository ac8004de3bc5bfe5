"""Puts things where they belong, and notes each of them before."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xltrack.addin.lists import is_listed, with_entry, without_entry
from xltrack.addin.registry import Registry, Value
from xltrack.addin.traces import Part, Trace, Traces
from xltrack.base.errors import AddinError
from xltrack.base.system import reason_of
from xltrack.placing.whole import content_of, failure, write_whole

BACKUP: Final = ".xltrack备份"  # behind the name of a list that held something before


class Putter:
    """Puts in what belongs to one part."""

    def __init__(self, part: Part, traces: Traces, registry: Registry | None) -> None:
        self.part, self.traces, self.registry = part, traces, registry

    def write(self, path: Path, data: bytes, *, private: bool = False) -> None:
        """Write a file of our own, and the folders that it lies in."""
        self.make_folder(path.parent)
        self.traces.note(Trace(self.part, "file", str(path)))
        write_whole(path, data)
        if private:
            with _told(path):
                path.chmod(0o600)

    def make_folder(self, folder: Path) -> None:
        """Make a folder, and those that it lies in."""
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            with _told(one):
                one.mkdir(mode=0o700, exist_ok=True)
        # Only now there is a place for what is noted.
        for one in reversed(missing):
            self.traces.note(Trace(self.part, "folder", str(one)))

    def enter(self, path: Path, name: str, entry: bytes) -> None:
        """Put our entry into a list of WPS; one that holds something is kept beside as it was.

        Raises:
            AddinError: it is no such list (D892).
        """
        self.make_folder(path.parent)
        before = content_of(path)
        if before and is_listed(before, name, entry):
            return
        try:
            after = with_entry(before, name, entry)
            kept = without_entry(before, name) if before else None
        except ValueError:
            raise AddinError("D892", path=path) from None
        if kept is not None:
            self.write(path.with_name(path.name + BACKUP), kept)
        self.traces.renew(Trace(self.part, "list", str(path), name, hashlib.sha256(after).hexdigest()))
        write_whole(path, after)

    def set_value(self, key: str, name: str, value: Value) -> None:
        """Set a value of the registry, where there is one.

        Raises:
            AddinError: the registry refuses (D894).
        """
        if self.registry is None:
            return
        self.traces.note(Trace(self.part, "value", key, name, self.registry.read(key, name)))
        try:
            for made in self.registry.write(key, name, value):
                self.traces.note(Trace(self.part, "key", made))
        except OSError as error:
            raise AddinError("D894", key=key, reason=reason_of(error)) from error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in words what the system refuses of a path."""
    try:
        yield
    except OSError as error:
        raise failure(error, path) from error
