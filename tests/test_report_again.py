"""What xltrack writes, xltrack reads: a report on a report has the same tasks (docs/规则.md 2.1)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.processes import SAMPLES, TRACKED
from xltrack import api
from xltrack.reading.source import open_book
from xltrack.report.digest import standing_of
from xltrack.report.writing import report_workbook

DAY = date(2021, 8, 1)


def report_on(path: Path, target: Path) -> Path:
    target.write_bytes(report_workbook(api.assess([api.read(path)], DAY)).data)
    return target


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_a_report_reads_as_the_same_tasks(sample, tmp_path):
    first = api.assess([api.read(sample)], DAY)
    second = api.assess([api.read(report_on(sample, tmp_path / "a.xlsx"))], DAY)
    assert [told(task) for task in first.tasks] == [told(task) for task in second.tasks]
    assert (first.total, first.by_lead, first.by_stage) == (second.total, second.by_lead, second.by_stage)


def told(judged):
    """What a task says and is judged to be, without where it stands."""
    task = judged.task
    units = [unit.to_dict() for unit in task.units]
    deadline, reports = task.deadline.to_dict(), [back.to_dict() for back in task.reports]
    return (
        task.seq,
        task.group,
        task.text,
        units,
        deadline,
        reports,
        task.reported,
        task.struck,
        judged.state,
        judged.days,
    )


def test_a_report_on_a_report_differs_in_nothing_but_its_sources(tmp_path):
    first = report_on(TRACKED, tmp_path / "甲.xlsx")
    second = report_on(first, tmp_path / "乙.xlsx")
    third = report_on(second, tmp_path / "丙.xlsx")
    cells = [
        [[cell.value for cell in row] for row in load_workbook(path)["任务台账"].iter_rows()]
        for path in (second, third)
    ]
    assert [row[:-1] for row in cells[0]] == [row[:-1] for row in cells[1]]


def test_a_report_is_ours_and_unchanged_until_a_cell_is(tmp_path):
    path = report_on(TRACKED, tmp_path / "甲.xlsx")
    assert "unchanged" == standing_of(open_book(path))
    book = load_workbook(path)
    book.save(path)
    assert "unchanged" == standing_of(open_book(path))
    book["任务台账"]["F9"] = "已完成"
    book.save(path)
    assert "edited" == standing_of(open_book(path))
    assert "foreign" == standing_of(open_book(TRACKED))
