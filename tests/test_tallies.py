"""The order of the lines of a roll-up (docs/规则.md 5.7)."""

from __future__ import annotations

from datetime import date

from tests.assessments import HEADS, assessment, document, task_row
from tests.workbooks import records, written

LATE, SOON, FAR = date(2021, 7, 1), date(2021, 8, 5), date(2021, 12, 31)


def labels(*rows):
    made = assessment(
        document(HEADS, *[task_row(lead=lead, deadline=due, status=status) for lead, due, status in rows])
    )
    return [row.label for row in made.by_lead]


def test_units_stand_by_what_is_late_then_by_what_is_unfinished_then_as_the_sheet_names_them():
    assert ["乙局", "丙局", "甲局", "丁局"] == labels(
        ("甲局", FAR, "已完成"), ("丁局", FAR, "已完成"), ("丙局", FAR, None), ("乙局", LATE, None)
    )


def test_what_falls_due_soon_is_unfinished_too():
    assert ["乙局", "甲局"] == labels(("甲局", FAR, None), ("乙局", SOON, None), ("乙局", SOON, None))
    assert ["乙局", "甲局"] == labels(("甲局", FAR, "已完成"), ("乙局", SOON, None))


def test_late_tasks_are_unfinished_too():
    assert ["乙局", "甲局"] == labels(("甲局", LATE, None), ("乙局", LATE, None), ("乙局", FAR, None))


def test_tasks_without_a_unit_stand_last_however_late_they_are():
    rows = [(None, LATE, None), (None, LATE, None), ("甲局", FAR, "已完成"), ("乙局", LATE, None)]
    assert ["乙局", "甲局", "（未列单位）"] == labels(*rows)
    made = assessment(document(HEADS, *[task_row(lead=lead, deadline=due, status=told) for lead, due, told in rows]))
    for name in ("单位汇总", "单位×月份"):
        listed = [row["责任单位"] for row in records(written(made)[name]) if row["责任单位"] != "合计"]
        assert ["乙局", "甲局", "（未列单位）"] == listed


def test_months_stand_in_order_and_tasks_without_a_date_last():
    rows = [task_row(deadline=None), task_row(deadline=FAR), task_row(deadline=LATE), task_row(deadline=SOON)]
    made = assessment(document(HEADS, *rows))
    assert ["2021-07", "2021-08", "2021-12", ""] == [row.label for row in made.by_month]
