"""Headers of several rows: what a beginning and an end are of (docs/规则.md 2.4)."""

from datetime import date

import pytest

from tests.sketch import book
from xltrack.reading.document import read_document


def table(text):
    (only,) = read_document(book(text)).tables
    return only


@pytest.mark.parametrize(
    ("outer", "first", "last", "roles"),
    [
        ("计划", "开始", "结束", ["start", "deadline"]), ("计划工期", "起", "止", ["start", "deadline"]),
        ("建设工期", "开工", "竣工", ["start", "deadline"]), ("实施时间", "自", "至", ["start", "deadline"]),
        ("实际", "开始", "结束", ["other", "done_date"]), ("实际", "开工时间", "竣工时间", ["other", "done_date"]),
    ],
)  # fmt: skip
def test_a_beginning_and_an_end_stand_below_what_they_are_of(outer, first, last, roles):
    """2.4: the plan is the deadline, what came true the done date; the beginning is never the deadline."""
    beside = "预计完成时间" if outer == "实际" else "来源"
    read = table(f"""
        | 序号 | 项目名称 | 责任单位 | {outer} | < | {beside} | 进展情况 |
        | ^ | ^ | ^ | {first} | {last} | ^ | ^ |
        | 1 | 茶叶加工厂 | 大坪镇政府 | 2022年3月 | 2022年8月底 | 2022年12月 | 正在施工 |
    """)
    assert roles == [column.role for column in read.columns[3:5]]


def test_a_wish_for_a_later_day_outranks_nothing():
    """2.4: 申请延期至 is carried along; 调整后时限 counts, and the start of the task with it."""
    read = table("""
        | 序号 | 任务名称 | 责任单位 | 开始时间 | 计划完成时间 | 延期至 | 申请延期至 | 完成情况 |
        | 1 | 标准制定 | 县信息中心 | 2023年12月1日 | 2024年1月31日 | 2024年3月20日 | 2024年6月底 | 正在制定 |
        | 2 | 系统开发 | 县信息中心 | 2024年1月2日 | 2024年3月8日 |  | 2024年6月底 | 正在开发 |
    """)
    spans = [[(m.start, m.due) for m in task.deadline.milestones] for task in read.tasks]
    assert [
        [(date(2023, 12, 1), date(2024, 3, 20))],
        [(date(2024, 1, 2), date(2024, 3, 8))],
    ] == spans


SPANS = [(date(2021, 7, 1), date(2021, 7, 25))]


@pytest.mark.parametrize(
    "words", [("开始日期", "完成日期"), ("开始时间", "结束时间"), ("开工日期", "竣工日期"), ("开始", "结束")]
)
@pytest.mark.parametrize(
    "head",
    [
        "| 序号 | 任务名称 | 负责人 | 计划 | < | 实际 | < | 状态 |\n| ^ | ^ | ^ | {0} | {1} | {0} | {1} | ^ |",
        "| 序号 | 任务 | 负责人 | 计划时间 | < | 实际时间 | < | 备注 |\n| ^ | ^ | ^ | {0} | {1} | {0} | {1} | ^ |",
    ],
)
def test_the_plan_is_the_deadline_and_what_came_true_the_done_date(head, words):
    read = table(f"""
2021年项目计划
{head.format(*words)}
| 3 | 绿化 | 张三 | 2021-07-01 | 2021-07-25 | | | |
| 4 | 装修 | 李四 | 2021-07-01 | 2021-07-25 | 2021-07-02 | 2021-07-20 | |
    """)
    assert [SPANS, SPANS] == [[(m.start, m.due) for m in task.deadline.milestones] for task in read.tasks]
    assert [None, "2021-07-20"] == [task.reported.done for task in read.tasks]


def test_plan_and_actual_may_stand_alone_above_the_header():
    read = table("""
2021年项目计划
|  |  | 计划 |  | 实际 |  |  |
| 序号 | 任务名称 | 开始时间 | 结束时间 | 开始时间 | 结束时间 | 负责人 |
| 3 | 绿化 | 2021-07-01 | 2021-07-25 | | | 张三 |
| 4 | 装修 | 2021-07-01 | 2021-07-25 | 2021-07-02 | 2021-07-20 | 李四 |
    """)
    assert [SPANS, SPANS] == [[(m.start, m.due) for m in task.deadline.milestones] for task in read.tasks]
    assert [None, "2021-07-20"] == [task.reported.done for task in read.tasks]


REQUESTS = [
    "申请延期至",
    "拟延期至",
    "拟申请延期至",
    "申请延期到",
    "拟调整时限",
    "申请展期至",
    "拟展期至",
    "申请延长至",
    "建议延期至",
    "请求延期至",
    "延期申请时间",
    "延期至（申请）",
    "延期时间（待批）",
]
CARRIED = [
    "下一步措施",
    "下步打算",
    "下一步工作计划",
    "下一步举措",
    "下一步工作安排",
    "佐证材料",
    "证明材料",
    "存在问题",
    "存在的困难和问题",
    "滞后原因",
]
ASKED = """
    | 序号 | 工作任务                     | 责任单位 | 完成时限      | 完成情况 | {head}               |
    | 1    | 编制教育信息化实施方案并印发 | 县教育局 | 2021年6月底前 | 正在推进 | 2021年9月30日        |
    | 2    | 开展校园安全大检查并整改到位 | 县教育局 | 2021年9月底前 | 正在推进 | 抓紧推进方案编制工作 |
"""


@pytest.mark.parametrize("head", [*REQUESTS, *CARRIED])
def test_what_a_form_asks_beside_the_report_is_carried_and_moves_nothing(head):
    """2.4: a deadline that is only asked for, the next steps, the evidence; the task and its deadline stay what they are."""
    read = table(ASKED.format(head=head))
    assert ("other", "编制教育信息化实施方案并印发") == (read.columns[-1].role, read.tasks[0].text)
    assert date(2021, 6, 30) == read.tasks[0].deadline.milestones[0].due


@pytest.mark.parametrize("head", ["延期至", "调整后时限", "展期至", "批准延期至", "同意延期至", "经申请批准延期至"])
def test_a_deadline_that_was_granted_counts(head):
    assert date(2021, 9, 30) == table(ASKED.format(head=head)).tasks[0].deadline.milestones[0].due
