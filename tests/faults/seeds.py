"""Good workbooks of each kind, made by code: what cases break and mutants start from.

All hold the same three tasks, so that what a fault has cost can be counted.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import xlwt

from tests import packages
from xltrack import api
from xltrack.report.writing import report_workbook

ROOT = Path(__file__).parents[2]
SHEET_NAME = "任务分解表"
TITLE = "某区2021年重点工作任务分解表"
HEADER = ("序号", "工作任务", "责任单位", "完成时限", "完成情况")
TASKS = (
    ("1", "制定实施方案", "区政府办", "2021年6月底前", "已完成"),
    ("2", "编制公开目录", "区教育局、区民政局", "2021年9月30日", "正在推进"),
    ("3", "开展业务培训", "区司法局牵头，区财政局配合", "2021年12月底前", ""),
)
ROWS: tuple[Sequence[str], ...] = ((TITLE,), HEADER, *TASKS)


def inline(reference: str, words: str, more: str = "") -> str:
    """A cell with its own text."""
    return f'<c r="{reference}" t="inlineStr"{more}><is><t>{escape(words)}</t></is></c>'


def body(rows: Sequence[Sequence[str]] = ROWS, first: int = 1) -> str:
    """Rows of text as what stands in sheetData; blank words give no cell."""
    return "".join(
        f'<row r="{row}">' + "".join(inline(f"{'ABCDEFGHIJKLMNOP'[at]}{row}", words) for at, words in enumerate(cells) if words) + "</row>"
        for row, cells in enumerate(rows, first)
    )  # fmt: skip


def sheet(more: str = "", *, rows: Sequence[Sequence[str]] = ROWS, before: str = "", after: str = "") -> str:
    """A worksheet part with the three tasks; `more` follows their rows."""
    return packages.sheet(body(rows) + more, before=before, after=after or packages.merged("A1:E1"))


def good_parts(**more: str) -> dict[str, str | bytes]:
    """The parts of the plain good workbook."""
    return packages.parts(sheet(), names=[SHEET_NAME], **more)


def rich_xlsx() -> bytes:
    """Shared strings, styles, real dates, percentages, formulas, merges, a second sheet: one of everything that can break."""
    words = [TITLE, *HEADER, "完成比例", *(word for task in TASKS for word in task[1:] if word)]
    texts = packages.strings(
        *(f"<t>{word}</t>" for word in words), "<r><rPr><strike/></rPr><t>划</t></r><r><t>去</t></r>"
    )

    def shared(reference: str, word: str) -> str:
        return f'<c r="{reference}" s="0" t="s"><v>{words.index(word)}</v></c>'

    rows = f'<row r="1" ht="30" customHeight="1">{shared("A1", TITLE)}<c r="B1" s="1"/></row><row r="2">'
    rows += "".join(shared(f"{'ABCDEF'[at]}2", word) for at, word in enumerate((*HEADER, "完成比例"))) + "</row>"
    for row, (number, task, units, _, status) in enumerate(TASKS, 3):
        rows += f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row == 4 else ""}><c r="A{row}"><v>{number}</v></c>'
        rows += (
            shared(f"B{row}", task) + shared(f"C{row}", units) + f'<c r="D{row}" s="1"><v>{44300 + row * 30}</v></c>'
        )
        rows += (
            shared(f"E{row}", status) if status else f'<c r="E{row}" s="0"/>'
        ) + f'<c r="F{row}" s="2"><f>1/{row}</f><v>0.{row}</v></c></row>'
    other = body((("单位", "简称"), ("区教育局", "教育局")))
    formats = packages.styles("yyyy-mm-dd", "0%", fonts="<font/><font><strike/></font>")
    made = packages.parts(
        packages.sheet(rows, before='<dimension ref="A1:F5"/>', after=packages.merged("A1:F1", "A7:A9")),
        packages.sheet(other), names=[SHEET_NAME, "单位名录"], texts=texts, formats=formats,
    )  # fmt: skip
    return packages.zipped(made)


def good_ods() -> bytes:
    """The three tasks as OpenDocument."""
    odf = "table:number-columns-repeated"
    rows = f'<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="5"><text:p>{TITLE}</text:p>'
    rows += f'</table:table-cell><table:covered-table-cell {odf}="4"/></table:table-row>'
    for cells in (HEADER, *TASKS):
        rows += (
            "<table:table-row>"
            + "".join(_odf_cell(words) for words in cells)
            + f'<table:table-cell {odf}="1000"/></table:table-row>'
        )
    rows += f'<table:table-row table:number-rows-repeated="1048000"><table:table-cell {odf}="1024"/></table:table-row>'
    return packages.ods(f'<table:table table:name="{SHEET_NAME}">{rows}</table:table>')


def _odf_cell(words: str) -> str:
    if not words:
        return "<table:table-cell/>"
    if words.isdecimal():
        return f'<table:table-cell office:value-type="float" office:value="{words}"><text:p>{words}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'


def good_xls(sheets: int = 1) -> bytes:
    """The three tasks as an old workbook, the same on each sheet."""
    made = xlwt.Workbook(encoding="utf-8")
    day = xlwt.XFStyle()
    day.num_format_str = "yyyy-mm-dd"
    for at in range(sheets):
        page = made.add_sheet(SHEET_NAME if not at else f"表{at + 1}")
        page.write_merge(0, 0, 0, 4, TITLE)
        for row, cells in enumerate((HEADER, *TASKS), 1):
            for column, words in enumerate(cells):
                page.write(row, column, *((date(2021, 9, 30), day) if (row, column) == (3, 3) else (words,)))
        page.write(5, 4, xlwt.Formula("1/0"))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def report() -> bytes:
    """A progress workbook, which remembers earlier ones: ledger, history and snapshot are read by names."""
    source = ROOT / "sample_workbooks" / "榆阳区_跟踪.xlsx"
    return report_workbook(api.assess([api.read(source)], date(2021, 8, 1))).data


def all_seeds(kind: str) -> list[bytes]:
    """What mutants of a kind start from; of xlsx the samples too."""
    if kind == "ods":
        return [good_ods()]
    if kind == "xls":
        return [good_xls(), good_xls(2)]
    samples = sorted((ROOT / "sample_workbooks").glob("*.xlsx"), key=lambda path: path.stat().st_size)
    return [packages.zipped(good_parts()), rich_xlsx(), report(), *(path.read_bytes() for path in samples[:3])]


def chosen(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One of them, the made ones more often."""
    return rng.choice([*seeds[:2] * 3, *seeds])
