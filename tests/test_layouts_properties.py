"""What means nothing changes nothing (docs/规则.md 2.4): where a table begins, blank rows, spaces in headers, the width of digits."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import sketch
from tests.test_layouts_wild import CASES, dump
from xltrack.base.address import CellRange
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import CellError, Percent, SourceBook, SourceSheet, Value, uncover
from xltrack.reading.tables.headers import classify_header

BOOKS = [sketch.book(case.read_text(encoding="utf-8"), case.stem) for case in CASES]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def meaning(book: SourceBook) -> Any:
    """All that is read of a book, wherever it stands and however wide its digits are."""
    tables = dump(read_document(book))["tables"]
    kept = [
        [t["kind"], t["annex"], t["title"], [{k: v for k, v in task.items() if k != "row"} for task in t["tasks"]]]
        for t in tables
    ]
    return _folded(kept)


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFKC", value)
    if isinstance(value, dict):
        return {key: _folded(inner) for key, inner in value.items()}
    return [_folded(inner) for inner in value] if isinstance(value, list) else value


MEANT = [meaning(book) for book in BOOKS]


def moved(sheet: SourceSheet, down: int, right: int, gaps: frozenset[int]) -> SourceSheet:
    """The sheet some rows further down, some columns further right, with a blank row behind each row of `gaps`."""

    def at(row: int) -> int:
        return row + down + sum(gap < row for gap in gaps)

    return sheet._replace(
        rows={at(r): {c + right: v for c, v in cells.items()} for r, cells in sheet.rows.items()},
        merges=tuple(CellRange(at(m.top), m.left + right, at(m.bottom), m.right + right) for m in sheet.merges),
        boxes=tuple((at(r), c + right, words) for r, c, words in sheet.boxes),
    )


def between_tasks(book: SourceBook, sheet: SourceSheet) -> list[int]:
    """Rows behind which a blank row may stand: those of tasks that another task follows."""
    tables = [t for t in read_document(book).tables if t.sheet == sheet.name and not t.turned]
    rows = [[task.row for task in table.tasks] for table in tables]
    others = {row for own in rows for row in own}
    return [r for own in rows for r in own[:-1] if r + 1 in own and r + 1 in others]


def spaced(value: Value, space: str) -> Value:
    """A header with spaces between its characters; anything else as it is."""
    if isinstance(value, str) and len(value) <= 12 and value.isalpha() and classify_header(value):
        return space.join(value)
    return value


def changed(sheet: SourceSheet, change: Any) -> SourceSheet:
    return sheet._replace(rows={r: {c: change(v) for c, v in cells.items()} for r, cells in sheet.rows.items()})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BOOKS) - 1), st.integers(0, 3), st.integers(0, 4), st.data())
def test_where_a_table_stands_changes_nothing(number, down, right, data):
    """2.1: a table may begin at any cell, and rows of its body may be blank."""
    book = BOOKS[number]
    sheets = []
    for sheet in book.sheets:
        places = between_tasks(book, sheet)
        gaps = data.draw(st.frozensets(st.sampled_from(places), max_size=3)) if places else frozenset()
        sheets.append(moved(sheet, down, right, gaps))
    assert MEANT[number] == meaning(book._replace(sheets=tuple(sheets)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BOOKS) - 1), st.sampled_from([" ", "　", "\n", " \n", "\xa0", "\u200b"]))
def test_spaces_in_headers_change_nothing(number, space):
    """2.4: spaces and line breaks inside a header do not count."""
    sheets = tuple(changed(sheet, lambda value: spaced(value, space)) for sheet in BOOKS[number].sheets)
    assert MEANT[number] == meaning(BOOKS[number]._replace(sheets=sheets))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BOOKS) - 1))
def test_the_width_of_digits_changes_nothing(number):
    """3.8: full-width digits read as digits."""
    sheets = tuple(
        changed(sheet, lambda value: value.translate(WIDE) if isinstance(value, str) else value)
        for sheet in BOOKS[number].sheets
    )
    assert MEANT[number] == meaning(BOOKS[number]._replace(sheets=sheets))


def test_every_case_is_read_as_something():
    assert all(tasks for meant in MEANT for *_, tasks in meant)
    assert len(BOOKS) == len(MEANT) > 40


WORDS = (
    "序号", "工作任务", "责任单位", "完成时限", "完成情况", "类别", "备注", "牵头", "配合", "单位", "一", "（一）", "1.1", "例", "合计",
    "*注", "起草方案", "区教育局", "2021年6月底前", "长期坚持", "已完成", "附件1", "某区2021年任务分解表", "续表", "責任單位",
    "Task", "=1", "责任单位：区教育局",
)  # fmt: skip
VALUES: list[Value] = [*WORDS, 1, 2, " ", "\n", date(2021, 6, 1), CellError("#REF!"), Percent(0.5), True]
GRIDS = st.dictionaries(
    st.integers(1, 8), st.dictionaries(st.integers(1, 8), st.sampled_from(VALUES), min_size=1), min_size=1, max_size=8
)


@settings(max_examples=150, deadline=None)
@given(st.lists(GRIDS, min_size=1, max_size=3), st.data())
def test_no_grid_is_a_fault(grids, data):
    """Whatever stands on some sheets, reading gives a document, and every sentence about it can be said."""
    sheets = []
    for number, grid in enumerate(grids):
        rows = {row: dict(sorted(cells.items())) for row, cells in sorted(grid.items())}
        corner = data.draw(st.tuples(st.integers(1, 8), st.integers(1, 8), st.integers(0, 3), st.integers(0, 3)))
        top, left, height, width = corner
        merges = (CellRange(top, left, top + height, left + width),) if height or width else ()
        uncover(rows, merges)
        sheets.append(SourceSheet(f"表{number}", rows=rows, merges=merges))
    document = read_document(SourceBook("表.xlsx", tuple(sheets)))
    assert all(diagnostic.message for diagnostic in document.diagnostics)
    for table in document.tables:
        assert table.tasks
        assert all(len(table.columns) == len(task.values) for task in table.tasks)
