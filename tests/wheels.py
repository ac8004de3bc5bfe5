"""Wheels without a network: what is installed here, packed again as an index would have it."""

from __future__ import annotations

import os
import re
from importlib.metadata import Distribution, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest

from xltrack.bundling.own_wheel import own_requirements
from xltrack.bundling.requirements import all_asked, folded, holds, requirements_of
from xltrack.bundling.targets import Target


def needed(target: Target) -> dict[str, Distribution]:
    """The projects that xltrack needs on a target, by what is installed here."""
    found: dict[str, Distribution] = {}
    waiting = list(all_asked(own_requirements(), (), target).values())
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = distribution(name)
            required = requirements_of((found[name].read_text("METADATA") or "").encode())
            waiting += [one.name for one in required if holds(one.marker, target)]
    return found


def make_house(folder: Path, target: Target) -> Path:
    """A folder of wheels for a target; what is compiled is that of this machine, whatever the target is."""
    folder.mkdir()
    for name, one in needed(target).items():
        pack(folder, one, target, name)
    return folder


def look_in(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder the only index that pip knows."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name, value in {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(house)}.items():
        monkeypatch.setenv(name, value)


def pack(folder: Path, one: Distribution, target: Target, name: str) -> Path:
    """One wheel, by the tag that pip looks for."""
    files = [file for file in one.files or () if ".." not in file.parts and "__pycache__" not in file.parts]
    compiled = "Root-Is-Purelib: false" in (one.read_text("WHEEL") or "")
    python = f"cp{target.version.replace('.', '')}"
    tag = f"{python}-{python}-{target.tags[-4:][0]}" if compiled else "py3-none-any"
    path = folder / f"{name.replace('-', '_')}-{one.version}-{tag}.whl"
    with ZipFile(path, "w") as archive:
        for file in files:
            if file.name not in ("INSTALLER", "REQUESTED", "direct_url.json"):
                archive.writestr(_named(str(file), name), file.read_binary())
    return path


def _named(name: str, project: str) -> str:
    """The folder of metadata by the name that the wheel goes by."""
    head, rest = name.split("/", 1) if "/" in name else (name, "")
    found = re.fullmatch(r"(.+)-([^-]+)\.dist-info", head)
    if found and folded(found[1]) == project:
        return f"{project.replace('-', '_')}-{found[2]}.dist-info/{rest}"
    return name


def made_wheel(folder: Path, name: str, *required: str, version: str = "1.0", tag: str = "py3-none-any") -> Path:
    """A wheel of nothing but what it requires."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-{tag}.whl"
    info = f"{name}-{version}.dist-info"
    lines = "".join(f"Requires-Dist: {one}\n" for one in required)
    with ZipFile(path, "w") as archive:
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{lines}\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path
