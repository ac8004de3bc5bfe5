"""How words stand in a table without insets: lines and heights, to the half of a 汉字; what a row says as the one above it does."""

from __future__ import annotations

import pytest

from tests.assessments import assessment, document
from xltrack.report.ledger.plan import plan_ledger
from xltrack.report.ledger.sheet import compose_ledger
from xltrack.sheets.dense import column_width, dense_height, halves, halves_of, lines_in, measure

LONG = "第一个阶段为梳理阶段，第二个阶段为审查阶段，第三个阶段为公布阶段"


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("推进政务公开", 12, 1), ("推进政务公开。", 12, 2), ("推进政务公开", 13.9, 1),
        ("新建综合楼2900平方米", 20, 2), ("2021年12月31日", 16.3, 1), ("2021年12月31日", 16, 2),
        ("甲\n乙", 8, 2), ("", 8, 1), ("甲" * 40, 20, 5), ("甲" * 39, 20, 4), ("甲" * 40, 21, 5), ("1" * 40, 20, 3),
    ],
)  # fmt: skip
def test_the_lines_of_a_text(text, room, lines):
    assert lines == lines_in(measure(text), room)


@pytest.mark.parametrize("wide", [4, 8.2, 10, 16.3, 40, 61.7])
def test_a_column_holds_the_halves_that_it_was_made_for(wide):
    assert wide - 0.01 <= halves_of(column_width(wide)) < wide + 0.16


def test_digits_are_wider_than_half_a_character():
    assert halves("2900平方米") > 4 * 1.2 + 6
    assert dense_height(["2900" * 9], [20]) > dense_height(["甲乙" * 9], [20])


def rows_of(*notes: str) -> list[list[str]]:
    rows = [(n, f"任务{n}", "A局", "2021年6月底前", note) for n, note in enumerate(notes, 1)]
    made = assessment(document("seq:序号 text:任务 lead:单位 deadline:时限 note:备注", *rows))
    ledger = compose_ledger(made, plan_ledger(made))
    place = next(n for n, column in enumerate(ledger.columns) if column.header == "备注")
    return [[row.values[place], row.styles[place]] for row in ledger.sections[0].rows()]


def test_long_words_of_the_row_above_are_told_by_a_mark_and_stay_in_their_cells():
    assert [[LONG, "dense.text"], [LONG, "dense.again"], ["不同", "dense.text"], [LONG, "dense.text"]] == rows_of(
        LONG, LONG, "不同", LONG
    )


def test_short_words_are_told_each_time():
    assert {"dense.text"} == {style for _, style in rows_of("已电话催办", "已电话催办")}
