"""What is said at the cell: missing styles, error values anywhere in a table, words too long to be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import packages
from tests.faults import seeds
from tests.faults.cases_c import number
from xltrack import api
from xltrack.domain.records import Document


def read(tmp_path: Path, data: bytes) -> Document:
    """The document in these bytes."""
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    return api.read(path)


def named(document: Document, code: str) -> list[str]:
    """The cells at which a rule speaks."""
    return [d.cell.a1 for d in document.diagnostics if d.code == code and d.cell]


def with_error(reference: str, words: str) -> bytes:
    """The three tasks with one cell that is an error value."""
    error = f'<c r="{reference}" t="e"><v>#REF!</v></c>'
    return packages.book(seeds.sheet().replace(seeds.inline(reference, words), error))


def test_a_number_whose_style_is_missing_is_named(tmp_path: Path) -> None:
    assert ["Sheet1!D4"] == named(read(tmp_path, number("44469", ' s="99"')), "D240")


def test_a_number_whose_style_is_there_is_a_date(tmp_path: Path) -> None:
    document = read(tmp_path, number("44469"))
    assert ([], "2021-09-30") == (named(document, "D240"), document.tables[0].tasks[1].deadline.text)


@pytest.mark.parametrize(
    ("reference", "words", "code"),
    [
        ("A1", seeds.TITLE, "D241"), ("E2", "完成情况", "D241"), ("A4", "2", "D241"), ("B4", "编制公开目录", "D303"),
        ("C4", seeds.TASKS[1][2], "D305"), ("D4", seeds.TASKS[1][3], "D304"), ("E4", "正在推进", "D306"), ("A2", "序号", "D204"),
    ],
)  # fmt: skip
def test_every_error_value_of_a_table_is_named_once(tmp_path: Path, reference: str, words: str, code: str) -> None:
    document = read(tmp_path, with_error(reference, words))
    said = [d for d in document.diagnostics if d.severity != "info"]
    found = [d.code for d in said if d.cell and d.cell.a1 == f"Sheet1!{reference}"]
    assert ([code], 3) == (found, len(document.tables[0].tasks))
    assert not any("CellError" in d.message for d in document.diagnostics)


def test_a_sheet_without_error_values_has_none_named(tmp_path: Path) -> None:
    assert [] == named(read(tmp_path, packages.book(seeds.sheet())), "D241")


@pytest.mark.parametrize(("at", "reference"), [(2, "C4"), (3, "D4"), (4, "E4"), (1, "B4")])
def test_words_too_long_to_be_read_are_named_and_kept(tmp_path: Path, at: int, reference: str) -> None:
    long = seeds.TASKS[1][at] + "，再说一遍" * 1000
    document = read(tmp_path, packages.book(seeds.sheet().replace(seeds.TASKS[1][at], long)))
    assert [f"Sheet1!{reference}"] == named(document, "D242")
    assert long in document.tables[0].tasks[1].values


def test_words_of_a_usual_length_are_read_to_the_end(tmp_path: Path) -> None:
    assert [] == named(read(tmp_path, packages.book(seeds.sheet())), "D242")
