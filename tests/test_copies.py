"""Two tables of one run that hold the same tasks count once (docs/规则.md 2.9)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from openpyxl import load_workbook

from tests import sketch
from tests.assessments import DAY
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.domain.records import Reported
from xltrack.language.status.answers import weigh_answers
from xltrack.mail.letters import restrict
from xltrack.programs.inspection import render_inspection
from xltrack.reading.document import read_document

HEAD = "| 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |"
ROWS = (
    "| 1 | 编制权责清单 | 区政府办 | 2021年6月30日 | {0} |",
    "| 2 | 制定试点方案 | 区财政局 | 2021年7月15日 | {1} |",
    "| 3 | 建设信息平台 | 区教育局、区财政局 | 2021年7月31日 | {2} |",
    "| 4 | 组织业务培训 | 区人社局 | 2021年8月5日 | {3} |",
    "| 5 | 开展第三方评估 | 区审计局 | 2021年9月底前 | {4} |",
)


def table(*answers: str, rows: tuple[str, ...] = ROWS, head: str = HEAD) -> str:
    """The table of ROWS with some answers, the others blank."""
    return "\n".join((head, *rows)).format(*answers, *[""] * 9)


def judged(*drawn: str) -> Assessment:
    """Each drawing a file of its own: 甲.xlsx, 乙.xlsx, …"""
    books = [sketch.book(text, f"{name}.xlsx") for name, text in zip("甲乙丙丁", drawn, strict=False)]
    return api.assess([read_document(book) for book in books], DAY)


def codes(assessment: Assessment) -> list[str]:
    return sorted(d.code for _, d in assessment.diagnostics if d.code in ("D283", "D284", "D285"))


def message(assessment: Assessment, code: str) -> str:
    (found,) = [d.message for _, d in assessment.diagnostics if d.code == code]
    return found


def states(assessment: Assessment) -> list[str]:
    return [judged.state for judged in assessment.tasks]


# --- counted once ---


def test_a_copy_beside_its_original_counts_once():
    once, twice = judged(table("已完成")), judged(table("已完成"), table("已完成"))
    assert (once.total, once.by_lead, once.by_named, once.by_month) == (
        twice.total, twice.by_lead, twice.by_named, twice.by_month,
    )  # fmt: skip
    assert ["D283"] == codes(twice)
    assert "甲.xlsx Sheet1!A1:E6" in message(twice, "D283")
    ((index, warning),) = [(i, d) for i, d in twice.diagnostics if d.code == "D283"]
    assert (1, "warning") == (index, warning.severity)


def test_a_copied_sheet_counts_once():
    made = judged(f"sheet 任务分解表\n{table('已完成')}\nsheet 任务分解表 (2)\n{table('已完成')}")
    assert (5, ["D283"]) == (made.total.total, codes(made))
    assert "「任务分解表!A1:E6」" in message(made, "D283")


@pytest.mark.parametrize("first", ["总表", "分表"])
def test_sheets_of_units_beside_the_whole_count_once(first):
    whole = f"sheet 总表\n{table()}"
    parts = f"sheet 甲表\n{table(rows=ROWS[:3])}\nsheet 乙表\n{table(rows=ROWS[2:])}"
    made = judged(f"{whole}\n{parts}" if first == "总表" else f"{parts}\n{whole}")
    assert 5 == made.total.total
    assert (["D283"] * 2 if first == "总表" else ["D283"]) == codes(made)
    assert {"区政府办": 1, "区财政局": 2, "区教育局": 1, "区人社局": 1, "区审计局": 1} == {
        row.label: row.tally.total for row in made.by_lead
    }


def test_a_sheet_named_after_its_unit_is_a_part_of_the_whole():
    part = """
    | 序号 | 工作任务     | 完成时限      | 完成情况 |
    | 1    | 制定试点方案 | 2021年7月15日 | 已完成   |
    | 2    | 建设信息平台 | 2021年7月31日 | 已完成   |
    """
    made = judged(f"sheet 总表\n{table()}\nsheet 区财政局\n{part}")
    assert (5, ["overdue", "done", "done", "due_soon", "unreported"]) == (made.total.total, states(made))
    assert ("区教育局", "区财政局") == made.tasks[2].lead


def test_a_task_of_several_units_stands_under_all_of_them_where_the_whole_comes_last():
    part = """
    | 序号 | 工作任务     | 完成时限      | 完成情况 |
    | 1    | 制定试点方案 | 2021年7月15日 | {0}      |
    | 2    | 建设信息平台 | 2021年7月31日 | {1}      |
    """
    other = """
    | 序号 | 工作任务     | 完成时限      | 完成情况 |
    | 1    | 建设信息平台 | 2021年7月31日 | 正在推进 |
    """
    parts = f"sheet 区财政局\n{part.format('已完成', '已完成')}\nsheet 区教育局\n{other}"
    made = judged(f"{parts}\nsheet 总表\n{table()}")
    assert 5 == made.total.total
    assert ["总表"] == list({task.table.sheet for task in made.tasks})
    assert (["区教育局", "区财政局"], "done") == (list(made.tasks[2].lead), made.tasks[2].state)
    assert "「区财政局!A2:D4」等2张表" in message(made, "D283")
    assert "区财政局!D4填「已完成」，区教育局!D3填「正在推进」" in message(made, "D284")


def test_of_three_copies_one_counts():
    assert 5 == judged(table(), table("已完成"), table("已完成")).total.total


@pytest.mark.parametrize(
    "other",
    [
        table(head=HEAD.replace("工作任务", "任务名称").replace("责任单位", "牵头单位")),
        table(rows=tuple(row.replace("方案", "方案。").replace("信息平台", "信息 平台") for row in ROWS)),
        table(
            rows=tuple(
                row.replace("2021年7月15日", "@2021-07-15").replace("2021年6月30日", "2021.6.30") for row in ROWS
            )
        ),
        table(rows=tuple(row.replace("| 编制", "| 1.编制").replace("| 组织", "| （4）组织") for row in ROWS)),
        table(rows=ROWS[::-1]),
        table(rows=ROWS[:4]),
        table(rows=(*ROWS[1:], "| 6 | 另一件事情 | 区档案馆 | 2021年9月1日 | |")),
    ],
    ids=["headers", "marks", "dates", "numbers", "order", "fewer", "one more"],
)
def test_four_fifths_that_agree_are_a_copy(other):
    made = judged(table(), other)
    assert ["D283"] == codes(made)
    assert (6 if "另一件" in other else 5) == made.total.total


def test_a_deadline_without_its_year_is_known_by_its_words():
    rows = tuple(row.replace("2021年9月底前", "9月底前").replace("2021年", "") for row in ROWS)
    titled = f"2021年工作任务分解表\n{table(rows=rows)}"
    assert 5 == judged(titled, table("已完成", rows=rows)).total.total


def test_a_task_that_only_the_copy_has_counts():
    more = (*ROWS, "| 6 | 汇总上报总结 | 区政府办 | 2021年12月31日 | |")
    made = judged(table(), table(rows=more))
    assert 6 == made.total.total
    assert "另有1项" in message(made, "D283")


def test_another_deadline_in_the_copy_is_named():
    later = tuple(row.replace("2021年7月15日", "2021年9月15日") for row in ROWS)
    made = judged(table(), table(rows=later))
    assert (5, ["D283", "D285"]) == (made.total.total, codes(made))
    assert "2021-07-15" == made.tasks[1].due.isoformat()
    assert "「2021年7月15日」" in message(made, "D285")
    assert "「2021年9月15日」" in message(made, "D285")


# --- what is no copy ---

TOWNS = """
| 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况 |
| 1    | 开展摸排 | {0}      | 2021年6月30日 | 已完成   |
| 2    | 建立台账 | {0}      | 2021年7月31日 |          |
| 3    | 报送总结 | {0}      | 2021年8月31日 |          |
"""
BARE = """
| 序号 | 工作任务 | 负责人 | 完成情况 |
| 1    | 需求分析 | {0}    | 已完成   |
| 2    | 程序开发 | {0}    | 正在推进 |
| 3    | 系统测试 | {0}    |          |
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TOWNS.format("城关镇"), TOWNS.format("李家镇")),
        (BARE.format("张三"), BARE.format("李四")),
        (BARE.format(""), BARE.format("")),
        (table(), table(rows=tuple(row.replace("2021年", "2022年") for row in ROWS))),
        (
            table(),
            table(rows=(*ROWS[:3], *(row.replace("组织", "组织好").replace("开展", "抓好") for row in ROWS[3:]))),
        ),
        (table(rows=ROWS[:2]), table(rows=(ROWS[0], ROWS[2]))),
    ],
    ids=["towns", "persons", "nothing but words", "next year", "three of five", "one of two"],
)
def test_tables_of_other_tasks_count_each(one, other):
    made = judged(f"sheet 一月\n{one}\nsheet 二月\n{other}")
    assert [] == codes(made)
    assert made.total.total == sum(len(t.tasks) for d in made.listed for t in d.tables)


