"""Build the Word templates anew: templates/通报.docx and its sisters, laid out by GB/T 9704-2012.

    python docs/word_templates.py

They are ordinary documents, to be changed in Word or WPS; this is where they came from. Fonts are named by the profile 「gb2312」;
the program puts in the names of the profile that is set.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
SONG, FANG, HEI, KAI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LEFT, CENTER, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip
# Name: font, points, alignment, exact line (None: as high as it must be), characters of first-line indent, of right indent.
STYLES = {
    "版头": (FANG, 16, LEFT, 28, 0, 0), "版头右": (FANG, 16, RIGHT, 28, 0, 0), "公文标题": (SONG, 22, CENTER, 36, 0, 0),
    "期次": (KAI, 16, CENTER, 28, 0, 0), "主送": (FANG, 16, LEFT, 28, 0, 0), "正文段": (FANG, 16, BOTH, 28, 2, 0),
    "正文段左": (FANG, 16, LEFT, 28, 2, 0), "一级标题": (HEI, 16, BOTH, 28, 2, 0),
    "附件说明": (FANG, 16, LEFT, 28, 2, 0), "附注": (FANG, 16, LEFT, 28, 2, 0),
    "落款": (FANG, 16, RIGHT, 28, 0, 4), "成文日期": (FANG, 16, RIGHT, 28, 0, 4), "附件标签": (HEI, 16, LEFT, 28, 0, 0),
    "附件标题": (SONG, 22, CENTER, 36, 0, 0), "回执标题": (SONG, 22, CENTER, 36, 0, 0), "回执栏": (FANG, 16, LEFT, 36, 0, 0),
    "附件截至": (KAI, 14, CENTER, 28, 0, 0), "表头": (HEI, 12, CENTER, None, 0, 0), "表格字": (FANG, 10.5, LEFT, None, 0, 0),
    "表格字中": (FANG, 10.5, CENTER, None, 0, 0), "页码": (PLAIN, 14, RIGHT, 14, 0, 1), "页码双": (PLAIN, 14, LEFT, 14, 1, 0),
    "空行": (FANG, 16, LEFT, 28, 0, 0), "表后": (FANG, 1, LEFT, 1, 0, 0),
}  # fmt: skip
# Of each table: its list, then head, cell, millimetres and style of each column; 156 mm in all. A head breaks where it says.
MIDDLE, WORDS = "表格字中", "表格字"
UNITS = (
    "各单位",
    ("序号", "{{ 项.序号 }}", 12, MIDDLE), ("责任单位", "{{ 项.单位 }}", 46, WORDS), ("任务数", "{{ 项.任务数 }}", 16, MIDDLE),
    ("已办结", "{{ 项.已完成 }}", 16, MIDDLE), ("在办", "{{ 项.推进中 }}", 16, MIDDLE), ("临期", "{{ 项.临期 }}", 11, MIDDLE),
    ("逾期", "{{ 项.逾期数 }}", 11, MIDDLE), ("其他", "{{ 项.其他 }}", 11, MIDDLE), ("完成率", "{{ 项.完成率 }}", 17, MIDDLE),
)  # fmt: skip
UNITS_SUM = (
    "", "合计", "{{ 任务总数 }}", "{{ 已完成数 }}", "{{ 推进中数 }}", "{{ 临期数 }}", "{{ 逾期数 }}", "{{ 其他数 }}", "{{ 完成率 }}",
)  # fmt: skip
DIVISION = (
    "分工",
    ("序号", "{{ 项.序号 }}", 12, MIDDLE), ("责任单位", "{{ 项.单位 }}", 92, WORDS), ("任务数", "{{ 项.任务数 }}", 22, MIDDLE),
    ("未来30天\n到期", "{{ 项.到期数 }}", 30, MIDDLE),
)  # fmt: skip
DIVISION_SUM = ("", "合计", "{{ 任务总数 }}", "{{ 到期数 }}")
LATE = (
    "逾期任务",
    ("编号", "{{ 项.编号 }}", 13, MIDDLE), ("责任单位", "{{ 项.单位 }}", 36, WORDS), ("任务", "{{ 项.任务 }}", 38, WORDS),
    ("时限", "{{ 项.时限 }}", 33, MIDDLE), ("逾期\n天数", "{{ 项.逾期天数 }}", 11, MIDDLE), ("完成情况", "{{ 项.完成情况 }}", 25, WORDS),
)  # fmt: skip
DUE = (
    "到期任务",
    ("编号", "{{ 项.编号 }}", 13, MIDDLE), ("到期日", "{{ 项.日期 }}", 34, MIDDLE), ("责任单位", "{{ 项.单位 }}", 36, WORDS),
    ("任务", "{{ 项.任务 }}", 62, WORDS), ("剩余\n天数", "{{ 项.剩余天数 }}", 11, MIDDLE),
)  # fmt: skip
SILENT = (
    "未报任务",
    ("编号", "{{ 项.编号 }}", 13, MIDDLE), ("责任单位", "{{ 项.单位 }}", 36, WORDS), ("任务", "{{ 项.任务 }}", 58, WORDS),
    ("时限", "{{ 项.时限 }}", 33, MIDDLE), ("状态", "{{ 项.状态 }}", 16, MIDDLE),
)  # fmt: skip
URGED = (
    "逾期任务",
    ("编号", "{{ 项.编号 }}", 13, MIDDLE), ("任务", "{{ 项.任务 }}", 65, WORDS), ("时限", "{{ 项.时限 }}", 33, MIDDLE),
    ("逾期\n天数", "{{ 项.逾期天数 }}", 11, MIDDLE), ("完成情况", "{{ 项.完成情况 }}", 34, WORDS),
)  # fmt: skip
ANSWER = (
    "逾期任务",
    ("编号", "{{ 项.编号 }}", 13, MIDDLE), ("任务", "{{ 项.简称 }}", 45, WORDS), ("办理情况", "", 40, WORDS), ("逾期原因", "", 34, WORDS),
    ("拟办结\n时间", "", 24, MIDDLE),
)  # fmt: skip
ASKED = "{% if 填报提示 %}请以下单位填报{% else %}尚未填报的单位是{% endif %}："
DIVISION_NOTE = "注：一项任务由几个单位负责的，各单位都计，合计只计一次。"
UNITS_NOTE = "注：其他为持续推进、暂缓、取消的任务；一项任务由几个单位负责的，各单位都计，合计只计一次。{{ 核实情况 }}"
CELL_MARGIN = 57  # twips at the left and right of a cell


class Builder:
    """One document, put together paragraph by paragraph."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self._clear()
        self._make_styles()
        self._lay_out()

    def _clear(self) -> None:
        """Take out what the empty document brings along: its picture, its author, fonts of a theme, styles of old."""
        package = self.document.part.package
        for rel_id in [key for key, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
            del package.rels[rel_id]
        # A second set of styles, without those that are made here: Word would find the two at odds.
        rels = self.document.part.rels
        for rel_id in [key for key, rel in rels.items() if rel.reltype.endswith("/stylesWithEffects")]:
            del rels[rel_id]
        core = self.document.core_properties
        core.author = core.comments = core.last_modified_by = core.title = core.keywords = ""
        for fonts in self.document.styles.element.iter(qn("w:rFonts")):
            fonts.attrib.clear()
        for language in self.document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        for language in self.document.settings.element.iter(qn("w:themeFontLang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        for rest in [*self.document.settings.element.iter(qn("w:savePreviewPicture"), qn("w:rsids"))]:
            self.document.settings.element.remove(rest)

    def _make_styles(self) -> None:
        normal = self.document.styles["Normal"]
        set_font(normal, FANG, 16)
        normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
        normal.paragraph_format.widow_control = False
        close_up(normal)
        for name, (font, size, alignment, line, first, right) in STYLES.items():
            style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            style.quick_style = True
            set_font(style, font, size)
            layout = style.paragraph_format
            layout.alignment = alignment
            layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY if line else WD_LINE_SPACING.SINGLE
            if line:
                layout.line_spacing = Pt(line)
            indent(style, first, right, size)
            if (font, size) == (FANG, 16):
                tighten(style)
            if line is None:
                layout.space_before = layout.space_after = Pt(2)
        heading = self.document.styles["一级标题"]
        heading.paragraph_format.keep_with_next = True
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "0")
        heading.element.get_or_add_pPr().append(level)
        for name in ("附件标签", "回执标题"):
            self.document.styles[name].paragraph_format.page_break_before = True
        for name in ("附件标签", "附件标题", "附件截至", "落款", "成文日期"):
            self.document.styles[name].paragraph_format.keep_with_next = True
        self.document.styles["版头"].paragraph_format.space_after = Pt(14)
        self.document.styles["版头右"].paragraph_format.space_after = Pt(14)
        stops = self.document.styles["版头"].paragraph_format.tab_stops
        stops.add_tab_stop(Mm(156) - Pt(16), WD_TAB_ALIGNMENT.RIGHT)
        issuer = self.document.styles.add_style("签发人姓名", WD_STYLE_TYPE.CHARACTER)
        set_font(issuer, KAI, 16)

    def _lay_out(self) -> None:
        """A4 with the margins of the standard; the page number 7 mm under the text, on the outer side."""
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(23)
        for grid in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(grid)
        self.document.settings.odd_and_even_pages_header_footer = True
        page_number(section.footer, "页码")
        page_number(section.even_page_footer, "页码双")

    def add(self, style: str, text: str = "", *, keep: bool = False) -> Any:
        """A paragraph; `keep` where a signature follows, which must not stand on a page alone."""
        paragraph = self.document.add_paragraph(text, style)
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def when(self, condition: str, *paragraphs: tuple[str, str], keep: bool = False) -> None:
        """Paragraphs that stand there on a condition."""
        self.add("正文段", f"{{%p if {condition} %}}")
        for style, text in paragraphs:
            self.add(style, text, keep=keep)
        self.add("正文段", "{%p endif %}")

    def each(self, name: str, text: str, style: str = "正文段") -> None:
        """A paragraph for every item of a list."""
        self.add("正文段", f"{{%p for 项 in {name} %}}")
        self.add(style, text)
        self.add("正文段", "{%p endfor %}")

    def each_to_the_end(self, name: str, text: str, style: str = "正文段", last: str = "loop.last") -> None:
        """The same where a signature may follow: the last paragraph stays with it."""
        self.add("正文段", f"{{%p for 项 in {name} %}}")
        self.when(f"not ({last})", (style, text))
        self.when(last, (style, text), keep=True)
        self.add("正文段", "{%p endfor %}")

    def mark(self, *, signed: bool = True) -> None:
        """The document number, and who issues it."""
        number = "{% if 文号 == 请填写 %}文号：{% endif %}{{ 文号 }}"
        if not signed:
            self.add("版头右", number)
            return
        paragraph = self.add("版头", f"　{number}\t签发人：")
        paragraph.add_run("{{ 签发人 }}").style = "签发人姓名"

    def head(self, *, issue: bool = False) -> None:
        """Title and addressee."""
        self.each("标题行", "{{ 项.句 }}", "公文标题")
        if issue:
            self.add("期次", "{{ 期次 }}")
        self.add("空行")
        self.add("主送", "{{ 主送 }}：")

    def foot(self) -> None:
        """The list of 附件, then the signature."""
        self.add("正文段", "{%p if 附件目录 %}")
        self.add("空行")
        first = "{% if loop.first %}附件：{% else %}　　　{% endif %}"
        item = first + "{% if 附件目录|length > 1 %}{{ 项.序号 }}.{% endif %}{{ 项.标题 }}"
        self.each_to_the_end("附件目录", item, "附件说明")
        self.add("正文段", "{%p endif %}")
        self.sign()

    def sign(self) -> None:
        """Who signs, when, whom to ask; a seal takes one line more."""
        self.add("空行", keep=True)
        self.when("印章", ("空行", ""), keep=True)
        self.add("落款", "{{ 落款 }}")
        self.add("成文日期", "{{ 成文日期 }}")
        self.add("附注", "（{{ 联系方式 }}）")

    def inline(self, condition: str, table: Sequence[Any], total: Sequence[str] = (), note: str = "") -> None:
        """A small table in the text."""
        self.add("正文段", f"{{%p if {condition} %}}")
        self._table(table, total, kept=True)
        self.add("表格字" if note else "表后", note)
        self.add("正文段", "{%p endif %}")

    def answer(self) -> None:
        """The page on which a letter is answered."""
        self.add("回执标题", "回　执")
        self.add("空行")
        self.add("主送", "{{ 单位名称 }}：")
        self.add("正文段", "现将{{ 文号 }}函所列任务的办理情况答复如下。")
        self._table(ANSWER, height=22)
        self.add("表后")
        self.add("空行")
        for line in (
            "单位（盖章）：",
            "负责人：　　　　　　经办人：　　　　　　电话：",
            "答复日期：　　　　年　　月　　日",
        ):
            self.add("回执栏", line)

    def annex(self, label: str, title: str, table: Sequence[Any], total: Sequence[str] = (), note: str = "") -> None:
        """A page with label, title and table, where there is one."""
        self.add("正文段", f"{{%p if {label} %}}")
        self.add("附件标签", f"{{{{ {label} }}}}")
        self.add("空行")
        self.add("附件标题", title)
        self.add("附件截至", "（截至{{ 截至 }}）")
        if note:  # behind a table that fills its page it would stand on the next one alone
            self.add("表格字", note, keep=True)
        self._table(table, total)
        self.add("表后")
        self.add("正文段", "{%p endif %}")

    def sentences(self, label: str, title: str, name: str) -> None:
        """A page of sentences instead of a table."""
        self.add("正文段", f"{{%p if {label} %}}")
        self.add("附件标签", f"{{{{ {label} }}}}")
        self.add("空行")
        self.add("附件标题", title)
        self.add("空行")
        self.each(name, "{{ 项.句 }}")
        self.add("正文段", "{%p endif %}")

    def _table(self, spec: Sequence[Any], total: Sequence[str] = (), *, height: int = 0, kept: bool = False) -> None:
        source, *columns = spec
        table = self.document.add_table(rows=5 if total else 4, cols=len(columns), style="Table Grid")
        close_cells(table)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        begin, body, end, *last = table.rows[1:]
        for row, words in ((begin, f"{{%tr for 项 in {source} %}}"), (end, "{%tr endfor %}")):
            row.cells[0].paragraphs[0].text = words
        for place, (head, cell, width, style) in enumerate(columns):
            table.columns[place].width = Mm(width)
            for row in table.rows:
                row.cells[place].width = Mm(width)
                row.cells[place].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            fill(table.rows[0].cells[place], head, "表头")
            fill(body.cells[place], cell, style)
            for row in last:
                fill(row.cells[place], total[place], style)
        if height:
            body.height = Mm(height)
        rows = (table.rows[0], body, *last)
        if kept:  # what stands over the table stays with its first row
            for paragraph in (p for cell in table.rows[0].cells for p in cell.paragraphs):
                paragraph.paragraph_format.keep_with_next = True
        for row, mark in ((table.rows[0], "w:tblHeader"), *((row, "w:cantSplit") for row in rows)):
            row._tr.get_or_add_trPr().append(OxmlElement(mark))

    def save(self, name: str) -> None:
        """Write the file, the same bytes each time."""
        target = BytesIO()
        self.document.save(target)
        with zipfile.ZipFile(target) as source, zipfile.ZipFile(TEMPLATES / name, "w", zipfile.ZIP_DEFLATED) as out:
            for info in source.infolist():
                out.writestr(zipfile.ZipInfo(info.filename), source.read(info), zipfile.ZIP_DEFLATED)


def set_font(style: Any, font: str, size: float) -> None:
    """The font of a style, for Chinese and for digits."""
    style.font.name, style.font.size, style.font.bold = font, Pt(size), False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{part}"), font)


def close_up(style: Any) -> None:
    """No space between Chinese characters and letters or digits: a line holds as many as it should."""
    for name in ("autoSpaceDE", "autoSpaceDN"):
        mark = OxmlElement(f"w:{name}")
        mark.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().find(qn("w:spacing")).addprevious(mark)


def tighten(style: Any) -> None:
    """A quarter of a point less between characters: 156 mm hold 28 of them then, as the standard says."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-5")
    style.element.get_or_add_rPr().find(qn("w:sz")).addprevious(spacing)


def close_cells(table: Any) -> None:
    """One millimetre between words and the lines of a table."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        mark = OxmlElement(f"w:{side}")
        mark.set(qn("w:w"), str(CELL_MARGIN))
        mark.set(qn("w:type"), "dxa")
        margins.append(mark)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def indent(style: Any, first: int, right: int, size: float) -> None:
    """Indents in characters, with their points for programs that count no characters."""
    element = style.element.get_or_add_pPr().get_or_add_ind()
    for part, count in (("firstLine", first), ("right", right)):
        if count:
            element.set(qn(f"w:{part}Chars"), str(count * 100))
            element.set(qn(f"w:{part}"), str(int(count * size * 20)))


def page_number(footer: Any, style: str) -> None:
    """「— 1 —」."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = style
    paragraph.add_run("— ")
    for kind, words in (("begin", ""), ("", " PAGE "), ("separate", ""), ("", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText" if words.strip() == "PAGE" else "w:t")
            mark.text = words
            mark.set(qn("xml:space"), "preserve")
        run._r.append(mark)
    paragraph.add_run(" —")


def fill(cell: Any, words: str, style: str) -> None:
    """The words of a cell."""
    cell.paragraphs[0].text = words
    cell.paragraphs[0].style = style


def build_notice() -> Builder:
    """通报."""
    made = Builder()
    made.mark()
    made.head(issue=True)
    made.add("正文段", "现将有关{% if 填报提示 %}任务分工和近期到期情况{% else %}进展情况{% endif %}通报如下。")
    made.add("一级标题", "一、总体情况")
    made.add("正文段", "{{ 总体情况 }}{{ 填报提示 }}")
    made.when("变化情况", ("正文段", "{{ 变化情况 }}{% if 变化附件 %}详见{{ 变化附件 }}。{% endif %}"))
    made.when(
        "not 变化附件", ("正文段", "{%p for 项 in 变化 %}"), ("正文段", "{{ 项.句 }}"), ("正文段", "{%p endfor %}")
    )
    made.when("分类情况", ("正文段", "{{ 分类情况 }}"))
    made.inline("各单位 and not 单位附件", UNITS, UNITS_SUM, UNITS_NOTE)
    made.add("一级标题", "二、{% if 填报提示 %}任务分工{% else %}进展{% endif %}和到期情况")
    made.when("填报提示", ("正文段", "{{ 分工情况 }}{% if 分工附件 %}各单位任务见{{ 分工附件 }}。{% endif %}"))
    made.inline("分工 and not 分工附件", DIVISION, DIVISION_SUM, DIVISION_NOTE)
    told = "{{ 领先情况 }}{{ 逾期情况 }}"
    made.when("逾期任务 and not 逾期附件", ("正文段", told), keep=True)
    made.when("(领先情况 or 逾期情况) and (逾期附件 or not 逾期任务)", ("正文段", told))
    made.inline("逾期任务 and not 逾期附件", LATE)
    made.when(
        "逾期附件", ("正文段", "{%p for 项 in 滞后单位 %}"), ("正文段", "{{ 项.句 }}"), ("正文段", "{%p endfor %}")
    )
    made.when("逾期附件 and 其余滞后数", ("正文段", "其余{{ 其余滞后数 }}个单位和各项逾期任务见{{ 逾期附件 }}。"))
    made.when("逾期附件 and not 其余滞后数", ("正文段", "各项逾期任务见{{ 逾期附件 }}。"))
    made.when("到期任务 and not 到期附件", ("正文段", "{{ 到期情况 }}"), keep=True)
    made.when(
        "到期附件 or not 到期任务", ("正文段", "{{ 到期情况 }}{% if 到期附件 %}各项见{{ 到期附件 }}。{% endif %}")
    )
    made.inline("到期任务 and not 到期附件", DUE)
    made.add("一级标题", "三、工作要求")
    made.each_to_the_end("办理要求", "{{ 项.句 }}", last="loop.last and not 附件目录")
    made.when("not 办理要求", ("正文段", "各单位要继续抓好各项任务的落实。"), keep=True)
    made.foot()
    made.annex("分工附件", "各单位任务分工表", DIVISION, DIVISION_SUM, DIVISION_NOTE)
    made.annex("单位附件", "各单位任务进展情况表", UNITS, UNITS_SUM, UNITS_NOTE)
    made.annex("逾期附件", "逾期任务一览表", LATE)
    made.annex("到期附件", "近期到期任务一览表", DUE)
    made.sentences("变化附件", "与上一期相比的变化", "变化")
    return made


def build_letter() -> Builder:
    """督办函."""
    made = Builder()
    made.mark(signed=False)
    made.head()
    where = "{% if 逾期附件 %}逾期任务见附件。{% else %}逾期任务如下。{% endif %}"
    made.when("督办情况", ("正文段", "{{ 督办情况 }}" + where))
    made.when("not 督办情况", ("正文段", "{{ 总体情况 }}"))
    made.inline("逾期任务 and not 逾期附件", URGED)
    made.add(
        "正文段",
        "请立即办理，于{{ 答复期限 }}前填写附后的回执，将办理情况、逾期原因和拟办结的时间书面报{{ 单位名称 }}。",
    )
    made.when(
        "临期数",
        ("正文段", "另有{{ 临期数 }}项任务即将到期，请一并抓紧办理，确保按时办结。"),
    )
    made.when("附件目录", ("正文段", "特此函告。"))
    made.when("not 附件目录", ("正文段", "特此函告。"), keep=True)
    made.foot()
    made.annex("逾期附件", "逾期任务一览表", URGED)
    made.answer()
    return made


def build_reminder() -> Builder:
    """催报通知."""
    made = Builder()
    made.mark()
    made.head()
    made.add("正文段", "{{ 未报情况 }}")
    units = (
        "{% for 项 in 未报单位 %}{{ 项.单位 }}（{{ 项.未报数 }}项）{% if not loop.last %}、{% endif %}{% endfor %}。"
    )
    made.add("正文段", "{%p if 未报单位 %}")
    made.add("正文段左", ASKED + units + "{% if 未报附件 %}未填报的任务见附件。{% endif %}")
    made.inline("未报任务 and not 未报附件", SILENT)
    made.add("正文段", "请上述单位于{{ 答复期限 }}前填报进展情况，报{{ 单位名称 }}。")
    made.add("正文段", "已完成的，写明完成日期；没有完成的，写明进度和下一步安排；时限已过的，说明原因。")
    made.when("附件目录", ("正文段", "特此通知。"))
    made.when("not 附件目录", ("正文段", "特此通知。"), keep=True)
    made.add("正文段", "{%p endif %}")
    made.foot()
    made.annex("未报附件", "未填报任务一览表", SILENT)
    return made


def build_weekly() -> Builder:
    """周报."""
    made = Builder()
    made.each("标题行", "{{ 项.句 }}", "公文标题")
    made.add("期次", "{{ 期次 }}　截至{{ 截至 }}")
    made.add("空行")
    made.add("正文段", "{{ 总体情况 }}{{ 填报提示 }}")
    made.when("变化情况", ("正文段", "{{ 变化情况 }}"))
    late = "{{ 项.序号 }}.{{ 项.单位 }}：{{ 项.项次 }}　{{ 项.简称 }}（{{ 项.天数 }}）。"
    due = "{{ 项.序号 }}.{{ 项.单位 }}：{{ 项.项次 }}　{{ 项.简称 }}（{{ 项.日期 }}，{{ 项.天数 }}）。"
    coming = "主要到期 and (主要逾期 or 到期数 > 4)"
    made.when("主要逾期", ("一级标题", "逾期{{ 逾期数 }}项"))
    made.each_to_the_end("主要逾期", late, last="loop.last and not 其余逾期数 and not 主要到期")
    more = ("正文段", "另有{{ 其余逾期数 }}项，见进度工作簿“逾期和临期”。")
    made.when("其余逾期数 and 主要到期", more)
    made.when("其余逾期数 and not 主要到期", more, keep=True)
    made.add("正文段", f"{{%p if {coming} %}}")
    made.add("一级标题", "未来30天到期{{ 到期数 }}项")
    made.each_to_the_end("主要到期", due, last="loop.last and not 其余到期数")
    made.when("其余到期数", ("正文段", "另有{{ 其余到期数 }}项，见进度工作簿“逾期和临期”。"), keep=True)
    made.add("正文段", "{%p endif %}")
    made.add("正文段", "{%p if not 主要逾期 and 到期数 < 5 and 下一步 %}")
    made.add("一级标题", "接下来到期的")
    made.each_to_the_end("下一步", due)
    made.add("正文段", "{%p endif %}")
    made.sign()
    return made


def main() -> None:
    """Build all of them."""
    for name, build in (
        ("通报", build_notice), ("督办函", build_letter), ("催报通知", build_reminder), ("周报", build_weekly),
    ):  # fmt: skip
        build().save(f"{name}.docx")


if __name__ == "__main__":
    main()
