"""A form that comes back bent: each answer stands beside its task, and it is told how sure that is (docs/规则.md 14.5)."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests import forms, office
from tests.forms import BODY, DAY, DUE, HEADER, columns_of, fill, head_of, sheet, written
from xltrack import api
from xltrack.base.errors import SourceError
from xltrack.domain.forms import (
    Answers,
    ReturnedForm,
    ReturnedRow,
    row_digest,
)
from xltrack.reading.forms import read_form

FIRST, SECOND, THIRD = "编制教育信息化实施方案", "开展校园安全排查", "改造农村薄弱学校"
ROWS = (
    (1, "民生", FIRST, "县教育局", None, "6月底前", "正在推进", "资金缺口300万元"),
    (2, "民生", SECOND, "县教育局", "县公安局", "2021年9月底前", None, None),
    (3, "产业", THIRD, "县教育局", None, "10月底前", None, None),
)
TYPED = {
    FIRST: {"完成情况": "已完成", "完成日期": date(2021, 7, 12), "佐证材料": "清教发〔2021〕8号"},
    SECOND: {"完成情况": "推进中", "进度（%）": 0.6, "存在问题": "人手不足", "下一步措施": "8月底前查完"},
    THIRD: {"完成情况": "同上期", "申请延期至": date(2021, 12, 31)},
}  # fmt: skip
NUMBERS = {"1": FIRST, "2": SECOND, "3": THIRD}
EXPECTED = {
    FIRST: Answers("已完成", date(2021, 7, 12), proof="清教发〔2021〕8号"),
    SECOND: Answers("推进中", progress=0.6, trouble="人手不足", next="8月底前查完"),
    THIRD: Answers("同上期", extension=date(2021, 12, 31)),
}  # fmt: skip


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form of three tasks, filled in."""
    return fill(written(sheet(tmp_path, *ROWS))["县教育局"], TYPED)


def answers(form: ReturnedForm) -> dict[str, Answers]:
    """What was typed, by the task that the carriers tell."""
    return {NUMBERS[row.number]: row.answers for row in form.rows}


def answers_of(row: ReturnedRow, known: Mapping[str, Answers]) -> Answers:
    """Those of the task that a row is about."""
    return known[NUMBERS[row.number]]


def bent(path: Path, bend: Callable[[Any], None]) -> Path:
    """The form after somebody did something to its sheet."""
    book = load_workbook(path)
    bend(book.worksheets[-1])
    book.save(path)
    return path


def test_a_form_as_it_was_sent_is_all_that_it_knows(tmp_path):
    path = written(sheet(tmp_path, *ROWS))["县教育局"]
    read = read_form(path)
    assert ("县教育局", DAY, "2021-08", DUE, ()) == (read.unit, read.day, read.label, read.due, read.notes)
    assert [("all", True)] * 3 == [(row.agreement, row.is_blank) for row in read.rows]
    assert [("民生", FIRST, "6月底前"), ("民生", SECOND, "2021年9月底前"), ("产业", THIRD, "10月底前")] == [
        (row.group, row.text, row.deadline) for row in read.rows
    ]
    assert [Answers("正在推进", trouble="资金缺口300万元"), Answers(), Answers()] == [row.former for row in read.rows]


def test_the_digest_is_that_of_the_row_that_the_form_was_made_from(tmp_path):
    """What merges the answers can tell whether the row changed meanwhile."""
    from xltrack.comparison.snapshot import snapshot_rows

    source = sheet(tmp_path, *ROWS)
    rows = list(snapshot_rows(api.assess(api.read(source), DAY)))
    for row, own in zip(read_form(written(source)["县教育局"]).rows, rows, strict=True):
        assert (own.key, row_digest(own, row.former)) == (row.key.key, row.key.digest)


def test_what_was_typed_is_read_as_typed(form):
    read = read_form(form)
    assert answers(read) == EXPECTED
    assert {"all"} == {row.agreement for row in read.rows}


def body(page: Any) -> int:
    return head_of(page) + 1


def delete_row(page: Any) -> None:
    page.delete_rows(body(page) + 1)


