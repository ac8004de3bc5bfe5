"""The templates that come with xltrack: listed, and copied out to be changed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltrack.base.errors import OutputError
from xltrack.base.system import read_plain
from xltrack.placing.folders import make_folder
from xltrack.placing.whole import write_whole

SUFFIXES: Final = (".xlsx", ".docx", ".html", ".md", ".txt")


def shipped_templates() -> tuple[Path, ...]:
    """The files, those for sheets first: in the package where it is installed, in the project's folder where it runs from there."""
    package = Path(__file__).parents[1]
    for folder in (package / "templates", package.parent / "templates"):
        found = sorted(
            (p for p in folder.glob("*") if p.suffix in SUFFIXES), key=lambda p: (SUFFIXES.index(p.suffix), p.name)
        )
        if found:
            return tuple(found)
    return ()


def eject(folder: Path) -> Iterator[Path]:
    """Copy the templates into a folder, which is made if it is not there.

    Raises:
        OutputError: one of them is there already with other content (D158), or the folder cannot be written (D143, D144).
    """
    make_folder(folder, parents=True)
    templates = [(folder / path.name, path.read_bytes()) for path in shipped_templates()]
    for target, data in templates:
        if target.is_symlink() or (target.exists() and _content(target) != data):
            raise OutputError("D158", path=target)
    for target, data in templates:
        if not target.exists():
            write_whole(target, data)
        yield target


def _content(path: Path) -> bytes | None:
    """What stands there; None for what is no file or cannot be read."""
    try:
        return read_plain(path)
    except OSError:
        return None
