"""Judged tasks as an analyst's rows: a DataFrame, or the pieces of a .csv, .json or .parquet file."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import Any, Final

from xltrack.assessment.model import Assessment
from xltrack.assessment.pace import read_paces
from xltrack.base.errors import UsageError
from xltrack.base.text import visible_json
from xltrack.domain.frame import COLUMNS, check_parquet, make_frame
from xltrack.domain.records import Document, Task

FRAME_COLUMNS: Final = (
    *COLUMNS,
    "评判日期",
    "状态",
    "完成日期",
    "进度",
    "距期天数",
    "判断依据",
    "编号",
    "序时进度",
    "对比",
)
# What a spreadsheet would take for the beginning of a formula, full-width signs included.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_DECIMALS: Final = 10  # of a share in .json


def to_frame(documents: Sequence[Document], assessment: Assessment | None = None) -> Any:
    """One row for each task, unit and milestone; with the columns of judgement where an assessment is given.

    Raises:
        UsageError: pandas is not installed (rule D168).
    """
    if assessment:
        return make_frame(_rows(assessment), FRAME_COLUMNS)
    return make_frame(row for document in documents for row in document.rows())


def _rows(assessment: Assessment) -> Iterator[dict[str, object]]:
    paces = read_paces(assessment)
    told = paces.tasks if paces else repeat(None)
    by_task = {id(judged.task): (judged, pace) for judged, pace in zip(assessment.tasks, told, strict=False)}

    def cells(task: Task) -> dict[str, object]:
        judged, pace = by_task.get(id(task), (None, None))
        return {"评判日期": assessment.as_of} if judged is None else {
            "评判日期": assessment.as_of, "状态": judged.word, "完成日期": judged.done, "距期天数": judged.days,
            "进度": None if judged.progress is None else float(judged.progress), "判断依据": judged.reason,
            "编号": judged.number, "序时进度": pace and round(pace.elapsed, _DECIMALS), "对比": (pace and pace.told) or None,
        }  # fmt: skip

    for document in assessment.documents:
        yield from document.rows(cells)


def count_rows(assessment: Assessment) -> int:
    """How many rows there are."""
    tasks = (task for document in assessment.documents for table in document.tables for task in table.tasks)
    return sum((len(task.units) or 1) * (len(task.deadline.milestones) or 1) for task in tasks)


def check_format(path: Path) -> None:
    """Refuse before anything is read what cannot be written: an unknown ending (D169), a missing library (D168)."""
    if path.suffix.lower() not in _RENDERERS:
        raise UsageError("D169", suffix=path.suffix or path.name)
    if path.suffix.lower() == ".parquet":
        check_parquet()


def render_rows(assessment: Assessment, suffix: str) -> Iterator[bytes]:
    """The pieces of a .csv, .parquet or .json file; of the first and the last a row at a time is held."""
    return _RENDERERS[suffix.lower()](assessment)


def guard_formula(text: object) -> object:
    """Put `'` before words that a spreadsheet would run as a formula: 「=cmd|…」 is shown, not run."""
    return "'" + text if isinstance(text, str) and text.startswith(_FORMULA) else text


class _Echo:
    """A file for the csv writer that gives back what is written."""

    def write(self, line: str) -> str:
        return line


def _render_csv(assessment: Assessment) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    # The BOM tells Excel that the file is UTF-8.
    yield b"\xef\xbb\xbf" + _encoded(writer.writerow(FRAME_COLUMNS))
    for row in _plain(assessment):
        yield _encoded(writer.writerow([guard_formula(value) for value in row.values()]))


def _render_json(assessment: Assessment) -> Iterator[bytes]:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",\n  ", ": ")).encode
    opened = "[\n {\n  "
    for row in _plain(assessment):
        if row["进度"] is not None:
            row["进度"] = round(row["进度"], _DECIMALS)
        yield _encoded(f"{opened}{visible_json(encode(row)[1:-1])}")
        opened = "\n },\n {\n  "
    yield b"\n }\n]\n" if opened[0] == "\n" else b"[]\n"


_RENDERERS: Final[Mapping[str, Callable[[Assessment], Iterator[bytes]]]] = {
    ".csv": _render_csv,
    ".json": _render_json,
    ".parquet": lambda assessment: iter([to_frame(assessment.documents, assessment).to_parquet(index=False)]),
}


def _plain(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """The rows with every column in its place, days as ISO text."""
    for row in _rows(assessment):
        values = ((name, row.get(name)) for name in FRAME_COLUMNS)
        yield {name: value.isoformat() if isinstance(value, date) else value for name, value in values}


def _encoded(text: str) -> bytes:
    """UTF-8; half a character (a lone surrogate of a damaged file) becomes 「?」."""
    return text.encode("utf-8", "replace")
