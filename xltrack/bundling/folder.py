"""Makes the folder: wheels, scripts as the target reads them, the page that says how, a place for its Python."""

import hashlib
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from xltrack.base.errors import BundleError
from xltrack.bundling import words
from xltrack.bundling.fetching import fetch_wheels
from xltrack.bundling.own_wheel import own_requirements, own_version, pack_own_wheel
from xltrack.bundling.targets import Target
from xltrack.placing.folders import is_folder, make_folder
from xltrack.placing.whole import failure

_FILES: Final = Path(__file__).parent / "files"
_INSTALL: Final = "install.py"
_PIECE: Final = 1 << 20


class Bundle(NamedTuple):
    """A folder that was made.

    Attributes:
        path: where it is.
        wheels: their files, xltrack's own among them.
        python: the name of the Python that is in it; empty where it still has to be put there.
        awaited: what that has to be called.
    """

    path: Path
    wheels: tuple[Path, ...]
    python: str
    awaited: str

    def told(self) -> Iterator[str]:
        """What to say of it."""
        size = sum(path.stat().st_size for path in self.path.rglob("*") if path.is_file()) / 1e6
        yield words.DONE.format(path=self.path, count=len(self.wheels), size=size)
        if self.python:
            yield words.WITH_PYTHON.format(name=self.python)
        else:
            yield words.WITHOUT_PYTHON.format(archive=self.awaited)


def make_bundle(
    folder: Path, target: Target, python: Path | None, *, page: bool, tell: Callable[[str], None]
) -> Bundle:
    """Make an offline folder.

    Args:
        folder: where; missing or empty.
        target: the kind of PC it is for.
        python: the archive of its Python, where it is at hand.
        page: whether the drop page can be opened (xltrack has `serve`).
        tell: told what takes long.

    Raises:
        BundleError: rules D880 to D889.
        OutputError: the folder cannot be written (D143 to D149).
    """
    was_there = is_folder(folder)
    if was_there and any(folder.iterdir()):
        raise BundleError("D885", path=folder)
    if python is not None:
        _check_python(python, target)
    first = own_requirements()
    tell(words.FETCHING.format(platform=target.name, python=target.version))
    make_folder(folder)
    try:
        for name in ("wheels", "python", "files"):
            (folder / name).mkdir()
        wheels = (*fetch_wheels(first, target, folder / "wheels"), pack_own_wheel(folder / "wheels"))
        _write_scripts(folder, target, page=page)
        _write_pages(folder, target, page=page, has_python=python is not None)
        if python is not None:
            shutil.copyfile(python, folder / "python" / python.name)
    except BaseException as error:
        _clear(folder, whole=not was_there)
        if isinstance(error, OSError):
            raise failure(error, folder) from error
        raise
    return Bundle(folder, wheels, python.name if python else "", _wanted(target))


def _clear(folder: Path, *, whole: bool) -> None:
    """Take away what was made: half a folder looks like a whole one."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if whole:
        folder.rmdir()


def _write_scripts(folder: Path, target: Target, *, page: bool) -> None:
    """The scripts: .bat in the code page of a Chinese Windows with its line ends, .sh as Linux reads them."""
    suffix = ".bat" if target.is_windows else ".sh"
    filled = {"@PYTHON@": target.version, "@MACHINE@": target.markers["platform_machine"], "@ARCHIVE@": _wanted(target)}
    for source in sorted(_FILES.glob(f"*{suffix}")):
        if source.stem in (words.PAGE, words.ADDIN) and not page:
            continue
        text = source.read_text("utf-8")
        for mark, fact in filled.items():
            text = text.replace(mark, fact)
        path = folder / source.name
        path.write_bytes(text.replace("\n", "\r\n").encode("gbk") if target.is_windows else text.encode())
        path.chmod(0o755)
    shutil.copyfile(_FILES / _INSTALL, folder / "files" / _INSTALL)


def _write_pages(folder: Path, target: Target, *, page: bool, has_python: bool) -> None:
    """说明.txt, and what says where Python goes.

    UTF-8 with its mark: the Notepad of every Windows and the editors of 统信 and 麒麟 take it for what it is; without the mark
    old ones would guess, and GBK is not what Linux reads.
    """
    begins, ends = target.archive
    facts = {
        "release": own_version(), "machine": target.markers["platform_machine"], "version": target.version,
        "short": target.python.replace(".", ""), "archive": _wanted(target),
        "archive_glob": f"{begins}*{ends}", "digest": target.digest,
    }  # fmt: skip
    guide = words.guide(facts, windows=target.is_windows, page=page, has_python=has_python)
    pages = {folder / words.GUIDE: guide}
    if not has_python:
        pages[folder / "python" / words.PYTHON_HERE] = words.python_here(facts, windows=target.is_windows)
    for path, text in pages.items():
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))


def _wanted(target: Target) -> str:
    """What the archive of its Python is called."""
    return ("" if target.digest else words.ANY_ARCHIVE).join(target.archive)


def _check_python(archive: Path, target: Target) -> None:
    """The archive is the one that the folder needs, whole; BundleError (D887) where it is not."""
    begins, ends = target.archive
    refused = BundleError("D887", name=archive.name, wanted=_wanted(target))
    if not archive.is_file() or not (archive.name.startswith(begins) and archive.name.endswith(ends)):
        raise refused
    if target.digest and sha256_of(archive) != target.digest:
        raise refused
    try:
        if not set(target.inside) <= set(_names(archive)):
            raise refused
    except (BadZipFile, tarfile.TarError, EOFError, OSError):
        raise refused from None


def _names(archive: Path) -> list[str]:
    if archive.suffix == ".zip":
        with ZipFile(archive) as opened:
            return opened.namelist()
    with tarfile.open(archive) as opened_tar:
        return opened_tar.getnames()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
