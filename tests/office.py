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
from typing import Any, NamedTuple

from openpyxl import load_workbook

is_asked_for = False  # by the test that runs now: see conftest.py
# OOXMLRecalcMode 0: always calculate on load.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
# Sorts by a column (0-based) of a range with a head, calculates, saves as .xlsx; whatever fails ends the program.
_SORTING = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub SortRange(source, target, title, area, place, rising)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  Dim fields(0) As New com.sun.star.table.TableSortField
  fields(0).Field = place : fields(0).IsAscending = rising
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields" : how(0).Value = fields()
  how(1).Name = "ContainsHeader" : how(1).Value = True
  book.Sheets.getByName(title).getCellRangeByName(area).sort(how())
  book.calculateAll()
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL(target, saved())
  book.close(True)
End Sub
Sub Main
  On Error Goto Done
{calls}
Done:
  StarDesktop.terminate()
End Sub
</script:module>
"""
_CACHED = re.compile(r"(<f(?:>[^<]*</f>|[^>]*/>|[^>]*>[^<]*</f>))<v>[^<]*</v>")


def recalculate(books: Sequence[Path], folder: Path) -> list[Path]:
    """The books as LibreOffice calculates them, each without the values that its formulas were written with."""
    bare, done = folder / "bare", folder / "recalculated"
    bare.mkdir(exist_ok=True)
    for book in books:
        forget(book, bare / book.name)
    return convert([bare / book.name for book in books], "xlsx", done)


class Sorting(NamedTuple):
    """What is to be sorted: a book, its sheet, the range with its head, the 0-based column by which."""

    book: Path
    sheet: str
    area: str
    column: int
    rising: bool


def sort(sortings: Sequence[Sorting], folder: Path) -> list[Path]:
    """The books as LibreOffice sorts and calculates them, in one run."""
    targets = [folder / s.book.name for s in sortings]
    calls = (
        f'  SortRange("{s.book.as_uri()}", "{target.as_uri()}", "{s.sheet}", "{s.area}", {s.column}, {s.rising})'
        for s, target in zip(sortings, targets, strict=True)
    )
    module = _profile() / "user/basic/Standard/Module1.xba"
    if not module.exists():  # LibreOffice makes its library of macros in its first run
        convert([sortings[0].book], "csv", folder)
    module.write_text(_SORTING.format(calls="\n".join(calls)), encoding="utf-8")
    _run(["macro:///Standard.Module1.Main"])
    return targets


def convert(books: Sequence[Path], kind: str, out: Path) -> list[Path]:
    """Save or print some files as another kind (an ending, with a filter and its options behind a colon), in one run."""
    _run(["--convert-to", kind, "--outdir", out, *books])
    suffix = kind.partition(":")[0]
    return [out / f"{book.stem}.{suffix}" for book in books]


def _run(arguments: Sequence[str | Path]) -> None:
    assert is_asked_for, "a test that needs LibreOffice bears the mark `office`"
    user = f"-env:UserInstallation={_profile().as_uri()}"
    subprocess.run(["soffice", user, "--headless", *arguments], check=True, capture_output=True, timeout=600)


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
