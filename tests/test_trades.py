"""Headers decide what is a table of tasks, and which column is what (docs/规则.md 2.4)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sketch import book
from xltrack import api
from xltrack.domain.records import Document, Table
from xltrack.reading.document import read_document


def read(drawn: str) -> Document:
    return read_document(book(drawn))


def only(drawn: str) -> Table:
    (table,) = read(drawn).tables
    return table


OTHERS = {
    "contracts": """
| 合同编号    | 合同名称 | 甲方     | 乙方     | 履行期限   | 是否已结算 |
| NMDY-HT-001 | 采购桌椅 | 区教育局 | 某某公司 | 2021-06-30 | 否         |
| NMDY-HT-002 | 维修屋顶 | 区教育局 | 另一公司 | 2021-07-30 | 是         |
""",
    "purchases": """
| 序号 | 采购项目 | 预算金额 | 采购方式 | 开标时间    | 中标单位 | 责任单位 | 进展情况 |
| 1    | 办公桌椅 | 300000   | 公开招标 | @2021-05-06 | 某某公司 | 区教育局 | 已验收   |
""",
    "addresses": """
| 序号 | 姓名 | 部门   | IP           | 用户名 | 密码 |
| 1    | 甲   | 仲裁部 | 172.16.4.160 | yd2001 | x1   |
| 2    | 乙   | 仲裁部 | 172.16.4.161 | yd2002 | x2   |
""",
    "places without a header": """
| 健康服务 | 甲体检中心 | 深圳市南山区某路27号     |
| 健康服务 | 乙体检中心 | 深圳市宝安区某路43号后座 |
""",
    "bridges": """
| 线路编号 | 线路名称 | 管养单位 | 起点 | 建成时间    | 通车时间    | 状态 | 备注 |
| L1       | 一号线   | 轨道公司 | 甲站 | @2020-01-22 | @2020-02-01 | 在用 |      |
| L2       | 二号线   | 轨道公司 | 乙站 | @2020-04-22 | @2020-05-01 | 在用 |      |
""",
    "a diary": """
| 日期        | 星期 | 工作内容     | 工时 | 负责人 |
| @2021-03-01 | 一   | 整理系统文档 | 3    | 张某   |
| @2021-03-02 | 二   | 部署服务器   | 5    | 李某   |
""",
    "payments of departments": """
| 付款日期    | 收款单位 | 付款事由   | 付款金额 | 经办部门 | 状态   |
| @2021-03-01 | 某某公司 | 三月份水费 | 300      | 办公室   | 已支付 |
| @2021-03-02 | 某某公司 | 三月份电费 | 500      | 办公室   | 已支付 |
""",
}


@pytest.mark.parametrize("drawn", OTHERS.values(), ids=OTHERS)
def test_ledgers_of_other_trades_are_no_tasks(drawn):
    document = read(drawn)
    assert () == document.tables
    assert "D201" in {note.code for note in document.diagnostics}


@pytest.mark.parametrize("name", ["contracts", "purchases", "addresses", "bridges", "payments of departments"])
def test_they_are_named_by_what_they_look_like(name):
    (note,) = [note for note in read(OTHERS[name]).diagnostics if note.code == "D276"]
    assert note.message.startswith("这张表的表头有")


def test_a_task_sheet_may_have_a_column_of_another_trade():
    table = only("""
| 序号 | 项目名称 | 合同金额 | 中标单位 | 责任单位 | 完成时限      | 进展情况 |
| 1    | 建设学校 | 3000     | 某某公司 | 区教育局 | 2021年6月底前 | 正在建设 |
""")
    assert ["B"] == table.letters("text")


PLANS = {
    "what is planned is the header of a column, not its words": (
        """
| 序号 | 项目进度                 | 开始日期    | 结束日期    | 详情                         | 状态   |
| 1    | 整理系统文档             | @2021-03-01 | @2021-12-20 | 在开发中持续整理与完善。     | 进行中 |
| 2    | 部署系统到机房云服务器   | @2021-03-01 | @2021-03-25 | 1.代码修改调试通过后部署。   | 已完成 |
| 3    | 完成会员系统推送数据功能 |             |             |                              | 未开始 |
""",
        {"text": "B", "start": "C", "deadline": "D", "status": "F"},
    ),
    "a blank cell moves nothing": (
        """
| 任务编号 | 任务名称 | 负责人 | 状态   | 截止时间    | 开始时间    | 父任务 | 风险评估 |
|          | 甲模块   | 张某   | 进行中 | @2021-09-26 | @2021-09-19 |        | 普通     |
|          | 乙模块   |        | 进行中 | @2021-09-22 | @2021-09-19 |        | 低       |
""",
        {"text": "B", "person": "C", "status": "D", "deadline": "E", "start": "F", "group": "G"},
    ),
    "what a tracker calls its title": (
        """
