"""C: the cells. What cannot be read is named by its cell; what can be read is as typed."""

from __future__ import annotations

import struct

import xlwt

from tests import packages
from tests.faults import seeds
from tests.faults.cases_a import Case
from tests.faults.cases_b import book

FORMATS = packages.styles("yyyy-mm-dd", "0%", "h:mm", "[$-804]yyyy年m月d日;@")
DATED, SHARE, CLOCK, CUSTOM = (f' s="{at}"' for at in range(1, 5))


def with_task(words: str) -> bytes:
    """The second task in these words, as XML."""
    return packages.book(seeds.sheet().replace("编制公开目录", words))


def due(cell: str, inside: str = "") -> bytes:
    """The deadline of the second task as this cell; its place D4 is filled in."""
    old = seeds.inline("D4", seeds.TASKS[1][3])
    return packages.book(seeds.sheet().replace(old, cell.replace("@", 'r="D4"')), formats=FORMATS, inside=inside)


def number(words: str, style: str = DATED) -> bytes:
    """The deadline of the second task as a number of this style."""
    return due(f"<c @{style}><v>{words}</v></c>")


def named(name: str) -> bytes:
    """The tasks on a sheet of this name."""
    return packages.zipped(packages.parts(seeds.sheet(), names=[name]))


def two_names(first: str, second: str) -> bytes:
    """Two sheets whose names differ little."""
    return packages.zipped(packages.parts(seeds.sheet(), packages.sheet(""), names=[first, second]))


def xls_error() -> bytes:
    """A deadline of an old workbook that is #REF!: xlwt writes none, so one of a truth value is changed."""
    made = xlwt.Workbook(encoding="utf-8")
    page = made.add_sheet(seeds.SHEET_NAME)
    for row, line in enumerate(seeds.ROWS):
        for column, words in enumerate(line):
            page.write(row, column, True if (row, column) == (3, 3) else words)
    import io

    out = io.BytesIO()
    made.save(out)
    data = bytearray(out.getvalue())
    at = data.index(struct.pack("<HHHH", 0x0205, 8, 3, 3))
    data[at + 10 : at + 12] = b"\x17\x01"
    return bytes(data)


CASES: dict[str, Case] = {
    "C1 controls and surrogates": ("xlsx", lambda: with_task("编_x0000__x0007__xD842__xFFFE_制_x000D_目录")),
    "C1 signs that are not seen": ("xlsx", lambda: with_task("编\u200b制\u202e公\u00a0开\u3000目\U000e0100录e\u0301")),
    "C1 a name of two units": ("xlsx", lambda: with_task("编制𠮷区&#x20BB7;目录")),
    "C1 forty thousand characters": ("xlsx", lambda: with_task("长" * 40_000)),
    "C1 ten megabytes": ("xlsx", lambda: with_task("长" * 3_500_000)),
    "C1 a thousand line breaks": ("xlsx", lambda: with_task("行\n" * 1000)),
    "C2 number as text": ("xlsx", lambda: due("<c @ t='str'><v>44377</v></c>")),
    "C2 full-width digits": ("xlsx", lambda: due(seeds.inline("D4", "２０２１年９月３０日"))),
    "C2 iso date": ("xlsx", lambda: due("<c @ t='d'><v>2021-09-30</v></c>")),
    "C2 no iso date": ("xlsx", lambda: due("<c @ t='d'><v>2021-13-45</v></c>")),
    "C2 serial": ("xlsx", lambda: number("44469")),
    "C2 serial of 1904": ("xlsx", lambda: due(f"<c @{DATED}><v>43007</v></c>", '<workbookPr date1904="1"/>')),
    "C2 serial in a custom format": ("xlsx", lambda: number("44469", CUSTOM)),
    "C2 serial -1": ("xlsx", lambda: number("-1")),
    "C2 serial 0": ("xlsx", lambda: number("0")),
    "C2 serial 60": ("xlsx", lambda: number("60")),
    "C2 serial beyond 9999": ("xlsx", lambda: number("2958466")),
    "C2 serial 1e308": ("xlsx", lambda: number("1e308")),
    "C2 not a number": ("xlsx", lambda: number("NaN")),
    "C2 infinity": ("xlsx", lambda: number("INF")),
    "C2 time alone": ("xlsx", lambda: number("0.5", CLOCK)),
    "C2 style that is missing": ("xlsx", lambda: number("44469", ' s="99"')),
    "C3 error": ("xlsx", lambda: due("<c @ t='e'><v>#REF!</v></c>")),
    "C3 error of a new kind": ("xlsx", lambda: due("<c @ t='e'><f>FILTER(A1:A9,1)</f><v>#SPILL!</v></c>")),
    "C3 error in an xls": ("xls", xls_error),
    "C3 formula without result": ("xlsx", lambda: due("<c @><f>TODAY()</f></c>")),
    "C3 shared formula without result": ("xlsx", lambda: due('<c @><f t="shared" si="0"/></c>')),
    "C3 array formula": ("xlsx", lambda: due('<c @ s="1"><f t="array" ref="D4:D5">A1:A2</f><v>44469</v></c>')),
    "C3 formula that would fetch": ("xlsx", lambda: due("<c @ t='str'><f>WEBSERVICE(\"http://127.0.0.1:9/x\")</f><v>2021年9月30日</v></c>")),
    "C3 formula that would run": ("xlsx", lambda: due("<c @ t='str'><f>cmd|'/c calc'!A0</f><v>2021年9月30日</v></c>")),
    "C3 circular": ("xlsx", lambda: due("<c @><f>D4</f><v>0</v></c>")),
    "C3 text that is not in the table": ("xlsx", lambda: due("<c @ t='s'><v>7</v></c>")),
    "C3 thousands of formulas without result": ("xlsx", lambda: book("".join(f'<row r="{at}"><c r="A{at}"><f>1</f></c></row>' for at in range(9, 2009)))),
    "C4 illegal": ("xlsx", lambda: named("a/b\\c:d*e?[f]")),
    "C4 too long": ("xlsx", lambda: named("长" * 60)),
    "C4 none": ("xlsx", lambda: named("")),
    "C4 the same but for case": ("xlsx", lambda: two_names("Sheet", "SHEET")),
    "C4 quotes and marks": ("xlsx", lambda: named("it's ! 'x'")),
    "C4 history": ("xlsx", lambda: named("History")),
    "C4 device": ("xlsx", lambda: named("CON")),
    "C4 dots": ("xlsx", lambda: named("..")),
    "C4 line break": ("xlsx", lambda: named("上&#10;下")),
}  # fmt: skip
