"""Long reports (docs/规则.md 5.2): what decides in them, and what only tells of steps."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from xltrack.assessment.assess import remarks
from xltrack.assessment.judge import judge, understand
from xltrack.assessment.model import Verdict
from xltrack.domain.records import Deadline, Milestone, Reported, Task
from xltrack.domain.settings import Policy

CASES = Path(__file__).with_name("cases")
TABLE = tomllib.loads(CASES.joinpath("stories.toml").read_text(encoding="utf-8"))
ENDINGS = tomllib.loads(CASES.joinpath("endings.toml").read_text(encoding="utf-8"))
CLOSINGS = tomllib.loads(CASES.joinpath("closings.toml").read_text(encoding="utf-8"))
ROWS = [(state, *row) for table in (TABLE, ENDINGS, CLOSINGS) for state, rows in table.items() for row in rows]
BY_DEADLINE = tomllib.loads(CASES.joinpath("stories_by_deadline.toml").read_text(encoding="utf-8"))
LASTING, STAGED = BY_DEADLINE["lasting"], BY_DEADLINE["staged"]
DAY = date(2025, 10, 10)
END_OF_YEAR = Milestone(None, None, date(2025, 12, 31))


def verdict(task: str, words: str, *milestones: Milestone) -> Verdict:
    due = milestones or (END_OF_YEAR,)
    deadline = Deadline("", "date" if len(due) == 1 else "staged", milestones=due)
    return judge(understand(Task(1, None, (), task, (), deadline, (), Reported(words)), Policy()), DAY)


@pytest.mark.parametrize("row", ROWS, ids=["|".join(map(str, row[:3])) for row in ROWS])
def test_what_a_story_says_of_its_task(row):
    state, task, words, day, share = (*row, "", None)[:5] if len(row) < 4 else (*row, None)[:5]
    read = verdict(task, words)
    assert (state, day, share) == (read.told, read.done.isoformat() if read.done else "", read.basis.progress)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("1至3号楼已完成，156户证件已发放。其余楼栋的规划核实过不去，正在协调", "in_progress"),
        ("1至3号楼、4至6号楼都在办理，正在收集资料", "overdue"),
    ],
)
def test_a_milestone_called_by_numbers_is_met_by_its_name(words, state):
    """5.5: 「4至6号楼」 is a name, and what is said of 1至3号楼 meets that milestone alone."""
    due = Milestone("1至3号楼", None, date(2025, 7, 31)), Milestone("4至6号楼", None, date(2025, 12, 31))
    assert state == verdict("办理阳光花园1至6号楼不动产权证", words, *due).state


def test_a_paper_meets_the_milestone_that_asks_for_it():
    """5.5: 「办法已印发」 meets 出台办法, and no more than that."""
    due = Milestone("出台办法", None, date(2025, 6, 30)), Milestone("完成首批认定", None, date(2025, 12, 31))
    words = "办法已于6月16日印发。首批认定收到申报材料73份，正在组织专家评审。"
    assert "in_progress" == verdict("制定办法并组织实施", words, *due).state


@pytest.mark.parametrize(
    ("task", "words", "codes"),
    [
        ("申报国家知识产权强县", "材料5月上报，8月15日接受现场复核，工作方案已制定，培训已完成", ["D606"]),
        ("建成企业服务中心", "3月完成设计，7月30日中心建成，地下车库照明安装尚未开始", ["D606"]),
        ("建设老年大学", "选址已完成，培训已结束，正在办理施工许可", []),
        (
            "组织企业赴省外招才引智",
            "4月12日至15日组织18家企业赴西安高校招聘，达成意向214人，签约人员陆续报到",
            ["D606"],
        ),
        ("新增充电端口2000个", "结合小区改造布点，累计新增充电端口2136个，运营企业正在调整收费标准", ["D606"]),
        ("建成村卫生室12所", "12所村卫生室全部建成投用，日均门诊96人次，另有3所村卫生室正在申报", ["D606"]),
        ("建设村卫生室12所", "9所村卫生室8月20日建成投用，日均门诊96人次，其余3所正在装修", []),
    ],
)
def test_where_nothing_is_said_of_the_whole_that_is_said(task, words, codes):
    """5.2: things done and nothing still to be done: whether that is all is left open, in a warning."""
    read = verdict(task, words)
    assert ("in_progress", codes) == (read.told, [note.code for note in remarks(read)])


@pytest.mark.parametrize("row", LASTING, ids=["|".join(row[1:3]) for row in LASTING])
def test_what_goes_on_or_comes_again_is_not_over_by_one_thing_done(row):
    """5.2, 5.6: of a task that lasts, a period or a thing is done time and again."""
    kind, task, words, state = row
    deadline = Deadline("", kind, kind == "ongoing")
    read = judge(understand(Task(1, None, (), task, (), deadline, (), Reported(words)), Policy()), DAY)
    assert (state, None) == (read.state, read.done)


@pytest.mark.parametrize("row", STAGED, ids=["|".join((*row[:2], row[3])) for row in STAGED])
def test_a_stage_is_met_by_the_day_on_which_its_deed_was_done(row):
    """5.5: 「6月20日主体封顶」 meets 封顶 and nothing else, 「计划10月30日封顶」 and 「3栋6月12日竣工」 meet none."""
    first, second, task, words, state = row
    due = Milestone(first, None, date(2025, 6, 30)), Milestone(second, None, date(2025, 11, 30))
    assert state == verdict(task, words, *due).state


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("布置城区主干道", "4月7日道旗、展板安装完成。"),
        ("聘请体验员30名", "8月23日颁发聘书，到会32人。"),
        ("建设数据平台", "6月5日设备安装完毕。"),
    ],
)
def test_a_late_task_of_which_a_dated_deed_and_nothing_open_is_told_is_in_doubt(task, words):
    """D606: a wrong 逾期 before a leader is the worst that a reading can do."""
    read = verdict(task, words, Milestone(None, None, date(2025, 9, 30)))
    assert ("overdue", {"D606"}) == (read.state, {note.code for note in remarks(read)})


def test_a_late_task_that_says_what_is_left_is_late_without_a_doubt():
    read = verdict("建设数据平台", "6月5日设备安装完毕，软件尚未部署。", Milestone(None, None, date(2025, 9, 30)))
    assert ("overdue", set()) == (read.state, {note.code for note in remarks(read)})


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("增补志愿者", "名单在核"),
        ("安装充电桩", "桩立了七成"),
        ("翻修宿舍", "墙面刷好，电还没通"),
        ("汇总统计表", "就差卫健局一家"),
        ("办理用水许可", "水利局已受理"),
        ("招标食堂", "开标定在10月30日"),
        ("编写教材", "写了一半"),
        ("改造泵房", "卡在审批"),
        ("定制道具", "道具在加工"),
        ("评审项目", "专家下周到"),
    ],
)
def test_what_says_plainly_that_it_goes_on_is_not_asked(task, words):
    """D614: an office is not asked whether it is over where the words say that it is not."""
    read = verdict(task, words, Milestone(None, None, date(2025, 9, 30)))
    assert ("overdue", set()) == (read.state, {note.code for note in remarks(read)})


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("核查账目", "没有差错"),
        ("编写教材", "差不多了"),
        ("巡检线路", "全员在位"),
        ("维护系统", "没出现故障"),
        ("摸排隐患", "见附件"),
    ],
)
def test_what_leaves_it_open_is_asked_still(task, words):
    """D614: words that deny a fault or say nothing leave it open whether the task is over."""
    read = verdict(task, words, Milestone(None, None, date(2025, 9, 30)))
    assert ("overdue", {"D614"}) == (read.state, {note.code for note in remarks(read)})
