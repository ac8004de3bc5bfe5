"""Tell as JSON lines what a checkout of xltrack reads, judges and counts in some workbooks, a line for each of them.

    PYTHONPATH=CHECKOUT python benchmarks/facts.py < WORKBOOKS > FACTS

A line of input is `{"path": …, "days": [ISO days]}`; without days three are chosen by the workbook's own deadlines. A line of
output is `{"days": […], "facts": [[kind, sheet, place, field, cell, value], …]}`: the first four say what a fact is of, `cell` where
to look, `value` what the checkout says. Only what everybody may use is asked, so that any two checkouts can be compared:
`inspect --json` gives tables, tasks, diagnostics and states; `report` gives what is judged (its ledger), and the figures: every
number on its visible sheets, named by the word on its left and the heading above it. Both run in this process, as `python -m xltrack`
would.
"""

from __future__ import annotations

import io
import json
import re
import runpy
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

_NO_DEADLINE: Final = "2021-08-01"
# The columns of the report's ledger in which it says how it judges a task, beside the cell that the task comes from.
_PLACE: Final = "来源"
_JUDGED: Final = ("状态", "距期天数", "下一节点", "状态说明", "时限（解析）")
_UNASKED: Final = frozenset({"时间轴", "核对清单"})  # told by states and diagnostics already
# Which column of a table a field of its tasks stands in.
_COLUMNS: Final = {
    "seq": "seq", "group": "group", "text": "text", "units": "lead", "deadline": "deadline", "reported": "status",
    "state": "status", "done_date": "done_date", "progress": "progress",
}  # fmt: skip
_SHARE: Final = re.compile(r"\d+/\d+")
_HEADING: Final = re.compile(r"(?=.)(?:\d{4}年)?\s*(?:\d+月)?|[^\d]{1,12}")


class Fact(NamedTuple):
    """One thing that a checkout says of a workbook: what it is of (the first four), the cell to look at, what it says."""

    kind: str
    sheet: str
    place: str
    field: str
    cell: str
    value: str


class Told(NamedTuple):
    """What one command wrote, and its exit status."""

    status: int
    output: str
    errors: str


def main() -> None:
    """Answer line by line, so that what was told before a crash is not lost."""
    for line in sys.stdin:
        asked = json.loads(line)
        days, facts = tell_workbook(Path(asked["path"]), asked["days"])
        sys.stdout.write(json.dumps({"days": days, "facts": facts}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def run_command(*words: str) -> Told:
    """Run one command as `python -m xltrack` would."""
    output, errors, before = io.BytesIO(), io.StringIO(), sys.argv
    sys.argv = ["xltrack", *words]
    status: object = 0
    with io.TextIOWrapper(output, encoding="utf-8", write_through=True) as stream:
        with redirect_stdout(stream), redirect_stderr(errors):
            try:
                runpy.run_module("xltrack", run_name="__main__", alter_sys=True)
            except SystemExit as done:
                status = done.code or 0
        told = output.getvalue().decode("utf-8", errors="replace")
    sys.argv = before
    said = errors.getvalue()
    return Told(status, told, said) if isinstance(status, int) else Told(1, told, f"{said}{status}\n")


def tell_workbook(path: Path, days: list[str]) -> tuple[list[str], list[Fact]]:
    """The days on which a workbook was judged, and everything told of it; reading is told as of the first."""
    if not days:
        shown, refused = inspect(path, _NO_DEADLINE)
        if shown is None:
            return days, [refused]
        days = choose_days(shown)
    facts: list[Fact] = []
    for day in days:
        shown, refused = inspect(path, day)
        if shown is None:
            return days, [refused]
        facts += (
            list_states(shown, day)
            if facts
            else [*list_tables(shown), *list_diagnostics(shown), *list_states(shown, day)]
        )
        facts += tell_report(path, day)
    return days, facts


def inspect(path: Path, day: str) -> tuple[dict[str, Any] | None, Fact]:
    """What a workbook is read as, judged as of a day; None where it cannot be read, and what is said of that."""
    told = run_command("inspect", str(path), "--json", "--as-of", day)
    try:
        shown = json.loads(told.output)
    except ValueError:
        shown = None
    return shown, Fact("file", "", "", "read", "", f"exit status {told.status}: {told.errors.strip()}")


def choose_days(shown: dict[str, Any]) -> list[str]:
    """A week before the middle one of a workbook's deadlines, that day itself, and the day after the last one."""
    due = sorted(
        date.fromisoformat(milestone["due"])
        for table in shown["tables"]
        for task in table["tasks"]
        for milestone in task["deadline"]["milestones"]
    )
    if not due:
        return [_NO_DEADLINE]
    middle = statistics.median_low(due)
    days = {max(middle, date(1, 1, 8)) - timedelta(7), middle, min(due[-1], date(9999, 12, 30)) + timedelta(1)}
    return [day.isoformat() for day in sorted(days)]


def list_tables(shown: dict[str, Any]) -> Iterator[Fact]:
    """What was read: the tables of a workbook, and the fields of their tasks."""
    numbers: Counter[str] = Counter()
    for table in shown["tables"]:
        numbers[table["sheet"]] += 1
        place = f"table {numbers[table['sheet']]}"
        for name, value in [*table.items(), *table["columns"].items()]:
            if name not in ("sheet", "tasks", "columns"):
                yield Fact("table", table["sheet"], place, name, table["range"], plain(value))
    for table, task, place in list_tasks(shown):
        status = task.get("status", {})
        for name, value in [*task.items(), *status.items()]:
            if name not in ("row", "status", "state"):
                yield from list_field(table, task, place, name, value)


def list_field(table: dict[str, Any], task: dict[str, Any], place: str, name: str, value: Any) -> Iterator[Fact]:
    """One field of a task; a deadline by its words, its milestones and the rest."""
    cell = cell_of(table, task, name)
    if name != "deadline":
        yield Fact("reading", table["sheet"], place, name, cell, plain(value))
        return
    for part, said in value.items():
        yield Fact("reading", table["sheet"], place, f"deadline {part}", cell, plain(said))


def list_tasks(shown: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any], str]]:
    """Every table and task, with the task's place: its row, and which of the tasks of that row it is."""
    met: Counter[tuple[str, int]] = Counter()
    for table in shown["tables"]:
        for task in table["tasks"]:
            met[table["sheet"], task["row"]] += 1
            yield table, task, f"row {task['row']} ({met[table['sheet'], task['row']]})"


