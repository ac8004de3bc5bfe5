"""What installing leaves behind, noted before it is done, so that all of it, and nothing else, can be taken back."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, NamedTuple

from xltrack.addin.registry import Value
from xltrack.base.system import read_plain
from xltrack.placing.whole import write_whole

Part = Literal["shared", "excel", "wps"]
Kind = Literal["folder", "file", "list", "value", "key", "trust"]
_FILE: Final = "installed.json"


class Trace(NamedTuple):
    """One thing that was left behind.

    Attributes:
        part: what it belongs to.
        kind: a folder, a file, an entry in a list of WPS, a value or a key of the registry, an authority that is trusted.
        what: its path, its key, its thumbprint.
        name: of the value.
        before: of a value, what it was; of a list, the digest of it as it was written.
    """

    part: Part
    kind: Kind
    what: str
    name: str = ""
    before: Value | None = None

    def is_of(self, other: "Trace") -> bool:
        """Whether it is of the same thing."""
        return (self.kind, self.what, self.name) == (other.kind, other.what, other.name)


class Traces:
    """The traces of one user in the order in which they came, kept in a file of a folder that is there."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / _FILE
        self.noted: list[Trace] = []
        with suppress(OSError, ValueError, TypeError):
            self.noted = [Trace(*one) for one in json.loads(read_plain(self.file))]

    def parts(self) -> set[Part]:
        """The parts that are installed, whole or not."""
        return {one.part for one in self.noted}

    def note(self, trace: Trace) -> None:
        """Note one, where the same thing is not noted yet: what it was at first is what it will be again."""
        if not any(one.is_of(trace) for one in self.noted):
            self.noted.append(trace)
            self.save()

    def renew(self, trace: Trace) -> None:
        """Note one anew."""
        self.noted = [*(one for one in self.noted if not one.is_of(trace)), trace]
        self.save()

    def drop(self, trace: Trace) -> None:
        """Forget one that was taken back."""
        self.noted = [one for one in self.noted if not one.is_of(trace)]
        self.save()

    def save(self) -> None:
        """Keep them; a list of nothing but folders, which are told by being there, is not kept."""
        if any(one.kind != "folder" for one in self.noted):
            write_whole(self.file, json.dumps(self.noted, ensure_ascii=False, indent=1).encode() + b"\n")
        else:
            self.file.unlink(missing_ok=True)
