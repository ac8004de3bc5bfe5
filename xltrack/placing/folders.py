"""The folders that results go to: asked for, and made where they are not there yet."""

from pathlib import Path
from typing import Final

from xltrack.base.errors import OutputError
from xltrack.base.system import reason_of
from xltrack.placing.whole import failure

_NAMED: Final = 30  # characters of a name that cannot be one


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; OutputError (D149) where it can be nothing at all, as a name that is too long."""
    try:
        return path.is_dir()
    except OSError as error:
        raise OutputError("D149", path=f"{path.name[:_NAMED]}……", reason=reason_of(error)) from None


def make_folder(folder: Path, *, parents: bool = False) -> None:
    """Make a folder that was asked for, where it is missing.

    Without `parents` the one that it lies in has to be there: a drive that was pulled out must not come back as a folder.

    Raises:
        OutputError: what it lies in is not there, or a file stands in its place (D143); it cannot be made (D144, D146, D149).
    """
    if is_folder(folder):
        return
    try:
        folder.mkdir(parents=parents, exist_ok=True)
    except FileExistsError:
        raise OutputError("D143", folder=folder) from None
    except FileNotFoundError:
        raise OutputError("D143", folder=folder.parent) from None
    except OSError as error:
        raise failure(error, folder) from None
