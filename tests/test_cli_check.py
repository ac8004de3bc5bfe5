"""Diagnostics as a compiler gives them."""

from __future__ import annotations

import pytest

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic, gather_repeated
from xltrack.base.text import width
from xltrack.cli.listing import draw_span, list_counts, list_diagnostic


@pytest.mark.parametrize(
    ("drawn", "text", "span"),
    [
        ([], "", (0, 0)),
        (["6月底前"], "6月底前", (0, 0)),
        (["6月底前", "^^^^^^^"], "6月底前", (0, 4)),
        (["于6月底前完成", "  ^^^^^^^"], "于6月底前完成", (1, 5)),
        (["第一行⏎第二行", "       ^^^^^^"], "第一行\n第二行", (4, 7)),
        (["ab c", "   ^"], "ab\u3000c", (3, 4)),
    ],
)
def test_the_carets_stand_under_the_span_by_east_asian_width(drawn, text, span):
    assert drawn == list(draw_span(text, *span))


def test_of_long_words_the_part_round_the_span_is_shown():
    words, carets = draw_span("前" * 300 + "六月" + "后" * 300, 300, 302)
    assert words.startswith("…前")
    assert words.endswith("后…")
    assert 80 >= width(words)
    assert carets.index("^") == width(words[: words.index("六")])
    assert "^^^^" == carets.strip()


def test_a_diagnostic_is_told_with_its_cell_words_and_deed():
    diagnostic = Diagnostic(
        "D690",
        CellRef("附件2", 14, 5),
        {"year": 2030},
        "2030年6月",
        (0, 5),
        (CellRef("附件2", 13, 5), CellRef("附件2", 12, 5)),
    )
    assert [
        "表.xlsx:附件2!E14: D690 2030年的放假调休安排尚未收录，工作日按法定节假日推算（警告）",
        "    2030年6月",
        "    ^^^^^^",
        f"    改法：{diagnostic.remedy}",
        "    相关：附件2!E13、附件2!E12",
    ] == list(list_diagnostic("表.xlsx", diagnostic))


def test_what_says_the_same_is_told_once_with_its_cells():
    def said(code, row, year="2021"):
        return Diagnostic(code, CellRef("附件2", row, 5), {"text": "6月底前", "year": year}, "6月底前", (0, 4))

    found = [said("D405", 4), said("D405", 5), said("D690", 6), said("D690", 7), said("D405", 8, "2022")]
    told = gather_repeated([*found, *(said("D405", row) for row in range(9, 16))])
    assert [(4, 8), (6, 1), (8, 0)] == [(first.cell.row, len(others)) for first, others in told]
    last = list(list_diagnostic("表.xlsx", *told[0]))[-1]
    assert "    同样的还有8处：附件2!E5、附件2!E9、附件2!E10、附件2!E11、附件2!E12、附件2!E13……" == last


def test_a_diagnostic_of_the_whole_file_has_no_cell():
    first = next(list_diagnostic("表.xlsx", Diagnostic("D690", facts={"year": 2030})))
    assert first.startswith("表.xlsx: D690 ")


def test_a_line_break_in_a_fact_does_not_break_the_line():
    lines = list(
        list_diagnostic("表.xlsx", Diagnostic("D166", facts={"path": "甲\n乙", "key": "\x1b[2J", "known": "丙"}))
    )
    assert 2 == len(lines)
    assert "甲⏎乙" in lines[0]
    assert "\x1b" not in lines[0]


def test_the_counts_stand_at_the_end_with_the_severest_first():
    found = [Diagnostic("D690", facts={"year": 2030})] * 2 + [Diagnostic("D161", facts={"path": "x"})]
    assert [
        "",
        "  D161  错误     1 处  文件夹「…」里没有可读的工作簿",
        "  D690  警告     2 处  …年的放假调休安排尚未收录，工作日按法定节假日推算",
        "共3条：错误1、警告2、提示0。",
        "要看某一条的说明：xltrack explain D690",
    ] == list(list_counts(found, 1, 20))


def test_nothing_found_is_said_in_one_line():
    assert ["2个文件，20项任务，没有发现问题。"] == list(list_counts([], 2, 20))
