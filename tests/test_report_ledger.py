"""任务台账: every source column carried through, and a decomposition sheet again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from tests.assessments import HEADS, assessment, deadline, document, table, task_row
from tests.workbooks import records, shown_heads, written
from xltrack.base.values import CellError, Percent
from xltrack.domain.records import Document, Milestone
from xltrack.domain.roster import Roster
from xltrack.report.ledger.plan import format_resolved, plan_ledger
from xltrack.report.ledger.sheet import compose_ledger
from xltrack.sheets.measure import LEGIBLE_A4, WIDEST_A4, paper_width
from xltrack.telling.names import seq_value, unit_cell


def moment(*parts: int) -> datetime:
    """A moment as a cell has it: of no time zone."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


OWN = ["下一节点", "状态说明", "时限（解析）", "来源"]


def ledger(*documents: Document, **policy):
    return written(assessment(*documents, **policy))["任务台账"]


def test_source_columns_stand_in_their_order_and_words_before_our_own():
    sheet = ledger(document(HEADS + " other:存在问题 note:备注", (*task_row(), "无", "x")))
    heads = shown_heads(sheet)
    assert [
        "序号",
        "推进阶段",
        "主要任务",
        "状态",
        "距期天数",
        "责任单位",
        "完成时限",
        "完成情况",
        "存在问题",
        "备注",
        "完成日期",
        "进度",
        *OWN,
    ] == heads


def test_the_hidden_row_above_the_header_says_what_each_column_is():
    sheet = ledger(document(HEADS, task_row()))
    roles = [
        "seq",
        "group",
        "text",
        "own",
        "own",
        "lead",
        "deadline",
        "status",
        "done_date",
        "progress",
        "own",
        "own",
        "resolved",
        "source",
    ]
    found = [cell.value for cell in sheet[3]]
    assert roles == found[: len(roles)]
    assert {"own", "year", "reported"} == set(found[len(roles) :])
    assert sheet.row_dimensions[3].hidden


def test_the_defined_name_covers_roles_header_and_body():
    book = written(assessment(document(HEADS, task_row(), task_row(text="印发"))))
    last = book["任务台账"].cell(3, book["任务台账"].max_column).column_letter
    assert f"'任务台账'!$A$3:${last}$6" == book.defined_names["xltrack_ledger"].attr_text


def test_a_row_carries_what_was_judged_and_where_it_came_from():
    row = records(ledger(document(HEADS, task_row(status="正在推进"))))[0]
    assert ("逾期", -32, None, "2021-06-30", "附件2!A4") == (
        row["状态"], row["距期天数"], row["下一节点"], row["时限（解析）"], row["来源"],
    )  # fmt: skip
    assert "正在推进" in row["状态说明"]


def test_values_keep_their_types():
    heads = "text:任务 deadline:时限 status:情况 progress:进度 done_date:完成日期 other:投资 note:备注"
    values = ("甲", date(2021, 9, 30), "推进", Percent(0.85), "2021.7.12", 12.5, moment(2021, 7, 1, 9, 30))
    sheet = ledger(document(heads, values))
    cells = {head.value: cell for head, cell in zip(sheet[4], sheet[5], strict=True)}
    assert (moment(2021, 9, 30), 'yyyy"年"m"月"d"日"') == (cells["时限"].value, cells["时限"].number_format)
    assert (0.85, "0%") == (cells["进度"].value, cells["进度"].number_format)
    assert ("2021.7.12", 12.5) == (cells["完成日期"].value, cells["投资"].value)
    assert (moment(2021, 7, 1, 9, 30), "yyyy-mm-dd hh:mm") == (cells["备注"].value, cells["备注"].number_format)


def test_inherited_seq_and_groups_stand_in_every_row_and_nothing_is_merged():
    sheet = ledger(document(HEADS, task_row(), task_row(seq=None, group=None, text="印发方案")))
    assert [(1, "编制方案"), (1, "编制方案")] == [(r["序号"], r["推进阶段"]) for r in records(sheet)]
    assert [] == list(sheet.merged_cells.ranges)
    assert sheet["B5"].font.color.rgb != sheet["B6"].font.color.rgb


