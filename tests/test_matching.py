"""Which tasks are the same as last time, at the limits of the rules (docs/规则.md 8.1 and 8.2)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.assessments import assessment, document
from tests.weeks import take_snapshot
from xltrack.comparison.changes import compare
from xltrack.comparison.since import recall
from xltrack.comparison.snapshot import period_of
from xltrack.domain.changes import Changes
from xltrack.domain.memory import Memory

HEADS = "seq:序号 group:阶段 text:任务 lead:单位 deadline:时限"
FIRST, SECOND = date(2021, 7, 25), date(2021, 8, 1)
DUE = date(2021, 12, 31)


def memory(*rows: tuple[object, ...]) -> Memory:
    """What a report of the first date remembers."""
    made = assessment(document(HEADS, *rows), as_of=FIRST)
    return Memory("上期.xlsx", (take_snapshot(made),), (period_of(made),))


def changes(before: list[tuple[object, ...]], after: list[tuple[object, ...]]) -> Changes:
    return compare(assessment(document(HEADS, *after), as_of=SECOND), memory(*before).snapshots[0])


def matched(before: list[tuple[object, ...]], after: list[tuple[object, ...]]) -> set[tuple[int, int, bool]]:
    """The numbers, from 1, of last time's task and of today's, and whether the match is in doubt."""
    found = changes(before, after)
    keys = {row.key: number for number, row in enumerate(found.before.rows, 1)}
    doubtful = {doubt.task for doubt in found.doubts}
    return {(keys[row.key], n + 1, n in doubtful) for n, row in enumerate(found.rows) if row.key in keys}


@pytest.mark.parametrize(
    ("first", "second", "first_later", "second_later"),
    [
        ("一、编制方案", "二、动员部署", "二、编制方案", "一、动员部署"),
        ("（一）编制方案", "（二）动员部署", "（二）编制方案", "（一）动员部署"),
        ("1.编制方案", "2.动员部署", "2.编制方案", "1.动员部署"),
        ("一、编制方案", "二、动员部署", "编制方案", "动员部署"),
        ("第一、编制方案", "第二、动员部署", "（2）编制方案", "3. 动员部署"),
    ],
)
def test_numbering_before_groups_does_not_count(first, second, first_later, second_later):
    """Two tasks of the same words change their places and the numbers before their groups: the groups tell them apart."""
    before = [(None, first, "召开会议", "甲局", DUE), (None, second, "召开会议", "乙局", DUE)]
    after = [(None, second_later, "召开会议", "丁局", DUE), (None, first_later, "召开会议", "丙局", DUE)]
    assert {(1, 2, False), (2, 1, False)} == matched(before, after)


def test_groups_that_differ_in_more_than_their_numbering_are_two():
    before = [(None, "第一季度", "召开会议", "甲局", DUE), (None, "第二季度", "召开会议", "乙局", DUE)]
    after = [(None, "第二季度", "召开会议", "丁局", DUE), (None, "第一季度", "召开会议", "丙局", DUE)]
    assert {(1, 2, False), (2, 1, False)} == matched(before, after)


@pytest.mark.parametrize(
    ("changed", "doubtful"),
    [
        ((9, "动员部署", "召开全区会议", "丙局", DUE), True),
        ((1, "动员部署", "召开全区会议", "丙局", DUE), False),
        ((9, "编制方案", "召开全区会议", "丙局", DUE), False),
        ((9, "动员部署", "召开全区会议", "甲局", DUE), False),
        ((9, "动员部署", "召开全区会议", None, DUE), False),
    ],
)
def test_the_same_words_are_in_doubt_where_nothing_else_is_the_same(changed, doubtful):
    """docs/规则.md 8.2: number, group and units, all of them changed."""
    assert {(1, 1, doubtful)} == matched([(1, "编制方案", "召开全区会议", "甲局", DUE)], [changed])


def rows(*numbers: int) -> list[tuple[object, ...]]:
    """Tasks whose words have nothing in common, one for each number."""
    return [(n, None, "".join(chr(0x4E00 + n * 40 + i) for i in range(8)), f"第{n}局", DUE) for n in numbers]


@pytest.mark.parametrize(
    ("count", "same", "compared"),
    [(20, 4, True), (20, 3, False), (10, 2, True), (10, 1, False), (9, 0, True), (9, 1, True)],
)
def test_less_than_a_fifth_of_the_same_tasks_is_another_list(count, same, compared):
    """docs/规则.md 8.1: from ten tasks on, on both sides."""
    before, after = rows(*range(count)), rows(*range(same), *range(100, 100 + count - same))
    found = recall(assessment(document(HEADS, *after), as_of=SECOND), memory(*before)).since
    assert compared == (found.changes is not None)
    assert ([] if compared else ["D197"]) == [note.code for note in found.notes]
    assert ([FIRST, SECOND] if compared else [SECOND]) == [period.day for period in found.periods]


def test_a_list_that_is_short_on_one_side_is_compared():
    found = recall(assessment(document(HEADS, *rows(*range(100, 109))), as_of=SECOND), memory(*rows(*range(30))))
    assert found.since.changes is not None
