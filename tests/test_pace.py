"""序时进度, 达序时, 超序时, 欠序时, worked out by hand (docs/规则.md 5.12); the book says the same on every day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.assessments import assessment, document
from tests.office import recalculate
from tests.test_live_office import report_on, set_day
from xltrack.assessment.model import Assessment
from xltrack.assessment.pace import elapsed_share, gap_words, points_between, read_paces, span_of
from xltrack.domain.records import Milestone
from xltrack.report.live.book import MOST_TASKS
from xltrack.report.writing import compose_report

YEAR_END = date(2021, 12, 31)
SHARES = "seq:序号 text:任务 lead:责任单位 deadline:完成时限 status:完成情况 progress:完成比例"
MONEY = (
    "seq:序号 text:项目 lead:责任单位 deadline:完成时限 status:完成情况 other:总投资（万元） other:年度计划投资（万元） "
    "other:累计完成投资（万元）"
)
SPAN = "2021-03-01至2021-12-31"  # 306 days, of which 154 have gone on 1 August


def shares(*rows: tuple[Any, ...], **policy: Any) -> Assessment:
    """Tasks of deadline, words and share, for 区政府办."""
    return assessment(document(SHARES, *((n, f"任务{n}", "区政府办", *row) for n, row in enumerate(rows, 1))), **policy)


def projects(*rows: tuple[Any, ...], answered: bool = True, **policy: Any) -> Assessment:
    """Tasks of units, deadline, words, total, plan, done."""
    told = ((n, f"项目{n}", *row) for n, row in enumerate(rows, 1))
    return assessment(document(MONEY, *told, answered=answered), **policy)


def told(made: Assessment) -> list[str | None]:
    """What is said of each task; None where it has no pace."""
    paces = read_paces(made)
    assert paces
    return [pace and pace.told for pace in paces.tasks]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "due", "issued", "first"),
    [
        ("2021-03-01", "2021-12-31", "2021-02-01", "2021-03-01"),  # its own start
        (None, "2021-12-31", "2021-02-01", "2021-02-01"),  # else the day of issue
        (None, "2021-12-31", "2020-11-20", "2020-11-20"),
        (None, "2021-12-31", "2022-02-01", "2021-01-01"),  # which does not lie behind its end
        (None, "2022-06-30", None, "2022-01-01"),  # else the first day of the year of its due date
    ],
)
def test_a_task_begins_with_its_start_else_its_issue_else_its_year(start, due, issued, first):
    milestone = Milestone(None, day(start) if start else None, day(due))
    assert (day(first), day(due)) == span_of([milestone], day(issued) if issued else None)


def test_a_task_of_several_phases_spans_all_of_them():
    phases = [
        Milestone("一", date(2021, 2, 1), date(2021, 3, 31)),
        Milestone("二", date(2021, 4, 1), date(2021, 9, 30)),
    ]
    assert (date(2021, 2, 1), date(2021, 9, 30)) == span_of(phases, None)
    assert span_of([], None) is None


@pytest.mark.parametrize(
    ("as_of", "share"),
    [
        ("2021-01-01", 1 / 365), ("2021-08-01", 213 / 365), ("2021-12-31", 1.0), ("2022-05-01", 1.0), ("2020-12-31", 0.0),
        ("2020-03-01", 0.0),
    ],
)  # fmt: skip
def test_both_ends_of_the_days_count(as_of, share):
    assert share == pytest.approx(elapsed_share((date(2021, 1, 1), YEAR_END), day(as_of)))


@pytest.mark.parametrize(
    ("progress", "elapsed", "points"),
    [
        (0.45, 213 / 365, -13),
        (0.58, 213 / 365, 0),
        (0.59, 213 / 365, 1),
        (0.6, 0.475, 13),
        (0.475, 0.6, -13),
        (1.2, 0.5, 70),
    ],
)
def test_points_are_rounded_halves_away_from_nothing(progress, elapsed, points):
    # 213 ÷ 365 = 58.36 %: 45 - 58.36 = -13.36, 58 - 58.36 = -0.36, 59 - 58.36 = 0.64
    assert points == points_between(progress, elapsed)


def test_the_words_of_points():
    assert ["达序时", "超序时3个百分点", "欠序时12个百分点"] == [gap_words(points) for points in (0, 3, -12)]


def test_shares_beside_the_days_of_the_year():
    # on 1 August 213 of 365 days have gone: 58.4 %; of the 273 days to the end of September 213: 78.0 %
    made = shares((YEAR_END, "正在推进", 0.45), (YEAR_END, "正在推进", 0.58), (date(2021, 9, 30), "正在推进", 0.9))
    assert ["欠序时13个百分点", "达序时", "超序时12个百分点"] == told(made)


def test_what_is_late_has_no_time_left():
    assert ["欠序时20个百分点"] == told(shares((date(2021, 7, 31), "正在推进", 0.8)))


def test_the_day_of_issue_of_the_settings_counts():
    # 1 June to 31 December are 214 days, of which 62 have gone: 29.0 %
    assert ["超序时16个百分点"] == told(shares((YEAR_END, "正在推进", 0.45), base={"印发": date(2021, 6, 1)}))


def test_what_is_done_says_nothing_and_what_is_not_counted_has_none():
    rows = [
        (YEAR_END, "已完成", 1), (YEAR_END, "暂缓", 0.2), (YEAR_END, "取消", 0.2), ("长期坚持", "正在推进", 0.5), (None, "正在推进", 0.5),
        (YEAR_END, "正在推进", None),
    ]  # fmt: skip
    assert ["", None, None, None, None, None] == told(shares(*rows))


def test_money_is_progress_where_no_share_says_it():
    # 154 ÷ 306 = 50.3 %; 7000 ÷ 12000 = 58.3 %; nothing of 6000; 9900 ÷ 9400 = 105.3 %; 2900 ÷ 5000 = 58 %
    rows = [(12000, 7000), (6000, None), (9400, 9900), (5000, "2900万元"), (None, 30), (800, "约一半")]
    made = projects(*(("区住建局", SPAN, "正在推进", 20000, *row) for row in rows))
    behind = [None, None]
    assert ["超序时8个百分点", "欠序时50个百分点", "超序时55个百分点", "超序时8个百分点", *behind] == told(made)


def test_quantities_are_compared_as_money_is_and_weigh_alike():
    heads = f"{MONEY.partition(' other')[0]} other:年度计划（公里） other:累计完成（公里）"
    rows = [(1, "甲", "区交通局", YEAR_END, "正在推进", 30, 15), (2, "乙", "区交通局", YEAR_END, "正在推进", 2, 2)]
    paces = read_paces(assessment(document(heads, *rows)))
    assert paces
    assert ["欠序时8个百分点", "超序时42个百分点"] == [pace and pace.told for pace in paces.tasks]
    assert ((), 0.75) == (paces.money, paces.whole.shares and paces.whole.shares[0])


def test_a_unit_is_weighed_by_the_money_of_its_plan():
    # (12000 × 0.5833 + 4000 × 0.2 + 4000 × 1) ÷ 20000 = 59 %; all beside 154 ÷ 306 = 50.3 %
    rows = [
        ("正在推进", 30000, 12000, 7000),
        ("正在推进", 9000, 4000, 800),
        ("已完成", 4000, 4000, 3900),
        ("暂缓", 500, 500, 1),
    ]
    made = projects(*(("区住建局", SPAN, *row) for row in rows))
    paces = read_paces(made)
    assert paces
    unit = paces.sums(made.tasks, lambda judged: judged.lead)["区住建局"]
    assert ((0.59, 154 / 306), "超序时9个百分点") == (pytest.approx(unit.shares), unit.told)
    assert (43500, 20500, 11701) == (unit.total, unit.plan, unit.done)


def test_without_money_every_task_of_a_unit_weighs_as_much():
    # (0.2 + 0.6 + 1) ÷ 3 = 60 % beside 58.4 %
    paces = read_paces(shares((YEAR_END, "正在推进", 0.2), (YEAR_END, "正在推进", 0.6), (YEAR_END, "已完成", 1)))
    assert paces
    assert ("超序时2个百分点", 1) == (paces.whole.told, paces.behind)


def test_a_project_of_two_units_counts_in_each_and_once_in_the_sum():
    made = projects(("区教体局、区住建局", YEAR_END, "正在推进", 900, 500, 290))
    paces = read_paces(made)
    assert paces
    assert [900, 900] == [one.total for one in paces.sums(made.tasks, lambda judged: judged.lead).values()]
    assert (900, 500, 290) == paces.whole[3:]


def test_a_plan_that_nobody_has_answered_has_no_pace():
    made = projects(("区住建局", SPAN, None, 900, 500, None), answered=False)
    assert [None] == told(made)
    assert ["欠序时50个百分点"] == told(
        projects(("区住建局", SPAN, None, 900, 500, None), answered=False, unreported="late")
    )


def listing(made: Assessment, name: str) -> Any:
    return next(sheet for sheet in compose_report(made).sheets if sheet.name == name)


def test_a_sheet_without_money_and_shares_has_nothing_of_it():
    made = assessment(document(SHARES.removesuffix(" progress:完成比例"), (1, "甲", "区政府办", YEAR_END, "正在推进")))
    assert read_paces(made) is None
    heads = [column.header for name in ("任务台账", "单位汇总", "明细") for column in listing(made, name).columns]
    assert [] == [head for head in heads if "序时" in head or "投资" in head]
    assert "完成率图示" in heads


def test_columns_stand_where_there_is_something_to_say():
    made = projects(("区住建局", SPAN, "正在推进", 900, 500, 290))
    ledger, units = ([column.header for column in listing(made, name).columns] for name in ("任务台账", "单位汇总"))
    assert "序时" == ledger[ledger.index("下一节点") + 1]
    assert [
        "进度",
        "序时",
        "对比\n百分点",
        "总投资\n（万元）",
        "年度计划\n（万元）",
        "累计完成\n（万元）",
        "单位号",
    ] == units[-7:]


def test_a_book_without_formulas_says_it_too(monkeypatch):
    monkeypatch.setattr("xltrack.report.live.book.MOST_TASKS", 0)
    made = projects(("区住建局", SPAN, "正在推进", 900, 500, 290))
    assert MOST_TASKS
    row = next(iter(listing(made, "任务台账").sections[0].rows()))
    assert "超序时8个百分点" in row.values


ROWS = [
    ("区住建局", SPAN, "正在推进", 32000.5, 12000, 7000), ("区水利局", date(2021, 6, 30), "已完成", 8600, 4300, 4300),
    ("区教体局、区住建局", YEAR_END, "正在推进", 9800, 5000, "2900万元"), ("区卫健局", date(2022, 6, 30), "未启动", 15600, 6000, None),
    ("区城管局", date(2021, 9, 30), "正在推进", 1200, 1200, "约一半"), ("区发改局", YEAR_END, "暂缓", 26000, 8000, 1200),
    ("区住建局", date(2021, 7, 20), "正在推进", 3300, 3300, "—"), ("区文旅局", "长期坚持", "正在推进", 860, None, None),
]  # fmt: skip
MIXED = [
    projects(*ROWS),
    projects(*ROWS, answered=False),
    shares((YEAR_END, "正在推进", 0.45), ("一 2021-03-31；二 2021-10-31", "正在推进", 0.5), (YEAR_END, "已完成", 1)),
    assessment(
        document(
            MONEY.replace("万元", "亿元"),
            *((n, "甲", "区发改局", YEAR_END, "正在推进", 3.5, 1.25, n / 4) for n in range(4)),
        ),
        document(SHARES, (1, "乙", "区发改局", YEAR_END, "正在推进", 0.3), source="二.xlsx"),
        document(
            f"{SHARES} other:年度计划（户） other:累计完成（户）",
            (1, "丙", "区民政局", YEAR_END, "正在推进", None, 40, 10),
            source="三.xlsx",
        ),
        document(MONEY, (1, "丁", "区民政局", YEAR_END, "正在推进", 35000, 12500, 5000), source="四.xlsx"),
    ),
]


def on(made: Assessment, as_of: date) -> Assessment:
    return assessment(*made.documents, as_of=as_of)


def ledger_column(path: Path, head: str) -> list[Any]:
    sheet = load_workbook(path, data_only=True)["任务台账"]
    place = [cell.value for cell in sheet[4]].index(head)
    return [row[place] or None for row in sheet.iter_rows(min_row=5, values_only=True)]


@pytest.mark.office
def test_live_as_written_at_three_days(tmp_path):
    days = (date(2021, 8, 1), date(2021, 3, 15), date(2022, 2, 1))
    cases = [(made, as_of) for made in MIXED for as_of in days]
    books = [report_on(on(made, as_of), tmp_path / f"{n}.xlsx") for n, (made, as_of) in enumerate(cases)]
    follow = [
        report_on(on(made, days[0]), tmp_path / f"f{n}.xlsx", to_day(as_of)) for n, (made, as_of) in enumerate(cases)
    ]
    calculated = recalculate([*books, *follow], tmp_path)
    for book, done, moved in zip(books, calculated, calculated[len(books) :], strict=False):
        assert formula_values(book) == pytest.approx(formula_values(done))
        assert ledger_column(book, "序时") == ledger_column(moved, "序时")


def formula_values(path: Path) -> dict[str, Any]:
    """What every cell of the sheets that tell of pace shows."""
    book = load_workbook(path, data_only=True)
    sheets = ("任务台账", "单位汇总", "明细", "总览")
    return {
        f"{name}!{cell.coordinate}": _number(cell.value)
        for name in sheets for row in book[name].iter_rows() for cell in row if cell.value not in (None, "")
    }  # fmt: skip


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def to_day(as_of: date) -> Callable[[Workbook], None]:
    return lambda book: set_day(book, as_of)


@pytest.mark.office
def test_what_is_typed_in_is_compared_at_once(tmp_path):
    def typed(book: Workbook) -> None:
        sheet = book["任务台账"]
        heads = [cell.value for cell in sheet[4]]
        done, words, share = (heads.index(head) + 1 for head in ("累计完成投资（万元）", "完成情况", "进度"))
        sheet.cell(5, done).value = 3000  # of 12000: 25 - 50.3
        sheet.cell(7, done).value = 2000  # of 5000: 40 - 58.4
        sheet.cell(8, share).value = 0.5  # before the money; its days begin with 2022
        sheet.cell(9, done).value = 900  # of 1200: 75 - 78.0
        sheet.cell(11, words).value = "已完成"

    book = report_on(MIXED[0], tmp_path / "typed.xlsx", typed)
    done = recalculate([book], tmp_path)[0]
    expected = ["欠序时25个百分点", None, "欠序时18个百分点", "超序时50个百分点", "欠序时3个百分点", None, None, None]
    assert expected == ledger_column(done, "序时")
    line = next(v for v in formula_values(done).values() if isinstance(v, str) and v.startswith("总投资") and "　" in v)
    # 3000 + 4300 + 2000 + 0 + 900 + 1200 + 0 of 12000 + 4300 + 5000 + 6000 + 1200 + 8000 + 3300 = 11400 of 39800
    assert "总投资97,361万元　年度计划39,800万元　累计完成11,400万元（28.6%）" == line


@pytest.mark.office
def test_a_plan_is_compared_from_its_first_answer_on(tmp_path):
    def typed(book: Workbook) -> None:
        sheet = book["任务台账"]
        sheet.cell(5, [cell.value for cell in sheet[4]].index("完成情况") + 1).value = "正在推进"

    rows = [(unit, deadline, None, *money) for unit, deadline, _, *money in ROWS[:1] + ROWS[3:4]]
    plan = projects(*rows, answered=False)
    books = [report_on(plan, tmp_path / "plan.xlsx"), report_on(plan, tmp_path / "asked.xlsx", typed)]
    assert [[None, None], ["超序时8个百分点", "达序时"]] == [
        ledger_column(b, "序时") for b in recalculate(books, tmp_path)
    ]
