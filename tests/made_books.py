"""Workbooks with a task table among all that office programs put into workbooks, made by seed; XlsxWriter can make nearly all of it.

What it cannot make (macros that run, a pivot with a slicer, shared formulas) is put in as parts: nobody opens them but to compare.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any, NamedTuple

import xlsxwriter

from tests.drawn import red_square

TASKS = ("制定方案", "摸底排查", "建立台账", "整改落实", "检查验收", "总结上报", "完善制度", "组织培训")
UNITS = ("县发改局", "县财政局", "县教育局、县人社局", "各乡镇", "县住建局")
DUE = ("6月30日前", "2021年7月20日", "8月15日前", "12月底前", "持续推进", "每月5日前")
ANSWERS = ("已完成", "正在推进", "未启动", None, "7月12日印发", "=不是公式", "完成80%")


class Made(NamedTuple):
    """A workbook: its bytes, the ending of its name, the features that are in it, whether its sheet is protected."""

    data: bytes
    suffix: str
    features: tuple[str, ...]
    protected: bool = False


class Page(NamedTuple):
    """What a feature is put on: the book, the sheet of tasks, its first and last row of tasks (0-based), chance."""

    book: Any
    sheet: Any
    first: int
    last: int
    random: Random


Feature = Callable[[Page], None]


def _far(page: Page) -> tuple[int, int]:
    """A place beside and under everything."""
    return page.last + 5 + page.random.randrange(6), 14 + page.random.randrange(6)


def _chart(page: Page) -> None:
    chart = page.book.add_chart({"type": page.random.choice(["column", "pie", "line", "bar"])})
    chart.add_series({"values": ["任务", page.first, 6, page.last, 6], "name": "进度"})
    page.sheet.insert_chart(*_far(page), chart)


def _chart_sheet(page: Page) -> None:
    chart = page.book.add_chart({"type": "column"})
    chart.add_series({"values": ["任务", page.first, 6, page.last, 6]})
    page.book.add_chartsheet("图").set_chart(chart)


def _image(page: Page) -> None:
    page.sheet.insert_image(*_far(page), "a.png", {"image_data": io.BytesIO(red_square(8)), "description": "图片"})


def _embedded_image(page: Page) -> None:
    page.sheet.embed_image(*_far(page), "a.png", {"image_data": io.BytesIO(red_square(8))})


def _background(page: Page) -> None:
    page.sheet.set_background(io.BytesIO(red_square(8)))


def _head_image(page: Page) -> None:
    page.sheet.set_header("&L&G", {"image_left": "a.png", "image_data_left": io.BytesIO(red_square(8))})


def _text_box(page: Page) -> None:
    page.sheet.insert_textbox(*_far(page), "注：按月报送", {"url": "https://example.test/"})


def _sparkline(page: Page) -> None:
    page.sheet.add_sparkline(page.last + 4, 13, {"range": f"任务!G{page.first + 1}:G{page.last + 1}"})


def _data_bars(page: Page) -> None:
    page.sheet.conditional_format(page.first, 6, page.last, 6, {"type": "data_bar", "data_bar_2010": True})


def _icons(page: Page) -> None:
    page.sheet.conditional_format(page.first, 6, page.last, 6, {"type": "icon_set", "icon_style": "3_traffic_lights"})


def _rules(page: Page) -> None:
    red = page.book.add_format({"font_color": "red", "bold": True})
    page.sheet.conditional_format(
        page.first, 0, page.last, 20, {"type": "formula", "criteria": '=$E4=""', "format": red}
    )


def _validation(page: Page) -> None:
    page.sheet.data_validation(
        page.first, 4, page.last, 4, {"validate": "list", "source": ["已完成", "正在推进", "未启动"]}
    )


def _far_validation(page: Page) -> None:
    """A list on another sheet, which goes into an extension of the part."""
    page.sheet.data_validation(page.first, 12, page.last, 12, {"validate": "list", "source": "=别处!$A$1:$A$3"})


def _rich(page: Page) -> None:
    bold, red = (
        page.book.add_format({"bold": True}),
        page.book.add_format({"font_color": "red", "font_strikeout": True}),
    )
    page.sheet.write_rich_string(page.last + 3, 13, "说明：", bold, "加粗", red, "划去", "结束")


def _comments(page: Page) -> None:
    page.sheet.write_comment(page.first, 1, "请核对", {"author": "张三", "visible": True})
    page.sheet.write_comment(page.last, 4, "电话催过")


def _button(page: Page) -> None:
    page.sheet.insert_button(*_far(page), {"caption": "刷新", "macro": "refresh"})


def _checkbox(page: Page) -> None:
    page.sheet.insert_checkbox(*_far(page), boolean=True)


def _side_table(page: Page) -> None:
    row, column = page.last + 8, 1
    page.sheet.add_table(
        row, column, row + 3, column + 2, {"columns": [{"header": h} for h in ("甲", "乙", "丙")], "total_row": True}
    )


def _formulas(page: Page) -> None:
    page.sheet.write_formula(page.last + 3, 6, f"=SUM(G{page.first + 1}:G{page.last + 1})", None, 7)
    page.sheet.write_formula(page.last + 4, 6, f'=COUNTIF(E{page.first + 1}:E{page.last + 1},"已完成")', None, 3)


def _array(page: Page) -> None:
    page.sheet.write_array_formula(page.last + 3, 15, page.last + 5, 15, "{=ROW(A1:A3)}", None, 1)
    page.sheet.write_dynamic_array_formula(page.last + 3, 16, page.last + 5, 16, "=SEQUENCE(3)", None, 1)


def _names(page: Page) -> None:
    page.book.define_name("任务区", f"=任务!$A${page.first + 1}:$G${page.last + 1}")
    page.book.define_name("任务!本地", "=任务!$A$1")


def _print(page: Page) -> None:
    page.sheet.print_area(0, 0, page.last, 6)
    page.sheet.repeat_rows(page.first - 1)
    page.sheet.set_landscape()
    page.sheet.fit_to_pages(1, 0)
    page.sheet.set_footer("&C— &P —")
    page.sheet.set_h_pagebreaks([page.first + 1])


def _filter(page: Page) -> None:
    page.sheet.autofilter(page.first - 1, 0, page.last, 6)


def _panes(page: Page) -> None:
    page.sheet.freeze_panes(page.first, 2)
    page.sheet.set_zoom(85)


def _groups(page: Page) -> None:
    page.sheet.set_row(page.last, None, None, {"level": 1, "hidden": False})
    page.sheet.set_column(20, 22, 4, None, {"level": 1, "hidden": True})


def _hidden_sheet(page: Page) -> None:
    hidden = page.book.add_worksheet("藏着")
    hidden.write(0, 0, "=文字")
    hidden.very_hidden()


def _links(page: Page) -> None:
    page.sheet.write_url(page.last + 3, 2, "https://example.test/?a=1&b=2", string="链接")
    page.sheet.write_url(page.last + 4, 2, "internal:'别处'!A1", string="别处")


def _properties(page: Page) -> None:
    page.book.set_properties({"title": "任务", "author": "李四", "comments": "内部"})
    page.book.set_custom_property("密级", "无")
    page.book.set_custom_property("期号", 12)


def _errors(page: Page) -> None:
    page.sheet.ignore_errors({"number_stored_as_text": "A1:XFD100"})


def _wide(page: Page) -> None:
    """A look of all columns, cells without value among them."""
    grid = page.book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
    page.sheet.set_column(7, 30, 6, grid)
    for row in range(page.first, page.last + 1):
        page.sheet.write_blank(row, 8, None, grid)


FEATURES: Mapping[str, Feature] = {
    "图表": _chart, "图表页": _chart_sheet, "图片": _image, "单元格图片": _embedded_image, "背景": _background, "页眉图片": _head_image,
    "文本框": _text_box, "迷你图": _sparkline, "数据条": _data_bars, "图标集": _icons, "条件格式": _rules, "下拉": _validation,
    "别处的下拉": _far_validation, "富文本": _rich, "批注": _comments, "按钮": _button, "复选框": _checkbox, "旁表": _side_table,
    "公式": _formulas, "数组公式": _array, "名称": _names, "打印": _print, "筛选": _filter, "冻结": _panes, "分组": _groups,
    "隐藏表": _hidden_sheet, "链接": _links, "属性": _properties, "忽略错误": _errors, "整列格式": _wide,
}  # fmt: skip


def make_book(seed: int) -> Made:
    """The workbook of a seed: a task table with up to nine features; every feature is in one of any thirty in a row."""
    random = Random(seed)
    names = list(FEATURES)
    chosen = [names[seed % len(names)], *random.sample(names, random.randrange(9))]
    protected, macros, table = (random.random() < share for share in (0.1, 0.15, 0.2))
    if "按钮" in chosen:
        macros = True
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "constant_memory": False})
    book.set_calc_mode(random.choice(["auto", "manual"]))
    if random.random() < 0.2:
        book.add_worksheet("封面").write("A1", "任务分解表")
    sheet = book.add_worksheet("任务")
    page = _write_tasks(book, sheet, random, table=table and "筛选" not in chosen)
    book.add_worksheet("别处").write_column("A1", ["甲", "乙", "丙"])
    for name in dict.fromkeys(chosen):
        FEATURES[name](page)
    if protected:
        sheet.protect("", {"sort": True})
    if macros:
        book.add_vba_project(
            io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(random.randrange(256) for _ in range(500))), True
        )
    book.close()
    more = [name for name, has in (("保护", protected), ("宏", macros), ("表格", table)) if has]
    data = target.getvalue()
    if seed % 7 == 0:
        data, more = with_pivot(data), [*more, "透视表"]
    return Made(data, ".xlsm" if macros else ".xlsx", (*dict.fromkeys(chosen), *more), protected)


def _write_tasks(book: Any, sheet: Any, random: Random, *, table: bool) -> Page:
    """The title, the header and the rows of tasks."""
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "align": "center"})
    cell = book.add_format({"border": 1, "text_wrap": True, "font_name": random.choice(["宋体", "仿宋_GB2312"])})
    day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
    heads = ("序号", "工作任务", "责任单位", "完成时限", "完成情况", "完成日期", "进度")
    sheet.merge_range(0, 0, 0, 6, "2021年重点任务分解表", head)
    first, count = 3, random.randrange(3, 12)
    for row in range(count):
        done = random.random() < 0.3
        at = first + row
        values = (row + 1, random.choice(TASKS), random.choice(UNITS), random.choice(DUE), random.choice(ANSWERS))
        for column, value in enumerate(values):
            write = sheet.write_string if isinstance(value, str) else sheet.write
            write(at, column, value, cell)
        sheet.write(at, 5, date(2021, 7, 1 + row) if done else None, day)
        sheet.write(at, 6, random.choice([0, 0.5, 0.8, 1]), day if random.random() < 0.05 else cell)
    if table:
        sheet.add_table(
            first - 1, 0, first + count - 1, 6, {"columns": [{"header": h} for h in heads], "name": "任务表"}
        )
    else:
        for column, told in enumerate(heads):
            sheet.write(first - 1, column, told, head)
    sheet.set_column(1, 4, 20)
    return Page(book, sheet, first, first + count - 1, random)


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_2009 = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
_2018 = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"'
_PIVOT = {
    "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition {_MAIN} cacheId="1"><location ref="A9"/></pivotTableDefinition>',
    "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition {_MAIN} refreshOnLoad="1"><cacheFields/></pivotCacheDefinition>',
    "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords {_MAIN} count="0"/>',
    "xl/slicers/slicer1.xml": f'<slicers {_2009}><slicer name="单位" cache="切片器_单位" rowHeight="241300"/></slicers>',
    "xl/slicerCaches/slicerCache1.xml": f'<slicerCacheDefinition {_2009} name="切片器_单位" sourceName="责任单位"/>',
    "xl/threadedComments/threadedComment1.xml": f"<ThreadedComments {_2018}/>",
    "customXml/item1.xml": "<own xmlns='urn:own'>\r\n</own>",
}  # fmt: skip


def with_pivot(data: bytes) -> bytes:
    """The workbook with the parts of a pivot, a slicer, a thread of comments and an office's own XML, some packed and some stored."""
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as book:
        for at, (name, part) in enumerate(_PIVOT.items()):
            info = zipfile.ZipInfo(name, (2021, 8, at + 1, 12, 30, 58))
            book.writestr(info, part, zipfile.ZIP_STORED if at % 2 else zipfile.ZIP_DEFLATED, 9)
    return target.getvalue()


def with_shared_formulas(data: bytes) -> bytes:
    """The workbook whose formulas one under the other are shared, as Excel writes them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                part = part.replace(b"<f>SUM(", b'<f t="shared" ref="G1:G99" si="0">SUM(', 1)
            new.writestr(info, part)
    return target.getvalue()
