"""xltrack's own wheel, packed from the program that runs: no build, no network, be it installed or a working tree."""

import base64
import hashlib
from collections.abc import Iterator
from email import message_from_bytes
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xltrack.base.errors import BundleError
from xltrack.bundling.requirements import Requirement, requirements_of
from xltrack.template.shipped import shipped_templates

_PACKAGE: Final = Path(__file__).parents[1]
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the same program gives the same bytes
_WHEEL: Final = "Wheel-Version: 1.0\nGenerator: xltrack\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def own_requirements() -> tuple[Requirement, ...]:
    """What xltrack itself requires; BundleError (D886) where it is not installed."""
    return requirements_of(_said("METADATA"))


def own_version() -> str:
    """The version of xltrack; BundleError (D886) where it is not installed."""
    return str(message_from_bytes(_said("METADATA"))["Version"])


def pack_own_wheel(folder: Path) -> Path:
    """Write the wheel into a folder; BundleError (D886) where xltrack is not installed."""
    version = own_version()
    info = f"xltrack-{version}.dist-info"
    files = {f"xltrack/{name}": data for name, data in _files()}
    files[f"{info}/METADATA"] = _said("METADATA")
    files[f"{info}/entry_points.txt"] = _said("entry_points.txt")
    files[f"{info}/WHEEL"] = _WHEEL.encode()
    record = "".join(f"{name},{_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    path = folder / f"xltrack-{version}-py3-none-any.whl"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = ZipInfo(name, _LONG_AGO)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, ZIP_DEFLATED)
    return path


def _files() -> Iterator[tuple[str, bytes]]:
    """The files of the package by their names in it; the templates stand beside it in a working tree."""
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.parent != _PACKAGE / "templates":
            yield path.relative_to(_PACKAGE).as_posix(), path.read_bytes()
    for path in shipped_templates():
        yield f"templates/{path.name}", path.read_bytes()


def _said(name: str) -> bytes:
    try:
        text = distribution("xltrack").read_text(name)
    except PackageNotFoundError:
        text = None
    if text is None:
        raise BundleError("D886")
    return text.encode()


def _digest(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
