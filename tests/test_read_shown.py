"""What a cell shows decides: months, years and days in every kind of file (docs/规则.md 2.7, 3.8)."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from openpyxl import load_workbook

from tests import sketch
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.base.shown_dates import ShownDate
from xltrack.ooxml.date_formats import date_shape, show_date
from xltrack.ooxml.numbers import NumberKind, classify_format, shape_of
from xltrack.programs.inspection import list_diagnostics
from xltrack.reading.document import read_document
from xltrack.reading.files.source import open_book

AS_OF = date(2021, 8, 1)
DAY = date(2021, 6, 12)
HEADER = ("序号", "工作任务", "责任单位", "完成时限", "完成情况", "完成日期")
TITLE = "2021年重点工作任务分解表"
# Format code, what the sheet shows of 12 June 2021, the last day in time.
MONTH, YEAR = date(2021, 6, 30), date(2021, 12, 31)
SHOWN = [
    ('yyyy"年"m"月"', "2021年6月", MONTH),
    ('yyyy"年"m"月";@', "2021年6月", MONTH),
    ('[$-804]yyyy"年"m"月";@', "2021年6月", MONTH),
    ('[$-zh-CN]yyyy"年"mm"月"', "2021年06月", MONTH),
    ('[DBNum1][$-804]yyyy"年"m"月";@', "二〇二一年六月", MONTH),
    ('[DBNum2][$-804]yyyy"年"m"月"', "贰零贰壹年陆月", MONTH),
    ('[DBNum3]yyyy"年"m"月"', "２０２１年６月", MONTH),
    ("yyyy年m月", "2021年6月", MONTH),
    (r"[Red]yyyy\年m\月", "2021年6月", MONTH),
    ("yyyy-mm", "2021-06", MONTH),
    ("yyyy/m", "2021/6", MONTH),
    ("yyyy.mm", "2021.06", MONTH),
    ("yyyymm", "202106", MONTH),
    ("mmm-yy", "Jun-21", MONTH),
    (r"[$-409]mmm\-yy;@", "Jun-21", MONTH),
    ("[$-804]mmm-yy", "6月-21", MONTH),
    ("mmmm yyyy", "June 2021", MONTH),
    ('e"年"m"月"', "2021年6月", MONTH),
    ('yy"年"m"月"_ ', "21年6月", MONTH),
    ('m"月"', "6月", MONTH),
    ('yyyy"年"m"月底前"', "2021年6月底前", MONTH),
    ('[>=40000]yyyy"年"m"月";yyyy-m-d', "2021年6月", MONTH),
    ('[<40000]yyyy"年"m"月";yyyy-m-d', "2021-06-12", DAY),
    ('yyyy"年"', "2021年", YEAR),
    ("yyyy", "2021", YEAR),
    ('m"月"d"日"', "2021-06-12", DAY),
    ("d-mmm", "2021-06-12", DAY),
    ("m/d;@", "2021-06-12", DAY),
    ("yyyy-mm-dd", "2021-06-12", DAY),
    ('yyyy"年"m"月"d"日";@', "2021-06-12", DAY),
    ("[$-F800]dddd, mmmm dd, yyyy", "2021-06-12", DAY),
    ('[DBNum1][$-804]yyyy"年"m"月"d"日"', "2021-06-12", DAY),
    ("aaaa", "2021-06-12", DAY),
    ("m/d/yy h:mm AM/PM", "2021-06-12", DAY),
]
Row = tuple[Any, Any]  # the cells of 完成时限 and 完成日期, each a value or (value, format)


def xlsx(path: Path, rows: Sequence[Row], title: str = TITLE) -> Path:
    book = xlsxwriter.Workbook(path)
    _fill(rows, book.add_worksheet().write, lambda code: book.add_format({"num_format": code}), title)
    book.close()
    return path


def xls(path: Path, rows: Sequence[Row], title: str = TITLE) -> Path:
    book = xlwt.Workbook(encoding="utf-8")

    def styled(code: str) -> xlwt.XFStyle:
        style = xlwt.XFStyle()
        style.num_format_str = code
        return style

    _fill(rows, book.add_sheet("Sheet1").write, styled, title)
    book.save(str(path))
    return path


def _fill(rows: Sequence[Row], write: Any, styled: Any, title: str) -> None:
    write(0, 0, title)
    for column, header in enumerate(HEADER):
        write(1, column, header)
    for number, (deadline, done) in enumerate(rows):
        for column, value in enumerate((number + 1, f"起草方案{number}", "区政府办", deadline, None, done)):
            if isinstance(value, tuple):
                moment, code = value
                write(
                    number + 2,
                    column,
                    (moment - date(1899, 12, 30)).days if isinstance(moment, date) else moment,
                    styled(code),
                )
            elif value is not None:
                write(number + 2, column, value)


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0">
<office:automatic-styles>{styles}</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="Sheet1">{columns}{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def ods(path: Path, rows: Sequence[str], styles: str = "", columns: str = "") -> Path:
    """Rows as XML of their 完成时限 cell; the other cells are those of `HEADER`."""
    words = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    line = "<table:table-row>{}</table:table-row>"
    body = [words.format(TITLE), line.format("".join(map(cell.format, HEADER)))]
    for number, deadline in enumerate(rows, 1):
        body.append(line.format("".join(map(cell.format, (number, f"起草方案{number}", "区政府办"))) + deadline))
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS.format(styles=styles, rows="".join(body), columns=columns))
    return path


def judged(path: Path) -> Assessment:
    return api.assess(api.read(path), AS_OF)


def codes(found: Assessment) -> list[tuple[str, str]]:
    return [(d.code, d.cell.a1) for d in list_diagnostics(found) if d.cell]


def deadlines(found: Assessment) -> list[tuple[str, list[date]]]:
    return [(j.task.deadline.text, [m.due for m in j.task.deadline.milestones]) for j in found.tasks]


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_date_is_what_its_format_shows_of_it(tmp_path: Path, write: Any) -> None:
    found = judged(write(tmp_path / f"a.{write.__name__}", [((DAY, code), None) for code, _, _ in SHOWN]))
    assert [(text, [due]) for _, text, due in SHOWN] == deadlines(found)
    assert [] == [code for code, _ in codes(found) if code.startswith("D4")]


BUILT_IN = [
    (14, "2021-06-12", DAY), (15, "2021-06-12", DAY), (16, "2021-06-12", DAY), (17, "Jun-21", MONTH), (22, "2021-06-12", DAY),
    (27, "2021年6月", MONTH), (28, "2021-06-12", DAY), (30, "2021-06-12", DAY), (31, "2021-06-12", DAY), (36, "2021年6月", MONTH),
    (50, "2021年6月", MONTH), (51, "2021-06-12", DAY), (57, "2021年6月", MONTH), (58, "2021-06-12", DAY),
]  # fmt: skip


def test_formats_that_are_known_by_their_number_alone(tmp_path: Path) -> None:
    """XlsxWriter takes numbers up to 49 as they are; those of Chinese Office are put into the style part."""
    path = xlsx(tmp_path / "a.xlsx", [((DAY, f'"{number}"yyyy'), None) for number, _, _ in BUILT_IN])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for place, (number, _, _) in enumerate(BUILT_IN):
        parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(
            f'<xf numFmtId="{164 + place}"', f'<xf numFmtId="{number}"'
        )
    with zipfile.ZipFile(path, "w") as package:
        for name, words in parts.items():
            package.writestr(name, words)
    assert [(text, [due]) for _, text, due in BUILT_IN] == deadlines(judged(path))


def _date_style(name: str, parts: str, attributes: str = "") -> str:
    data = f'<number:date-style style:name="N{name}" {attributes}>{parts}</number:date-style>'
    return f'{data}<style:style style:name="{name}" style:family="table-cell" style:data-style-name="N{name}"/>'


_YEAR_PART, _MONTH_PART = '<number:year number:style="long"/>', "<number:month/>"
ODS_SHOWN = [
    (f"{_YEAR_PART}<number:text>年</number:text>\n {_MONTH_PART}\n <number:text>月</number:text>\n", "", "2021年6月", MONTH),
    (f'{_YEAR_PART}<number:text>-</number:text><number:month number:style="long"/>', "", "2021-06", MONTH),
    ('<number:month number:textual="true"/><number:text>-</number:text><number:year/>', "", "Jun-21", MONTH),
    (f"{_YEAR_PART}<number:text>年</number:text>", "", "2021年", YEAR),
    (f"{_YEAR_PART}<number:text>年</number:text>{_MONTH_PART}<number:text>月</number:text>",
     'number:transliteration-format="一" number:language="zh"', "二〇二一年六月", MONTH),
    (f"{_MONTH_PART}<number:text>月</number:text><number:day/><number:text>日</number:text>", "", "2021-06-12", DAY),
    (f"{_YEAR_PART}<number:text>-</number:text>{_MONTH_PART}<number:text>-</number:text><number:day/>", "", "2021-06-12", DAY),
    (f"{_YEAR_PART}<number:text>年</number:text><number:quarter/>", "", "2021-06-12", DAY),
    (f"{_YEAR_PART}{_MONTH_PART}<number:hours/>", "", "2021-06-12", DAY),
]  # fmt: skip


def test_a_date_style_of_open_document(tmp_path: Path) -> None:
    styles = "".join(_date_style(f"d{n}", parts, more) for n, (parts, more, _, _) in enumerate(ODS_SHOWN))
    cell = '<table:table-cell table:style-name="d{}" office:value-type="date" office:date-value="2021-06-12"/>'
    found = judged(ods(tmp_path / "a.ods", [cell.format(n) for n in range(len(ODS_SHOWN))], styles))
    assert [(text, [due]) for _, _, text, due in ODS_SHOWN] == deadlines(found)


def test_a_cell_of_open_document_without_a_style_has_that_of_its_row_or_column(tmp_path: Path) -> None:
    styles = _date_style("month", ODS_SHOWN[0][0]) + _date_style("year", ODS_SHOWN[3][0])
    columns = '<table:table-column table:number-columns-repeated="3"/><table:table-column table:default-cell-style-name="month"/>'
    cell = '<table:table-cell office:value-type="date" office:date-value="2021-06-12"/>'
    path = ods(tmp_path / "a.ods", [cell, cell], styles, columns)
    assert ["2021年6月"] * 2 == [text for text, _ in deadlines(judged(path))]
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    at = parts["content.xml"].rindex("<table:table-row>")
    styled = parts["content.xml"][:at] + parts["content.xml"][at:].replace(
        "<table:table-row>", '<table:table-row table:default-cell-style-name="year">', 1
    )
    with zipfile.ZipFile(path, "w") as package:
        for name, words in (parts | {"content.xml": styled}).items():
            package.writestr(name, words)
    assert ["2021年6月", "2021年"] == [text for text, _ in deadlines(judged(path))]


@pytest.mark.parametrize(
    "code", ["h:mm", "[h]:mm", "mm:ss", "[$-F400]h:mm:ss AM/PM", "General", "0.00", "@", "G/通用格式"]
)
def test_times_and_numbers_show_no_date(code: str) -> None:
    assert classify_format(code) is not NumberKind.DATE
    assert "y" not in shape_of(code)


@pytest.mark.parametrize("code", ["G/通用格式", "G/通用格式;@", "G/標準", "G/标准", "Standard", "[Red]G/通用格式"])
def test_general_in_the_words_of_other_languages(code: str) -> None:
    assert classify_format(code) is NumberKind.PLAIN


def test_formats_without_end_show_whole_dates() -> None:
    assert "" == date_shape('yyyy"' + "年" * 300 + '"m')
    assert type(show_date(DAY, date_shape("yyyy-m-d"), 0)) is date


def test_a_shown_date_can_be_copied_and_reckoned_with() -> None:
    shown = ShownDate(2021, 6, 12, 'yyyy"年"m"月"')
    again = pickle.loads(pickle.dumps(shown))
    assert ("2021年6月", DAY, hash(DAY)) == (again.shown, again, hash(again))
    assert date(2021, 7, 1) == shown.replace(month=7, day=1)


def test_a_day_without_its_year_keeps_the_one_it_is_stored_with(tmp_path: Path) -> None:
    rows = [
        ((date(2022, 6, 30), 'm"月"d"日"'), None),
        ((date(2021, 6, 30), 'm"月"d"日"'), None),
        ((date(2022, 6, 1), 'm"月"'), None),
    ]
    found = judged(xlsx(tmp_path / "a.xlsx", rows))
    assert [date(2022, 6, 30), date(2021, 6, 30), date(2022, 6, 30)] == [days[0] for _, days in deadlines(found)]
    # What is reckoned with is a day and nothing more: it stands in many sheets, each with a format of its own.
    assert {date} == {type(m.due) for j in found.tasks for m in j.task.deadline.milestones}
    assert ["Sheet1!D3", "Sheet1!D5"] == [cell for code, cell in codes(found) if code == "D421"]


@pytest.mark.parametrize("write", [xlsx, xls])
def test_numbers_with_the_decimals_that_make_them_days(tmp_path: Path, write: Any) -> None:
    rows = [((6.3, "0.00_ "), None), (6.3, None), (2021.1, None), (2021.2, None),
            ((6.5, "0.00"), None), ((2021.1, "0.0"), None), ((2021.06, "0.0"), None), ((6, '0"月底前"'), None),
            ((2021.1, "#,##0.00"), None), ((2023.1, "0.00"), None)]  # fmt: skip
    found = judged(write(tmp_path / f"a.{write.__name__}", rows))
    assert [("6.30", [date(2021, 6, 30)]), ("6.3", [date(2021, 6, 3)]),
            ("2021.1", [date(2021, 1, 31)]), ("2021.2", [date(2021, 2, 28)]), ("6.5", [date(2021, 6, 5)]),
            ("2021.1", [date(2021, 1, 31)]), ("2021.06", [date(2021, 6, 30)]), ("6月底前", [date(2021, 6, 30)]),
            ("2021.10", [date(2021, 10, 31)]), ("2023.10", [date(2023, 10, 31)])] == deadlines(found)  # fmt: skip
    assert [f"Sheet1!D{row}" for row in (4, 5, 8)] == [cell for code, cell in codes(found) if code == "D273"]


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_done_date_that_is_a_plain_number_is_none(tmp_path: Path, write: Any) -> None:
    until = "2021年7月31日"
    rows = [(until, 7.5), (until, (7.5, "yyyy-mm-dd")), (until, (705, "yyyy-mm-dd")), (until, (6.3, "0.00")),
            (until, 2021.6), (until, (DAY, 'yyyy"年"m"月"')), (until, 20210630), (until, (12345.0, "yyyy/m/d"))]  # fmt: skip
    found = judged(write(tmp_path / f"a.{write.__name__}", rows))
    states = ["overdue", "overdue", "overdue", "done", "done", "done", "done", "overdue"]
    assert states == [j.state for j in found.tasks]
    assert [f"Sheet1!F{row}" for row in (3, 4, 5, 10)] == [cell for code, cell in codes(found) if code == "D272"]
    assert [date(2021, 6, 30)] * 4 == [j.done for j in found.tasks if j.done]


def test_a_report_keeps_what_the_source_shows(tmp_path: Path) -> None:
    """Read again it says the same; its 台账 shows the dates as the source does."""
    rows = [((DAY, code), (DAY, 'yyyy"年"m"月"')) for code, _, _ in SHOWN]
    found = judged(xlsx(tmp_path / "a.xlsx", rows))
    written = api.report(found, [tmp_path / "a.xlsx"]).path
    again = judged(written)
    assert deadlines(found) == deadlines(again)
    assert [(j.state, j.done) for j in found.tasks] == [(j.state, j.done) for j in again.tasks]
    sheet = load_workbook(written)["任务台账"]
    assert 'yyyy"年"m"月"' in {cell.number_format for row in sheet.iter_rows() for cell in row}


def test_an_annex_says_what_the_source_shows(tmp_path: Path) -> None:
    found = judged(xlsx(tmp_path / "a.xlsx", [((DAY, "mmm-yy"), (DAY, 'yyyy"年"m"月"')), ((DAY, "yyyy"), None)]))
    again = judged(api.annex(found, [tmp_path / "a.xlsx"]).path)
    assert [("2021年6月", [MONTH]), ("2021年", [YEAR])] == deadlines(again)[:2]
    assert date(2021, 6, 30) == again.tasks[0].done


def test_a_book_of_1904_is_known_by_its_own_mark_alone(tmp_path: Path) -> None:
    """Excel puts an extension with a workbookPr of its own at the end of some books."""
    path = xlsx(tmp_path / "a.xlsx", [((DAY, "yyyy-mm-dd"), None)])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    head, mark, rest = parts["xl/workbook.xml"].partition("<workbookPr")
    book = f'{head}{mark} date1904="1"{rest}'.replace(
        "</workbook>",
        '<extLst><ext xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" uri="{x}">'
        '<x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>',
    )
    with zipfile.ZipFile(path, "w") as package:
        for name, words in (parts | {"xl/workbook.xml": book}).items():
            package.writestr(name, words)
    assert date(2025, 6, 13) == open_book(path).sheets[0].value(3, 4)


PARTS = [("6月底前", True), ("9月底前", False)]
UNITS = [("区财政局、", False), ("区教育局、", True), ("区司法局", False)]


def _rich_xlsx(path: Path, cells: Sequence[Sequence[tuple[str, bool]]], *, inline: bool = False) -> Path:
    book = xlsxwriter.Workbook(path, {"constant_memory": inline})
    sheet, line, plain = book.add_worksheet(), book.add_format({"font_strikeout": True}), book.add_format()
    for row, parts in enumerate(cells):
        sheet.write_rich_string(
            row, 0, *[piece for words, struck in parts for piece in (line if struck else plain, words)]
        )
    book.close()
    return path


def _rich_xls(path: Path, cells: Sequence[Sequence[tuple[str, bool]]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet, line, plain = book.add_sheet("Sheet1"), xlwt.Font(), xlwt.Font()
    line.struck_out = True
    for row, parts in enumerate(cells):
        sheet.write_rich_text(row, 0, [(words, line if struck else plain) for words, struck in parts])
    book.save(str(path))
    return path


def _rich_ods(path: Path, cells: Sequence[Sequence[tuple[str, bool]]]) -> Path:
    style = '<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    spans = ('<text:span text:style-name="T1">{}</text:span>', "<text:span>{}</text:span>")
    rows = [
        "<table:table-row><table:table-cell><text:p>"
        + "".join(spans[not struck].format(words) for words, struck in parts)
        + "</text:p></table:table-cell></table:table-row>"
        for parts in cells
    ]
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS.format(styles=style, rows="".join(rows), columns=""))
    return path


@pytest.mark.parametrize(
    ("ending", "write"),
    [("xlsx", _rich_xlsx), ("xlsx", lambda *a: _rich_xlsx(*a, inline=True)), ("xls", _rich_xls), ("ods", _rich_ods)],
)
def test_a_part_that_is_struck_out_is_not_read(tmp_path: Path, ending: str, write: Any) -> None:
    whole = [("全部", True), ("划去", True)]
    cells = [
        PARTS,
        UNITS,
        whole,
        [("𠮷村", False), ("撤销", True), ("保留", False)],
        [("照旧", False), ("写着", False)],
    ]
    book = open_book(write(tmp_path / f"a.{ending}", cells))
    sheet = book.sheets[0]
    assert ["9月底前", "区财政局、区司法局", "全部划去", "𠮷村保留", "照旧写着"] == [
        sheet.value(row, 1) for row in range(1, 6)
    ]
    assert {(3, 1)} == sheet.struck
    told = [(d.code, d.cell.a1, d.facts["text"]) for d in book.diagnostics if d.cell]
    name = sheet.name
    assert [
        ("D271", f"{name}!A1", "6月底前"),
        ("D271", f"{name}!A2", "区教育局、"),
        ("D271", f"{name}!A4", "撤销"),
    ] == told


def test_units_and_days_stand_beside_what_is_struck_out_of_them() -> None:
    """An item of a list leaves its mark behind."""
    read = read_document(
        sketch.book("""
| 序号 | 工作任务 | 责任单位             | 完成时限 | 完成情况 |
| 1    | 起草方案 | 区财政局、、区司法局 | 9月底前  |          |
| 2    | 印发方案 | 、区财政局           | ，9月底前 |         |
"""),
        2021,
    )
    named = [[unit.name for unit in task.units] for task in read.tables[0].tasks]
    assert [["区财政局", "区司法局"], ["区财政局"]] == named
    assert [date(2021, 9, 30)] * 2 == [task.deadline.milestones[0].due for task in read.tables[0].tasks]
