"""How much of a file is read before it is refused: absolute sizes and times, never ratios; `xltrack limits` lists them.

They are the only numbers of their kind: what a Chinese office writes lies far below them, and what lies above them cannot be read
in 200 MB (a workbook of 100,000 rows: 1 GB) and 20 seconds.
"""

from typing import Final, NamedTuple

from xltrack.base.errors import SourceError

MEGABYTE = 1 << 20
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
# Of a report: rows of all sheets to a task, cells beside those of the source, texts to a text of the source.
_SHEETS = 5
_OWN_CELLS = 18
_TEXTS = 4
_TIMES = 3


class Limits(NamedTuple):
    """Bounds of one read; what goes over them is refused with a sentence, or left out with a diagnostic (`BOUNDS` says which).

    Attributes:
        file: bytes of the file itself.
        entries: entries of its zip directory, and relations of one part.
        part: unpacked bytes of a part that is held in memory (workbook, styles, relations).
        strings: unpacked bytes of the shared strings, which are streamed.
        page: bytes of a web page or a text table.
        sheet: unpacked bytes of one worksheet, or of an .ods file's content, which is streamed.
        piece: bytes of what must be held together: one row, one text, one tag.
        text: characters of text in the whole book.
        cells: cells with a value in the whole book.
        rows: rows with a value in the whole book.
        columns: columns of a sheet: a value that an .ods file repeats beyond them is refused.
        sheets: worksheets of the book.
        repeats: how often one row of an .ods file with values may be repeated.
        merges: merged areas of one sheet; those beyond are left out.
        merged: cells of rows with values that the merged areas of one sheet may cover; areas beyond are left out.
        depth: how deep elements may stand in each other.
        faults: diagnostics of one sheet; those beyond are counted, not listed.
        seconds: processor time that reading may take (a busy machine is no fault of the file).
        unlocking: how long the child process may take to open a file with a password.
        memory: address space of the child process that reads .xls, or opens a file with a password.
    """

    file: int = 256 * MEGABYTE
    entries: int = 50_000
    part: int = 24 * MEGABYTE
    strings: int = 256 * MEGABYTE
    sheet: int = 1024 * MEGABYTE
    page: int = 64 * MEGABYTE
    piece: int = 12 * MEGABYTE
    text: int = 80_000_000
    cells: int = 2_000_000
    rows: int = 300_000
    columns: int = MAX_COLUMN
    sheets: int = 10_000
    repeats: int = 50_000
    merges: int = 100_000
    merged: int = 3_000_000
    depth: int = 500
    faults: int = 1000
    seconds: float = 15.0
    unlocking: float = 20.0
    memory: int = 512 * MEGABYTE

    def of_report(self) -> "Limits":
        """The bounds of a book that xltrack wrote: what it writes of a source that was just read, it reads.

        Its ledger adds columns to those of the source; its other sheets say of the tasks again, each in a few cells.
        """
        return self._replace(
            rows=self.rows * _SHEETS,
            cells=self.cells + self.rows * _OWN_CELLS,
            text=self.text * _TEXTS,
            seconds=self.seconds * _TIMES,
        )

    def over(self, name: str) -> SourceError:
        """The refusal of what goes over the limit of this name."""
        bound = BOUNDS[name]
        if bound.code == "D135":
            return SourceError("D135", seconds=round(self.seconds))
        return SourceError("D132", limit=f"{bound.what} {bound.amount(self, name)}")


class Bound(NamedTuple):
    """What a limit is called, its unit, and the rule that says that something went over it."""

    what: str
    unit: str
    code: str

    def amount(self, limits: Limits, name: str) -> str:
        """「256 MB」, 「2000000格」."""
        value = getattr(limits, name)
        return f"{value // MEGABYTE} MB" if self.unit == "MB" else f"{value:.10g}{self.unit}"


BOUNDS: Final = {
    "file": Bound("文件", "MB", "D132"),
    "entries": Bound("压缩包里的部件", "个", "D132"),
    "part": Bound("样式等一个部件", "MB", "D132"),
    "strings": Bound("文字表", "MB", "D132"),
    "sheet": Bound("一张工作表", "MB", "D132"),
    "page": Bound("网页、文本（.csv 等）", "MB", "D132"),
    "piece": Bound("一行或一段文字", "MB", "D132"),
    "text": Bound("全部文字", "字", "D132"),
    "cells": Bound("有内容的单元格", "格", "D132"),
    "rows": Bound("有内容的行", "行", "D132"),
    "columns": Bound("一张表的列", "列", "D132"),
    "sheets": Bound("工作表", "张", "D132"),
    "repeats": Bound("相同的行", "行", "D132"),
    "memory": Bound("读 .xls、解密码的内存", "MB", "D132"),
    "unlocking": Bound("解一个文件密码的时间", "秒", "D254"),
    "seconds": Bound("读一个文件的处理器时间", "秒", "D135"),
    "depth": Bound("部件里标签的层数", "层", "D180"),
    "merges": Bound("一张表的合并区域", "处", "D189"),
    "merged": Bound("一张表合并区域盖住的格", "格", "D189"),
    "faults": Bound("一张表逐条列出的问题", "条", "D193"),
}  # fmt: skip
NO_MEMORY: Final = "电脑的内存"  # what a limit is called where the computer set it
DEFAULT_LIMITS: Final = Limits()
