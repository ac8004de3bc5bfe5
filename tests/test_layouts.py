"""Layouts that offices print, each on a grid drawn in text, against the rule that it shows (docs/规则.md 2 to 4)."""

from datetime import date

import pytest

from tests.sketch import book
from xltrack.reading.document import read_document
from xltrack.reading.tables.headers import classify_header
from xltrack.reading.tables.lines import Bands, band_level, first_print, is_foot, is_printing, numbered_band


def tables(text):
    return read_document(book(text)).tables


def table(text):
    (only,) = tables(text)
    return only


def groups(text):
    return [task.group for task in table(text).tasks]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("化解措施", "text_3"), ("攻坚内容", "text_2"), ("信访事项", "text_2"), ("整治重点", "text_1"), ("指标领域", "wide"),
        ("问题隐患", "problem"), ("反馈问题", "problem"), ("化解时限", "deadline"), ("要求办结时间", "deadline"), ("办结时间", "done_date"),
        ("实际整改时限", "done_date"), ("实际开工时间", "apart"), ("交办时间", "apart"), ("调整后整改时限", "adjusted"),
        ("办理进展", "status"),
        ("会办单位", "support"), ("协同责任单位", "support"), ("监管责任单位", "supervise"), ("负责科室", "lead"), ("包案领导", "person"),
        ("责任人及责任单位", "lead"),
        ("责任领导和责任人", "person"), ("责任单位（列第一位的为牵头单位，其他的为配合单位或协办单位）", "lead"),
        ("约谈时间", None), ("单位名称", "party"),
    ],
)  # fmt: skip
def test_an_unknown_header_is_known_by_its_parts(header, kind):
    """2.4: columns are told by their headers."""
    found = classify_header(header)
    assert kind == (found[0] if found else None)


def test_a_task_header_by_its_ending_makes_the_known_one_a_group():
    """2.4: the most specific task column is the text."""
    read = table("""
        | 序号 | 行动 | 攻坚内容 | 责任单位 | 完成时限 |
        | 1 | 惠企政策兑现 | 梳理政策清单 | 县发改局 | 2023年8月10日 |
    """)
    assert (("惠企政策兑现",), "梳理政策清单") == (read.tasks[0].group, read.tasks[0].text)


def test_a_look_alike_behind_the_units_is_no_task_column():
    """2.4: 需协调事项 and 存在问题 at the end of a report are carried through."""
    read = table("""
        | 序号 | 工作任务 | 责任单位 | 完成时限 | 存在问题 | 需协调事项 |
        | 1 | 起草 | 区司法局 | 2023年8月 | 人手不足 | 请增派人员 |
    """)
    assert ("起草", (), ["other", "other"]) == (
        read.tasks[0].text,
        read.tasks[0].group,
        [c.role for c in read.columns[-2:]],
    )


def test_a_problem_is_a_group_beside_measures_and_else_the_text():
    """2.4: 反馈问题 is a group beside a task column; 问题类型 never outranks it."""
    assert [("化工", "油气未回收")] == groups("""
        | 序号 | 行业领域 | 问题隐患 | 整改措施 | 责任单位 |
        | 1 | 化工 | 油气未回收 | 安装装置 | 县应急局 |
    """)
    read = table("""
        | 序号 | 反馈问题 | 问题类型 | 责任单位 | 整改时限 |
        | 1 | 粉尘污染 | 大气污染 | 县应急局 | 2023年6月 |
    """)
    assert "粉尘污染" == read.tasks[0].text


def test_a_column_without_header_goes_with_the_task_column_to_its_left():
    """2.4: told by what stands in it where a header is unknown; here the header was left unmerged."""
    read = table("""
        | 序号 | 工作任务 | | 牵头单位 | 完成时限 |
        | 1 | 经济发展 | 生产总值增长6.5% | 市发改委 | 2022年12月 |
        | 2 | ^ | 工业增加值增长8% | 市工信局 | 12月底前 |
    """)
    assert [(("经济发展",), "生产总值增长6.5%"), (("经济发展",), "工业增加值增长8%")] == [
        (t.group, t.text) for t in read.tasks
    ]