def insert_row(page: Any) -> None:
    page.insert_rows(body(page) + 1)


def insert_above(page: Any) -> None:
    page.insert_rows(1, 3)


def reverse_rows(page: Any) -> None:
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=body(page))]
    for number, values in enumerate(reversed(rows), body(page)):
        for column, value in enumerate(values, 1):
            page.cell(number, column).value = value


def rename_sheet(page: Any) -> None:
    page.title = "Sheet1"


def move_columns(page: Any) -> None:
    """The last visible columns to the front, with their heads."""
    rows = [[(cell.value, cell.number_format) for cell in row] for row in page.iter_rows(min_row=head_of(page))]
    width = len(rows[0])
    order = [*range(9, width), *range(9)]
    for number, values in enumerate(rows, head_of(page)):
        for place, column in enumerate(order, 1):
            cell = page.cell(number, place)
            cell.value, cell.number_format = values[column]


def rename_heads(page: Any) -> None:
    for head, other in (("完成情况", "干得怎么样了"), ("存在问题", "卡点"), ("佐证材料", "附件名")):
        page.cell(head_of(page), columns_of(page)[head]).value = other


def drop_hidden(page: Any) -> None:
    for head in ("任务键", "底稿", "牵头单位"):
        page.delete_cols(columns_of(page)[head])


def clear_codes(page: Any) -> None:
    page.delete_cols(columns_of(page)["表单编号"])


def drag_codes(page: Any) -> None:
    """The first number dragged down over the others."""
    for row in range(body(page), page.max_row + 1):
        page.cell(row, columns_of(page)["表单编号"]).value = f"2021-08-{row + 7:03}"


def sort_shown(page: Any) -> None:
    """The visible columns sorted without the hidden ones: each key stands beside another task."""
    shown = columns_of(page)["任务键"] - 1
    rows = [
        [page.cell(row, column).value for column in range(1, shown + 1)] for row in range(body(page), page.max_row + 1)
    ]
    for number, values in enumerate(reversed(rows), body(page)):
        for column, value in enumerate(values, 1):
            page.cell(number, column).value = value


def double_head(page: Any) -> None:
    page.insert_rows(body(page) + 1)
    for column in range(1, page.max_column + 1):
        page.cell(body(page) + 1, column).value = page.cell(head_of(page), column).value


def drop_head(page: Any) -> None:
    page.delete_rows(1, head_of(page))


def change_key(page: Any) -> None:
    column = columns_of(page)["任务键"]
    page.cell(body(page), column).value = str(page.cell(body(page), column).value).replace("2021-08-01", "2021-07-01")


def merge_groups(page: Any) -> None:
    page.merge_cells(start_row=body(page), end_row=body(page) + 1, start_column=3, end_column=3)


def add_column(page: Any) -> None:
    page.insert_cols(5)
    page.cell(head_of(page), 5).value = "科室"
    page.cell(body(page), 5).value = "基教股"


BENDS = {
    insert_row: "all", insert_above: "all", reverse_rows: "all", rename_sheet: "all", move_columns: "all", rename_heads: "all",
    drop_hidden: "two", clear_codes: "two", drag_codes: "two", sort_shown: "two", double_head: "all", merge_groups: "all",
    add_column: "all",
}  # fmt: skip


@pytest.mark.parametrize("bend", BENDS, ids=lambda bend: bend.__name__)
def test_every_answer_stands_beside_its_task_however_the_form_was_bent(form, bend):
    read = read_form(bent(form, bend))
    assert answers(read) == EXPECTED
    assert {BENDS[bend]} == {row.agreement for row in read.rows if row.clashing or bend is not sort_shown}
    assert ("县教育局", "2021-08") == (read.unit, read.label)


