"""Tables of web pages, also those called .xls: what office systems export, and what Excel saves as a web page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.refusals import refused
from xltrack import api
from xltrack.base.address import CellRange
from xltrack.base.errors import SourceError
from xltrack.domain.frame import COLUMNS
from xltrack.ooxml.limits import Limits
from xltrack.reading.files.grid import CellError, Number, Percent, SourceBook, SourceSheet
from xltrack.reading.files.source import open_book

HEAD = "<tr><th>序号</th><th>工作任务</th><th>责任单位</th><th>完成时限</th><th>完成情况</th></tr>"
ROWS = (
    "<tr><td>1</td><td>起草方案</td><td>区教育局</td><td>2021年6月底前</td><td>已完成</td></tr>"
    "<tr><td>2</td><td>组织实施</td><td>区财政局</td><td>2021年9月30日</td><td>完成60%</td></tr>"
)
TABLE = f"<table border=1>{HEAD}{ROWS}</table>"
EXCEL = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
<meta name=ProgId content=Excel.Sheet><style><!--table {mso-displayed-decimal-separator:"\\.";}
.font6 {text-decoration:line-through;}
td {mso-number-format:General;}
.xl66 {mso-number-format:"yyyy\\0022年\\0022m\\0022月\\0022d\\0022日\\0022\\;\\@";}
.xl67 {mso-style-parent:style0; text-decoration:line-through;}
.xl68 {mso-number-format:"\\@";}
@media print { .xl69 {display:none} }
--></style><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:Name>Sheet1</x:Name></x:ExcelWorkbook></xml><![endif]--></head>
<body><table><col width=64 span=4><col width=0 style='display:none'>
<tr><td colspan=6>某区2021年重点任务分解表</td></tr>
<tr><td class=xl69>序号</td><td>工作任务</td><td>责任单位</td><td>完成时限</td><td>编码</td><td>完成情况</td></tr>
<tr><td x:num>1</td><td rowspan=2>编制目录，<br>
  报区政府</td><td>区财政局</td><td class=xl66 x:num="44377">######</td><td class=xl68 style='display:none'>001</td><td>已完成</td></tr>
<tr><td x:num>2</td><td>区&nbsp;民&nbsp;政局</td><td class=xl66 x:num="44469">2021年9月30日</td><td style='display:none'>002</td>
<td x:num="0.6">60%</td></tr>
<tr style='display:none'><td x:num>3</td><td>藏起的任务</td><td>区司法局</td><td>2021年6月底前</td><td></td><td></td></tr>
<tr><td x:num>4</td><td>做<s>旧事</s>新事</td><td>区司法局</td><td><font class="font6">6月底前</font>8月底前</td><td></td><td></td></tr>
<tr><td class=xl67 x:num>5</td><td class=xl67>划去的任务</td><td class=xl67>区司法局</td><td class=xl67>2021年6月底前</td></tr>
<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=64></td><td width=64></td></tr><![endif]>
</table></body></html>"""


def book(tmp_path: Path, page: str | bytes, limits: Limits | None = None) -> SourceBook:
    """The page as a book."""
    path = tmp_path / "任务表.xls"
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return open_book(path, limits=limits or Limits())


def sheet(tmp_path: Path, page: str | bytes) -> SourceSheet:
    """The one sheet of a page."""
    return book(tmp_path, page).sheets[0]


