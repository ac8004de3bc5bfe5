"""时间轴: bars of milestones against weeks, months, quarters or years; past a size the sums of the months."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessments import DAY, HEADS, assessment, document, task_row
from tests.workbooks import words_of, written
from xltrack.report.timeline import MOST_ROWS, compose_timeline, place_formula, plan_periods
from xltrack.sheets.model import Formula

FIXED, HIDDEN = 5, 3
STAGED = "梳理阶段 2021-07-01至2021-07-31；审查阶段 2021-09-20；公布阶段 2021-10-31"


def shown(value):
    return value.value if isinstance(value, Formula) else value


def rows_of(*rows, **policy):
    """Each line as (node, state, {column head: (style, value)} of its filled periods)."""
    listing = compose_timeline(assessment(document(HEADS, *rows), **policy))
    assert listing is not None
    heads = [column.header.replace("\n", ".") for column in listing.columns[FIXED:-HIDDEN]]
    found = []
    for row in listing.sections[0].rows():
        cells = zip(heads, row.styles[FIXED:-HIDDEN], map(shown, row.values[FIXED:-HIDDEN]), strict=True)
        state = shown(row.values[4])
        found.append((row.values[3], state, {head: (style, value) for head, style, value in cells if style}))
    return found


def test_the_last_day_of_a_deadline_stands_in_its_month():
    rows = rows_of(
        task_row(deadline=date(2021, 6, 15), status="已完成"), task_row(deadline=date(2021, 12, 31), status="已完成")
    )
    assert [{"21.6": ("gantt.bar.done", 15)}, {"12": ("gantt.bar.done", 31)}] == [cells for _, _, cells in rows]


def test_each_phase_is_a_line_of_its_own_with_the_state_it_has_now():
    rows = rows_of(
        task_row(deadline=STAGED, status="梳理阶段已完成"), task_row(deadline=date(2021, 6, 1), status="已完成")
    )
    assert [("梳理阶段", "已完成"), ("审查阶段", "推进中"), ("公布阶段", "推进中")] == [row[:2] for row in rows[:3]]
    assert [["7"], ["7", "8", "9"], ["9", "10"]] == [list(cells) for _, _, cells in rows[:3]]
    assert [31, 20, 31] == [list(cells.values())[-1][1] for _, _, cells in rows[:3]]


def test_what_is_late_is_pale_up_to_today_and_what_is_left_from_today_on():
    rows = rows_of(
        task_row(deadline=date(2021, 5, 20)),
        task_row(deadline=date(2021, 10, 20)),
        task_row(deadline=date(2021, 12, 1)),
    )
    assert ["gantt.bar.overdue", "gantt.late", "gantt.late", "gantt.late"] == [
        style for style, _ in rows[0][2].values()
    ]
    assert [("8", "gantt.ahead"), ("9", "gantt.ahead"), ("10", "gantt.bar.unreported")] == [
        (h, s) for h, (s, _) in rows[1][2].items()
    ]


def test_what_goes_on_is_hatched_through_all_periods():
    rows = rows_of(
        task_row(deadline="持续推进"), task_row(deadline=date(2021, 6, 1)), task_row(deadline=date(2021, 12, 1))
    )
    assert [("gantt.ongoing", "///")] * 7 == list(rows[0][2].values())


def test_no_dates_no_sheet():
    made = assessment(document(HEADS, task_row(deadline="持续推进"), task_row(deadline=None)))
    assert compose_timeline(made) is None
    assert "时间轴" not in written(made).sheetnames


def test_too_many_lines_give_way_to_months_and_the_sheet_says_so():
    rows = [task_row(text=f"任务{n}", deadline=DAY + timedelta(days=n % 90)) for n in range(MOST_ROWS + 1)]
    sheet = written(assessment(document(HEADS, *rows)))["时间轴"]
    words = words_of(sheet)
    assert "共601项，超过600行，逐项的时间轴从略，按到期月份汇总如下" == words[1]
    assert {"2021年8月", "2021年9月", "2021年10月"} <= set(words)
    assert MOST_ROWS + 1 == sum(sheet.cell(row, 2).value or 0 for row in range(5, sheet.max_row + 1))


def test_head_and_task_columns_stay_and_it_prints_one_page_wide():
    sheet = written(assessment(document(HEADS, task_row())))["时间轴"]
    assert ("C5", "$4:$4") == (sheet.freeze_panes, sheet.print_title_rows)
    assert (1, 30_000) == (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight)
    assert sheet.auto_filter.ref is None


@pytest.mark.parametrize(
    ("first", "last", "unit", "count"),
    [
        (date(2021, 7, 1), date(2021, 8, 20), "周", 8),
        (date(2021, 6, 1), date(2021, 12, 31), "月", 7),
        (date(2020, 1, 1), date(2024, 12, 31), "季度", 20),
        (date(2015, 1, 1), date(2035, 1, 1), "年", 21),
        (date(2021, 9, 1), date(2021, 12, 31), "月", 5),  # with the month of the report
    ],
)
def test_periods_are_the_shortest_that_a_page_holds(first, last, unit, count):
    periods = plan_periods(first, last, DAY)
    assert {unit} == {period.unit for period in periods}
    assert count == len(periods)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 9000), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_periods_follow_one_another_without_a_gap_and_cover_all(first, days, as_of):
    last = first + timedelta(days=days)
    periods = plan_periods(first, last, as_of)
    assert periods[0].first <= first
    assert last <= periods[-1].last
    assert all(a.last + timedelta(days=1) == b.first for a, b in itertools.pairwise(periods))


@pytest.mark.parametrize("first", [date(2021, 7, 1), date(2020, 11, 30), date(2021, 12, 31)])
@pytest.mark.parametrize("days", [20, 100, 900, 1500, 20_000])
def test_the_line_of_today_stands_left_of_its_period(first, days):
    """The formula counts as the periods do: it is worked out here by Python, sign for sign."""
    periods = plan_periods(first, first + timedelta(days=days), first)
    for place, period in enumerate(periods):
        for day in (period.first, period.last):
            assert place == place_by(place_formula(periods[0], "day"), day)


def place_by(formula, day):
    names = {
        "YEAR": lambda d: d.year,
        "MONTH": lambda d: d.month,
        "INT": int,
        "DATE": lambda *parts: date(*parts).toordinal(),
    }
    text = formula.replace("INT((day-", "INT((day.toordinal()-")
    return eval(text, {**names, "day": day})
