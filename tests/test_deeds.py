"""What a report says of its own task (docs/规则.md 5.2): a step is not the task."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from xltrack.assessment.assess import remarks
from xltrack.assessment.judge import judge, understand
from xltrack.domain.records import Deadline, Milestone, Reported, Task
from xltrack.domain.settings import Policy
from xltrack.language.status import clauses
from xltrack.language.status.grammar import parse_status

ROWS = tomllib.loads(Path(__file__).with_name("cases").joinpath("deeds.toml").read_text(encoding="utf-8"))["rows"]
DAY = date(2021, 8, 1)


def told(task: str, words: str, **reported: object):
    """The state that a report alone gives a task due at the end of the year, and the codes of what is said of it."""
    deadline = Deadline("2021年12月31日", "date", milestones=(Milestone(None, None, date(2021, 12, 31)),))
    verdict = judge(understand(Task(1, None, (), task, (), deadline, (), Reported(words, **reported)), Policy()), DAY)
    return verdict.told, [note.code for note in remarks(verdict)]


@pytest.mark.parametrize(("task", "words", "state"), ROWS, ids=[f"{task}|{words}" for task, words, _ in ROWS])
def test_a_step_is_not_the_task(task, words, state):
    assert state == told(task, words)[0]


@pytest.mark.parametrize(
    ("task", "words", "expected"),
    [
        ("建设平台", "大厅改造已完成", ("in_progress", ["D606"])),
        ("建设平台", "平台已建成", ("done", ["D605"])),
        ("建设学校", "方案已印发", ("in_progress", [])),
        ("建设学校", "已印发", ("in_progress", [])),
        ("健全考核制度", "已印发", ("done", [])),
        ("开展专项工作", "已办结", ("done", [])),
        ("整治占道经营", "已召开推进会", ("in_progress", [])),
        ("推进智慧停车项目", "已完成？", ("unreported", ["D611"])),
    ],
)
def test_what_the_words_leave_open_is_said(task, words, expected):
    """5.2: where the words leave it open the task is under way, with a warning; a plain step needs none."""
    assert expected == told(task, words)


def test_a_done_date_or_a_hundred_percent_makes_a_step_the_whole():
    """5.3: words that do not say all yield to a done date or 100 % beside them."""
    assert "done" == told("建设平台", "大厅改造已完成", done=date(2021, 7, 1))[0]
    assert "done" == told("整治占道经营", "已召开推进会", progress=1.0)[0]
    assert "in_progress" == told("整治占道经营", "已召开推进会", progress=0.4)[0]


def test_the_day_of_a_beginning_counts_where_the_task_asks_for_a_beginning():
    task = Task(1, None, (), "开工建设站前广场", (), Deadline(), (), Reported("6月26日已开工"))
    assert date(2021, 6, 26) == judge(understand(task, Policy()), DAY).done


REPEATED = (
    "《", "《a》", "已", "完成", "已完成", "召开", "未", "预计", "7月", "7月：完成，", "80%", "完成12个，", "不再", "因", "（", "√", "□",
    "完成？", "第", "3/5", "由", "【7月】", "(√)完成( )", "并入第", "；7月", "原计划", "与第", "待", "目前",
)  # fmt: skip


@pytest.mark.parametrize("part", REPEATED)
def test_long_texts_take_time_by_their_length(part):
    """Twice the text takes about twice the time, measured by itself: 10⁵ characters of a cell are no matter."""
    times = [_seconds(part, length) for length in (25_000, 50_000, 100_000)]
    assert times[-1] < 5
    assert all(longer < 3.2 * max(shorter, 0.01) for shorter, longer in pairwise(times)), times


def _seconds(part: str, length: int) -> float:
    text = (part * (length // len(part) + 1))[:length]
    best = []
    for _ in range(2):
        for cached in (parse_status, clauses.parse_clause, clauses._shape):
            cached.cache_clear()
        begun = time.process_time()
        parse_status(text)
        best.append(time.process_time() - begun)
    return min(best)
