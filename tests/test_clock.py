"""One limit on time for the whole of a file: its bytes, and the words of its cells (docs/规则.md 6)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests import sketch
from xltrack import api
from xltrack.base import clock
from xltrack.base.clock import allow, check_time, reading_within, spend
from xltrack.base.errors import SourceError
from xltrack.domain.roster import similar_names
from xltrack.reading.document import read_document

SKETCH = """
| 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况 |
| 1    | 起草方案 | 区政府办 | 2021年6月底前 | 推进中   |
"""


def burn(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_there_is_no_limit_outside() -> None:
    check_time()
    with reading_within(60):
        check_time()
    check_time()


def test_the_time_of_a_file_is_over_once_and_for_all_that_is_read_of_it() -> None:
    book = sketch.book(SKETCH)
    with reading_within(0.01):
        burn(0.02)
        with pytest.raises(SourceError) as refused:
            read_document(book)
    assert "D135" == refused.value.code
    assert 1 == len(read_document(book).tables)


def test_what_stands_inside_has_no_more_than_what_it_stands_in() -> None:
    with reading_within(0.01), reading_within(60):
        burn(0.02)
        with pytest.raises(SourceError):
            check_time()


def test_a_child_counts_and_a_report_has_more() -> None:
    with reading_within(15):
        spend(16)
        with pytest.raises(SourceError):
            check_time()
        allow(45)
        check_time()
    spend(100)
    check_time()


def test_reading_a_file_begins_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever takes long, a grammar too, ends with the same sentence."""
    book = Workbook()
    for row in (["序号", "工作任务", "责任单位", "完成时限"], [1, "起草方案", "区政府办", "6月底前"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    monkeypatch.setattr(clock.time, "thread_time", iter(range(0, 10_000, 7)).__next__)
    with pytest.raises(SourceError) as refused:
        api.read(tmp_path / "a.xlsx")
    assert ("D135", 15) == (refused.value.code, refused.value.facts["seconds"])


@pytest.mark.parametrize("size", [400, 1600])
def test_names_alike_are_compared_with_a_hundred(size: int) -> None:
    assert len(similar_names(f"实验中学（{n}）校区" for n in range(size))) <= 100 * size


def test_an_item_is_looked_up_once_for_all_that_refer_to_it() -> None:
    """Of several items with one number the nearest above counts, else the first; else the row numbered so."""
    rows = "\n".join(
        f"| {n} | {text} | {units} | 2021年6月底 |"
        for n, text, units in (
            (1, "（3）起草", "区财政局"), (2, "印发", "同（3）"), (3, "（3）修订", "区教育局"), (4, "评估", "同（3）"),
            (5, "总结", "同（2）、区司法局"),
        )
    )  # fmt: skip
    read = read_document(sketch.book("| 序号 | 工作任务 | 责任单位 | 完成时限 |\n" + rows))
    named = [[unit.name for unit in task.units] for task in read.tables[0].tasks]
    assert [["区财政局"], ["区财政局"], ["区教育局"], ["区教育局"]] == named[:4]
