"""What is done of a long run, a line for each file, so that a run which broke off goes on and does nothing twice."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, TypeVar

_VERSION: Final = 1
_Line = TypeVar("_Line", bound=NamedTuple)


class Journal(Generic[_Line]):
    """The lines of files by their stamps (see `stamp_of`); of two for one file the later counts.

    A journal that cannot be read or written costs nothing but time.
    """

    def __init__(self, path: Path, parse: Callable[[dict[str, Any]], _Line]) -> None:
        """Look into the file at `path`, where it is there; `parse` makes a line of its fields by name."""
        self._path = path
        self._lines: dict[str, _Line] = {}
        with suppress(OSError, UnicodeError):
            for told in path.read_text("utf-8").splitlines():
                with suppress(ValueError, TypeError, KeyError):
                    stamp, fields = json.loads(told)
                    self._lines[stamp] = parse(fields)

    @property
    def lines(self) -> Mapping[str, _Line]:
        """What is done, by stamp."""
        return self._lines

    def note(self, stamp: str, line: _Line) -> None:
        """Remember one more."""
        self._lines[stamp] = line
        told = json.dumps([stamp, line._asdict()], ensure_ascii=False, default=list)
        with suppress(OSError), self._path.open("a", encoding="utf-8") as file:
            file.write(f"{told}\n")

    def close(self) -> None:
        """Forget it: all is done."""
        with suppress(OSError):
            self._path.unlink()


def stamp_of(path: Path) -> str:
    """What tells whether a file was changed: its place, size and time; 「」 where it is not there."""
    with suppress(OSError):
        stat = path.stat()
        return f"{_VERSION} {path.resolve()} {stat.st_size} {stat.st_mtime_ns}"
    return ""
