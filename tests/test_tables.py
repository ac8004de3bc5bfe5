"""Where tables stand and what their columns and rows are (docs/规则.md 2), each on a grid drawn in text."""

from datetime import date

import pytest

from tests.sketch import book
from xltrack.reading.document import read_document
from xltrack.reading.tables.headers import classify_header
from xltrack.reading.tables.lines import annex_of, is_document_number, title_among


def tables(text, **given):
    return read_document(book(text), **given).tables


def table(text):
    (only,) = tables(text)
    return only


def roles(text):
    return {c.header: c.role for c in table(text).columns}


def rows(text):
    return [(t.row, t.seq, t.group, t.text) for t in table(text).tasks]


def codes(text):
    return {d.code for d in read_document(book(text)).diagnostics}


def test_label_title_and_number_above_a_table():
    """2.1: the label is kept without its colon; a document number or a unit line is no title."""
    read = table("""
        附 件 2：
        | 国办发〔2020〕43号 | < | < |
        | 重点任务⏎分工台账 | < | < |
        | 单位：万元 | | |
        | 序号 | 工作任务 | 责任单位 |
        | 1 | 起草 | 区司法局 |
    """)
    assert ("附件2", "重点任务分工台账", "A5:C6") == (read.annex, read.title, read.range.a1)


def test_two_tables_on_a_sheet():
    first, second = tables("""
        附件1
        甲方面任务分解表
        | 序号 | 工作任务 | 责任单位 | 完成时限 |
        | 1 | 起草 | 区司法局 | 2021年6月底前 |
        附件2
        乙方面任务分解表
        | 序号 | 工作任务 | 责任单位 | 完成时限 |
        | 1 | 印发 | 区教育局 | 2022年6月底前 |
    """)
    assert ("附件1", "甲方面任务分解表", 1) == (first.annex, first.title, len(first.tasks))
    assert ("附件2", "乙方面任务分解表", 1) == (second.annex, second.title, len(second.tasks))


def test_a_header_printed_again_is_no_task():
    """2.1: the header can come again at each printed page, with the title as well."""
    assert [(3, "1"), (4, "2"), (7, "3")] == [
        (r, s)
        for r, s, *_ in rows("""
        某区任务分解表
        | 序号 | 工作任务 | 责任单位 |
        | 1 | 起草 | 区司法局 |
        | 2 | 印发 | 区司法局 |
        某区任务分解表
        | 序 号 | 工作任务 | 责任单位 |
        | 3 | 督办 | 区司法局 |
    """)
    ]


def test_a_header_of_two_rows():
    """2.1: 责任单位 over 牵头 | 配合."""
    assert {
        "序号": "seq",
        "具体措施": "text",
        "牵头单位": "lead",
        "配合单位": "support",
        "完成时限": "deadline",
    } == roles("""
        | 序号 | 具体措施 | 责任单位 | < | 完成⏎时限 |
        | ^ | ^ | 牵头单位 | 配合单位 | ^ |
        | 1 | 起草 | 区司法局 | 区教育局 | 年底前 |
    """)


def test_short_words_in_the_lower_row_of_a_header():
    read = table("""
        | 序号 | 具体措施 | 责任单位 | < | 完成时限 | < |
        | ^ | ^ | 牵头 | 配合 | 开始时间 | 完成时间 |
        | 1 | 起草 | 区司法局 | 区教育局 | 2021年3月 | 2021年6月 |
        | 序号 | 具体措施 | 责任单位 | < | 完成时限 | < |
        | ^ | ^ | 牵头 | 配合 | 开始时间 | 完成时间 |
        | 2 | 印发 | 区司法局 | 区教育局 | 2021年7月 | 2021年8月 |
    """)
    assert ["seq", "text", "lead", "support", "start", "deadline"] == [c.role for c in read.columns]
    assert [(date(2021, 3, 1), date(2021, 6, 30)), (date(2021, 7, 1), date(2021, 8, 31))] == [
        (m.start, m.due) for t in read.tasks for m in t.deadline.milestones
    ]


def test_a_column_of_measures_names_no_units():
    """2.4: 单位 heads the units only where names of units stand below it."""
    head = "| 序号 | 工作任务 | 单位 | 完成时限 |"
    assert "other" == roles(f"{head}\n| 1 | 造林 | 亩 | 2021年6月 |\n| 2 | 修路 | 公里 | 2021年6月 |")["单位"]
    assert "lead" == roles(f"{head}\n| 1 | 造林 | 市林业局 | 2021年6月 |\n| 2 | 修路 | 市交通局 | 2021年6月 |")["单位"]


