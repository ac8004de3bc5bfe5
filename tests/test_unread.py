"""Nothing vanishes: what a table holds is a task, something known, or named cell by cell (docs/规则.md 2.7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sketch import book
from xltrack.domain.records import Document
from xltrack.reading.document import read_document

HEAD = ("序号", "工作任务", "责任单位", "完成时限", "完成情况", "备注")
# Words of headers, notes, totals, titles, labels and printed pages: as the words of a task they are its words.
WORDS = (
    "工作任务", "完成情况", "责任单位", "完成时限", "备注", "合计", "小计", "总计：3项", "注：见附件", "填表人", "抄送各单位", "附件2",
    "2021年重点工作任务分解表", "第2页", "示例", "无", "一、加强领导", "（一）公开事项目录", "抽查结果公示", "单位", "填报单位：区政府办",
    "联系电话", "说明", "任务", "序号", "阶段", "*为约束性指标", "（续表）", "各发起部门", "主要任务", "第一阶段",
)  # fmt: skip
UNITS = ("区政府办", "各发起部门", "各责任单位", "牵头单位", "区教育局、配合单位", "参与部门", "相关单位")
DAYS = ("2021年6月底前", "持续推进", "2021年完成时限内", "每月5日前", "2021年6月30日")


PADS = st.sampled_from(("", "2021年重点工作任务分解表", "附件1"))
TASKS = st.lists(st.tuples(*map(st.sampled_from, (WORDS, UNITS, DAYS))), min_size=1, max_size=8)


def drawn(*rows: tuple[object, ...], above: str = "") -> Document:
    lines = [*([above] if above else []), *(f"| {' | '.join(map(str, row))} |" for row in (HEAD, *rows))]
    return read_document(book("\n".join(lines)))


@given(TASKS, PADS)
def test_a_task_in_the_words_of_headers_notes_and_totals_is_a_task(tasks, above):
    rows = [(number, *task, "正在推进", "") for number, task in enumerate(tasks, 1)]
    (table,) = drawn(*rows, above=above).tables
    assert [text for text, *_ in tasks] == [task.text for task in table.tasks]
    assert () == table.unread


@given(TASKS, st.sampled_from(("", "见附页", "县长批示：抓紧", "请各单位每周报送", "3")), st.integers(2, 6))
def test_every_cell_of_a_table_is_a_task_or_named(tasks, words, column):
    """A line put under the rows, in any column: read as something, or told with its cell."""
    rows = [(number, *task, "", "") for number, task in enumerate(tasks, 1)]
    line = ["", "", "", "", "", ""]
    line[column - 1] = words
    document = drawn(*rows, tuple(line))
    (table,) = document.tables
    place = len(rows) + 2
    taken = [task.row for task in table.tasks]
    assert [*range(2, place)] == [row for row in taken if row < place]
    named = {cell.row for cell in table.unread}
    assert bool(words) == ((place in taken) + (place in named) == 1)
    assert named == {note.cell.row for note in document.diagnostics if note.code == "D279" and note.cell}


@pytest.mark.parametrize("words", ["工作任务 | 责任单位 | 完成时限", "工作任务 | 责任单位 | 时限要求"])
def test_a_header_that_comes_again_is_none_and_one_word_may_differ(words):
    document = drawn(
        (1, "起草方案", "区教育局", "2021年6月底前", "", ""), ("序号", *words.split(" | "), "完成情况", "备注")
    )
    assert [["起草方案"]] == [[task.text for task in table.tasks] for table in document.tables]
    assert ("时限要求" in words) == ("D280" in {note.code for note in document.diagnostics})