def test_words_in_a_column_without_header_before_the_tasks_are_groups():
    """2.4: told by what stands in it where a header is unknown."""
    assert [("政策解读",), ("政策解读",)] == groups("""
        | | 序号 | 具体任务 | 责任单位 |
        | 政策⏎解读 | 1 | 建立文件库 | 县政府办 |
        | ^ | 2 | 开展解读 | 县直各部门 |
    """)


def test_a_task_merged_over_the_group_column_has_no_group():
    """2.2: a merged cell's value belongs to what it spans; a task is no group of itself."""
    assert [("企业开办",), (), ("企业注销",)] == groups("""
        | 序号 | 工作任务 | < | 责任单位 |
        | 1 | 企业开办 | 一日办结 | 区税务局 |
        | 2 | 推行不见面开标 | < | 区财政局 |
        | 3 | 企业注销 | 一网办理 | 区税务局 |
    """)


def test_the_inner_number_column_numbers_the_tasks():
    """1: seq as printed; 序号 numbers the groups where 项号 stands between them and the tasks."""
    read = table("""
        | 序号 | 重点任务 | 项号 | 具体任务 | 责任单位 |
        | 一 | 稳增长 | 1 | 出台政策 | 省发改委 |
        | ^ | ^ | 2 | 扩大投资 | 省发改委 |
    """)
    assert ["1", "2"] == [t.seq for t in read.tasks]
    read = table("""
        | 序号 | 编号 | 工作任务 | 责任单位 |
        | 1 | 第12号 | 电商发展 | 县商务局 |
    """)
    assert ["1"] == [t.seq for t in read.tasks]


def test_goals_of_each_quarter_are_no_deadlines():
    """2.4: 进度安排 over 一季度 | 二季度 holds goals unless its cells read as deadlines."""
    read = table("""
        | 序号 | 实事名称 | 主要内容 | 牵头单位 | 进度安排 | < |
        | ^ | ^ | ^ | ^ | 一季度 | 二季度 |
        | 1 | 就业 | 新增就业2万人 | 市人社局 | 5000人 | 10000人 |
    """)
    assert ("roster", "") == (read.kind, read.tasks[0].deadline.text)


def test_bands_of_three_depths():
    """2.1: band rows are outermost groups; 第一部分 over 一、 over （一）."""
    assert [
        ("第一部分、重点", "一、经济", "（一）工业"),
        ("第一部分、重点", "一、经济", "（二）农业"),
        ("第一部分、重点", "二、社会"),
        ("第二部分、专项",),
    ] == groups("""
        | 序号 | 工作任务 | 责任单位 |
        | 第一部分、重点 | < | < |
        | 一、经济 | < | < |
        | （一）工业 | < | < |
        | 1 | 甲 | 市工信局 |
        | （二）农业 | < | < |
        | 2 | 乙 | 市农业农村局 |
        | 二、社会 | < | < |
        | 3 | 丙 | 市民政局 |
        | 第二部分、专项 | < | < |
        | 4 | 丁 | 市体育局 |
    """)


@pytest.mark.parametrize("beside", ["思想认识方面 | < | <", "思想认识方面 | |"])
def test_a_band_numbered_in_the_seq_column(beside):
    """2.1: 「一 | 思想认识方面」 heads the tasks below it, merged or not; with a unit beside it, it is a task."""
    assert [("思想认识方面",), ("思想认识方面",)] == groups(f"""
        | 序号 | 工作任务 | 责任单位 | 完成时限 |
        | 一 | {beside} |
        | 1 | 学习 | 机关党委 | 2022年9月 |
        | 2 | 考核 | 办公室 | 10月 |
    """)
    assert [()] == groups("""
        | 序号 | 工作任务 | 责任单位 |
        | （一） | 编制目录 | 区政府办 |
    """)


def test_band_depths():
    assert [0, 1, 2, None, None] == [band_level(w) for w in ("第一部分", "一、放", "（一）管", "一般工作", "1.服")]
    assert numbered_band({1: "一", 2: "甲", 3: "乙"}, 1) is None
    bands = Bands()
    bands.enter("专项", None)
    bands.enter("（一）甲", 2)
    assert ("专项", "（一）甲") == bands.words