| ID  | 类型 | 标题     | 提出人 | 状态   | 处理人 | 开始时间    | 截止时间    |
| A-1 | 需求 | 增加导出 | 甲     | 已完成 | 乙     | @2021-05-01 | @2021-05-12 |
""",
        {"text": "C", "group": "B", "status": "E", "person": "F", "deadline": "H"},
    ),
    "the finest of several": (
        """
| 序号 | 阶段     | 类别 | 明细     | 责任人 | 工作日 | 状态   |
| 1    | 启动阶段 | 总体 | 编写章程 | 甲     | 1      | 未完成 |
| 2    | ^        | ^    | 编写计划 | 甲     | 1      | 未完成 |
""",
        {"text": "D", "group": "B", "person": "E", "status": "G"},
    ),
    "plan beside what came true": (
        """
| 序号 | 里程碑   | 工作明细   | <        | 计划时间    | <           | 完成时间    | 完成率 |
| ^    | ^        | 具体事项   | 执行人员 | 开始时间    | 结束时间    | ^           | ^      |
| 1    | 系统开发 | 甲模块开发 | 张某     | @2021-03-01 | @2021-03-12 |             |        |
| 2    | ^        | 丙模块开发 | 李某     | @2021-03-21 | @2021-03-30 | @2021-03-28 | 1      |
""",
        {"text": "C", "group": "B", "person": "D", "start": "E", "deadline": "F", "done_date": "G", "progress": "H"},
    ),
    "the day on which it came in": (
        """
| 时间        | 工作项   | 完成情况 | 完成时间    |
| @2021-03-01 | 增加昵称 | 完成     | @2021-03-05 |
| @2021-03-02 | 限制登录 |          |             |
""",
        {"text": "B", "status": "C", "done_date": "D", "deadline": ""},
    ),
    "what describes a project": (
        """
| 序号 | 项目名称 | 建设内容及规模         | 年度目标     | 责任单位 | 完成时限      | 进展情况 |
| 1    | 建设学校 | 新建教学楼3栋，2万平米 | 主体结构封顶 | 区教育局 | 2021年6月底前 | 正在建设 |
""",
        {"text": "B", "group": "", "lead": "E", "deadline": "F"},
    ),
}


@pytest.mark.parametrize(("drawn", "wanted"), PLANS.values(), ids=PLANS)
def test_headers_of_plans_name_their_columns(drawn, wanted):
    table = only(drawn)
    assert wanted == {role: "".join(table.letters(role)[:1]) for role in wanted}


def test_a_task_in_two_rows_is_one():
    table = only("""
| 序号 | 分项工程名称 | 项目 | 开始时间    | 完成时间    | 负责人 |
| 1    | 现场测量放线 | 计划 | @2021-03-06 | @2021-03-08 | 黄波   |
| ^    | ^            | 实际 | @2021-03-06 | @2021-03-09 | ^      |
| 2    | 砌筑隔墙     | 计划 | @2021-03-16 | @2021-03-27 | 黄波   |
| ^    | ^            | 实际 |             |             | ^      |
""")
    assert [("现场测量放线", "2021-03-09"), ("砌筑隔墙", "None")] == [
        (task.text, str(task.reported.done)) for task in table.tasks
    ]
    assert ["2021-03-08", "2021-03-27"] == [str(task.deadline.milestones[0].due) for task in table.tasks]


def test_a_row_astray_is_read_as_it_stands():
    document = read("""
| 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况 |
| 1    | 起草方案 | 区政府办 | 2021年6月底前 | 已完成   |
| 2    |          | 印发方案 | 区教育局      | 2021年7月底前 |
""")
    assert "D317" in {note.code for note in document.diagnostics}
    assert [("起草方案", "已完成")] == [(task.text, task.reported.words) for task in document.tables[0].tasks]


def test_what_came_true_stands_in_the_ledger(tmp_path):
    """The added column of done dates holds it, so that the workbook judges as the program does."""
    document = read("""
| 序号 | 分项工程名称 | 项目 | 开始时间    | 完成时间    |
| 1    | 现场测量放线 | 计划 | @2021-03-06 | @2021-03-08 |
| ^    | ^            | 实际 | @2021-03-06 | @2021-03-09 |
| 2    | 砌筑隔墙     | 计划 | @2021-03-16 | @2021-03-27 |
| ^    | ^            | 实际 |             |             |
""")
    assert "D203" not in {note.code for note in document.diagnostics}
    written = api.report(api.assess(document, date(2021, 8, 1)), [tmp_path / "表.xlsx"], tmp_path / "报.xlsx").path
    again = api.assess(api.read(written), date(2021, 8, 1))
    assert ["done_late", "overdue"] == [task.state for task in again.tasks]
