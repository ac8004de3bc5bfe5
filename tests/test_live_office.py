"""LibreOffice as judge of the formulas: whatever day or report is typed in, the book says what `assess` says."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.ledgers import BASE, Typed, random_book, random_day, random_typing
from tests.office import formula_cells, recalculate, values_of
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.base.values import Percent
from xltrack.domain.settings import Policy
from xltrack.reading.document import read_document
from xltrack.reading.files.source import open_book
from xltrack.report import words
from xltrack.report.live.rows import next_words
from xltrack.report.timeline import HELPERS, LiveTimeline, compose_timeline, plan_periods
from xltrack.report.writing import report_workbook
from xltrack.sheets.digest import standing_of
from xltrack.sheets.model import Listing

pytestmark = pytest.mark.office
ROOT = Path(__file__).parents[1]
SHEETS = [
    *sorted((ROOT / "sample_workbooks").glob("*.xlsx")),
    *sorted(p for p in (ROOT / "tests/data/corpus").iterdir() if p.suffix in (".xlsx", ".xls")),
]
DAY = date(2021, 8, 1)
PERCENT = (None, 0, 0.3, 1, 0.285)
HUNDRED = (None, 0, 30, 100)
DONE = (None, None, date(2021, 6, 25), date(2021, 12, 31), date(2022, 3, 4))
USUAL = tuple(word for among in words.UNDERSTOOD.values() for word in among)


def report_on(made: Assessment, path: Path, change: Callable[[Workbook], None] | None = None) -> Path:
    path.write_bytes(report_workbook(made).data)
    if change:
        book = load_workbook(path)
        change(book)
        book.save(path)
    return path


def set_day(book: Workbook, day: date) -> None:
    sheet, cell = book.defined_names[words.AS_OF_NAME].attr_text.rsplit("!", 1)
    book[sheet.strip("'")][cell.replace("$", "")].value = day


def judged_in(path: Path) -> list[tuple[Any, ...]]:
    """状态, 距期天数, 下一节点, 状态说明 of each row of the ledger."""
    sheet = load_workbook(path, data_only=True)["任务台账"]
    heads = [cell.value for cell in sheet[4]]
    places = [heads.index(head) for head in ("状态", "距期天数", "下一节点", "状态说明")]
    rows = []
    for row in sheet.iter_rows(min_row=5, values_only=True):
        found = [row[place] for place in places]
        rows.append(tuple(None if v == "" else v.date() if hasattr(v, "date") else v for v in found))
    return rows


def judged_by(made: Assessment) -> list[tuple[Any, ...]]:
    return [(j.word, j.days, next_words(j.next), j.reason) for j in made.tasks]


@pytest.mark.parametrize("day", [DAY, date(2020, 10, 15), date(2023, 3, 2)], ids=str)
def test_every_formula_gives_what_was_written(day, tmp_path):
    books = [report_on(api.assess([api.read(s)], day), tmp_path / f"{n}.xlsx") for n, s in enumerate(SHEETS)]
    for source, book, calculated in zip(SHEETS, books, recalculate(books, tmp_path), strict=True):
        formulas, ours, theirs = formula_cells(book), values_of(book), values_of(calculated)
        assert {} == {
            (source.name, sheet, cell): (ours[sheet].get(cell), theirs[sheet].get(cell), text)
            for sheet, cells in formulas.items()
            for cell, text in cells.items()
            if ours[sheet].get(cell) != theirs[sheet].get(cell)
        }
        assert not any(str(v).startswith("#") for cells in theirs.values() for v in cells.values() if v != "#REF!")


def test_another_day_typed_in_is_judged_as_assess_judges_it(tmp_path):
    days = (date(2021, 7, 31), date(2022, 6, 25))
    cases = [(source, days[n % 2]) for n, source in enumerate(SHEETS)]
    documents = {source: api.read(source) for source in SHEETS}
    books = [
        report_on(api.assess([documents[s]], DAY), tmp_path / f"{n}.xlsx", lambda book, day=day: set_day(book, day))
        for n, (s, day) in enumerate(cases)
    ]
    for (source, day), book in zip(cases, recalculate(books, tmp_path), strict=True):
        made = api.assess([documents[source]], day)
        assert (source.name, day, judged_by(made)) == (source.name, day, judged_in(book)[: len(made.tasks)])
        if made.tasks:
            assert _figures(values_of(report_on(made, tmp_path / "then.xlsx"))) == _figures(values_of(book))


def _figures(values: dict[str, dict[str, Any]]) -> list[Any]:
    """The six figures, and the lines of 单位汇总, whose order alone does not follow."""
    lines: dict[str, list[tuple[str, Any]]] = {}
    for cell, value in values["单位汇总"].items():
        letters = cell.rstrip("0123456789")
        if int(cell[len(letters) :]) > 4 and len(letters) == 1 and letters <= "O":
            lines.setdefault(cell[len(letters) :], []).append((letters, value))
    six = [values["总览"].get(f"{letters}4") for letters in "BFJNRV"]
    return [six, sorted(str(sorted(line)) for line in lines.values())]


def test_what_the_clerk_fills_in_is_judged_as_assess_judges_it(tmp_path):
    chance = random.Random(3)
    cases: list[tuple[date, Path]] = []
    for number, source in enumerate(s for s in SHEETS if "名录" not in s.name):
        day = (DAY, date(2022, 1, 5))[number % 2]
        path = tmp_path / f"{number}.xlsx"
        cases.append((day, report_on(api.assess([api.read(source)], DAY), path, _filled_in(day, chance))))
    for (day, book), calculated in zip(cases, recalculate([b for _, b in cases], tmp_path), strict=True):
        expected = judged_by(api.assess([api.read(book)], day))
        assert (book.name, expected) == (book.name, judged_in(calculated)[: len(expected)])


def _filled_in(day: date, chance: random.Random) -> Callable[[Workbook], None]:
    """Type the day and, in two rows of three, words, done dates and shares of progress."""

    def change(book: Workbook) -> None:
        set_day(book, day)
        sheet = book["任务台账"]
        roles = [cell.value for cell in sheet[3]]
        for row in range(5, sheet.max_row + 1):
            if not sheet.cell(row, roles.index("text") + 1).value or chance.random() < 0.3:
                continue
            for role, choices in (("status", USUAL), ("done_date", DONE), ("progress", PERCENT)):
                cell = sheet.cell(row, roles.index(role) + 1)
                hundred = role == "progress" and cell.number_format == "General"
                if chance.random() < 0.6:
                    cell.value = chance.choice(HUNDRED if hundred else choices)

    return change


@pytest.mark.parametrize("hundred", [False, True], ids=["shares", "hundredths"])
def test_random_tasks_typed_over_are_judged_as_assess_judges_them(hundred, tmp_path):
    """The calculator of `test_live_agreement` and LibreOffice find the same: a few hundred of the rows that it goes through."""
    chance = random.Random(f"office {hundred}")
    policy = Policy(base=BASE, workdays=hundred)
    made = api.assess([read_document(random_book(chance, 150, hundred=hundred))], DAY, policy)
    days = [random_day(chance), random_day(chance)]
    typed = [random_typing(chance, 150, hundred=hundred) for _ in days]
    books = [
        report_on(made, tmp_path / f"{n}.xlsx", _typed_in(day, typing))
        for n, (day, typing) in enumerate(zip(days, typed, strict=True))
    ]
    for day, book, calculated in zip(days, books, recalculate(books, tmp_path), strict=True):
        again = api.assess([api.read(book)], day, policy)
        assert 150 == len(again.tasks)
        assert judged_by(again) == judged_in(calculated)


def test_what_words_alone_call_late_is_late_in_the_book_too(tmp_path):
    """Without a day there is no number of days; one that is typed in beside the words counts then (docs/规则.md 5.3)."""
    rows = [("修编应急预案", "逾期3天完成"), ("报送总结", "已完成（迟报）"), ("维修屋顶", "超期半个月修好")]
    made = assessment(document(HEADS, *(task_row(text=text, status=said) for text, said in rows)))
    assert {("逾期完成", None)} == {(judged.word, judged.days) for judged in made.tasks}
    typed = {0: {"done_date": date(2021, 6, 25)}, 1: {"status": "正在推进"}}
    books = [
        report_on(made, tmp_path / "as_written.xlsx"),
        report_on(made, tmp_path / "typed.xlsx", _typed_in(DAY, typed)),
    ]
    for book, calculated in zip(books, recalculate(books, tmp_path), strict=True):
        assert judged_by(api.assess([api.read(book)], DAY)) == judged_in(calculated)[: len(rows)]


def _typed_in(day: date, typed: Typed) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        set_day(book, day)
        sheet = book["任务台账"]
        roles = [cell.value for cell in sheet[3]]
        for row, cells in typed.items():
            for role, value in cells.items():
                cell = sheet.cell(5 + row, roles.index(role) + 1)
                cell.value = float(value) if isinstance(value, Percent) else value
                if isinstance(value, (int, str)):
                    cell.number_format = "General"

    return change


def test_words_that_no_formula_understands_are_under_way_and_said_to_wait(tmp_path):
    made = assessment(document(HEADS, task_row(deadline=date(2021, 12, 31))))

    def change(book: Workbook) -> None:
        book["任务台账"]["H5"].value = "正在协调资金"

    state, _, _, reason = judged_in(recalculate([report_on(made, tmp_path / "a.xlsx", change)], tmp_path)[0])[0]
    assert ("推进中", "时限12月31日；原文「正在协调资金」（新填文字，重新生成时认定）") == (state, reason)


def test_words_that_are_typed_are_not_taken_for_patterns(tmp_path):
    made = assessment(document(HEADS, task_row(), task_row(), task_row()))

    def change(book: Workbook) -> None:
        for row, typed in ((5, "?"), (6, "*完成"), (7, "已完?")):
            book["任务台账"][f"F{row}"].value = typed

    found = judged_in(recalculate([report_on(made, tmp_path / "a.xlsx", change)], tmp_path)[0])
    assert ["逾期", "逾期", "逾期"] == [row[0] for row in found]


ODD = (
    ("7月12日", None), ("6月", None), ("2021年7月", None), ("今年6月底", None), ("已办结", None), ("上旬", None), ("20210712", None),
    (None, "已于7月12日印发"), (None, "已于2021年6月中旬办结"), (None, "完成80%"), (None, "初稿已完成"), ("待定", "已完成"),
    ("7月8日", "已举办3场"), ("7月18日", "意见已送省厅"), ("待定", "意见已送省厅"),
)  # fmt: skip


@pytest.mark.parametrize("day", [DAY, date(2021, 7, 5), date(2022, 2, 10)], ids=str)
def test_done_dates_in_words_follow_the_day(day, tmp_path):
    heads = "text:任务 lead:单位 deadline:时限 status:情况 done_date:办结时间 progress:进度"
    rows = [(f"任务{n}", "A局", date(2021, 7, 10), told, done, None) for n, (done, told) in enumerate(ODD)]
    rows += [(f"任务{n}", "A局", date(2021, 7, 10), "已举办3场", "7月8日", share) for n, share in enumerate((1, 0.6))]
    rows.append(("任务", "A局", date(2021, 7, 10), "已举办3场", None, 1))
    rows.append(("任务", "A局", "开工 2021-07-01；完工 2021-12-01", "开工已完成", None, None))
    made = document(heads, *rows)
    book = report_on(assessment(made), tmp_path / "a.xlsx", lambda book: set_day(book, day))
    assert judged_by(assessment(made, as_of=day)) == judged_in(recalculate([book], tmp_path)[0])


def test_a_window_of_workdays_opens_on_its_own_day(tmp_path):
    made = document(HEADS, *[task_row(deadline=date(2021, 10, n)) for n in range(1, 20)])
    days = [date(2021, 9, 24), date(2021, 9, 30), date(2021, 10, 8)]
    books = [
        report_on(assessment(made, workdays=True), tmp_path / f"{n}.xlsx", lambda book, day=day: set_day(book, day))
        for n, day in enumerate(days)
    ]
    for day, book in zip(days, recalculate(books, tmp_path), strict=True):
        assert judged_by(assessment(made, as_of=day, workdays=True)) == judged_in(book)


def test_a_row_that_was_deleted_counts_no_more(tmp_path):
    made = assessment(document(HEADS, task_row(), task_row(lead="区财政局"), task_row(lead="区教育局")))

    def change(book: Workbook) -> None:
        for cell in book["任务台账"][6]:
            cell.value = None

    values = values_of(recalculate([report_on(made, tmp_path / "a.xlsx", change)], tmp_path)[0])
    lines = {values["单位汇总"].get(f"A{row}"): values["单位汇总"].get(f"B{row}") for row in range(5, 9)}
    assert {"区政府办": 1, "区财政局": 0, "区教育局": 1, "合计": 2} == lines
    assert 2 == values["总览"]["B4"]


def test_a_book_that_was_only_recalculated_is_as_we_wrote_it(tmp_path):
    made = api.assess([api.read(ROOT / "sample_workbooks" / "榆阳区_跟踪.xlsx")], DAY)
    path = report_on(made, tmp_path / "a.xlsx")
    assert "unchanged" == standing_of(open_book(path))
    assert "unchanged" == standing_of(open_book(recalculate([path], tmp_path)[0]))


def test_many_sheets_of_one_name_part_are_counted_apart(tmp_path):
    leads: Sequence[str] = ("区财政局", "区财政局国库中心", "区*局", "区?政局", "~财政局")
    made = assessment(document(HEADS, *[task_row(lead=lead) for lead in leads]))
    values = values_of(recalculate([report_on(made, tmp_path / "a.xlsx")], tmp_path)[0])
    assert [1] * len(leads) == [values["单位汇总"][f"B{row}"] for row in range(6, 6 + len(leads))]


def test_a_plan_is_done_once_its_day_has_come(tmp_path):
    told = ("9月底完成", "2021年9月底完成", "9月底已完成", "力争9月底前完成", "9月28日完成")
    made = assessment(document(HEADS, *[task_row(deadline=None, status=words_) for words_ in told]))
    days = (date(2021, 8, 31), date(2021, 9, 15), date(2021, 10, 8), date(2022, 3, 1))
    books = [
        report_on(made, tmp_path / f"{n}.xlsx", lambda book, day=day: set_day(book, day)) for n, day in enumerate(days)
    ]
    for day, book in zip(days, recalculate(books, tmp_path), strict=True):
        later = api.assess(made.documents, day)
        assert (day, [j.word for j in later.tasks]) == (day, [row[0] for row in judged_in(book)])


def test_the_bars_of_the_timeline_follow_the_day_and_the_ledger(tmp_path):
    """The first rule that holds in each period, evaluated below the table, is the look that a new report would write."""
    deadlines = (
        "梳理阶段 2021-07-01至2021-07-31；审查阶段 2021-09-20；公布阶段 2021-10-31", date(2021, 7, 20), "8月1日至12月15日",
        "持续推进", "2021年7月30日前，并长期坚持", date(2021, 12, 31), date(2021, 8, 4), None,
    )  # fmt: skip
    reports = (None, "已完成", "正在推进", "暂缓", "未启动", "梳理阶段已完成")
    made = document(HEADS, *[task_row(deadline=d, status=r) for d in deadlines for r in reports])
    days = (date(2021, 8, 1), date(2021, 8, 25), date(2021, 11, 5), date(2021, 12, 31))
    periods = len(PERIODS)
    assert periods == len(sheet_of(assessment(made, as_of=days[0])).columns) - 5 - len(HELPERS)
    books = [
        report_on(assessment(made), tmp_path / f"{n}.xlsx", lambda book, day=day: probe(book, day))
        for n, day in enumerate(days)
    ]
    for day, book in zip(days, recalculate(books, tmp_path), strict=True):
        later = sheet_of(assessment(made, as_of=day))
        rows = list(later.sections[0].rows())
        drawn = [[LOOKS.get(style, style or "blank") for style in row.styles[5 : 5 + periods]] for row in rows]
        assert (day, drawn) == (day, probed(book, len(rows)))


LOOKS = {
    "gantt.late": "late", "gantt.ahead": "ahead", "gantt.ongoing": "hatch", "gantt.bar.done_late": "gantt.bar.done",
    "gantt.bar.cancelled": "gantt.bar.suspended",
}  # fmt: skip
BELOW = 200
PERIODS = plan_periods(date(2021, 7, 1), date(2021, 12, 31), DAY)
RULES = [rule for rule in LiveTimeline(PERIODS, 5).rules() if rule.first == 5]


def sheet_of(made: Assessment) -> Listing:
    sheet = compose_timeline(made)
    assert isinstance(sheet, Listing)
    return sheet


def probe(book: Workbook, day: date) -> None:
    """Write below each period which rule of the sheet holds there first."""
    set_day(book, day)
    sheet = book["时间轴"]
    for row in range(5, sheet.max_row + 1):
        for column in range(6, 6 + len(PERIODS)):
            told = "".join(f"IF({rule.formula.replace('§', str(row))},{n}," for n, rule in enumerate(RULES))
            sheet.cell(row + BELOW, column).value = f"={told}-1{')' * len(RULES)}"


def probed(path: Path, rows: int) -> list[list[str]]:
    sheet = load_workbook(path, data_only=True)["时间轴"]
    looks = [rule.style.rpartition(".")[2] for rule in RULES]
    looks = [look if look in ("late", "ahead", "hatch", "blank") else f"gantt.bar.{look}" for look in looks]
    lines = sheet.iter_rows(5 + BELOW, 4 + BELOW + rows, 6, 5 + len(PERIODS), values_only=True)
    return [[looks[int(number)] for number in line] for line in lines]


def test_a_day_that_is_none_is_told_and_blames_nobody(tmp_path: Path) -> None:
    """统计日期 takes days alone; a text that is pasted over it makes no fault anywhere, and the page says what is the matter."""
    made = api.assess([api.read(SHEETS[0])], DAY)
    paths = [
        report_on(made, tmp_path / f"{n}.xlsx", lambda book, day=day: set_day(book, day))
        for n, day in enumerate(("2021.9.1", None))
    ]
    for path, calculated in zip(paths, recalculate(paths, tmp_path), strict=True):
        checks = [v for v in load_workbook(path)["总览"].data_validations.dataValidation if v.type == "date"]
        assert ["B2"] == [str(v.sqref) for v in checks]
        shown = values_of(calculated)
        assert [] == [v for cells in shown.values() for v in cells.values() if str(v).startswith("#") and v != "#REF!"]
        assert words.NO_DAY_DEED == shown["总览"]["G2"]
        assert {(words.NO_DAY, None, None, words.NO_DAY)} == set(judged_in(calculated)[: len(made.tasks)])


def test_a_row_that_was_added_by_hand_is_told_of_until_it_is_counted(tmp_path):
    made = assessment(document(HEADS, task_row(), task_row(text="乙")))

    def add(book: Workbook) -> None:
        sheet = book["任务台账"]
        (column,) = (cell.column for cell in sheet[3] if cell.value == "text")
        sheet.cell(7, column).value = "新增任务"

    books = [report_on(made, tmp_path / f"{n}.xlsx", change) for n, change in enumerate((None, add))]
    told = [values_of(book)["总览"]["G2"] for book in recalculate(books, tmp_path)]
    assert told[0].startswith("第1期")
    assert "台账里手工插入了1行，各表还没有计入：重新生成后计入" == told[1]