def grid(tmp_path: Path, rows: str) -> dict[int, dict[int, object]]:
    """The cells of a table of these rows, and of a line of two cells above it."""
    found = sheet(tmp_path, f"<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr>{rows}</table>")
    return {row - 2: dict(cells) for row, cells in found.rows.items() if row > 2}


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        (TABLE, "utf-8"),
        (TABLE, "gbk"),
        (TABLE, "utf-8-sig"),
        (TABLE, "utf-16"),
        (f'<html><head><meta charset="gb2312"></head><body>{TABLE}</body></html>', "utf-8"),
        (f'<html><head><meta charset="utf-8"></head><body>{TABLE}</body></html>', "gbk"),
        (f"<!DOCTYPE html>\r\n<html><body>{TABLE}</body></html>", "gb18030"),
        (f"\r\n\t<html>{TABLE}", "gbk"),
        (f'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">{TABLE}</html>', "utf-8"),
        (f"<style>td{{vnd.ms-excel.numberformat:@}}</style>{TABLE}", "gbk"),
        (f"<div>{TABLE}</div>", "utf-8"),
        (f"<html xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>{TABLE}</html>", "utf-8"),
        (f"<br />Warning: something<br />\n{TABLE}", "utf-8"),
    ],
    ids=range(13),
)
@pytest.mark.parametrize("name", ["任务表.xls", "任务表.html", "任务表"])
def test_a_table_is_read_whatever_its_encoding_and_its_name(
    tmp_path: Path, page: str, encoding: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(page.encode(encoding))
    found = [(t.text, [u.name for u in t.units], t.deadline.milestones[0].due) for t in api.read(path).tables[0].tasks]
    assert [("起草方案", ["区教育局"], date(2021, 6, 30)), ("组织实施", ["区财政局"], date(2021, 9, 30))] == found


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_what_excel_saves_as_a_web_page_is_read_as_it_shows(tmp_path: Path, encoding: str) -> None:
    found = book(tmp_path, EXCEL.encode(encoding))
    cells = found.sheets[0]
    assert {1: 1, 2: "编制目录，\n报区政府", 3: "区财政局", 4: date(2021, 6, 30), 5: "001", 6: "已完成"} == cells.rows[
        3
    ]
    assert {1: 2, 3: "区 民 政局", 4: "2021年9月30日", 5: "002", 6: Percent(0.6)} == cells.rows[4]
    assert {1: 4, 2: "做新事", 3: "区司法局", 4: "8月底前"} == cells.rows[6]
    assert ((CellRange(1, 1, 1, 6), CellRange(3, 2, 4, 2)), {5}) == (cells.merges, cells.hidden_rows)
    assert {(7, column) for column in range(1, 5)} == cells.struck
    said = [(d.code, d.cell.a1 if d.cell else "", d.facts.get("text", "")) for d in found.diagnostics]
    assert [("D261", "", ""), ("D271", "任务表!B6", "旧事"), ("D271", "任务表!D6", "6月底前")] == said


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12), ("-3", -3), ("6.5", 6.5), ("1,234", Number(1234, "#,##0")), ("60%", Percent(0.6)), ("100.00%", Percent(1)),
        ("001", "001"), ("0", 0), ("110101199003071234", "110101199003071234"), ("91610800MA70XXXX1K", "91610800MA70XXXX1K"),
        ("13800138000", 13800138000), ("610800000000", "610800000000"), ("2021/6/30", "2021/6/30"), ("2021-06-30", "2021-06-30"),
        ("6.30", Number(6.3, "0.00")), ("1.2.3", "1.2.3"), ("1e5", "1e5"), ("-", "-"), ("#N/A", CellError("#N/A")), ("1/2", "1/2"),
        ("a<br>b", "a\nb"), ("a<br><br/>b", "a\nb"), ("<p>a</p><p>b</p>", "a\nb"), ("<div>a<div>b</div></div>c", "a\nb\nc"),
        ("a\r\n   b", "a b"), ("a&nbsp;&nbsp;b&nbsp;", "a b"), ("<ul><li>甲</li><li>乙</li></ul>", "甲\n乙"), ("a<sup>2</sup>", "a2"),
        ("甲<script>乙</script><!-- 丙 -->", "甲"), ("甲<span style='display:none'>乙</span>", "甲"), ("<b hidden>乙</b>甲", "甲"),
        ("&lt;甲&gt; &amp; 乙&#20219;", "<甲> & 乙任"), ("<input value='甲'><input type=hidden value=乙>", "甲"),
        ("<select><option>乙</option><option selected>甲</option></select>", "甲"), ("<pre>a\nb</pre>", "a\nb"),
        ("<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>", "甲\n乙"),
        ("<table><tr><td>甲</td><td>1</td></tr></table>后", "甲 1\n后"),
        ("<b><i><font color=red>甲</font></i></b>", "甲"), ("<del>乙</del>甲", "甲"), ("<strike>乙</strike>甲", "甲"),
        ("<span style='text-decoration: underline line-through'>乙</span>甲", "甲"), ("<textarea>甲\n乙</textarea>", "甲\n乙"),
    ],
)  # fmt: skip
def test_what_stands_in_a_cell(tmp_path: Path, cell: str, value: object) -> None:
    found = grid(tmp_path, f"<tr><td>丁</td><td>{cell}</td></tr>")[1][2]
    assert (value, type(value)) == (found, type(found))


