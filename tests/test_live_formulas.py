"""The formulas of a written book: functions that Excel 2010 has, limits, and values as judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from tests.assessments import DAY, HEADS, assessment, document, task_row
from tests.workbooks import parts, records, shown_heads, words_of, written
from xltrack import api
from xltrack.assessment.dates import warning_day
from xltrack.assessment.judge import understand
from xltrack.assessment.meaning import meaning_of
from xltrack.domain.settings import Policy
from xltrack.domain.workdays import workdays_between
from xltrack.language.status.grammar import parse_status
from xltrack.report import words
from xltrack.report.live import book as live
from xltrack.report.live.book import understood_words
from xltrack.report.live.formulas import literal, sentence_formula
from xltrack.report.writing import report_workbook

ROOT = Path(__file__).parents[1]
SHEETS = [
    *sorted((ROOT / "sample_workbooks").glob("*.xlsx")),
    *sorted(p for p in (ROOT / "tests/data/corpus").iterdir() if p.suffix in (".xlsx", ".xls")),
]
# Functions of Excel 2010 that calculate anew only when what they look at changes.
ALLOWED = {
    "IF", "AND", "OR", "IFERROR", "CHOOSE", "COUNT", "COUNTIFS", "SUM", "INDEX", "MATCH", "DATE", "YEAR", "MONTH", "DAY",
    "WEEKDAY", "INT", "MOD", "MIN", "ROUND", "RANK", "SMALL", "LARGE", "LEFT", "RIGHT", "MID", "LEN", "TRIM", "FIND", "SEARCH",
    "SUBSTITUTE", "REPT", "CHAR", "ISNUMBER", "HYPERLINK", "TEXT", "COUNTIF", "MAX", "ROW", "COLUMN", "N", "SUMIFS", "NOT",
    "SUBTOTAL",
}  # fmt: skip
_LITERAL = re.compile('"(?:[^"]|"")*"')
_FUNCTION = re.compile(r"([A-Z][A-Z0-9.]*)\(")
_FORMULAS = re.compile(r"<f[^>]*>([^<]+)</f>|<formula>([^<]+)</formula>|<formula1>([^<]+)</formula1>")


def formulas(data: bytes) -> Iterator[str]:
    """Every formula of cells, conditional formats and drop-downs."""
    for name, text in parts(data).items():
        if name.startswith("xl/worksheets/sheet"):
            for found in _FORMULAS.finditer(text):
                formula = found[1] or found[2] or found[3]
                yield formula.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("source", SHEETS, ids=lambda path: path.stem)
def test_formulas_use_what_excel_2010_has(source):
    found = list(formulas(report_workbook(api.assess([api.read(source)], DAY)).data))
    bare = [_LITERAL.sub('""', formula) for formula in found]
    assert set() == {name for formula in bare for name in _FUNCTION.findall(formula)} - ALLOWED
    assert 8192 >= max(map(len, found))
    assert 255 + 2 >= max(len(text) for formula in found for text in _LITERAL.findall(formula))
    assert not any("{" in formula or "#" in formula for formula in bare)
    assert 64 >= max(map(_depth, bare))


def _depth(formula: str) -> int:
    deepest = depth = 0
    for char in formula:
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    return deepest


@pytest.mark.parametrize("source", SHEETS, ids=lambda path: path.stem)
def test_the_values_of_formulas_are_what_was_judged(source):
    made = api.assess([api.read(source)], DAY)
    rows = records(written(made)["任务台账"])
    assert [(j.word, j.days, j.reason) for j in made.tasks] == [
        (row["状态"], row["距期天数"], row["状态说明"]) for row in rows
    ]


def test_the_words_that_formulas_understand_mean_what_the_grammar_says():
    assert {word: sense for sense, among in words.UNDERSTOOD.items() for word in among} == {
        word: meaning_of(parse_status(word), (), "").sense for among in words.UNDERSTOOD.values() for word in among
    }


def test_the_words_of_the_drop_down_are_understood():
    assert set(words.STATUS_CHOICES) <= {word for word, _ in understood_words()}


@settings(deadline=None)
@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.integers(0, 40), st.booleans(), st.integers(-60, 120))
def test_from_the_warning_day_on_and_never_before_a_task_falls_due_soon(due, window, workdays, before):
    """docs/规则.md 5: due_soon is 「first unmet due within N days, D included」, in calendar days or workdays."""
    policy = Policy(window=window, workdays=workdays)
    day = due - timedelta(days=before)
    if day <= due:
        left = workdays_between(day, due) if workdays else (due - day).days
        assert (left <= window) == (day >= warning_day(due, policy))


@given(st.text(max_size=600))
def test_a_literal_is_cut_into_pieces_that_a_formula_may_hold(text):
    pieces = _LITERAL.findall(literal(text))
    assert all(len(piece) <= 255 + 2 for piece in pieces)
    shown = "".join(piece[1:-1].replace('""', '"') for piece in pieces)
    assert text.replace("\n", "") == shown


def test_a_sentence_becomes_a_concatenation():
    assert '"时限"&A1&"已过"&B1&"天"' == sentence_formula("时限{due}已过{days}天", due="A1", days="B1")


def test_words_that_meet_a_milestone_are_kept_with_the_one_that_counts_without_them():
    staged = "梳理阶段 2021-08-01至2021-08-31；审查阶段 2021-09-30"
    made = document(HEADS, task_row(deadline=staged, status="梳理阶段已完成"))
    basis = understand(made.tables[0].tasks[0], Policy())
    assert ("审查阶段", "梳理阶段", date(2021, 9, 30)) == (basis.node.label, basis.first.label, basis.last.due)


def test_a_book_that_is_too_large_has_values_and_says_so(monkeypatch):
    monkeypatch.setattr(live, "MOST_TASKS", 2)
    made = assessment(document(HEADS, *[task_row(text=f"任务{n}") for n in range(3)]))
    book = written(made, formulas=True)
    ledger = book["任务台账"]
    assert "逾期" == records(ledger)[0]["状态"]
    assert "不设公式" in ledger["A2"].value
    assert "明细" not in book.sheetnames
    for sheet in ("逾期和临期", "单位汇总", "单位×月份"):
        assert book[sheet]["A2"].value.count("截至2021年8月1日") == 1
        assert "不随统计日期变化" in book[sheet]["A2"].value
    assert not any(str(cell).startswith("=") for sheet in ("逾期和临期", "单位汇总") for cell in words_of(book[sheet]))


def test_a_list_that_is_too_long_has_values_and_says_so_on_the_overview_too(monkeypatch):
    monkeypatch.setattr("xltrack.report.lists.MOST_LISTED", 2)
    monkeypatch.setattr("xltrack.report.overview.figures.MOST_LISTED", 2)
    made = assessment(document(HEADS, *[task_row(text=f"任务{n}") for n in range(3)]))
    book = written(made, formulas=True)
    sheet = book["逾期和临期"]
    assert (3, -32) == (len(records(sheet)), sheet["E5"].value)
    assert "不随统计日期变化" in sheet["A2"].value
    assert any("逾期任务（截至8月1日）" in word for word in words_of(book["总览"]))


def test_a_list_longer_than_its_spare_rows_follows_all_the_same():
    made = assessment(document(HEADS, *[task_row(text=f"任务{n}") for n in range(live.LISTED + 1)]))
    book = written(made, formulas=True)
    rows = book["逾期和临期"].iter_rows(min_row=5, max_col=5, values_only=True)
    days = [row[4] for row in rows]
    assert (live.LISTED + 1, True) == (len(days), all(str(day).startswith("=") for day in days))


def test_what_cannot_follow_is_headed_so():
    book = written(assessment(document(HEADS, task_row())))
    for sheet in ("核对清单", "时间轴", "单位汇总", "单位×月份"):
        assert "不随统计日期变化" in book[sheet]["A2"].value


def test_spare_rows_of_a_list_are_not_printed():
    rows = [task_row(text=f"任务{n}", deadline=date(2022, 1, 1) + timedelta(days=n)) for n in range(40)]
    sheet = written(assessment(document(HEADS, *rows, task_row(text="已逾期"))))["逾期和临期"]
    assert "'逾期和临期'!$A$1:$G$22" == sheet.print_area
    assert ["已逾期"] == [row["任务"] for row in records(sheet)]
    assert 45 == sheet.max_row


def test_a_list_of_nothing_stays_in_the_book_and_is_not_printed():
    rows = [task_row(text=f"任务{n}", deadline=date(2022, 1, 1) + timedelta(days=n)) for n in range(40)]
    sheet = written(assessment(document(HEADS, *rows)))["逾期和临期"]
    assert ("visible", "'逾期和临期'!$A$3", True) == (
        sheet.sheet_state,
        sheet.print_area,
        sheet.row_dimensions[3].hidden,
    )
    assert [] == records(sheet)
    assert 44 == sheet.max_row
    assert "截至2021年8月1日　没有逾期任务；没有到期任务" == sheet["A2"].value


def test_helper_columns_are_hidden_not_printed_and_move_with_their_rows():
    """A sort by the button of the filter moves what the filter holds: the helpers have to go with their rows."""
    sheet = written(assessment(document(HEADS, task_row())))["任务台账"]
    assert f"A4:{get_column_letter(sheet.max_column)}5" == sheet.auto_filter.ref
    assert "'任务台账'!$A$1:$J$5" == sheet.print_area
    assert "来源" == shown_heads(sheet)[-1]


def test_rows_of_a_stage_can_be_folded_under_its_first():
    made = document(HEADS, task_row(), task_row(text="乙"), task_row(text="丙", group="动员"))
    sheet = written(assessment(made))["任务台账"]
    assert [0, 1, 0] == [sheet.row_dimensions[row].outlineLevel for row in (5, 6, 7)]
    assert not sheet.sheet_properties.outlinePr.summaryBelow