def cell_of(table: dict[str, Any], task: dict[str, Any], name: str) -> str:
    """The cell that a field of a task stands in, as far as its table tells: one turned sideways has rows for columns."""
    columns = table["columns"].get(_COLUMNS.get(name, "text")) or table["columns"].get("text") or [""]
    return f"{columns[0]}{task['row']}" if columns[0].isalpha() else f"{task['row']}"


def list_diagnostics(shown: dict[str, Any]) -> Iterator[Fact]:
    """The diagnostics by code and cell; several of one code and cell are one fact."""
    said: dict[tuple[str, str], list[str]] = {}
    for told in shown["diagnostics"]:
        said.setdefault((told["code"], told["cell"] or ""), []).append(f"{told['severity']}: {told['message']}")
    for (code, place), messages in said.items():
        sheet, _, cell = place.rpartition("!")
        yield Fact("diagnostic", sheet, cell, code, cell, "\n".join(sorted(messages)))


def list_states(shown: dict[str, Any], day: str) -> Iterator[Fact]:
    """The state of every task as of a day."""
    for table, task, place in list_tasks(shown):
        yield Fact(
            "state", table["sheet"], place, day, cell_of(table, task, "state"), task.get("status", {}).get("state", "")
        )


def tell_report(path: Path, day: str) -> Iterator[Fact]:
    """What the report of a day says; where there is none, why."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.xlsx"
        made = run_command("report", str(path), "--as-of", day, "-o", str(target))
        if not target.exists():
            yield Fact("figure", "", "", f"{day} report", "", f"exit status {made.status}: {made.errors.strip()}")
            return
        yield Fact("figure", "", "", f"{day} exit status", "", str(made.status))
        shown = [sheet for sheet in load_workbook(target, data_only=True) if sheet.sheet_state == "visible"]
    for number, sheet in enumerate(shown):
        rows = [[cell for cell in row if cell.value not in (None, "")] for row in sheet.iter_rows()]
        if heading := next((row for row in rows if {_PLACE, *_JUDGED} <= {cell.value for cell in row}), None):
            yield from list_judged(sheet, {str(cell.value): cell.column for cell in heading}, day)
        elif sheet.title not in _UNASKED:
            yield from list_figures(sheet, rows, day, worded=number == 0)


def list_judged(sheet: Worksheet, columns: dict[str, int], day: str) -> Iterator[Fact]:
    """How the ledger says that each task stands; a task's place is the cell that it comes from."""
    met: Counter[str] = Counter()
    for row in sheet.iter_rows():
        place = row[columns[_PLACE] - 1].value
        if not isinstance(place, str) or "!" not in place:
            continue
        met[place] += 1
        source, _, cell = place.rpartition("!")
        for name in _JUDGED:
            value = plain(row[columns[name] - 1].value)
            yield Fact("judgement", source, f"{cell} ({met[place]})", f"{day} {name}", cell, value)


def list_figures(sheet: Worksheet, rows: list[list[Cell]], day: str, *, worded: bool) -> Iterator[Fact]:
    """The numbers on a sheet and the order of what they are of; `worded`: sentences that hold numbers too."""
    hidden = {
        column for span in sheet.column_dimensions.values() if span.hidden for column in range(span.min, span.max + 1)
    }
    heads: dict[int, str] = {}
    met: Counter[tuple[str, str]] = Counter()
    order: dict[str, None] = {}
    for cells in rows:
        label = ""
        for cell in cells:
            words = cell.value if isinstance(cell.value, str) and not _SHARE.match(cell.value) else ""
            if words and not (worded and re.search(r"\d", words)):
                label = words if re.search(r"\w", words) else label
            elif cell.column not in hidden:
                name = f"{day} {heads.get(cell.column, '')}".strip()
                met[label, name] += 1
                order[label] = None
                place = f"{label} ({met[label, name]})"
                yield Fact("figure", sheet.title, place, name, cell.coordinate, plain(cell.value))
        heads |= {c.column: " ".join(c.value.split()) for c in cells if is_heading(c.value)}
    yield Fact("figure", sheet.title, "", f"{day} order", "", "、".join(order))


def is_heading(value: object) -> bool:
    """Whether a value can name the numbers below it: a short word without digits, or a month."""
    return isinstance(value, str) and bool(_HEADING.fullmatch(value))


def plain(value: object) -> str:
    """A value in words."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.9g}"
    if value is None or isinstance(value, (str, int)):
        return "" if value is None else str(value)
    if isinstance(value, Iterable) and all(isinstance(part, str) for part in value) and not isinstance(value, dict):
        return "、".join(value)
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