@pytest.mark.parametrize(
    "attribute", ["x:str", "style='mso-number-format:\"\\@\"'", "style=vnd.ms-excel.numberformat:@"]
)
def test_a_cell_that_says_it_is_text_stays_text(tmp_path: Path, attribute: str) -> None:
    assert "12" == grid(tmp_path, f"<tr><td>丁</td><td {attribute}>12</td></tr>")[1][2]


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ("<tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e", {1: "ab", 2: " c", 3: "de"}),
        ("<tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e", {1: "a b", 2: "cde"}),
        ("<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d", {1: "a b", 2: "  c", 3: "d"}),
        ("<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d", {1: "ab", 2: " c", 3: " d"}),
        ("<tr><td rowspan=65000>a<td>b<tr><td>c", {1: "ab", 2: " c"}),
        ("<tr><td colspan=0>a<td>b", {1: "ab"}),
        ("<tr><td colspan=-2>a<td>b<tr><td rowspan=x>c<td>d", {1: "ab", 2: "cd"}),
        ("<tr><td>a<td rowspan=3>b<td>c<tr><td colspan=3>d<td>e", {1: "abc", 2: "d  e"}),
        ("<tr><td>a<td style='display:none'>x<td>b<tr><td>c<td hidden>x<td>d", {1: "ab", 2: "cd"}),
        ("<tr><td>a</td></tr></tr></td><td>b<tr><td>c", {1: "ab", 2: "c"}),
    ],
)  # fmt: skip
def test_cells_stand_where_a_browser_puts_them(tmp_path: Path, rows: str, places: dict[int, str]) -> None:
    wanted = {row: {at: char for at, char in enumerate(line, 1) if char != " "} for row, line in places.items()}
    assert wanted == grid(tmp_path, rows)


def test_what_spans_more_than_there_is_ends_with_the_table(tmp_path: Path) -> None:
    found = sheet(
        tmp_path, f"<table><tr><td colspan=65000>题</td></tr>{HEAD}<tr><td rowspan=65000>1<td>甲<td>乙</table>"
    )
    assert (CellRange(1, 1, 1, 5),) == found.merges


def test_cells_that_lie_over_each_other_are_named(tmp_path: Path) -> None:
    found = book(tmp_path, f"<table>{HEAD}<tr><td>a<td rowspan=2>b<td>c<tr><td colspan=2>d</table>")
    assert ["D261", "D189"] == [d.code for d in found.diagnostics]


def test_lines_and_tables_stand_under_each_other_as_in_excel(tmp_path: Path) -> None:
    page = f"<h1>某区2021年任务分解表</h1><p>单位：<b>区政府办</b></p>{TABLE}<p>注：见附件</p><table><tr><td>又<td>一</table>"
    rows = sheet(tmp_path, page).rows
    assert ["某区2021年任务分解表", "单位：区政府办", "序号", 1, 2, "注：见附件", "又"] == [c[1] for c in rows.values()]


