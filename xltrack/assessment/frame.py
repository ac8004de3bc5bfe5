"""The analyst's door: tasks as a pandas DataFrame, and its export; pandas is imported here alone, when asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xltrack.assessment.model import Assessment, Judged
from xltrack.base.errors import UsageError
from xltrack.domain.records import Document, Milestone, Table, Task, UnitRole

if TYPE_CHECKING:
    import pandas as pd

DATES: Final = ("起始日期", "截止日期", "完成日期", "评判日期")
_WHOLE: Final = ("行", "节点序号", "距期天数")
_ROLES: Final = {"lead": "牵头", "support": "配合", "supervise": "指导"}
_KINDS: Final = {"unit": "单位", "group": "统称"}
_DEADLINES: Final = {
    "date": "日期", "staged": "分段", "ongoing": "持续", "recurring": "定期", "relative": "相对", "immediate": "立即",
    "external": "按上级要求", "none": "无", "unreadable": "看不懂",
}  # fmt: skip
# What a spreadsheet would take for the beginning of a formula, full-width signs included.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def to_frame(documents: Sequence[Document], assessment: Assessment | None = None) -> pd.DataFrame:
    """One row for each task, unit and milestone; with the columns of judgement where an assessment is given.

    A task without units or milestones has one row all the same; `节点序号` is 1 for the first milestone, so
    `frame.drop_duplicates(["来源", "工作表", "行"])` is the list of tasks.

    Raises:
        UsageError: pandas is not installed (rule D168).
    """
    pandas = _import("pandas")
    judged = {id(j.task): j for j in assessment.tasks} if assessment else None
    rows = [
        {name: _clean(value) for name, value in row.items()}
        for document in documents
        for row in _rows(document, judged)
    ]
    for row in rows if assessment else ():
        row["评判日期"] = assessment.as_of if assessment else None
    frame: pd.DataFrame = pandas.DataFrame(rows, columns=[*_COLUMNS, *(_JUDGED if assessment else ())])
    for name in set(DATES) & set(frame.columns):
        frame[name] = pandas.to_datetime(frame[name])
    for name in set(_WHOLE) & set(frame.columns):
        frame[name] = frame[name].astype("Int64")
    return frame


_COLUMNS: Final = (
    "来源", "工作表", "行", "附件", "表名", "序号", "分组", "任务", "单位", "角色", "单位类别", "单位全称",
    "时限原文", "时限类别", "持续", "节点序号", "节点", "起始日期", "截止日期", "完成情况原文",
)  # fmt: skip
_JUDGED: Final = ("评判日期", "状态", "完成日期", "进度", "距期天数", "判断依据")


def _rows(document: Document, judged: Mapping[int, Judged] | None) -> Iterator[dict[str, object]]:
    for table in document.tables:
        for task in table.tasks:
            shared = _task_cells(document, table, task)
            if judged and id(task) in judged:
                shared |= _judged_cells(judged[id(task)])
            for unit in task.units or (None,):
                for number, milestone in enumerate(task.deadline.milestones or (None,), 1):
                    yield shared | _unit_cells(unit) | _milestone_cells(number, milestone)


def _task_cells(document: Document, table: Table, task: Task) -> dict[str, object]:
    return {
        "来源": document.source,
        "工作表": table.sheet,
        "行": table.first_row(task),
        "附件": table.annex,
        "表名": table.title,
        "序号": task.seq,
        "分组": " / ".join(task.group),
        "任务": task.text,
        "时限原文": task.deadline.text,
        "时限类别": _DEADLINES[task.deadline.kind],
        "持续": task.deadline.ongoing,
        "完成情况原文": task.reported.words,
    }


def _judged_cells(judged: Judged) -> dict[str, object]:
    return {
        "状态": judged.word,
        "完成日期": judged.done,
        "进度": judged.progress,
        "距期天数": judged.days,
        "判断依据": judged.reason,
    }


def _unit_cells(unit: UnitRole | None) -> dict[str, object]:
    if unit is None:
        return {"单位": None, "角色": None, "单位类别": None, "单位全称": None}
    return {
        "单位": unit.name,
        "角色": _ROLES[unit.role],
        "单位类别": _KINDS[unit.kind],
        "单位全称": unit.unit or "、".join(unit.members) or unit.name,
    }


def _milestone_cells(number: int, milestone: Milestone | None) -> dict[str, object]:
    if milestone is None:
        return {"节点序号": None, "节点": None, "起始日期": None, "截止日期": None}
    return {"节点序号": number, "节点": milestone.label, "起始日期": milestone.start, "截止日期": milestone.due}


def _clean(value: object) -> object:
    """Half a character (a lone surrogate of a damaged file) as 「?」: no table format can hold it."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", errors="replace").decode("utf-8")
    return value


def check_format(path: Path) -> None:
    """Refuse before anything is read what cannot be written: an unknown ending (D169), a missing library (D168)."""
    if path.suffix.lower() not in _RENDERERS:
        raise UsageError("D169", suffix=path.suffix or path.name)
    _import("pandas")
    if path.suffix.lower() == ".parquet":
        _import("pyarrow")


def render_frame(frame: pd.DataFrame, suffix: str) -> bytes:
    """The frame as a .csv, .parquet or .json file."""
    return _RENDERERS[suffix.lower()](frame)


def guard_formula(text: object) -> object:
    """Put `'` before words that a spreadsheet would run as a formula: 「=cmd|…」 is shown, not run."""
    return "'" + text if isinstance(text, str) and text.startswith(_FORMULA) else text


def _render_csv(frame: pd.DataFrame) -> bytes:
    shown = _plain_dates(frame)
    words = shown.select_dtypes(exclude=["number", "bool"]).columns
    shown[words] = shown[words].map(guard_formula)
    # The BOM tells Excel that the file is UTF-8.
    return shown.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _render_parquet(frame: pd.DataFrame) -> bytes:
    return frame.to_parquet(index=False)


def _render_json(frame: pd.DataFrame) -> bytes:
    records = json.loads(_plain_dates(frame).to_json(orient="records"))
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


_RENDERERS: Final = {".csv": _render_csv, ".parquet": _render_parquet, ".json": _render_json}


def _plain_dates(frame: pd.DataFrame) -> pd.DataFrame:
    shown = frame.copy()
    for name in set(DATES) & set(frame.columns):
        shown[name] = frame[name].dt.strftime("%Y-%m-%d")
    return shown


def _import(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError as error:
        raise UsageError("D168", package=package) from error
