"""Reports in plain Chinese (docs/规则.md 5.2): ends without the word 完成, and what only looks like one."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from xltrack.assessment.assess import remarks
from xltrack.assessment.judge import judge, understand
from xltrack.domain.records import Deadline, Milestone, Reported, Task
from xltrack.domain.settings import Policy

CASES = Path(__file__).with_name("cases").joinpath("plain.toml")
ROWS = [(state, *row) for state, rows in tomllib.loads(CASES.read_text(encoding="utf-8")).items() for row in rows]
DAY = date(2025, 10, 10)


def verdict(task: str, words: str, due: date = date(2025, 12, 31)):
    deadline = Deadline("", "date", milestones=(Milestone(None, None, due),))
    return judge(understand(Task(1, None, (), task, (), deadline, (), Reported(words)), Policy()), DAY)


@pytest.mark.parametrize("row", ROWS, ids=["|".join(row[:3]) for row in ROWS])
def test_what_plain_words_say(row):
    state, task, words, day = (*row, "")[:4]
    read = verdict(task, words)
    assert (state, day) == (read.told, read.done.isoformat() if read.done else "")


@pytest.mark.parametrize(
    ("task", "words"),
    [("签订粪污协议", "规模场都签了"), ("更换水泵", "大门7月3日修好"), ("搬迁机房", "空调已装好")],
)
def test_an_end_of_a_thing_that_the_task_does_not_name_is_doubtful(task, words):
    read = verdict(task, words, date(2025, 9, 1))
    assert "overdue" == read.state
    assert {"D606", "D614"} & {note.code for note in remarks(read)}


@pytest.mark.parametrize(
    ("words", "done"),
    [
        ("9/18签好", date(2025, 9, 18)),
        ("5.20签订", date(2025, 5, 20)),
        ("同比增长5.2倍，已完成", None),
        ("V1.5上线", None),
    ],
)
def test_days_with_a_point_or_a_stroke(words, done):
    assert done == verdict("签订合同", words).done


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("维修礼堂屋顶", "超期半个月修好"), ("修编应急预案", "逾期3天完成"), ("报送年度总结", "已完成（迟报）"),
        ("更换水表", "晚了一周，已完成"),
        ("报送半年总结", "晚了两天才交"), ("报送能耗报表", "已补报"), ("整改隐患", "逾期完成整改"), ("录入学籍", "延误十来天，已录完"),
    ],
)  # fmt: skip
def test_what_is_told_to_be_late_is_done_late_without_a_day(task, words):
    read = verdict(task, words)
    assert ("done_late", None, None) == (read.state, read.done, read.days)
    assert "「" in read.reason


@pytest.mark.parametrize(
    ("task", "words", "state"),
    [
        ("清收逾期贷款", "逾期贷款已完成清收", "done"), ("报送总结", "8月5日晚上报完", "done"),
        ("修编应急预案", "未逾期完成", "in_progress"),
        ("修编应急预案", "提前3天完成", "done"), ("修编应急预案", "逾期3天未完成", "in_progress"), ("更换水表", "已完成，未拖延", "done"),
        ("修编应急预案", "晚了两天，7月3日完成", "done"),
    ],
)  # fmt: skip
def test_what_is_not_told_to_be_late(task, words, state):
    assert state == verdict(task, words).state


def test_a_day_outweighs_words_that_say_late():
    read = verdict("修编应急预案", "逾期3天，7月3日完成", date(2025, 6, 30))
    assert ("done_late", date(2025, 7, 3), -3) == (read.state, read.done, read.days)


def test_without_a_deadline_nothing_is_late():
    task = Task(1, None, (), "修编应急预案", (), Deadline("立即", "immediate"), (), Reported("逾期3天完成"))
    assert "done" == judge(understand(task, Policy()), DAY).state
