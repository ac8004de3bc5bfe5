"""Sketches of two dates, and what changed between them, for the tests of the comparison."""

from __future__ import annotations

from datetime import date

from tests import sketch
from tests.weeks import take_snapshot
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.comparison.since import compare
from xltrack.comparison.snapshot import period_of
from xltrack.domain.memory import CHANGE_WORDS, Changes, Memory
from xltrack.reading.document import read_document

FIRST, SECOND = date(2021, 7, 25), date(2021, 8, 1)
LAST_TIME = """
| 序号 | 推进阶段 | 工作任务                     | 责任单位             | 完成时限      | 完成情况 |
| 1    | 编制方案 | 制定全区政务公开工作实施方案 | 区政府办             | 2021年6月30日 | 已完成   |
| 2    | 编制方案 | 编制各领域政务公开事项目录   | 区教育局、区民政局   | 2021年8月28日 | 正在推进 |
| 3    | 动员部署 | 召开全区动员部署会议         | 区政府办             | 2021年9月30日 |          |
| 4    | 动员部署 | 设立政府网站政务公开专栏     | 区融媒体中心         | 2021年10月31日 |         |
"""


def judged(drawn: str, as_of: date) -> Assessment:
    return api.assess([read_document(sketch.book(drawn))], as_of)


def remembered(drawn: str, as_of: date = FIRST) -> Memory:
    before = judged(drawn, as_of)
    return Memory("上期.xlsx", (take_snapshot(before),), (period_of(before),))


def changes_of(before: str, after: str) -> Changes:
    return compare(judged(after, SECOND), remembered(before).snapshots[0])


def told(changes: Changes) -> set[str]:
    """「办结 2 doubtful」 by the number of the row, from 1; of a removed one that of last time."""
    return {
        " ".join([
            CHANGE_WORDS[change.kind],
            str(change.task + 1 if change.task is not None else changes.before.rows.index(change.before) + 1),
            *(["doubtful"] if change.doubtful else []),
        ])
        for change in changes.items
    }  # fmt: skip


def doubts(changes: Changes) -> set[tuple[int, int]]:
    return {(doubt.task + 1, changes.before.rows.index(doubt.before) + 1) for doubt in changes.doubts}


def replaced(*pairs: tuple[str, str], drawn: str = LAST_TIME) -> str:
    for old, new in pairs:
        assert old in drawn
        drawn = drawn.replace(old, new, 1)
    return drawn


def without(row: int, drawn: str = LAST_TIME) -> str:
    """The sketch without its task of this number."""
    lines = drawn.strip("\n").splitlines()
    return "\n".join([*lines[:row], *lines[row + 1 :]])
