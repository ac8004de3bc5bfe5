"""Cells that only point to the one above them (docs/规则.md 2.2)."""

from datetime import date

import pytest

from tests.sketch import book
from xltrack.reading.document import read_document


def table(text):
    (only,) = read_document(book(text)).tables
    return only


@pytest.mark.parametrize("mark", ["〃", "同上", "″", '"', "“ ”", "如上", "〃 "])
def test_a_ditto_is_the_cell_above_it_in_every_column(mark):
    """2.2: bands between them say nothing, and a ditto of a ditto goes on."""
    read = table(f"""
        | 序号 | 领域 | 工作任务 | 责任单位 | 配合单位 | 完成时限 | 完成情况 |
        | 1 | 公共环境 | 整治占道经营 | 区城管局 | 区公安分局、各镇街 | 2024年4月底前 | 已完成 |
        | 2 | {mark} | 修补人行道 | 区住建局 | {mark} | {mark} | {mark} |
        | 二、公共秩序 | < | < | < | < | < | < |
        | 3 | {mark} | 施划车位 | {mark} | {mark} | {mark} | 正在施划 |
    """)
    first, second, third = read.tasks
    assert {date(2024, 4, 30)} == {task.deadline.milestones[0].due for task in read.tasks}
    assert (["区住建局", "区公安分局", "各镇街"], "已完成") == ([u.name for u in second.units], second.reported.words)
    assert second.units == third.units
    assert [first.group, first.group] == [second.group, third.group[1:]]
