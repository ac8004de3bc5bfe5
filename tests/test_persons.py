"""Where a table has persons and no unit column, its persons stand for the units in roll-ups and lists (docs/规则.md 4.8)."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from tests import sketch
from tests.assessments import DAY
from tests.workbooks import agenda_lines, records, written
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.assessment.persons import parse_persons
from xltrack.programs.inspection import render_inspection
from xltrack.reading.document import read_document

PROJECT = """
| 序号 | 任务名称 | 负责人     | 计划完成时间  | 完成情况 |
| 1    | 需求调研 | 张三       | 2021年6月30日 | 已完成   |
| 2    | 程序开发 | 李四、张三 | 2021年7月20日 | 正在推进 |
| 3    | 系统测试 | 李四       | 2021年8月5日  |          |
| 4    | 上线运行 |            | 2021年9月30日 |          |
"""


def judged(text: str) -> Assessment:
    return api.assess(read_document(sketch.book(text)), DAY)


def counts(made: Assessment) -> dict[str, int]:
    return {row.label: row.tally.total for row in made.by_lead}


def test_persons_are_rolled_up():
    made = judged(PROJECT)
    assert {"张三": 2, "李四": 2, "（未列单位）": 1} == counts(made)
    assert made.by_lead == made.by_named
    assert ("李四", "张三") == made.tasks[1].lead


def test_what_is_read_has_no_units():
    shown = json.loads("".join(render_inspection(judged(PROJECT))))
    assert [[], [], [], []] == [task["units"] for task in shown["tables"][0]["tasks"]]


def test_persons_stand_in_the_lists_of_a_report():
    book = written(judged(PROJECT))
    assert ["合计", "李四", "张三", "（未列单位）"] == [
        row["责任单位"]
        for row in records(book["单位汇总"])
        if row["责任单位"] != "按责任单位" and row["任务数"] is not None
    ]
    assert "李四、张三" == agenda_lines(book)[0][0]["责任单位"]


@pytest.mark.parametrize(
    ("heads", "row", "names"),
    [
        ("责任单位 | 负责人", "区政府办 | 张三", {"区政府办"}),
        ("配合单位 | 负责人", "区政府办 | 张三", {"区政府办"}),
        ("分管领导 | 责任人 | 联系人", "王县长 | 张三 | 李四", {"张三"}),
        ("联系人 | 分管领导", "李四 | 王县长", {"王县长"}),
        ("联系人 | 联系电话", "李四 | 13800000000", {"李四"}),
        ("处理人 | 跟进人", "张三 | 李四", {"张三", "李四"}),
        ("负责人 | 处理人", "张三 | 市城管局信息中心", {"市城管局信息中心"}),
    ],
)
def test_whoever_does_it_stands_first(heads, row, names):
    made = judged(f"| 序号 | 工作任务 | 完成时限 | {heads} |\n| 1 | 编制方案 | 2021年9月30日 | {row} |")
    assert names == set(made.tasks[0].named)


def test_a_sheet_named_after_its_unit_has_units():
    made = judged(f"sheet 区财政局\n{PROJECT}")
    assert {"区财政局": 4} == counts(made)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三", ("张三",)),
        ("张三、李四", ("张三", "李四")),
        ("张三，李四；王五", ("张三", "李四", "王五")),
        ("张三 李四", ("张三", "李四")),
        ("张三\n李四", ("张三", "李四")),
        ("张 三", ("张三",)),
        ("张三（组长）、李四", ("张三", "李四")),
        ("张三 13800000000", ("张三",)),
        ("张三：0912-3456789", ("张三",)),
        ("Tom Lee", ("Tom Lee",)),
        ("张三/李四", ("张三", "李四")),
        ("—", ()),
        ("/", ()),
        ("待定", ()),
        (13800000000, ()),
        (None, ()),
    ],
)
def test_the_names_in_a_cell(cell, names):
    assert names == parse_persons(cell)


def test_a_notice_names_persons_and_no_letter_goes_to_them(tmp_path):
    made = judged(PROJECT)
    api.notice(made, [tmp_path / "甲.xlsx"], tmp_path / "通报.txt")
    told = (tmp_path / "通报.txt").read_text(encoding="utf-8")
    assert "共有2人的任务逾期" in told
    assert "李四" in told
    assert () == api.notice(made, [tmp_path / "甲.xlsx"], tmp_path / "函", kind="督办函")


def test_persons_stand_in_the_list_of_late_tasks_of_an_annex(tmp_path):
    api.annex(judged(PROJECT), [tmp_path / "甲.xlsx"], tmp_path / "附件.xlsx")
    shown = [c.value for row in load_workbook(tmp_path / "附件.xlsx")["附件2"] for c in row]
    assert "李四、张三" in shown
