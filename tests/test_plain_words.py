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
