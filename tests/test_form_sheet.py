"""What a form looks like and lets be done, and that it is read as a task sheet (docs/规则.md 14.2 to 14.4)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.forms import (
    ASKED,
    BODY,
    DUE,
    HEADER,
    ROWS,
    columns_of,
    fill,
    lines,
    page_of,
    planned,
    roster,
    sheet,
    written,
)
from xltrack import api
from xltrack.base.errors import UsageError
from xltrack.comparison.snapshot import snapshot_rows
from xltrack.domain.forms import RoundPeriod, bare_number, parse_code, parse_key, parse_mark


@pytest.fixture
def page(tmp_path: Path) -> Any:
    return page_of(written(sheet(tmp_path))["县教育局"])


def test_only_the_asked_cells_are_open(page):
    heads = columns_of(page)
    open_ = {cell.coordinate for row in page for cell in row if not cell.protection.locked}
    assert {page.cell(row, heads[head]).coordinate for row in (BODY, BODY + 1) for head in ASKED} == open_


def test_the_sheet_is_locked_without_a_password_and_can_be_filtered_sorted_and_widened(page):
    locked = page.protection
    assert locked.sheet
    assert locked.password is None
    # False is what the lock leaves alone.
    assert [False] * 4 == [locked.autoFilter, locked.sort, locked.formatColumns, locked.formatRows]
    assert [True] * 4 == [locked.formatCells, locked.insertRows, locked.deleteRows, locked.deleteColumns]
    assert page.auto_filter.ref


def test_the_answers_are_a_list_that_lets_other_words_pass(page):
    column = columns_of(page)["完成情况"]
    found = [v for v in page.data_validations.dataValidation if v.type == "list"]
    letters = page.cell(HEADER, column).column_letter
    expected = {
        f"{letters}{BODY}": '"同上期,已完成,推进中,未启动,暂缓"', f"{letters}{BODY + 1}": '"已完成,推进中,未启动,暂缓"',
    }  # fmt: skip
    assert expected == {str(v.sqref): v.formula1 for v in found}
    assert {("information", False)} == {(v.errorStyle, bool(v.showErrorMessage)) for v in found}


def test_every_open_column_has_a_hint_and_no_check_forbids(page):
    heads, hints = columns_of(page), page.data_validations.dataValidation
    covered = {area.min_col for v in hints for area in v.sqref.ranges}
    assert {heads[head] for head in ASKED} == covered
    assert all(v.promptTitle and v.prompt and v.showInputMessage for v in hints)
    assert {"information", "warning", None} >= {v.errorStyle for v in hints if v.showErrorMessage}


def test_it_prints_on_a4_across_with_its_header_on_every_page(page):
    print_ = page.page_setup
    assert (9, "landscape", True, 0) == (
        int(print_.paperSize), print_.orientation, page.sheet_properties.pageSetUpPr.fitToPage, print_.fitToHeight,
    )  # fmt: skip
    assert f"${HEADER}:${HEADER}" == page.print_title_rows
    assert "&P" in page.oddFooter.center.text


def test_what_is_known_stands_there_in_grey(page):
    known = page.cell(BODY, columns_of(page)["上期填报"])
    assert "正在推进\n问题：资金缺口300万元" == known.value
    assert "FF7A8591" == known.font.color.rgb
    assert [None] * len(ASKED) == [page.cell(BODY, columns_of(page)[head]).value for head in ASKED]


def test_the_deadline_stands_in_the_words_of_the_sheet_and_its_year_in_the_head(page):
    assert ["6月底前", "2021年9月底前"] == [line["完成时限"] for line in lines(page)]
    assert "完成时限\n（2021年）" in [cell.value for cell in page[HEADER]]


def test_the_key_stands_on_three_carriers(tmp_path):
    path = written(sheet(tmp_path))["县教育局"]
    book = load_workbook(path)
    page = book["填报表"]
    first = next(lines(page))
    key, code = parse_key(first["任务键"]), parse_code(first["表单编号"])
    assert ("2021-08-001", "县教育局", "1") == (first["表单编号"], key.unit, key.number)
    assert ("2021-08", "1") == code
    (told,) = book.custom_doc_props.props
    assert ("xltrack_form", ("2021-08", "县教育局", DUE)) == (told.name, parse_mark(told.value)[1:])
    hidden = {n for d in page.column_dimensions.values() if d.hidden for n in range(d.min, d.max + 1)}
    assert {"任务键", "底稿", "牵头单位", "配合单位"} == {page.cell(HEADER, column).value for column in hidden}


def test_the_key_is_that_by_which_reports_know_the_task(tmp_path):
    """A text that was changed a little keeps the key of the last report (8.2)."""
    source = sheet(tmp_path)
    judged = api.assess(api.read(source), date(2021, 7, 25))
    api.report(judged, [source])
    first = parse_key(next(lines(page_of(written(source)["县教育局"])))["任务键"]).key
    sheet(tmp_path, (1, "民生", "编制教育信息化三年实施方案", *ROWS[0][3:]), *ROWS[1:])
    assert first == parse_key(next(lines(page_of(written(source)["县教育局"])))["任务键"]).key
    assert first == next(iter(snapshot_rows(judged))).key


@pytest.mark.parametrize(
    ("number", "code"),
    [("17", "2021-03-017"), ("2-3", "2021-03-002-3"), ("屯留区-10", "2021-03-屯留区-010"), ("一", "2021-03-一"), ("1234", "2021-03-1234")],
)  # fmt: skip
def test_the_printed_number_tells_period_and_task(number, code):
    assert code == RoundPeriod(date(2021, 3, 1)).code(number)
    assert ("2021-03", bare_number(number)) == parse_code(code)
    assert ("2021-0315", bare_number(number)) == parse_code(RoundPeriod(date(2021, 3, 15), by_day=True).code(number))


def test_it_is_typed_in_any_width_and_with_any_dash():
    assert ("2021-08", "17") == parse_code("２０２１—０８－０１７ ")
    assert parse_code("2021-08") is None
    assert parse_code("0912-3525188") is None


def test_the_instructions_say_what_by_when_to_whom_and_how(tmp_path):
    page = load_workbook(written(sheet(tmp_path))["县教育局"]).worksheets[0]
    told = "\n".join(str(cell.value) for row in page for cell in row if cell.value)
    assert "填报说明" == page.title
    for words in (
        "县教育局",
        "2项任务（牵头1项，配合1项）",
        "2021年8月10日（星期二）前",
        "清水县人民政府办公室",
        "0912-3525188",
        "同上期",
        "涉密",
    ):
        assert words in told
    assert page.protection.sheet


# --- a form is a task sheet ---


def test_a_form_is_read_as_a_task_sheet(tmp_path):
    source = sheet(tmp_path)
    whole = {task.text: task for table in api.read(source).tables for task in table.tasks}
    read = api.read(written(source)["县教育局"])
    assert [] == [note.code for note in read.diagnostics if note.severity != "info"]
    (table,) = read.tables
    assert ["编制教育信息化实施方案", "修缮敬老院"] == [task.text for task in table.tasks]
    assert [[("县教育局", "lead")], [("县教育局", "support")]] == [[u[:2] for u in task.units] for task in table.tasks]
    for task in table.tasks:
        was = whole[task.text]
        assert (was.deadline.milestones, was.seq, was.group) == (task.deadline.milestones, task.seq, task.group)
        assert (None, None, None, None) == task.reported  # what was known is no answer


def test_what_is_typed_into_a_form_is_read_as_an_answer(tmp_path):
    path = written(sheet(tmp_path))["县教育局"]
    fill(path, {
        "编制教育信息化实施方案": {"完成情况": "同上期", "申请延期至": date(2021, 12, 31), "下一步措施": "9月底前完成编制并印发实施方案"},
        "修缮敬老院": {"完成情况": "已完成", "完成日期": date(2021, 7, 12), "进度（%）": 1},
    })  # fmt: skip
    read = api.read(path)
    first, second = read.tables[0].tasks
    assert ("正在推进", "已完成", date(2021, 7, 12), 1) == (first.reported.words, *second.reported[:3])
    assert date(2021, 6, 30) == first.deadline.milestones[0].due  # a request moves nothing
    assert "D834" in [note.code for note in read.diagnostics]


def test_an_extension_that_is_asked_for_moves_no_deadline(tmp_path):
    asked = {"完成情况": "推进中", "申请延期至": date(2021, 12, 31)}
    path = fill(written(sheet(tmp_path))["县教育局"], {"编制教育信息化实施方案": asked})
    assert "overdue" == api.assess(api.read(path), date(2021, 8, 1)).tasks[0].state


def test_a_form_goes_on_to_those_below(tmp_path):
    """A bureau hands its form on to its towns: each is asked of every task, under the same number."""
    own = written(sheet(tmp_path))["县教育局"]
    bureau = tmp_path / "教育局"
    bureau.mkdir()
    form = bureau / own.name
    form.write_bytes(own.read_bytes())
    known = roster(bureau, ("单位", "类别"), ("东山镇中心校", "学校"), ("西河乡中心校", "学校"))
    made = written(form, known, to="各学校、县第一中学")
    assert ["东山镇中心校", "西河乡中心校", "县第一中学"] == list(made)
    assert "2021年8月_县教育局_填报_2021-08-01" == next(iter(made.values())).parent.name
    rows = list(lines(page_of(made["东山镇中心校"])))
    assert [("2021-08-001", "编制教育信息化实施方案"), ("2021-08-002", "修缮敬老院")] == [
        (r["表单编号"], r["工作任务"]) for r in rows
    ]
    assert ["东山镇中心校", "东山镇中心校"] == [
        unit.name for t in api.read(made["东山镇中心校"]).tables[0].tasks for unit in t.units
    ]


def test_those_below_have_to_be_units(tmp_path):
    with pytest.raises(UsageError) as caught:
        planned(sheet(tmp_path), to="抓紧落实")
    assert "D831" == caught.value.code


def test_a_deadline_without_a_year_gets_none_from_the_form(tmp_path):
    """3.4: it is unreadable in the sheet, and never guessed from the day on which the form is made."""
    rows = ((1, "民生", "编制实施方案", "县教育局", None, "年底前", "推进中", None),)
    source = sheet(tmp_path, *rows, title="清水县重点工作任务分解表")
    (path,) = written(source).values()
    assert ["unreadable"] * 2 == [api.read(p).tables[0].tasks[0].deadline.kind for p in (source, path)]


def test_next_year_is_told_by_its_days(tmp_path):
    """今年, 明年 count from the year of the document, which the form is none of."""
    rows = ((1, "民生", "编制实施方案", "县教育局", None, "明年一季度", "推进中", None),)
    source = sheet(tmp_path, *rows)
    (path,) = written(source).values()
    assert "2022年3月31日" == next(lines(page_of(path)))["完成时限"]


def test_a_form_that_is_handed_on_keeps_its_title(tmp_path):
    own = written(sheet(tmp_path))["县教育局"]
    assert page_of(own)["A1"].value == page_of(next(iter(written(own, to="东山中学").values())))["A1"].value


YEARS = st.sampled_from(
    (
        "6月底前",
        "2022年3月底前",
        "持续推进",
        "8月1日至8月31日",
        "6月底前开工、12月底前完工",
        "每月5日前",
        "年底前",
        "十四五期间",
    )
)


@settings(deadline=None, max_examples=40)
@given(st.lists(YEARS, min_size=1, max_size=6), st.sampled_from((2020, 2021, 2022)))
def test_deadlines_mean_in_a_form_what_they_mean_in_the_sheet(tmp_path_factory, drawn, year):
    """14.2: the words of the sheet, and the year that it gave them."""
    folder = tmp_path_factory.mktemp("年")
    rows = [
        (n, "民生", f"编制第{n}号实施方案", "县教育局", None, words, "推进中", None) for n, words in enumerate(drawn, 1)
    ]
    source = sheet(folder, *rows, title=f"清水县{year}年重点工作任务分解表")
    (path,) = written(source).values()
    was, now = api.read(source).tables[0].tasks, api.read(path).tables[0].tasks
    assert [t.deadline.milestones for t in was] == [t.deadline.milestones for t in now]
    assert [t.deadline.kind for t in was] == [t.deadline.kind for t in now]


def test_a_report_is_no_form_and_a_form_of_a_report_knows_its_answers(tmp_path):
    """What was typed into the ledger of a report is what is known."""
    source = sheet(tmp_path)
    report = api.report(api.assess(api.read(source), date(2021, 7, 25)), [source]).path
    made = written(report)
    assert "任务分解表_填报_2021-08-01" == next(iter(made.values())).parent.name
    assert "正在推进\n问题：资金缺口300万元" == next(lines(page_of(made["县教育局"])))["上期填报"]