@pytest.mark.parametrize(
    ("one", "other", "total"),
    [
        ("榆阳区2021年任务分解表", "屯留区2021年任务分解表", 10),
        ("榆林市榆阳区任务分解表", "榆林市横山区任务分解表", 10),
        ("城关镇任务清单", "李家镇任务清单", 10),
        ("榆林市任务分解表", "榆阳区任务分解表", 5),
        ("全区重点任务分解表", "榆阳区重点任务分解表", 5),
        ("永宁县任务总表", "永宁县教育局任务清单", 5),
    ],
)
def test_the_same_tasks_of_other_places_count_each(one, other, total):
    assert total == judged(f"{one}\n{table()}", f"{other}\n{table()}").total.total


def test_sheets_of_towns_count_each():
    made = judged(
        "\n".join(f"sheet {town}\n{table(rows=ROWS)}" for town in ("城关镇", "李家镇")).replace("责任单位", "备注")
    )
    assert (10, []) == (made.total.total, codes(made))


def test_few_tasks_are_the_same_by_their_units():
    two = table(rows=ROWS[:2])
    assert 2 == judged(two, two).total.total
    without = two.replace("责任单位", "备注")
    assert 4 == judged(f"sheet A\n{without}\nsheet B\n{without}").total.total
    assert 2 == judged(f"2021年任务分解表\n{without}", f"2021年任务分解表\n{without}").total.total


