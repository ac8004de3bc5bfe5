"""B: the grid. The three tasks stand in it, however it is written."""

from __future__ import annotations

from tests import packages
from tests.faults import seeds
from tests.faults.cases_a import Case
from xltrack.base.address import column_letters

TITLE, HEADER, *TASKS = seeds.ROWS


def book(more: str = "", **how: str) -> bytes:
    """The three tasks, more rows behind them, more around them."""
    return packages.book(seeds.sheet(more, **how))


def cell(reference: str, words: str = "x") -> str:
    """A row with one cell."""
    row = "".join(char for char in reference if char.isdigit())
    return f'<row r="{row}">{seeds.inline(reference, words)}</row>'


def bare(rows: str) -> str:
    """Rows without any number."""
    for row in range(1, 9):
        rows = rows.replace(f' r="{row}"', "")
        for letter in "ABCDE":
            rows = rows.replace(f' r="{letter}{row}"', "")
    return rows


def with_blanks() -> str:
    """The tasks with each blank cell written, so that none needs its place told."""
    return "".join(
        "<row>" + "".join(seeds.inline("A1", words).replace(' r="A1"', "") if words else "<c/>" for words in line) + "</row>"
        for line in seeds.ROWS
    )  # fmt: skip


def reversed_rows() -> str:
    """The rows from the bottom up, the cells from the right."""
    lines = [(number, list(enumerate(line))) for number, line in enumerate(seeds.ROWS, 1)]
    return "".join(
        f'<row r="{number}">' + "".join(seeds.inline(f"{'ABCDE'[at]}{number}", words) for at, words in reversed(cells) if words) + "</row>"
        for number, cells in reversed(lines)
    )  # fmt: skip


def styles_of(count: int) -> str:
    """A style table of so many number formats and cell formats."""
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="0.{at}"/>' for at in range(count))
    xfs = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(count))
    head = f'{packages.HEAD}<styleSheet xmlns="{packages.MAIN}"><numFmts>{codes}</numFmts>'
    return f"{head}<fonts><font/></fonts><cellXfs>{xfs}</cellXfs></styleSheet>"


def chart_first() -> bytes:
    """A chart sheet, a dialog sheet and a macro sheet before the tasks."""
    parts = packages.parts(seeds.sheet(), names=[seeds.SHEET_NAME])
    kinds = ("chartsheet", "dialogsheet", "xlMacrosheet")
    listed = "".join(f'<sheet name="{kind}" sheetId="{at}" r:id="k{at}"/>' for at, kind in enumerate(kinds, 7))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("<sheets>", f"<sheets>{listed}")
    named = packages.relations(*((f"k{at}", kind, f"other/{kind}.xml") for at, kind in enumerate(kinds, 7)))
    inner = named.partition('package/2006/relationships">')[2]
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = str(parts[name]).replace("</Relationships>", inner)
    return packages.zipped(parts)


def hidden(state: str) -> bytes:
    """The tasks, and the same again on a sheet that is hidden."""
    names = [seeds.SHEET_NAME, "藏"]
    return packages.zipped(packages.parts(seeds.sheet(), seeds.sheet(), names=names, states={"藏": state}))


def names_of(count: int) -> bytes:
    """So many defined names."""
    names = "".join(f'<definedName name="n{at}">A!$A$1</definedName>' for at in range(count))
    return packages.book(seeds.sheet(), inside=f"<definedNames>{names}</definedNames>")