ALL_AT_ONCE = (
    insert_row, insert_above, reverse_rows, rename_sheet, move_columns, rename_heads, drop_hidden, clear_codes, add_column,
)  # fmt: skip


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bends=st.lists(st.sampled_from(ALL_AT_ONCE), min_size=2, max_size=5, unique=True))
def test_several_bends_at_once_lose_and_misplace_nothing(form, tmp_path_factory, bends):
    path = shutil.copy(form, tmp_path_factory.mktemp("bent") / form.name)
    for bend in bends:
        bent(path, bend)
    read = read_form(path)
    assert answers(read).keys() == EXPECTED.keys()
    for row in read.rows:
        for told, typed in zip(row.answers, answers_of(row, EXPECTED), strict=True):
            # Of a column of which nothing tells what it is the words come along under its header.
            assert told == typed or (told is None and typed in row.others.values())


def test_a_row_that_was_deleted_is_missing_and_the_others_stand(form):
    assert [FIRST, THIRD] == [row.text for row in read_form(bent(form, delete_row)).rows]


def test_without_a_header_the_names_of_the_book_tell_the_columns(form):
    def bend(page: Any) -> None:
        for column in range(1, page.max_column + 1):
            page.cell(HEADER, column).value = None

    assert answers(read_form(bent(form, bend))) == EXPECTED


def test_a_key_that_was_changed_counts_for_nothing(form):
    first, *others = read_form(bent(form, change_key)).rows
    assert (None, "two", FIRST) == (first.key, first.agreement, first.text)
    assert first.former is None
    assert {"all"} == {row.agreement for row in others}


def test_a_key_beside_another_task_is_told_and_not_used(form):
    read = read_form(bent(form, sort_shown))
    assert [{"key"}, set(), {"key"}] == [set(row.clashing) for row in read.rows]
    assert ["D837", "D837"] == [note.code for note in read.notes]
    assert None is read.rows[0].former


def test_a_row_that_stands_twice_is_told(form):
    def bend(page: Any) -> None:
        for column in range(1, page.max_column + 1):
            page.cell(BODY + 3, column).value = page.cell(BODY, column).value

    assert [("D836", 5)] == [(note.code, note.facts["row"]) for note in read_form(bent(form, bend)).notes]


def test_words_beside_no_task_are_told(form):
    def bend(page: Any) -> None:
        page.cell(BODY + 5, 1).value = "以上第2项已与公安局对接，另行报告"
        page.cell(BODY + 6, 1).value = "填表人：李四　联系电话：0912-1234567"
        page.cell(BODY + 8, columns_of(page)["存在问题"]).value = "全县都缺人"

    read = read_form(bent(form, bend))
    assert answers(read) == EXPECTED
    assert [("D838", "以上第2项已与公安局对接，另行报告"), ("D838", "全县都缺人")] == [
        (n.code, n.facts["text"]) for n in read.notes
    ]


def test_what_stands_in_columns_of_their_own_comes_along(form):
    first, *_ = read_form(bent(form, add_column)).rows
    assert {"科室": "基教股"} == first.others


def test_a_form_that_another_unit_handed_on_is_told(tmp_path):
    """Rows of one unit's form pasted into that of another: their own keys count, the property does not."""
    made = written(sheet(tmp_path, *ROWS, (4, "民生", "修缮敬老院", "县民政局", None, "9月底前", None, None)))
    other = load_workbook(made["县民政局"])["填报表"]
    values = [cell.value for cell in other[BODY]]

    def bend(page: Any) -> None:
        heads = {v: c for c, v in columns_of(page).items()}
        told = dict(zip((str(cell.value).split("\n")[0] for cell in other[HEADER]), values, strict=True))
        for column, head in heads.items():
            page.cell(BODY, column).value = told.get(head)

    read = read_form(bent(made["县教育局"], bend))
    assert ("县教育局", "县民政局", "two", {"book"}) == (
        read.unit, read.rows[0].key.unit, read.rows[0].agreement, set(read.rows[0].clashing),
    )  # fmt: skip


def pasted(path: Path, target: Path, columns: int | None = None) -> Path:
    """The cells of a form in another workbook, which has neither its names nor its property."""
    page, book = load_workbook(path)["填报表"], Workbook()
    for row in page.iter_rows(max_col=columns, values_only=True):
        book.active.append(row)
    book.save(target)
    return target