def test_a_group_that_comes_again_later_is_not_pale():
    sheet = ledger(document(HEADS, task_row(), task_row(group="动员", seq=2), task_row(seq=3)))
    assert sheet["B5"].font.color.rgb == sheet["B6"].font.color.rgb == sheet["B7"].font.color.rgb


def test_a_deadline_keeps_its_words_and_is_resolved_beside():
    staged = "梳理阶段 2021-08-01至2021-08-31；审查阶段 2021-09-30"
    row = records(ledger(document(HEADS, task_row(deadline=staged))))[0]
    assert (staged, staged, "2021年8月31日 梳理阶段") == (row["完成时限"], row["时限（解析）"], row["下一节点"])


def test_a_real_date_inherited_from_the_first_row_of_a_group_stays_a_date():
    made = document(HEADS, task_row(deadline=None))
    task = made.tables[0].tasks[0]._replace(deadline=deadline(date(2021, 6, 30)))
    row = records(ledger(made._replace(tables=(made.tables[0]._replace(tasks=(task,)),))))[0]
    assert moment(2021, 6, 30) == row["完成时限"]


def test_an_adjusted_deadline_and_the_one_it_outranks_are_both_kept():
    heads = "text:任务 deadline:完成时限 adjusted:调整后时限 status:完成情况"
    made = document(heads, ("甲", "6月底", "9月底", None))
    judged = deadline("2021-09-30")._replace(text="9月底", superseded=deadline("2021-06-30")._replace(text="6月底"))
    task = made.tables[0].tasks[0]._replace(deadline=judged)
    row = records(ledger(made._replace(tables=(made.tables[0]._replace(tasks=(task,)),))))[0]
    assert ("6月底", "9月底", "2021-09-30") == (row["完成时限"], row["调整后时限"], row["时限（解析）"])


@pytest.mark.parametrize(
    ("heads", "added"),
    [
        ("text:任务 deadline:时限", ["编号", "完成情况", "完成日期", "进度"]),
        ("text:任务 status:进展情况", ["编号", "完成日期", "进度"]),
        ("text:任务 status:情况 done_date:办结时间 progress:完成率", ["编号"]),
        ("text:任务 status:情况 done_date:办结时间 progress:完成率 seq:次序", []),
    ],
)
def test_missing_columns_to_report_in_and_to_be_called_by_are_added(heads, added):
    roles = [head.partition(":")[0] for head in heads.split()]
    rows = [[{"text": text, "seq": n}.get(role) for role in roles] for n, text in enumerate("甲乙", 1)]
    sheet = ledger(document(heads, *rows))
    known = {head.split(":")[1] for head in heads.split()}.union(OWN, ("状态", "距期天数"))
    assert added == [head for head in shown_heads(sheet) if head not in known]


def test_the_status_column_offers_words_and_takes_others():
    sheet = ledger(document("seq:序号 deadline:时限 text:任务", (1, None, "甲"), (2, None, "乙")))
    choice: DataValidation = sheet.data_validations.dataValidation[0]
    assert ('"已完成,正在推进,未启动,暂缓,取消"', "F5:F6", False) == (
        choice.formula1,
        str(choice.sqref),
        bool(choice.showErrorMessage),
    )


def test_tables_are_united_by_header_then_by_role():
    first = table(
        "seq:序号 text:主要任务 lead:责任单位 deadline:完成时限 other:成果", (1, "甲", "A局", None, "一"), sheet="附件1"
    )
    second = table("text:具体任务 lead:牵头单位 lead:责任单位 other:经费", ("乙", "B局", "C局", 3), sheet="附件2")
    both = Document("x.xlsx", (first, second), (), Roster())
    rows = records(ledger(both))
    assert ["编号", "序号", "主要任务", "状态", "距期天数", "牵头单位", "责任单位", "经费", "完成时限", "成果"] == [
        h for h in rows[0] if h not in OWN
    ][:10]
    assert [("甲", "A局", None, "一", None), ("乙", "C局", "B局", None, 3)] == [
        (r["主要任务"], r["责任单位"], r["牵头单位"], r["成果"], r["经费"]) for r in rows
    ]