def test_a_table_that_goes_on_is_one_table():
    """2.1 and 2.3: page numbers, 续表 and a title with （续） come with a repeated header, and are no groups."""
    assert [("附件2", "某市任务清单", [(), (), ()])] == [
        (t.annex, t.title, [task.group for task in t.tasks])
        for t in tables("""
        附件2
        | 某市任务清单 | < | < |
        | 序号 | 工作任务 | 责任单位 |
        | 1 | 甲 | 市能源局 |
        | — 1 — | < | < |
        | 某市任务清单（续） | < | < |
        | 序号 | 工作任务 | 责任单位 |
        | 2 | 乙 | 市能源局 |
        | 续表 | < | < |
        | 序号 | 工作任务 | 责任单位 |
        | 3 | 丙 | 市能源局 |
        | 第2页 共2页 | < | < |
    """)
    ]


def test_lines_of_the_printed_page():
    assert all(map(is_printing, ("— 2 —", "-12-", "第2页", "第 2 页 共 5 页", "（续表）", "续表2")))
    assert not any(map(is_printing, ("2", "续建项目", "第一部分")))
    assert "某区任务表" == first_print("某区任务表（续）") == first_print("某区任务表（续表一）")


def test_label_title_and_number_in_one_cell():
    """2.1: the annex label and the document number are not the title, in one cell with it or not."""
    read = table("""
        | 附件1⏎某区2021年优化营商环境⏎重点任务清单⏎（某政办发〔2021〕12号） | < | < |
        | 序号 | 工作任务 | 责任单位 |
        | 1 | 甲 | 区税务局 |
    """)
    assert ("附件1", "某区2021年优化营商环境重点任务清单") == (read.annex, read.title)


def test_signatures_in_several_cells_are_no_task():
    """2.6: 填表人, 联系电话."""
    read = table("""
        | 工作任务 | 责任单位 | 完成时限 | 备注 |
        | 甲 | 区司法局 | 2023年3月 | |
        | 填报人：张某 | 审核人：李某 | 联系电话：123 | |
        | 备注 | 每月25日前报送。 | < | < |
    """)
    assert [2] == [t.row for t in read.tasks]
    assert is_foot("备 注")


def test_a_list_of_tasks_is_no_name_list():
    """2.1: name lists hold no tables; a sheet 责任分工及联系方式 is none."""
    assert ["责任分工及联系方式"] == [
        t.sheet
        for t in tables("""
        sheet 责任分工及联系方式
        | 工作任务 | 责任单位 | 联系电话 |
        | 甲 | 区司法局 | 1 |
        sheet 联系方式
        | 工作任务 | 责任单位 | 联系电话 |
        | 甲 | 区司法局 | 1 |
    """)
    ]


def test_the_header_hands_its_year_down():
    """3.4: the nearest year above in the same column; the header stands above it."""
    read = table("""
        | 工作任务 | 责任单位 | 完成时限（2022年） |
        | 甲 | 区司法局 | 6月底前 |
    """)
    assert date(2022, 6, 30) == read.tasks[0].deadline.milestones[0].due


def test_start_column_of_numbers():
    """2.4: 开始时间 beside an end column gives the start; 2021.3 typed as a number is March."""
    read = table("""
        | 工作任务 | 责任单位 | 开始时间 | 完成时间 |
        | 甲 | 区司法局 | 2021.3 | 2021.6 |
    """)
    assert (date(2021, 3, 1), date(2021, 6, 30)) == (
        read.tasks[0].deadline.milestones[0].start,
        read.tasks[0].deadline.milestones[0].due,
    )


def test_a_reference_means_the_nearest_item_above():
    """4.4: the row whose text begins with （1）; numbers that begin anew in each group point to the last one above."""
    read = table("""
        | 序号 | 问题类别 | 整改措施 | 责任单位 |
        | 1 | 学习 | （1）制定计划 | 机关党委 |
        | 2 | 责任 | （1）建立制度 | 办公室 |
        | ^ | ^ | （2）专项督查 | 同（1） |
    """)
    assert ["办公室"] == [u.name for u in read.tasks[2].units]