def test_cells_that_were_pasted_into_another_book_know_their_tasks(form, tmp_path):
    read = read_form(pasted(form, tmp_path / "新建工作表.xlsx"))
    assert answers(read) == EXPECTED
    assert ("县教育局", {"two"}) == (read.unit, {row.agreement for row in read.rows})


def test_of_visible_cells_alone_the_printed_number_tells_the_task(form, tmp_path):
    shown = columns_of(load_workbook(form)["填报表"])["任务键"] - 1
    read = read_form(pasted(form, tmp_path / "新建工作表.xlsx", shown))
    assert answers(read) == EXPECTED
    assert ("县教育局", "2021-08", None, {"one"}) == (read.unit, read.label, read.day, {r.agreement for r in read.rows})


def test_without_any_carrier_the_words_are_all_that_there_is(form, tmp_path):
    made = pasted(form, tmp_path / "新建工作表.xlsx", columns_of(load_workbook(form)["填报表"])["任务键"] - 1)
    book = load_workbook(made)
    book.active.delete_cols(1)
    book.save(made)
    read = read_form(made)
    assert [(FIRST, "words"), (SECOND, "words"), (THIRD, "words")] == [(row.text, row.agreement) for row in read.rows]
    assert answers(read) == EXPECTED


def test_two_forms_on_two_sheets_of_one_book_are_told_apart_by_their_keys(form, tmp_path):
    other = written(
        sheet(tmp_path, (1, "民生", "修缮敬老院", "县民政局", None, "9月底前", None, None), name="乙.xlsx")
    )["县民政局"]
    book, page = load_workbook(form), load_workbook(other)["填报表"]
    extra = book.create_sheet("民政局")
    for row in page.iter_rows(values_only=True):
        extra.append(row)
    book.save(form)
    assert ["县教育局"] * 3 + ["县民政局"] == [row.key.unit for row in read_form(form).rows]


def test_a_form_saved_as_text_is_read(form, tmp_path):
    target = tmp_path / "填报表.csv"
    page = load_workbook(form)["填报表"]
    with target.open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows([["" if v is None else v for v in row] for row in page.iter_rows(values_only=True)])
    assert {FIRST: "已完成", SECOND: "推进中", THIRD: "同上期"} == {
        t: a.status for t, a in answers(read_form(target)).items()
    }


@pytest.mark.parametrize("make", ["sheet", "report", "list", "plain"])
def test_what_is_no_form_says_so(tmp_path, make):
    path = sheet(tmp_path, *ROWS)
    if make == "report":
        path = api.report(api.assess(api.read(path), DAY), [path]).path
    elif make == "list":
        path = forms.planned(path).write().folder / "下发清单.xlsx"
    elif make == "plain":
        path = sheet(tmp_path, ("甲", 1), heads=("名称", "数量"), name="库存.xlsx")
    with pytest.raises(SourceError, match="不是填报表") as caught:
        read_form(path)
    assert "D835" == caught.value.code


@pytest.mark.office
@pytest.mark.parametrize("kinds", [("xls",), ("ods",), ("xls", "xlsx"), ("ods", "xlsx")], ids="→".join)
def test_all_carriers_survive_other_programs_and_formats(form, tmp_path, kinds):
    path = form
    for number, kind in enumerate(kinds):
        out = tmp_path / str(number)
        out.mkdir()
        (path,) = office.convert([path], kind, out)
    read = read_form(path)
    assert {"all"} == {row.agreement for row in read.rows}
    assert answers(read) == EXPECTED
    assert Answers("正在推进", trouble="资金缺口300万元") == read.rows[0].former
    assert ("县教育局", DAY, DUE) == (read.unit, read.day, read.due)


@pytest.mark.office
def test_a_form_of_another_format_is_read_as_a_task_sheet(form, tmp_path):
    for kind in ("xls", "ods"):
        (path,) = office.convert([form], kind, tmp_path / kind)
        shutil.copy(path, tmp_path / f"副本.{kind}")
        tasks = api.read(path).tables[0].tasks
        assert [(FIRST, "县教育局"), (SECOND, "县教育局"), (THIRD, "县教育局")] == [
            (t.text, t.units[0].name) for t in tasks
        ]
