"""LibreOffice as an independent calculator: it loads workbooks, calculates every formula anew, and saves them."""

from __future__ import annotations

import atexit
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

is_asked_for = False  # by the test that runs now: see conftest.py
# OOXMLRecalcMode 0: always calculate on load.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_CACHED = re.compile(r"(<f(?:>[^<]*</f>|[^>]*/>|[^>]*>[^<]*</f>))<v>[^<]*</v>")


def recalculate(books: Sequence[Path], folder: Path) -> list[Path]:
    """The books as LibreOffice calculates them, each without the values that its formulas were written with."""
    bare, done = folder / "bare", folder / "recalculated"
    bare.mkdir(exist_ok=True)
    for book in books:
        forget(book, bare / book.name)
    return convert([bare / book.name for book in books], "xlsx", done)


def convert(books: Sequence[Path], kind: str, out: Path) -> list[Path]:
    """Save or print some files as another kind (an ending, with a filter and its options behind a colon), in one run."""
    assert is_asked_for, "a test that needs LibreOffice bears the mark `office`"
    user = f"-env:UserInstallation={_profile().as_uri()}"
    command = ["soffice", user, "--headless", "--convert-to", kind, "--outdir", out]
    subprocess.run([*command, *books], check=True, capture_output=True, timeout=600)
    suffix = kind.partition(":")[0]
    return [out / f"{book.stem}.{suffix}" for book in books]


@cache
def _profile() -> Path:
    """A profile for all runs of this process, which calculates on loading; making one takes longer than most conversions."""
    profile = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, profile, ignore_errors=True)
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    return profile


def forget(book: Path, target: Path) -> None:
    """Copy a workbook without the cached values of its formulas."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = _CACHED.sub(r"\1", data.decode()).encode()
            copy.writestr(name, data)


def formula_cells(book: Path) -> dict[str, dict[str, str]]:
    """Sheet and cell of every formula, with its text."""
    return {
        sheet.title: {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
        for sheet in load_workbook(book)
    }


def values_of(book: Path) -> dict[str, dict[str, Any]]:
    """Sheet and cell of every value that is not blank, dates as days, numbers to nine digits."""
    found: dict[str, dict[str, Any]] = {}
    for sheet in load_workbook(book, data_only=True):
        cells = {cell.coordinate: _plain(cell.value) for row in sheet.iter_rows() for cell in row}
        found[sheet.title] = {place: value for place, value in cells.items() if value not in (None, "")}
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.date() - date(1899, 12, 30)).days
    if isinstance(value, bool):
        return value
    return round(float(value), 9) if isinstance(value, (int, float)) else value
