"""A clerk's weeks: reports written, filled in and read back, for the tests of what a report remembers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.workbooks import records
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.comparison.snapshot import snapshot_rows
from xltrack.domain.memory import Memory, Snapshot
from xltrack.placing.output import Written
from xltrack.reading.files.source import open_book
from xltrack.reading.ours import read_memory

WEEKS = (date(2021, 7, 18), date(2021, 7, 25), date(2021, 8, 1))
ROLES_ROW, HEADER, BODY = 3, 4, 5


def report(path: Path, as_of: date, since: Path | None = None, output: Path | None = None) -> Written:
    return api.report(api.assess([api.read(path)], as_of), [path], output, since)


def memory(path: Path) -> Memory:
    return read_memory(open_book(path))


def take_snapshot(assessment: Assessment) -> Snapshot:
    """All tasks as they are judged, as the next report remembers them."""
    return Snapshot(assessment.as_of, tuple(snapshot_rows(assessment)))


def edit(path: Path, **cells: object) -> None:
    """Type into the ledger: `row12_完成情况="已完成"`."""
    book = load_workbook(path)
    sheet = book["任务台账"]
    heads = {cell.value: cell.column for cell in sheet[HEADER]}
    for name, value in cells.items():
        row, _, header = name.removeprefix("row").partition("_")
        sheet.cell(int(row), heads[header]).value = value
    book.save(path)


def changed(path: Path) -> dict[int, str]:
    """本期变化 of each row of the ledger that has any."""
    sheet = load_workbook(path)["任务台账"]
    column = next((c.column for c in sheet[HEADER] if str(c.value).startswith("本期变化")), None)
    if column is None:
        return {}
    return {r: v for r in range(BODY, sheet.max_row + 1) if (v := sheet.cell(r, column).value)}


def history(path: Path) -> list[dict[str, Any]]:
    return records(load_workbook(path)["历史"])


def days(path: Path) -> list[str]:
    return [f"{row['日期']:%Y-%m-%d}" for row in history(path)]