def test_tasks_that_stand_twice_in_one_table_stay_two():
    rows = (*ROWS, *ROWS[:1])
    assert 6 == judged(table(rows=rows)).total.total
    assert 6 == judged(table(rows=rows), table(rows=rows)).total.total


# --- answers ---


def test_an_answer_that_only_one_has_is_taken():
    made = judged(table("", "正在推进"), table("已完成", "", "完成60%", "取消"))
    assert ["done", "overdue", "overdue", "cancelled", "unreported"] == states(made)
    assert 0.6 == made.tasks[2].progress
    assert "其中3项" in message(made, "D283")
    assert ["D283"] == codes(made)


def test_where_answers_differ_the_first_stands_and_both_are_shown():
    made = judged(table("正在推进", "已完成"), table("已完成", "√"))
    assert (["overdue", "done"], ["D283", "D284"]) == (states(made)[:2], codes(made))
    said = message(made, "D284")
    assert "Sheet1!E2填「正在推进」" in said
    assert "乙.xlsx Sheet1!E2填「已完成」" in said
    ((index, warning),) = [(i, d) for i, d in made.diagnostics if d.code == "D284"]
    assert (0, "Sheet1!E2", "warning") == (index, warning.cell.a1, warning.severity)


def test_the_answers_of_two_units_to_one_task_are_shown():
    made = judged(table(), table("", "", "已完成", rows=ROWS), table("", "", "未启动", rows=ROWS))
    assert "done" == states(made)[2]
    assert "乙.xlsx Sheet1!E4填「已完成」" in message(made, "D284")
    assert "丙.xlsx Sheet1!E4填「未启动」" in message(made, "D284")


def test_columns_that_the_whole_lacks_come_with_the_answers():
    plan = table().replace(" 完成情况 |", "").replace("日 |  |", "日 |").replace("底前 |  |", "底前 |")
    told = (
        table("已完成").replace("| 完成情况 |", "| 完成情况 | 完成日期 |").replace("已完成 |", "已完成 | @2021-06-20 |")
    )
    made = judged(plan, told)
    assert ("done", "2021-06-20") == (made.tasks[0].state, made.tasks[0].done.isoformat())
    assert not made.plan
    assert ["status", "done_date"] == [column.role for column in made.tasks[0].table.columns[-2:]]


@pytest.mark.parametrize(
    ("one", "other", "weight"),
    [
        (Reported("已完成"), Reported(), "more"),
        (Reported("/"), Reported("未填报"), "same"),
        (Reported("√"), Reported("已完成。"), "same"),
        (Reported("已完成"), Reported("已完成", DAY), "less"),
        (Reported("已完成", DAY), Reported("已完成"), "more"),
        (Reported("已完成"), Reported(None, DAY), "other"),
        (Reported("正在推进"), Reported("已完成"), "other"),
        (Reported(None, date(2021, 6, 25)), Reported(None, "2021年6月25日"), "same"),
        (Reported(None, date(2021, 6, 25)), Reported(None, "2021年6月"), "other"),
        (Reported("已完成7月份工作"), Reported("已完成"), "other"),
        (Reported(None, None, 0.6), Reported(None, None, 0.8), "other"),
        (Reported("正在 推进"), Reported("正在推进。"), "same"),
    ],
)
def test_one_answer_says_more_than_another(one, other, weight):
    assert weight == weigh_answers(one, other)