def ods(rows: str) -> bytes:
    """One table of OpenDocument with these rows behind a header and a task."""
    lines = "".join(
        "<table:table-row>" + "".join(f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>' for words in line) + "</table:table-row>"
        for line in (HEADER, TASKS[0])
    )  # fmt: skip
    return packages.ods(f'<table:table table:name="表">{lines}{rows}</table:table>')


RULE = '<conditionalFormatting sqref="A{0}"><cfRule type="expression" dxfId="0" priority="{0}"><formula>1</formula></cfRule></conditionalFormatting>'
X = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
COLUMNS = "".join(f'<c r="{column_letters(at)}9" s="0"/>' for at in range(1, 16_385))
CASES: dict[str, Case] = {
    "B1 dimension too small": ("xlsx", lambda: book(before='<dimension ref="A1"/>')),
    "B1 dimension too big": ("xlsx", lambda: book(before='<dimension ref="A1:XFD1048576"/>')),
    "B1 dimension that is none": ("xlsx", lambda: book(before='<dimension ref="#REF!"/>')),
    "B1 styled blank in the last place": ("xlsx", lambda: book('<row r="1048576"><c r="XFD1048576" s="1"/></row>')),
    "B1 value in the last place": ("xlsx", lambda: book(cell("XFD1048576"))),
    "B1 all columns styled": ("xlsx", lambda: book(f'<row r="9">{COLUMNS}</row>')),
    "B1 a hundred thousand styled rows": ("xlsx", lambda: book("".join(f'<row r="{at}" s="1"><c r="A{at}" s="1"/></row>' for at in range(9, 100_000)))),
    "B1 column beyond the sheet": ("xlsx", lambda: book('<row r="9"><c r="XFE9"><v>1</v></c></row>')),
    "B1 row beyond the sheet": ("xlsx", lambda: book('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')),
    "B1 row of eight digits": ("xlsx", lambda: book('<row r="9"><c r="A99999999"><v>1</v></c></row>')),
    "B1 place without letters": ("xlsx", lambda: book('<row r="9"><c r="9"><v>1</v></c></row>')),
    "B1 place that is an error": ("xlsx", lambda: book('<row r="9"><c r="#REF!"><v>1</v></c></row>')),
    "B1 a row inside a cell": ("xlsx", lambda: book('<row r="9"><c r="A9"><is><t>x</t><row r="10"><c r="A10"><v>1</v></c></row></is></c></row>')),
    "B2 whole sheet merged below": ("xlsx", lambda: book(after=packages.merged("A9:XFD1048576"))),
    "B2 a column merged through the tasks": ("xlsx", lambda: book(after=packages.merged("E3:E1048576"))),
    "B2 a hundred thousand and one": ("xlsx", lambda: book(after=packages.merged(*(f"G{at}:H{at}" for at in range(10, 100_011))))),
    "B2 overlapping": ("xlsx", lambda: book(after=packages.merged("A1:E1", "D1:F1"))),
    "B2 the same twice": ("xlsx", lambda: book(after=packages.merged("A1:E1", "A1:E1"))),
    "B2 reversed": ("xlsx", lambda: book(after=packages.merged("E1:A1"))),
    "B2 one that is none": ("xlsx", lambda: book(after=packages.merged("A1:E1", "A3:#REF!", "A4"))),
    "B2 one beyond the sheet": ("xlsx", lambda: book(after=packages.merged("A1:E1", "A3:XFE3"))),
    "B2 through the header": ("xlsx", lambda: book(after=packages.merged("C1:C3"))),
    "B2 header merged over a filter": ("xlsx", lambda: book(after='<autoFilter ref="A2:E5"/>' + packages.merged("A1:E1", "D2:E2"))),
    "B3 no numbers at all": ("xlsx", lambda: packages.book(packages.sheet(with_blanks()))),
    "B3 rows without numbers": ("xlsx", lambda: packages.book(packages.sheet(seeds.body().replace('<row r="3">', "<row>").replace('<row r="4">', "<row>")))),
    "B3 from the bottom up": ("xlsx", lambda: packages.book(packages.sheet(reversed_rows()))),
    "B3 a cell twice": ("xlsx", lambda: book(cell("B5", "另写一遍"))),
    "B3 hidden rows": ("xlsx", lambda: packages.book(seeds.sheet().replace('<row r="4">', '<row r="4" hidden="1">'))),
    "B3 rows in groups": ("xlsx", lambda: packages.book(seeds.sheet().replace('<row r="4">', '<row r="4" outlineLevel="1" collapsed="1">'))),
    "B3 hidden sheet": ("xlsx", lambda: hidden("hidden")),
    "B3 very hidden sheet": ("xlsx", lambda: hidden("veryHidden")),
    "B3 charts and macros first": ("xlsx", chart_first),
    "B4 two thousand sheets": ("xlsx", lambda: packages.book(seeds.sheet(), *[packages.sheet(cell("A1"))] * 1999)),
    "B4 more sheets than may be": ("xlsx", lambda: packages.zipped(seeds.good_parts() | {"xl/workbook.xml": packages.workbook([f"s{at}" for at in range(10_001)])})),
    "B4 no sheet": ("xlsx", lambda: packages.zipped(seeds.good_parts() | {"xl/workbook.xml": packages.workbook([])})),
    "B4 a hundred thousand names": ("xlsx", lambda: names_of(100_000)),
    "B4 sixty-five thousand formats": ("xlsx", lambda: packages.book(seeds.sheet(), formats=styles_of(65_000))),
    "B4 fifty thousand rules": ("xlsx", lambda: book(after="".join(RULE.format(at) for at in range(1, 50_001)))),
    "B4 blank tail of an ods": ("ods", seeds.good_ods),
    "B4 rows repeated without end": ("ods", lambda: ods(f'<table:table-row table:number-rows-repeated="1048000">{X.format("")}</table:table-row>')),
    "B4 columns repeated without end": ("ods", lambda: ods("<table:table-row>" + X.format(' table:number-columns-repeated="16385"') + "</table:table-row>")),
    "B4 rows and columns repeated": ("ods", lambda: ods('<table:table-row table:number-rows-repeated="50000">' + X.format(' table:number-columns-repeated="16384"') + "</table:table-row>")),
    "B4 spaces repeated": ("ods", lambda: ods("<table:table-row><table:table-cell office:value-type='string'><text:p>" + '<text:s text:c="32767"/>' * 400 + "</text:p></table:table-cell></table:table-row>")),
}  # fmt: skip