def test_the_table_with_the_most_tasks_gives_order_and_headers():
    few = table("seq:序号 deadline:时间节点 text:工作任务 lead:责任单位", (1, None, "甲", "A局"), sheet="时间节点")
    heads = "seq:序号 group:工作任务 text:具体内容 lead:责任单位 deadline:完成时限"
    many = table(heads, *[(n, "一", text, "B局", None) for n, text in enumerate("乙丙")], sheet="重点任务")
    rows = records(ledger(Document("x.xlsx", (few, many), (), Roster())))
    assert ["编号", "序号", "工作任务", "具体内容", "状态", "距期天数", "责任单位"] == list(rows[0])[:7]
    assert [(None, "甲", "A局"), ("一", "乙", "B局"), ("一", "丙", "B局")] == [
        (r["工作任务"], r["具体内容"], r["责任单位"]) for r in rows
    ]


def test_no_two_columns_have_one_header():
    heads = "other:状态 text:任务 lead:责任单位 lead:责任单位 note:备注 other:备注 other:进度"
    sheet = ledger(document(heads, ("x", "甲", "A局", "B局", "y", "z", "w")))
    found = [cell.value for cell in sheet[4]]
    assert len(found) == len(set(found))
    assert [
        "编号",
        "状态（原表）",
        "任务",
        "状态",
        "距期天数",
        "责任单位",
        "责任单位2",
        "备注",
        "备注2",
        "进度",
    ] == found[:10]


def test_groups_without_a_column_get_one():
    made = document("text:任务 lead:单位", ("甲", "A局"), ("乙", "A局"))
    first, second = made.tables[0].tasks
    tasks = (first._replace(group=("一、总体", "（一）起步")), second._replace(group=("二、其他",)))
    rows = records(ledger(made._replace(tables=(made.tables[0]._replace(tasks=tasks),))))
    assert [["一、总体", "（一）起步", "甲"], ["二、其他", "乙"]] == [
        [v for v in list(r.values())[1:4] if v] for r in rows
    ]
    assert ["编号", "类别", "类别2", "任务"] == list(rows[0])[:4]


def test_our_own_columns_are_no_source_columns():
    rows = records(ledger(document("text:任务 own:状态 own:来源", ("甲", "逾期", "x"))))
    assert ["编号", "任务", "状态", "距期天数", "完成情况", "完成日期", "进度", *OWN] == list(rows[0])


def test_several_documents_name_the_file_of_a_row():
    sheet = ledger(document(HEADS, task_row()), document(HEADS, task_row(text="乙"), source="屯留区.xlsx"))
    assert ["榆阳区.xlsx 附件2!A4", "屯留区.xlsx 附件2!A4"] == [r["来源"] for r in records(sheet)]


def test_the_title_of_the_main_table_stands_above():
    sheet = ledger(document(HEADS, task_row(), title="榆阳区2021年工作任务分解表"))
    assert "榆阳区2021年工作任务分解表" == sheet["A1"].value


WIDE = (
    "seq:序号 group:工作任务 text:具体事项 lead:责任单位 supervise:指导单位 support:配合单位 deadline:完成时间 "
    "status:完成情况 done_date:完成日期 progress:进度 other:存在问题 note:备注"
)


def test_twelve_columns_are_legible_on_a4_across():
    words = "全面推进基层政务公开标准化规范化工作" * 3
    row = (1, words, words, words, words, words, "2021年6月30日前", words, "2021年6月30日", 0.5, words, words)
    assert ledger(document(WIDE, row)).print_area.endswith("$N$5")  # 序时 among them
    columns = compose_ledger(made := assessment(document(WIDE, row)), plan_ledger(made)).columns
    assert paper_width(columns[:14]) < (LEGIBLE_A4 + WIDEST_A4) / 2


def test_a_sheet_too_wide_for_a4_is_printed_on_a3_where_the_office_asks_for_it():
    wide = WIDE + "".join(f" other:栏目{n}" for n in range(8))
    row = (1, *["多少字" * 9] * 19)
    sheets = [
        ledger(document(heads, row[: len(heads.split())]), paper=paper)
        for heads, paper in ((WIDE, "a3"), (wide, "a3"), (wide, "a4"))
    ]
    assert ["9", "8", "9"] == [str(sheet.page_setup.paperSize) for sheet in sheets]