def test_the_most_specific_task_column_is_the_text():
    """2.4: the wider ones are groups, outermost first."""
    assert [(2, "1", ("甲", "乙"), "丙")] == rows("""
        | 序号 | 类别 | 主要任务 | 具体举措 | 责任单位 |
        | 1 | 甲 | 乙 | 丙 | 区司法局 |
    """)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("序 号", "seq"), ("责任单位1", "lead"), ("牵头单位（列第一位）", "lead"), ("责任单位及责任人", "lead"), ("配合⏎单位", "support"),
        ("完成时限（2021年）", "deadline"), ("重大行政决策事项名称", "text_2"), ("办结时间", "done_date"), ("办结时限", "deadline"),
        ("进度（％）", "progress"), ("当前进度", "either"), ("工作完成情况", "status"), ("备　注", "note"), ("分管领导", "person"),
        ("督办单位", "supervise"), ("决策依据", None), ("存在问题", "problem"), ("试点领域", "domain"), ("调整后时限", "adjusted"),
    ],
)  # fmt: skip
def test_headers(header, kind):
    found = classify_header(header.replace("⏎", "\n"))
    assert kind == (found[0] if found else None)


def test_progress_of_numbers_is_progress_else_status():
    """2.4: 进度 is progress where every filled cell is a number or a percentage."""
    assert (
        "progress"
        == roles("""
        | 工作任务 | 责任单位 | 进度 |
        | 起草 | 区司法局 | 60% |
        | 印发 | 区司法局 | 0.5 |
    """)["进度"]
    )
    assert (
        "status"
        == roles("""
        | 工作任务 | 责任单位 | 进度 |
        | 起草 | 区司法局 | 60% |
        | 印发 | 区司法局 | 正在推进 |
    """)["进度"]
    )


def test_a_roster_has_units_and_nothing_of_deadlines():
    """2.5."""
    read = table("""
        | 序号 | 试点领域 | 责任单位 1 | 责任单位 2 |
        | 1 | 扶贫领域 | 市扶贫办 | 各县政府 |
    """)
    assert ("roster", ["C", "D"], "扶贫领域") == (read.kind, read.letters("lead"), read.tasks[0].text)


def test_seq_and_group_are_inherited_by_blank_cells_only_in_their_columns():
    """2.2: a blank, unmerged cell inherits in seq and group columns; a blank unit cell is blank."""
    read = table("""
        | 序号 | 推进阶段 | 主要任务 | 责任单位 |
        | 1 | 动员 | 起草 | 区司法局 |
        |  |  | 印发 |  |
    """)
    assert [("1", ("动员",), 1), ("1", ("动员",), 0)] == [(t.seq, t.group, len(t.units)) for t in read.tasks]


def test_an_inner_group_ends_with_its_outer_group():
    assert [("甲", "乙"), ("丁",)] == [
        group
        for _, _, group, _ in rows("""
        | 类别 | 工作任务 | 具体任务 | 责任单位 |
        | 甲 | 乙 | 丙 | 区司法局 |
        | 丁 |  | 戊 | 区司法局 |
    """)
    ]


def test_a_group_printed_again_in_its_cell_is_one():
    """2.3: 2 / 2, the same words twice."""
    assert [(2, "2", ("编制目录。",), "城乡规划"), (3, "2", ("编制目录。",), "财政")] == rows("""
        | 序号 | 主要任务 | 具体内容 | 责任单位 |
        | 2⏎⏎2 | 编制目录。⏎⏎编制目录。 | 城乡规划 | 旗自然资源局 |
        | ^ | ^ | 财政 | 旗财政局 |
    """)


def test_band_rows_are_outermost_groups():
    """2.1: 一、… across the table; （一） stands under it."""
    assert [
        (4, "1", ("一、放", "（一）取消审批", "甲"), "乙"),
        (6, "2", ("二、管", "丙"), "丁"),
    ] == rows("""
        | 序号 | 重点任务 | 具体措施 | 责任单位 |
        | 一、放 | < | < | < |
        | （一）取消审批 | < | < | < |
        | 1 | 甲 | 乙 | 区司法局 |
        | 二、管 | < | < | < |
        | 2 | 丙 | 丁 | 区司法局 |
    """)


def test_lines_that_are_no_tasks():
    """2.6."""
    assert [2, 4] == [
        row
        for row, *_ in rows("""
        | 序号 | 工作任务 | 责任单位 | 完成时限 |
        | 1 | 起草 | 区司法局 | 2021年6月 |
        | 小计 | 1项 |  |  |
        | 2 | 印发 | 区司法局 | 2021年7月 |
        | 合计 | 2项 |  |  |
        | 注：第一责任单位为牵头单位。 | < | < | < |
        | 填表人：　　审核人： | < | < | < |
        | 抄送：区委办。 | < | < | < |
    """)
    ]


def test_hidden_sheets_are_named_not_read():
    """2.1: an info names each hidden sheet that holds a table."""
    read = read_document(
        book("""
        sheet 甲
        | 工作任务 | 责任单位 |
        | 起草 | 区司法局 |
        sheet 乙 hidden
        | 工作任务 | 责任单位 |
        | 印发 | 区司法局 |
        sheet 字典 hidden
        | 单位 |
        | 区司法局 |
    """)
    )
    assert (["甲"], ["乙"]) == (
        [t.sheet for t in read.tables],
        [d.facts["sheet"] for d in read.diagnostics if d.code == "D202"],
    )


