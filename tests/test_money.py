"""Which columns of a sheet are money, by their headers, and what their cells hold (docs/规则.md 5.12)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.assessments import assessment, document, table
from xltrack.assessment.money import AmountHead, find_amounts, read_amount_head

HEADS = "seq:序号 text:项目 lead:责任单位 deadline:完成时限 status:完成情况"


@pytest.mark.parametrize(
    ("header", "kind", "measure", "money"),
    [
        ("总投资（万元）", "total", "万元", True), ("计划总投资", "total", "", True), ("投资额（亿元）", "total", "亿元", True),
        ("年度计划投资", "plan", "", True), ("2021年计划投资（亿元）", "plan", "亿元", True), ("计划投资", "plan", "", True),
        ("年度计划完成投资（万元）", "plan", "万元", True), ("年度计划", "plan", "", False), ("年度计划（公里）", "plan", "公里", False),
        ("累计完成投资(万元)", "done", "万元", True), ("完成投资", "done", "", True), ("1-7月完成投资（万元）", "done", "万元", True),
        ("截至7月底累计完成投资", "done", "", True), ("累计完成年度计划投资", "done", "", True),
        ("累计完成（亩）", "done", "亩", False),
        ("投资（万元）年度计划", "plan", "万元", True),
        ("单位:万元总投资", "total", "万元", True), ("总 投 资\n（万元）", "total", "万元", True),
    ],
)  # fmt: skip
def test_a_header_says_what_money_a_column_holds(header, kind, measure, money):
    head = read_amount_head(header)
    assert head
    assert (kind, measure, money) == head[:3]


@pytest.mark.parametrize(
    "header",
    [
        "7月完成投资", "本月完成投资（万元）", "截至2020年底累计完成投资", "自开工累计完成投资", "投资完成率", "完成年度计划比例(%)",
        "占年度计划",
        "资金来源", "投资主体", "未完成投资", "累计完成总投资", "上年度完成投资率", "备注", "建设规模", "十四五计划投资",
    ],
)  # fmt: skip
def test_other_headers_say_none(header):
    assert read_amount_head(header) is None


def columns_of(heads: str, *rows: tuple[object, ...]) -> tuple[str, ...]:
    """The headers of the total, the plan and what came of it."""
    made = table(
        f"{HEADS} {heads}", *((n, "甲", "区政府办", date(2021, 12, 31), "", *row) for n, row in enumerate(rows))
    )
    found = find_amounts([made]).get(id(made))
    return tuple(made.columns[one.place].header for one in found or () if one)


def test_the_column_that_speaks_of_the_year_comes_first_then_the_summed_one():
    heads = "other:计划投资 other:2021年计划投资 other:完成投资 other:累计完成投资"
    assert ("2021年计划投资", "累计完成投资") == columns_of(heads, (9, 5, 1, 2))


def test_a_plan_stands_beside_what_came_of_it_in_the_same_measure():
    heads = "other:年度计划（公里） other:年度计划投资（万元） other:累计完成投资（万元）"
    assert ("年度计划投资（万元）", "累计完成投资（万元）") == columns_of(heads, (30, 900, 300))
    assert ("年度计划（公里）", "累计完成（公里）") == columns_of(
        "other:年度计划（公里） other:累计完成（公里）", (30, 9)
    )


def test_a_column_of_words_holds_no_money():
    assert () == columns_of("other:年度计划 other:累计完成", ("完成立项", "已立项"), ("开工建设", "未开工"))


def test_a_column_that_means_something_else_is_none():
    made = table(f"{HEADS} progress:完成投资", (1, "甲", "区政府办", date(2021, 12, 31), "", 0.5))
    assert {} == find_amounts([made])


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (1200, 1200), (0.5, 0.5), ("1200", 1200), ("1,200万元", 1200), ("1.2亿元", 12000), ("约800万元", 800), ("５００", 500),
        ("3000000元", 300), (-3, None), ("约一半", None), (None, None), ("—", None), (True, None), (date(2021, 1, 1), None),
    ],
)  # fmt: skip
def test_a_cell_holds_a_number_or_tells_its_measure(value, amount):
    made = table(f"{HEADS} other:总投资（万元）", (1, "甲", "区政府办", date(2021, 12, 31), "", 1))
    total = find_amounts([made])[id(made)].total
    assert total
    assert amount == (got := total.amount(value, "万元")) or got == pytest.approx(amount)


def test_yuan_add_up_to_ten_thousands_of_yuan():
    assert "万元" == AmountHead("total", "元", True, 0).told_in
    assert "亿元" == AmountHead("total", "亿元", True, 0).told_in


def test_what_holds_no_number_is_said_and_blank_cells_are_not():
    made = assessment(
        document(
            f"{HEADS} other:年度计划投资 other:累计完成投资",
            *(
                (n, "甲", "区政府办", date(2021, 12, 31), "正在推进", 100, told)
                for n, told in enumerate((5, 7, "—", "约一半"), 1)
            ),
        )
    )
    said = [(one.cell.a1, one.facts) for _, one in made.diagnostics if one.code == "D617" and one.cell]
    assert [("附件2!G7", {"header": "累计完成投资", "text": "约一半"})] == said