# --- everywhere one count ---


def test_the_json_names_the_copy_and_lists_its_tasks():
    made = judged(table("", "已完成"), table("已完成"))
    one, other = (json.loads("".join(render_inspection(made, index))) for index in (0, 1))
    assert "copy_of" not in one["tables"][0]
    assert "甲.xlsx Sheet1!A1:E6" == other["tables"][0]["copy_of"]
    assert ["done", "done"] == [task["status"]["state"] for task in one["tables"][0]["tasks"][:2]]
    assert ["done", "overdue"] == [task["status"]["state"] for task in other["tables"][0]["tasks"][:2]]
    assert ["E"] == one["tables"][0]["columns"]["status"]
    same = judged(f"sheet A\n{table()}\nsheet B\n{table()}")
    assert "A!A1:E6" == json.loads("".join(render_inspection(same)))["tables"][1]["copy_of"]


def test_a_report_holds_each_task_once_and_reads_back_alike(tmp_path):
    made = judged(table("", "正在推进"), table("已完成", "", "完成60%"))
    api.report(made, [tmp_path / "甲.xlsx"], tmp_path / "进度.xlsx", annexes=True)
    sheet = load_workbook(tmp_path / "进度.xlsx")["任务台账"]
    heads = [cell.value for cell in sheet[4]]
    assert ["已完成", "正在推进", "完成60%", None, None] == [
        sheet.cell(row, heads.index("完成情况") + 1).value for row in range(5, sheet.max_row + 1)
    ]
    again = api.assess(api.read(tmp_path / "进度.xlsx"), DAY)
    assert states(made) == states(again)


def test_annexes_notices_mails_and_exports_count_once(tmp_path):
    made = judged(table(), table())
    api.annex(made, [tmp_path / "甲.xlsx"], tmp_path / "附件.xlsx")
    shown = [c.value for s in load_workbook(tmp_path / "附件.xlsx") for row in s for c in row]
    assert shown.count("组织业务培训") == 1
    api.export(made, tmp_path / "数据.csv")
    assert (tmp_path / "数据.csv").read_text(encoding="utf-8-sig").count("组织业务培训") == 1
    assert 2 == restrict(made, ["区财政局"]).total.total
    (notice,) = api.notice(made, [tmp_path / "甲.xlsx"], tmp_path / "通报.txt")
    assert "共5项" in (tmp_path / "通报.txt").read_text(encoding="utf-8")
    assert notice.summary


def test_what_is_left_for_one_unit_is_not_held_for_a_copy():
    """Two tables that are none, of which one unit has the same task."""
    other = (
        ROWS[0],
        *(row.replace("组织", "筹备").replace("方案", "意见").replace("建设", "升级") for row in ROWS[1:4]),
    )
    made = judged(f"sheet A\n{table()}\nsheet B\n{table(rows=other)}")
    assert [] == codes(made)
    assert 2 == restrict(made, ["区政府办"]).total.total


def test_a_report_beside_its_source_counts_once(tmp_path):
    source = judged(table("已完成"))
    api.report(source, [tmp_path / "甲.xlsx"], tmp_path / "进度.xlsx")
    again = api.assess([source.documents[0], api.read(tmp_path / "进度.xlsx")], DAY)
    assert (5, states(source)) == (again.total.total, states(again))


def test_what_is_said_of_a_row_that_does_not_count_is_not_said_again():
    rows = tuple(row.replace("2021年9月底前", "2021年9月左右") for row in ROWS)
    made = judged(table(rows=rows), table(rows=rows))
    assert [1, 0] == [sum(d.code.startswith("D4") for d in document.diagnostics) for document in made.documents]


def test_plans_of_two_projects_are_no_copies_of_each_other():
    """人民医院 and 第一中学 are built by the same steps and the same bureau."""
    steps = ("完成立项", "完成招标", "开工建设", "竣工验收")
    hospital, school = (
        f"2021年{of}项目推进计划\n| 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |\n"
        + "".join(f"| {n} | {step} | 县住建局 | 2021年{3 * n}月底前 | {told} |\n" for n, step in enumerate(steps, 1))
        for of, told in (("人民医院", "已完成"), ("第一中学", "未完成"))
    )
    made = judged(hospital, school)
    assert (8, 4) == (len(made.tasks), sum(task.state == "done" for task in made.tasks))
