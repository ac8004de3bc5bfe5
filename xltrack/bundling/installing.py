"""Installs xltrack from its folder, on the Python that is there: embeddable, without pip; the scripts of the folder call it.

Wheels are unpacked, nothing is built. It runs out of xltrack's own wheel, so it imports nothing that other wheels bring.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from xltrack.base.platform import desktop_quoted, prepare_console
from xltrack.base.system import reason_of
from xltrack.bundling import words

_OURS: Final = b"xltrack"  # stands in each of our scripts; a file of that name without it is somebody else's
_BUILT_FOR: Final = re.compile(r"-cp(\d)(\d+)-cp\d+-")
_SHELL_FOLDERS: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"


class _RefusedError(Exception):
    """One sentence that ends the installation."""


def main(arguments: Sequence[str]) -> int:
    """Do one deed of the scripts: 「unpack FOLDER NEW」, 「entries BASE」, 「remove BASE」; 1 where it could not be."""
    prepare_console()
    deed, *paths = arguments
    deeds: dict[str, Callable[..., Iterator[str]]] = {
        "unpack": unpack,
        "entries": add_entries,
        "remove": remove_entries,
    }
    try:
        for line in deeds[deed](*map(Path, paths)):
            sys.stdout.write(line + "\n")
    except _RefusedError as refused:
        sys.stdout.write(f"{refused}\n")
        return 1
    except OSError as error:
        sys.stdout.write(words.NOT_WRITTEN.format(path=error.filename or "", reason=reason_of(error)) + "\n")
        return 1
    return 0


def unpack(folder: Path, new: Path) -> Iterator[str]:
    """Unpack the wheels of a folder for the Python of a place that is not in use yet, so that it finds them."""
    wheels = sorted((folder / "wheels").glob("*.whl"))
    _check_python(wheels)
    paths = next((new / "python").glob("python3*._pth"), None)
    site = new / "python/Lib/site-packages" if paths else new / "site-packages"
    for wheel in wheels:
        _unpack_wheel(wheel, site)
    if paths:
        # With such a file Python looks nowhere else: not where PYTHONPATH says, not in the current folder.
        kept = [line for line in paths.read_text("utf-8").splitlines() if line.strip() and "site-packages" not in line]
        paths.write_text("\n".join([*kept, r"Lib\site-packages", ""]), "utf-8")
    for name in (f"{script}{suffix}" for script in (words.REPORT, words.PAGE, "xltrack") for suffix in (".bat", ".sh")):
        if (folder / name).is_file():
            shutil.copyfile(folder / name, new / name)
            (new / name).chmod(0o755)
    yield words.UNPACKED.format(count=len(wheels))


def _check_python(wheels: Iterable[Path]) -> None:
    built = {(int(found[1]), int(found[2])) for wheel in wheels if (found := _BUILT_FOR.search(wheel.name))}
    if built - {sys.version_info[:2]}:
        needed, here = (".".join(map(str, version)) for version in (min(built), sys.version_info[:2]))
        raise _RefusedError(words.OTHER_PYTHON.format(needed=needed, here=here))


def _unpack_wheel(wheel: Path, site: Path) -> None:
    """Put what a wheel holds where it is imported from; scripts and the like are left out."""
    try:
        with ZipFile(wheel) as archive:
            for entry in archive.infolist():
                parts = entry.filename.split("/")
                if parts[0].endswith(".data"):
                    parts = parts[2:] if parts[1] in ("purelib", "platlib") else []
                if parts and not entry.is_dir():
                    entry.filename = "/".join(parts)
                    archive.extract(entry, site)
    except (BadZipFile, EOFError):
        raise _RefusedError(words.TORN.format(name=wheel.name)) from None


# --- Where a user finds it: desktop, 发送到, 打开方式 ---


def add_entries(base: Path) -> Iterator[str]:
    """Put what was installed where the user finds it; what stands there and is not ours is left."""
    for script, target in _places(base):
        try:
            if target.exists() and _OURS not in target.read_bytes():
                yield words.KEPT_ENTRY.format(path=target)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(script.read_bytes() if sys.platform == "win32" else desktop_entry(script).encode())
            target.chmod(0o755)
            yield words.ENTRY.format(path=target)
        except OSError as error:
            yield words.NO_ENTRY.format(path=target, reason=reason_of(error))


def remove_entries(base: Path) -> Iterator[str]:
    """Take our entries away again."""
    for _, target in _places(base):
        with suppress(OSError):
            if _OURS in target.read_bytes():
                target.unlink()
                yield words.GONE.format(path=target)


def _places(base: Path) -> Iterator[tuple[Path, Path]]:
    """Each script that is installed and has entries, with each of them: on Windows a copy of it, on Linux a desktop entry."""
    page, report = ((base / "app" / name) for name in (words.PAGE, words.REPORT))
    if sys.platform == "win32":
        desktop, send_to = _shell_folder("Desktop", "Desktop"), _shell_folder("SendTo", words.SEND_TO)
        scripts = [(report, desktop), (report, send_to), (page, desktop)]
        found = [(script.with_suffix(".bat"), place / f"{script.name}.bat") for script, place in scripts]
    else:
        places = (base.parent / "applications", *_desktop())
        found = [
            (s.with_suffix(".sh"), place / f"xltrack-{s.name}.desktop") for s in (report, page) for place in places
        ]
    yield from ((script, target) for script, target in found if script.is_file())


def _shell_folder(name: str, usual: str) -> Path:
    """A folder of the user's that may have been moved, as Windows' registry knows it."""
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _SHELL_FOLDERS) as key:
            return Path(os.path.expandvars(str(winreg.QueryValueEx(key, name)[0])))
    return Path.home() / usual


def _desktop() -> Iterator[Path]:
    """The desktop of Linux, where there is one: 「桌面」 where the system speaks Chinese."""
    home, named = Path.home(), [words.DESKTOP, "Desktop"]
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "user-dirs.dirs"
    with suppress(OSError):
        if found := re.search(r'(?m)^XDG_DESKTOP_DIR="\$HOME/(.+)"$', settings.read_text("utf-8")):
            named = [found[1]]
    yield from [place for name in named if (place := home / name).is_dir()][:1]


def desktop_entry(script: Path) -> str:
    """A desktop entry that hands files to a script, in a terminal that stays open."""
    return words.DESKTOP_ENTRY.format(title=script.stem, script=desktop_quoted(str(script)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
