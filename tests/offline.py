"""An offline folder for this machine, and a PC that it is installed on."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wheels import look_in, make_house
from xltrack.bundling.folder import make_bundle
from xltrack.bundling.targets import TARGETS, Target

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
NAME = f"linux_{platform.machine()}"
linux = pytest.mark.skipif(sys.platform != "linux" or NAME not in TARGETS, reason="the folder is for another system")


def here() -> Target:
    """This machine with this Python."""
    return TARGETS[NAME]._replace(
        python=platform.python_version(),
        archive=(f"cpython-{VERSION}.", TARGETS[NAME].archive[1]),
        inside=(f"python/bin/python{VERSION}",),
    )


def offline_folder(root: Path) -> Path:
    """An offline folder for this machine, read-only, by a path with Chinese, spaces and signs."""
    house = make_house(root / "wheels", here())
    with pytest.MonkeyPatch.context() as patch:
        look_in(house, patch)
        made = make_bundle(root / "离线 安装(新)&1", here(), None, page=False, tell=lambda _: None)
    for path in (made.path, *made.path.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return made.path


def shell(script: Path, *words: object, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a script as on a PC: nothing of this environment is found but its Python."""
    # By its real name: the environment of the tests must not lend its libraries.
    environment = {"HOME": str(home), "LANG": "C.UTF-8", "PATH": f"{home / 'bin'}:/usr/bin:/bin", **more}
    return subprocess.run(
        ["sh", script, *map(str, words)],
        env=environment,
        input="\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def lend_python(home: Path) -> None:
    (home / "bin").mkdir()
    (home / "bin" / f"python{VERSION}").symlink_to(os.path.realpath(sys.executable))


def app_of(home: Path) -> Path:
    return home / ".local" / "share" / "xltrack" / "app"
