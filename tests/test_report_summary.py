"""The console summary: one screen of 24 lines and 80 columns."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessments import DAY, HEADS, assessment, document, task_row
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import width
from xltrack.report.writing import COLUMNS, LINES, summarize

FILE = Path("/报告/榆阳区_进度_2021-08-01.xlsx")


def summary(*rows, notes=(), **options):
    return summarize(assessment(document(HEADS, *rows, **options)), FILE, notes)


def test_counts_who_is_late_what_comes_and_where_the_file_is():
    found = (Diagnostic("D155", CellRef("附件2", 4, 5), {"length": 40000}),)
    late = task_row(text="完成初稿", deadline=date(2021, 7, 20), lead="各领域责任单位")
    due = task_row(text="向社会公开", deadline=date(2021, 8, 16), status="正在推进")
    assert (
        "榆阳区政务公开工作进度",
        "截至2021年8月1日，共3项：已办结0，在办1，临期0，逾期1，持续推进1；完成率0.0%",
        "逾期1项：",
        "  逾期12天   各领域责任单位          第1项 完成初稿",
        "未来30天到期1项：",
        "  8月16日    区政府办                第2项 向社会公开",
        "核对清单：错误0处、警告1处、提示0处",
        f"已写成：{FILE}",
    ) == summary(late, due, task_row(deadline="持续推进"), diagnostics=found)


def test_nothing_late_and_nothing_due_is_not_mentioned():
    assert 3 == len(summary(task_row(status="已完成")))


def test_at_most_eight_late_tasks():
    lines = summary(*[task_row(text=f"任务{n}") for n in range(12)])
    assert 8 == sum(line.startswith("  逾期") for line in lines)
    assert "  …… 余4项" in lines


def test_notes_on_the_output_are_said():
    note = Diagnostic("D150", None, {"taken": "甲.xlsx", "written": "甲_2.xlsx"})
    assert note.message in summary(task_row(), notes=(note,))


def test_a_long_note_is_wrapped_and_nothing_of_it_is_cut():
    note = Diagnostic(
        "D150", None, {"taken": "乌审旗基层政务公开_进度_2021-08-01.xlsx", "written": "某某_2021-08-01_2.xlsx"}
    )
    lines = summary(*[task_row(text=f"任务{n}") for n in range(30)], notes=(note, note))
    assert 2 == "".join(lines).count(note.message)
    assert all(width(line) <= COLUMNS for line in lines[:-1])
    assert not any(line[:1] in "，。、」" for line in lines)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(-500, 500), st.text("汉字、ab1", min_size=1, max_size=90)), min_size=1, max_size=40),
    st.text("长题目", min_size=1, max_size=90),
)
def test_it_fits_one_screen(tasks, title):
    rows = [task_row(text=text, lead=text, deadline=DAY + timedelta(days=days)) for days, text in tasks]
    note = Diagnostic("D152", None, {"newer": "甲" * 60, "source": "乙" * 60})
    lines = summary(*rows, title=title, notes=[note] * 5)
    assert LINES > len(lines)
    assert all(width(line) <= COLUMNS for line in lines[:-1])


@pytest.mark.parametrize("count", [1, 3])
def test_a_sheet_without_status_columns_says_so(count):
    made = document("text:任务 deadline:时限", *[("甲", date(2021, 7, 1))] * count, answered=False)
    told = summarize(assessment(made), FILE)
    assert f"截至2021年8月1日，计划共{count}项：未来30天到期0，时限已过（未填报）{count}" in told
    assert "还没有人填报，不判逾期；要催报：xltrack notice 文件 --kind 催报通知" in told
    assert not any("逾期" in line.replace("不判逾期", "") for line in told)


def test_of_several_files_each_line_says_which():
    parts = [
        document(HEADS, task_row(), source=source, title=f"{source[:2]}任务分解表")
        for source in ("甲县.xlsx", "乙县_进度_2021-07-01.xlsx")
    ]
    lines = summarize(assessment(*parts), FILE)
    assert ["甲县第1项", "乙县第1项"] == [line.split()[2] for line in lines if line.startswith("  逾期")]