def test_a_header_in_a_table_of_its_own_belongs_to_the_table_below(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(f"<div><table>{HEAD}</table></div><div><table>{ROWS}</table></div>", encoding="utf-8")
    assert ["起草方案", "组织实施"] == [task.text for task in api.read(path).tables[0].tasks]


@pytest.mark.parametrize(
    "page",
    [
        f"<table><tr><td><table><tr><td>菜单</td></tr></table></td><td><h2>任务表</h2>{TABLE}</td></tr></table>",
        f"<table><tr><td>页眉</td></tr><tr><td>任务表{TABLE}</td></tr><tr><td>页脚</td></tr><tr><td>页脚</td></tr></table>",
        f"<table><tr><td><table><tr><td><table><tr><td>任务表{TABLE}</td></tr></table></td></tr></table></td></tr></table>",
        f"<form><table><tr><td>查询：<input name=q></td><td><select><option>全部</option></select></td></tr></table>{TABLE}</form>",
    ],
    ids=range(4),
)
def test_a_table_that_lays_out_others_is_none(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    document = api.read(path)
    assert [["起草方案", "组织实施"]] == [[task.text for task in table.tasks] for table in document.tables]


def test_a_table_that_is_not_shown_is_not_read(tmp_path: Path) -> None:
    hidden = f"<div style='display: none'>{TABLE}</div>"
    with refused("D113", SourceError):
        sheet(tmp_path, hidden)
    assert 3 == len(sheet(tmp_path, hidden + TABLE).rows)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><body><h1>关于印发方案的通知</h1><p>区财政局牵头，6月底前完成。</p></body></html>", "D113"),
        ("<html><body><table><tr><td>登录</td></tr></table></body></html>", "D113"),
        ("<html><head></head></html>", "D113"),
        ("<html><frameset rows='*,39'><frame src='a.files/sheet001.htm'><frame src='a.files/tabstrip.htm'></frameset></html>", "D268"),
        ("<html><table>" + "<tr><td><table>" * 60, "D132"),
        (f"<html><table><tr><td>{'<div>' * 20_000}a", "D132"),
        ("<table><tr>" + "<td colspan=1000>a" * 20, "D132"),
        (f"<table><tr><th>{'</th><th>'.join(COLUMNS)}</th></tr><tr><td>a</td><td>b</td></tr></table>", "D269"),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_page_without_tables_says_what_to_do(tmp_path: Path, page: str, code: str) -> None:
    with refused(code, SourceError):
        book(tmp_path, page)


def test_a_page_whose_tables_hold_no_tasks_names_draft(tmp_path: Path) -> None:
    path = tmp_path / "登录.html"
    path.write_text(
        "<table><tr><td>用户名</td><td><input></td></tr><tr><td>密码</td><td>验证码</td></tr></table>", encoding="utf-8"
    )
    found = [d for d in api.read(path).diagnostics if d.severity == "error"]
    assert (["D263"], True) == ([d.code for d in found], "xltrack draft" in found[0].remedy)
    assert "网页" == found[0].message[:2]


@pytest.mark.parametrize(
    ("limits", "page"),
    [
        ({"cells": 12}, TABLE), ({"rows": 2}, TABLE), ({"text": 40}, TABLE), ({"piece": 8}, f"<p>{'长' * 9}</p>{TABLE}"),
        ({"columns": 4}, TABLE), ({"page": 100}, TABLE), ({"piece": 60}, f"<p title='{'a' * 70_000}'>{TABLE}"),
    ],
)  # fmt: skip
def test_a_page_keeps_the_limits_of_all_files(tmp_path: Path, limits: dict[str, int], page: str) -> None:
    assert book(tmp_path, page)
    with refused("D132", SourceError):
        book(tmp_path, page, Limits(**limits))


def test_too_many_areas_are_left_out_and_counted(tmp_path: Path) -> None:
    page = f"<table>{HEAD}{'<tr><td colspan=2>a<td>b' * 5}</table>"
    found = book(tmp_path, page, Limits(merges=2))
    assert (2, 3) == (
        len(found.sheets[0].merges),
        next(d for d in found.diagnostics if d.code == "D189").facts["count"],
    )


def test_wrong_bytes_are_counted_not_called_encrypted(tmp_path: Path) -> None:
    data = TABLE.encode("gbk").replace("起草方案".encode("gbk"), b"\xc6\xf0\xb2\xff\xff" + "案".encode("gbk"))
    found = book(tmp_path, data)
    assert ["D261", "D265"] == [d.code for d in found.diagnostics]
    assert "组织实施" == found.sheets[0].value(3, 2)


def test_zeros_and_control_characters_do_not_make_a_page_unreadable(tmp_path: Path) -> None:
    data = TABLE.encode().replace("起草".encode(), "起\0\x0b草\x1a".encode()) + b"\0" * 600
    assert "起草方案" == sheet(tmp_path, data).value(2, 2).replace("\x0b", "")  # type: ignore[union-attr]