def test_of_progress_told_month_by_month_the_latest_counts():
    """2.4: several 进展情况, one for each month: what was reported last."""
    read = table("""
        | 工作任务 | 责任单位 | 4月份进展情况 | 5月份进展情况 | 6月份进展情况 |
        | 甲 | 区司法局 | 摸底 | 改造中 | 已完成 |
        | 乙 | 区司法局 | 招标 | 施工 | |
    """)
    assert ["已完成", "施工"] == [t.reported.words for t in read.tasks]


def test_an_unknown_header_over_merged_cells_is_a_group():
    """2.4: what stands in a column tells it where its header is unknown; a goal or the name of a meeting is no group."""
    read = table("""
        | 测评项目 | 会议名称 | 测评内容 | 具体要求 | 责任单位 | 时间安排 |
        | 政务环境 | 第2次会议 | 服务 | 设置服务岗 | 市教育局 | 2021年6月 |
        | ^ | ^ | 诚信 | 建立制度 | 市司法局 | 2021年7月 |
    """)
    assert [("政务环境", "服务"), ("政务环境", "诚信")] == [task.group for task in read.tasks]


def test_of_two_task_columns_the_merged_one_is_the_wider():
    """2.4: the text is the most specific task column, whatever the wider one is called."""
    read = table("""
        | 序号 | 事项 | 主要任务 | 牵头单位 | 完成时限 |
        | 1 | 企业开办 | 推行一网通办 | 县司法局 | 2023年6月 |
        | 2 | ^ | 推行一业一证 | 县司法局 | 2023年9月 |
    """)
    assert [(("企业开办",), "推行一网通办"), (("企业开办",), "推行一业一证")] == [(t.group, t.text) for t in read.tasks]


def test_a_time_of_completion_behind_what_was_reported_is_a_done_date():
    """2.4: 整改时限 is the deadline; 完成时间 behind 整改情况 says when it was done."""
    read = table("""
        | 整改措施 | 责任科室 | 整改时限 | 整改情况 | 完成时间 |
        | 甲 | 办公室 | 2022年6月底前 | 已完成 | 2022.6.20 |
    """)
    assert [["deadline"], ["done_date"]] == [
        [c.role for c in read.columns if c.header == h] for h in ("整改时限", "完成时间")
    ]


def test_an_unknown_report_header_is_the_status_only_behind_the_units():
    """2.4: 化解情况 at the end is what was reported, 基本情况 before the units is not."""
    read = table("""
        | 信访事项 | 责任单位 | 反映情况 | 化解时限 | 化解情况 | 基本情况 |
        | 甲 | 区司法局 | 漏水 | 2022年6月底前 | 已化解 | 三口 |
    """)
    assert ["other", "status", "other"] == [c.role for c in read.columns if c.header[-2:] == "情况"]


def test_short_headers_of_months_are_all_reports():
    """2.4: 4月进展, 5月进展: what was reported last."""
    read = table("""
        | 工作任务 | 责任单位 | 4月进展 | 5月进展 |
        | 甲 | 区司法局 | 摸底 | 已完成 |
    """)
    assert "已完成" == read.tasks[0].reported.words


def test_a_sum_in_the_task_column_is_no_task():
    """2.6: 合计 is no task, though its row has a number."""
    assert 1 == len(
        table("""
        | 序号 | 项目名称 | 总投资 | 责任单位 | 完成时限 |
        | 1 | 甲 | 100 | 区司法局 | 2023年6月 |
        | 2 | 合计 | 100 | | |
    """).tasks
    )


def test_a_score_is_no_number_of_a_task():
    """2.4: an unknown column numbers the tasks only where it begins with 1: 分值 is carried through."""
    read = table("""
        | 类别 | 分值 | 工作任务 | 责任单位 | 完成时限 |
        | 甲类 | 5 | 甲 | 区司法局 | 2023年6月 |
        | 乙类 | 10 | 乙 | 区司法局 | 2023年6月 |
    """)
    assert [None, None] == [task.seq for task in read.tasks]