def test_instruction_sheets_and_name_lists_hold_no_tables():
    assert ["任务"] == [
        t.sheet
        for t in tables("""
        sheet 填表说明
        | 工作任务 | 责任单位 |
        | 起草 | 区司法局 |
        sheet 通讯录
        | 工作任务 | 责任单位 |
        | 起草 | 区司法局 |
        sheet 任务
        | 工作任务 | 责任单位 |
        | 起草 | 区司法局 |
    """)
    ]


def test_hidden_rows_are_tasks():
    read = read_document(
        book("""
        | 工作任务 | 责任单位 |
        | 起草 | 区司法局 |
        hidden
        | 印发 | 区司法局 |
    """)
    )
    assert (2, ["第3行"]) == (
        len(read.tables[0].tasks),
        [d.facts["rows"] for d in read.diagnostics if d.code == "D308"],
    )


def test_a_blank_deadline_takes_the_first_of_its_group():
    """2.2: only where the group has at least two rows and only the first has any words."""
    read = table("""
        | 序号 | 工作任务 | 具体任务 | 责任单位 | 完成时限 |
        | 1 | 甲 | 乙 | 区司法局 | 2021年6月底前 |
        |  |  | 丙 | 区司法局 |  |
        | 2 | 丁 | 戊 | 区司法局 |  |
    """)
    assert ["2021年6月底前", "2021年6月底前", ""] == [t.deadline.text for t in read.tasks]


def test_a_blank_merged_deadline_is_blank():
    read = table("""
        | 序号 | 工作任务 | 具体任务 | 责任单位 | 完成时限 |
        | 1 | 甲 | 乙 | 区司法局 | 2021年6月底前 |
        |  |  | 丙 | 区司法局 |  |
        |  |  | 丁 | 区司法局 | ^ |
    """)
    assert ["2021年6月底前", "", ""] == [t.deadline.text for t in read.tasks]


def test_an_adjusted_deadline_outranks_and_both_are_kept():
    """2.4."""
    read = table("""
        | 工作任务 | 责任单位 | 完成时限 | 调整后时限 |
        | 起草 | 区司法局 | 2021年6月底前 | 9月底前 |
        | 印发 | 区司法局 | 2021年6月底前 |  |
    """)
    first, second = (t.deadline for t in read.tasks)
    assert (date(2021, 9, 30), "2021年6月底前") == (first.milestones[0].due, first.superseded.text)
    assert (date(2021, 6, 30), None) == (second.milestones[0].due, second.superseded)


def test_error_cells_are_reported_not_blank():
    text = """
        | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
        | 起草 | #REF! | #N/A | #VALUE! |
        | #NAME? | 区司法局 | 2021年6月 |  |
    """
    assert {"D303", "D304", "D305", "D306"} <= codes(text)
    assert ["unreadable", "date"] == [t.deadline.kind for t in table(text).tasks]


def test_a_reference_adds_the_units_of_its_item():
    """4.4: the row whose text begins with （3）, else seq 3, in the same column."""
    read = table("""
        | 序号 | 具体任务 | 责任单位 | 主管单位 |
        | 1 | （3）对接 | 区司法局 | 区教育局、区民政局 |
        | 2 | （4）先行 | 区财政局 | 区政府办公室 同（3） |
    """)
    assert ["区财政局", "区政府办公室", "区教育局", "区民政局"] == [u.name for u in read.tasks[1].units]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("附件2", "附件2"),
        ("附 件 1：", "附件1"),
        ("附件：", "附件"),
        ("附表3", "附表3"),
        ("附件的说明", None),
        ("附件1-2", "附件1-2"),
    ],
)
def test_annex_labels(line, label):
    assert label == annex_of(line)[0]


def test_titles():
    assert "某区任务分解表" == title_among(["〔2020〕3号", "某区任务分解表", "（截至10月31日）"])
    assert "某区推进政务公开标准化工作任务分解表" == title_among(["某区推进政务公开标准化", "工作任务分解表"])
    assert is_document_number("（依据华龙政办〔2020〕38号）")


def test_nothing_to_read_says_so():
    assert {"D201"} <= codes("| 姓名 | 电话 |\n| 张三 | 1 |")


def test_unknown_headers_are_told_by_content():
    """2.4: by what stands in them where a header is unknown."""
    assert ["seq", "text", "lead", "deadline", "status"] == list(
        roles("""
        | 条 | 工作任务 | 由谁办 | 何时 | 完成情况 |
        | 1 | 起草实施方案初稿 | 区司法局 | 2021年6月底前 | 已完成 |
        | 2 | 征求各单位的意见 | 区教育局、区民政局 | 持续推进 | |
        | 3 | 印发实施方案正文 | 区财政局 | 2021年8月 | |
    """).values()
    )