def test_only_of_several_files_the_office_is_printed():
    one, other = document(HEADS, task_row()), document(HEADS, task_row(text="乙"), source="屯留区.xlsx")
    printed = [sheet[sheet.print_area.partition("!")[2]][3] for sheet in (ledger(one), ledger(one, other))]
    named = ("报送单位", "状态", "距期天数", *OWN)
    assert [["状态", "距期天数"], ["报送单位", "状态", "距期天数"]] == [
        [cell.value for cell in row if cell.value in named] for row in printed
    ]


def test_a_struck_task_is_struck():
    made = document(HEADS, task_row(), task_row(text="乙", seq=2))
    first, second = made.tables[0].tasks
    tasks = (first._replace(struck=True), second)
    sheet = ledger(made._replace(tables=(made.tables[0]._replace(tasks=tasks),)))
    assert [True, None] == [sheet["C5"].font.strike, sheet["C6"].font.strike]


def test_header_stays_filters_and_repeats():
    sheet = ledger(document(HEADS, task_row(), task_row(seq=2)))
    assert ("D5", "A4:AS6", "$4:$4") == (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows)


def test_a_row_is_high_enough_for_its_words_and_a_short_one_stays_low():
    sheet = ledger(document(HEADS, task_row(), task_row(text="完成目录编制并向社会公开" * 12, seq=2)))
    width = sheet.column_dimensions["C"].width
    lines = 12 * 12 * 2 / width
    assert lines * 13 <= sheet.row_dimensions[6].height < 409
    assert sheet.row_dimensions[5].height < 40


def test_an_error_value_of_the_source_stands_as_its_word():
    sheet = ledger(document("seq:序号 text:任务 note:备注", (1, "甲", CellError("#REF!"))))
    assert ("#REF!", "s") == (sheet["E5"].value, sheet["E5"].data_type)


def test_no_tasks_make_an_empty_ledger():
    book = written(assessment(document(HEADS)))
    assert "任务台账" in book.sheetnames


@pytest.mark.parametrize(
    ("shown", "milestones"),
    [
        ("", ()),
        ("2021-07-20", (Milestone(None, None, date(2021, 7, 20)),)),
        ("2021-01-01至2021-07-20", (Milestone(None, date(2021, 1, 1), date(2021, 7, 20)),)),
        (
            "梳理阶段 2020-08-01至2020-08-31；审查阶段 2020-09-30",
            (
                Milestone("梳理阶段", date(2020, 8, 1), date(2020, 8, 31)),
                Milestone("审查阶段", None, date(2020, 9, 30)),
            ),
        ),
        ("A B 2020-09-30", (Milestone("A；\nB", None, date(2020, 9, 30)),)),
    ],
)
def test_milestones_as_text(shown, milestones):
    assert shown == format_resolved(milestones)


@pytest.mark.parametrize(
    ("value", "seq"),
    [(None, None), (1, "1"), (12, "12"), ("01", "01"), ("1.1", "1.1"), ("（一）", "（一）"), ("１", "１"), (0, "0")],
)
def test_a_sequence_number_is_a_number_where_it_comes_back_the_same(value, seq):
    assert value == seq_value(seq)


@pytest.mark.parametrize(
    ("shown", "value", "names"),
    [
        ("区审批服务局、公安榆阳分局", "区审批服务局、公\n安榆阳分局", ("区审批服务局", "公安榆阳分局")),
        ("区教育局\n区民政局", "区教育局\n区民政局", ("区教育局", "区民政局")),
        ("区教育局、区民政局", "区教育局、\n区民政局", ("区教育局", "区民政局")),
        ("牵头：A局\n配合：B局", "牵头：A局\n\n配合：B局", ("A局", "B局")),
        ("市委编办 市政务大数据局", "市委编办 市政务大数据局", ("市委编办", "市政务大数据局")),
        ("市发改委、市财政局", "市 发 改 委、市 财 政 局", ("市发改委", "市财政局")),
    ],
)
def test_a_break_inside_a_unit_name_goes_and_one_between_names_stays(shown, value, names):
    assert shown == unit_cell(value, names)
