"""Sheets of offices, schools and projects: headers decide, nothing moves, lists of other things are no tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.test_expected import dues, judged, states
from xltrack.assessment.model import Assessment
from xltrack.domain.records import Table
from xltrack.programs.inspection import list_diagnostics


def only(made: Assessment) -> Table:
    (table,) = made.documents[0].tables
    return table


def columns(made: Assessment) -> dict[str, str]:
    return {column.role: column.header for column in only(made).columns if column.role != "other"}


def test_a_plan_whose_other_cells_are_blank_stays_where_it_stands() -> None:
    made = judged("""
        | 序号 | 项目进度     | 开始日期    | 结束日期    | 详情             | 状态   |
        | 1    | 整理系统文档 | @2021-03-01 | @2021-12-20 | 持续整理与完善。 | 进行中 |
        | 2    | 部署系统     | @2021-03-01 | @2021-03-25 | 1.修改后部署。   | 已完成 |
        | 3    | 完成推送功能 |             |             |                  | 未开始 |
        | 4    | 完成接口改造 |             |             |                  | 未启动 |
    """)
    assert ["整理系统文档", "部署系统", "完成推送功能", "完成接口改造"] == [one.task.text for one in made.tasks]
    assert ["in_progress", "done", "not_started", "not_started"] == states(made)
    assert [["2021-12-20"], ["2021-03-25"], [], []] == dues(made)


def test_a_blank_person_moves_nothing_and_a_parent_is_a_group() -> None:
    made = judged("""
        | 任务编号 | 任务名称 | 负责人 | 状态   | 截止时间    | 开始时间    | 父任务 | 风险评估 |
        |          | 甲模块   | 张某   | 进行中 | @2021-09-26 | @2021-09-19 |        | 普通     |
        |          | 乙模块   |        | 进行中 | @2021-09-22 | @2021-09-19 |        | 低       |
        |          | 丙模块   |        | 进行中 |             |             |        |          |
    """)
    assert ["甲模块", "乙模块", "丙模块"] == [one.task.text for one in made.tasks]
    assert [["2021-09-26"], ["2021-09-22"], []] == dues(made)
    assert {
        "text": "任务名称",
        "person": "负责人",
        "status": "状态",
        "deadline": "截止时间",
        "group": "父任务",
    }.items() <= columns(made).items()


def test_a_tracker_has_its_titles_for_tasks() -> None:
    made = judged("""
        | ID  | 类型 | 标题     | 提出人 | 处理状态 | 处理人 | 开始时间    | 截止时间    |
        | A-1 | 需求 | 增加导出 | 甲     | 已完成   | 乙     | @2021-05-01 | @2021-05-12 |
        | A-2 | 需求 | 增加打印 | 甲     | 进行中   | 乙     | @2021-05-01 | @2021-06-12 |
    """)
    assert {"text": "标题", "status": "处理状态", "person": "处理人", "deadline": "截止时间"}.items() <= columns(
        made
    ).items()
    assert ["done", "overdue"] == states(made)


def test_details_stand_under_their_phase_and_kind() -> None:
    made = judged("""
        | 序号 | 阶段     | 类别 | 明细     | 责任人 | 工作日 | 状态   |
        | 1    | 启动阶段 | 总体 | 编写章程 | 甲     | 1      | 未完成 |
        | 2    |          |      | 编写计划 | 甲     | 1      | 未完成 |
        | 3    |          |      | 编写手册 | 甲     | 1      | 已完成 |
    """)
    assert ["编写章程", "编写计划", "编写手册"] == [one.task.text for one in made.tasks]
    assert {("启动阶段", "总体")} == {tuple(one.task.group) for one in made.tasks}
    assert ["in_progress", "in_progress", "done"] == states(made)


def test_the_end_of_the_plan_is_the_deadline_beside_what_came_true() -> None:
    made = judged("""
        | 序号 | 里程碑   | 工作明细   | <        | 计划时间    | <           | 完成时间    | 完成率 |
        | ^    | ^        | 具体事项   | 执行人员 | 开始时间    | 结束时间    | ^           | ^      |
        | 1    | 系统开发 | 甲模块开发 | 张某     | @2021-03-01 | @2021-03-12 |             |        |
        | 2    |          | 乙模块开发 | 李某     | @2021-03-21 | @2021-03-30 | @2021-03-28 | 100%   |
    """)
    assert ([["2021-03-12"], ["2021-03-30"]], [None, date(2021, 3, 28)]) == (
        dues(made),
        [one.done for one in made.tasks],
    )
    assert ["overdue", "done"] == states(made)


def test_a_time_beside_what_came_true_is_no_deadline() -> None:
    made = judged("""
        | 时间        | 工作项   | 完成情况 | 完成时间    |
        | @2021-03-01 | 增加昵称 | 完成     | @2021-03-05 |
        | @2021-03-01 | 排行榜   | 完成     | @2021-03-07 |
        | @2021-03-02 | 限制登录 |          |             |
    """)
    assert {"text": "工作项", "status": "完成情况", "done_date": "完成时间"}.items() <= columns(made).items()
    assert (["done", "done", "unreported"], [[], [], []]) == (states(made), dues(made))


@pytest.mark.parametrize(
    "drawn",
    [
        """| 序号 | 姓名 | 部门   | IP           | 用户名 | 密码 |
           | 1    | 甲   | 仲裁部 | 172.16.4.160 | yd2001 | x1   |
           | 2    | 乙   | 仲裁部 | 172.16.4.161 | yd2002 | x2   |""",
        """| 健康服务 | 甲体检中心 | 深圳市南山区某路27号     |
           | 健康服务 | 乙体检中心 | 深圳市宝安区某路43号后座 |""",
        """| 线路编号 | 线路名称 | 管养单位 | 起点 | 建成时间    | 通车时间    | 状态 | 备注 |
           | L1       | 一号线   | 轨道公司 | 甲站 | @2020-01-22 | @2020-02-01 | 在用 |      |
           | L2       | 二号线   | 轨道公司 | 乙站 | @2020-04-22 | @2020-05-01 | 在用 |      |""",
    ],
    ids=["addresses of a network", "addresses", "lines"],
)
def test_lists_of_things_are_no_tasks_and_one_sentence_says_so(drawn: str) -> None:
    made: Any = judged(drawn)
    assert ([], ()) == (states(made), made.documents[0].tables)
    assert {"D201"} <= {d.code for d in list_diagnostics(made)} <= {"D201", "D276", "D277"}
