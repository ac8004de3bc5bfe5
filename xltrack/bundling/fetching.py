"""Wheels for another PC from a package index, by pip as a child: the only place where it is started."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xltrack.base.errors import BundleError
from xltrack.base.patterns import pattern
from xltrack.bundling.requirements import Requirement, all_asked
from xltrack.bundling.targets import Target

_DEEPEST: Final = 12  # rounds; what is required of what is required lies two or three deep
_NO_NETWORK: Final = pattern(r"(?i)connection|timed out|name resolution|proxy|SSLError")
_NO_WHEEL: Final = pattern(r"No matching distribution found for ([^\s;]+)")
_FAULT: Final = pattern(r"(?m)^ERROR: (.+)$")


def fetch_wheels(first: Sequence[Requirement], target: Target, folder: Path) -> tuple[Path, ...]:
    """Put a wheel for each project that is required on the target into an empty folder.

    Each round asks for all that is known by then, so that what two require of a third is met by one version.

    Raises:
        BundleError: no pip (D880), no index (D881), no wheel for the target (D882), anything else that pip refuses (D883).
    """
    if find_spec("pip") is None:
        raise BundleError("D880", python=sys.executable)
    asked = all_asked(first, (), target)
    for _ in range(_DEEPEST):
        with tempfile.TemporaryDirectory(prefix="xltrack-") as room:
            _download(asked, target, Path(room))
            wheels = sorted(Path(room).glob("*.whl"))
            more = all_asked(first, wheels, target)
            if more.keys() <= asked.keys():
                return tuple(_moved(wheel, folder) for wheel in wheels)
            asked = more | asked
    raise BundleError("D883", reason=", ".join(asked))


def _moved(wheel: Path, folder: Path) -> Path:
    # Another drive may hold the folder: a rename would not do.
    target = folder / wheel.name
    target.write_bytes(wheel.read_bytes())
    return target


def _download(asked: Iterable[str], target: Target, folder: Path) -> None:
    command = [
        sys.executable, "-P", "-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--quiet", "--retries=1",
        "--no-deps", "--only-binary=:all:", "--implementation=cp", f"--python-version={target.version}",
        *(f"--platform={tag}" for tag in target.tags), "--dest", str(folder), *asked,
    ]  # fmt: skip
    # What pip says is looked through here: it must not be in the words of a locale.
    spoken = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, env=spoken, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        raise _refused(done.stderr, target)


def _refused(said: str, target: Target) -> BundleError:
    if _NO_NETWORK.search(said):
        return BundleError("D881")
    if missing := _NO_WHEEL.search(said):
        return BundleError("D882", project=missing[1], platform=target.name, python=target.version)
    faults = _FAULT.findall(said) or re.findall(r"[^\n]+", said) or ["?"]
    return BundleError("D883", reason=faults[0].strip().rstrip(".。"))
