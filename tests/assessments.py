"""Documents and assessments made by hand, for what stands above reading.

    document("seq:序号 group:推进阶段 text:主要任务 lead:责任单位 deadline:完成时限 status:完成情况",
             (1, "编制方案", "制定方案", "区政府办、区财政局", date(2021, 6, 30), "已完成"))

A deadline is a date, 「持续推进」, or resolved milestones such as 「梳理阶段 2020-08-01至2020-08-31；审查阶段 2020-09-30」.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from xltrack.assessment.assess import assess
from xltrack.assessment.model import Assessment
from xltrack.base.address import CellRange
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import Column, Deadline, Document, Milestone, ReportBack, Reported, Table, Task, UnitRole
from xltrack.domain.roster import Roster
from xltrack.domain.settings import Policy

DAY = date(2021, 8, 1)
_ITEM = re.compile(r"(?:(.+) )?(?:(\d{4}-\d\d-\d\d)至)?(\d{4}-\d\d-\d\d)")


def document(
    heads: str,
    *rows: tuple[Any, ...],
    source: str = "榆阳区.xlsx",
    title: str | None = "榆阳区政务公开工作任务分解表",
    roster: Roster | None = None,
    diagnostics: tuple[Diagnostic, ...] = (),
    sheet: str = "附件2",
    answered: bool = True,
) -> Document:
    """One document with one table whose header stands in row 3."""
    made = table(heads, *rows, title=title, sheet=sheet, answered=answered)
    return Document(source, (made,), diagnostics, roster or Roster())


def table(
    heads: str, *rows: tuple[Any, ...], title: str | None = None, sheet: str = "附件2", answered: bool = True
) -> Table:
    """A table; blank seq and group cells inherit from above as docs/规则.md 2.2 says.

    Somebody is known to have answered in it, so that blank rows are no plan, unless it is said that none is.
    """
    pairs = [head.split(":", 1) for head in heads.split()]
    columns = tuple(Column(number, header, role) for number, (role, header) in enumerate(pairs, 1))  # type: ignore[arg-type]
    above: dict[int, Any] = {}
    tasks = []
    for number, values in enumerate(rows, 4):
        full = dict(enumerate(values))
        for index, column in enumerate(columns):
            if column.role in ("seq", "group"):
                above[index] = values[index] if values[index] is not None else above.get(index)
                full[index] = above[index]
        tasks.append(_task(number, columns, values, full))
    area = CellRange(3, 1, max(4, 3 + len(rows)), len(columns))
    return Table(sheet, area, "tasks", "附件2", title, columns, tuple(tasks), answered=answered)


def assessment(*documents: Document, as_of: date = DAY, **policy: Any) -> Assessment:
    """Some documents judged as of 2021-08-01."""
    return assess(documents, as_of, Policy(**policy))


def task_row(**changes: Any) -> tuple[Any, ...]:
    """A row for `HEADS`."""
    usual = {
        "seq": 1,
        "group": "编制方案",
        "text": "制定方案",
        "lead": "区政府办",
        "deadline": date(2021, 6, 30),
        "status": None,
    }
    return tuple({**usual, **changes}.values())


HEADS = "seq:序号 group:推进阶段 text:主要任务 lead:责任单位 deadline:完成时限 status:完成情况"


def _task(row: int, columns: tuple[Column, ...], values: tuple[Any, ...], full: Mapping[int, Any]) -> Task:
    def first(role: str) -> Any:
        return next((full[i] for i, c in enumerate(columns) if c.role == role), None)

    units = tuple(
        UnitRole(name, column.role, "group" if name.startswith("各") else "unit")  # type: ignore[arg-type]
        for index, column in enumerate(columns)
        if column.role in ("lead", "support", "supervise")
        for name in re.split("[、⏎]", (full[index] or "").replace("\n", ""))
        if name
    )
    seq = first("seq")
    text = str(first("text"))
    back = re.search(r"（(\d+)月(\d+)日前报(.+?)）", text)
    return Task(
        row,
        None if seq is None else str(seq),
        tuple(full[i] for i, c in enumerate(columns) if c.role == "group" and full[i]),
        text,
        units,
        deadline(first("deadline")),
        (ReportBack(date(2021, int(back[1]), int(back[2])), back[3]),) if back else (),
        Reported(first("status"), first("done_date"), first("progress")),
        False,
        values,
    )


def deadline(value: date | str | None) -> Deadline:
    """The deadline of a cell."""
    if value is None:
        return Deadline()
    if isinstance(value, date):
        return Deadline(value.isoformat(), "date", False, (Milestone(None, None, value),))
    milestones = tuple(_milestone(item) for item in value.split("；") if _ITEM.fullmatch(item))
    if not milestones:
        return Deadline(value, "ongoing", True)
    return Deadline(value, "staged" if len(milestones) > 1 else "date", False, milestones)


def _milestone(item: str) -> Milestone:
    found = _ITEM.fullmatch(item)
    assert found
    start = date.fromisoformat(found[2]) if found[2] else None
    return Milestone(found[1], start, date.fromisoformat(found[3]))
