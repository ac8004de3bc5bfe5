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
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
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
    "公文标题": (SONG, 22, CENTER, 36, 0, 0), "期次": (KAI, 16, CENTER, 28, 0, 0), "主送": (FANG, 16, LEFT, 28, 0, 0),
    "正文段": (FANG, 16, BOTH, 28, 2, 0), "一级标题": (HEI, 16, BOTH, 28, 2, 0), "附件说明": (FANG, 16, LEFT, 28, 2, 0),
    "附注": (FANG, 16, LEFT, 28, 2, 0),
    "落款": (FANG, 16, RIGHT, 28, 0, 4), "附件标签": (HEI, 16, LEFT, 28, 0, 0), "附件标题": (SONG, 22, CENTER, 36, 0, 0),
    "附件截至": (KAI, 14, CENTER, 28, 0, 0), "表头": (HEI, 12, CENTER, None, 0, 0), "表格字": (FANG, 10.5, LEFT, None, 0, 0),
    "表格字中": (FANG, 10.5, CENTER, None, 0, 0), "页码": (PLAIN, 14, RIGHT, 14, 0, 1), "页码双": (PLAIN, 14, LEFT, 14, 1, 0),
    "空行": (FANG, 16, LEFT, 28, 0, 0), "表后": (FANG, 1, LEFT, 1, 0, 0),
}  # fmt: skip
# Of each table: its list, then head, cell, millimetres and style of each column; 156 mm in all.
MIDDLE, WORDS = "表格字中", "表格字"
UNITS = (
    "各单位",
    ("序号", "{{ 项.序号 }}", 12, MIDDLE), ("责任单位", "{{ 项.单位 }}", 43, WORDS), ("任务数", "{{ 项.任务数 }}", 14, MIDDLE),
    ("已完成", "{{ 项.已完成 }}", 14, MIDDLE), ("推进中", "{{ 项.推进中 }}", 14, MIDDLE), ("临期", "{{ 项.临期 }}", 13, MIDDLE),
    ("逾期", "{{ 项.逾期 }}", 13, MIDDLE), ("其他", "{{ 项.其他 }}", 13, MIDDLE), ("完成率", "{{ 项.完成率 }}", 20, MIDDLE),
)  # fmt: skip
DIVISION = (
    "分工",
    ("序号", "{{ 项.序号 }}", 12, MIDDLE), ("责任单位", "{{ 项.单位 }}", 90, WORDS), ("任务数", "{{ 项.任务数 }}", 24, MIDDLE),
    ("未来30天到期", "{{ 项.到期数 }}", 30, MIDDLE),
)  # fmt: skip
LATE = (
    "逾期任务",
    ("编号", "{{ 项.编号 }}", 12, MIDDLE), ("责任单位", "{{ 项.单位 }}", 32, WORDS), ("任务", "{{ 项.任务 }}", 48, WORDS),
    ("时限", "{{ 项.时限 }}", 25, MIDDLE), ("逾期天数", "{{ 项.逾期天数 }}", 14, MIDDLE), ("完成情况", "{{ 项.完成情况 }}", 25, WORDS),
)  # fmt: skip
DUE = (
    "到期任务",
    ("编号", "{{ 项.编号 }}", 12, MIDDLE), ("到期日", "{{ 项.日期 }}", 28, MIDDLE), ("责任单位", "{{ 项.单位 }}", 36, WORDS),
    ("任务", "{{ 项.任务 }}", 66, WORDS), ("剩余天数", "{{ 项.剩余天数 }}", 14, MIDDLE),
)  # fmt: skip
SILENT = (
    "未报任务",
    ("编号", "{{ 项.编号 }}", 12, MIDDLE), ("责任单位", "{{ 项.单位 }}", 38, WORDS), ("任务", "{{ 项.任务 }}", 60, WORDS),
    ("时限", "{{ 项.时限 }}", 30, MIDDLE), ("状态", "{{ 项.状态 }}", 16, MIDDLE),
)  # fmt: skip
URGED = (
    "逾期任务",
    ("编号", "{{ 项.编号 }}", 12, MIDDLE), ("任务", "{{ 项.任务 }}", 66, WORDS), ("时限", "{{ 项.时限 }}", 28, MIDDLE),
    ("逾期天数", "{{ 项.逾期天数 }}", 16, MIDDLE), ("完成情况", "{{ 项.完成情况 }}", 34, WORDS),
)  # fmt: skip
ASKED = "{% if 填报提示 %}请以下单位填报{% else %}尚未填报的单位是{% endif %}："
DIVISION_NOTE = "注：一项任务由几个单位负责的，各单位都计。"
UNITS_NOTE = "注：其他为持续推进、暂缓、取消的任务；一项任务由几个单位负责的，各单位都计。"


class Builder:
    """One document, put together paragraph by paragraph."""

    def __init__(self) -> None:
        self.closing = False
        self.document = docx.Document()
        self._clear()
        self._make_styles()
        self._lay_out()

    def _clear(self) -> None:
        """Take out what the empty document brings along: its picture, its author, fonts of a theme."""
        package = self.document.part.package
        for rel_id in [key for key, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
            del package.rels[rel_id]
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
        self.document.styles["附件标签"].paragraph_format.page_break_before = True
        for name in ("附件标签", "附件标题", "附件截至", "附件说明", "空行", "落款"):
            self.document.styles[name].paragraph_format.keep_with_next = True

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

    def add(self, style: str, text: str = "") -> None:
        """A paragraph; what is required stays with the signature, which must not stand on a page alone."""
        paragraph = self.document.add_paragraph(text, style)
        paragraph.paragraph_format.keep_with_next = True if self.closing else None

    def when(self, condition: str, *paragraphs: tuple[str, str]) -> None:
        """Paragraphs that stand there on a condition."""
        self.add("正文段", f"{{%p if {condition} %}}")
        for style, text in paragraphs:
            self.add(style, text)
        self.add("正文段", "{%p endif %}")

    def each(self, name: str, text: str, style: str = "正文段") -> None:
        """A paragraph for every item of a list."""
        self.add("正文段", f"{{%p for 项 in {name} %}}")
        self.add(style, text)
        self.add("正文段", "{%p endfor %}")

    def each_to_the_end(self, name: str, text: str) -> None:
        """The same where a signature may follow: the last paragraph stays with it."""
        self.add("正文段", f"{{%p for 项 in {name} %}}")
        self.when("not loop.last", ("正文段", text))
        self.closing = True
        self.when("loop.last", ("正文段", text))
        self.closing = False
        self.add("正文段", "{%p endfor %}")

    def head(self, *, issue: bool = False) -> None:
        """Title and addressee."""
        self.each("标题行", "{{ 项.句 }}", "公文标题")
        if issue:
            self.add("期次", "{{ 期次 }}")
        self.add("空行")
        self.add("主送", "{{ 主送 }}：")

    def foot(self) -> None:
        """The list of 附件, who signs, when."""
        self.add("正文段", "{%p if 附件目录 %}")
        self.closing = False
        self.add("空行")
        first = "{% if loop.first %}附件：{% else %}　　　{% endif %}"
        self.each("附件目录", first + "{% if 附件目录|length > 1 %}{{ 项.序号 }}.{% endif %}{{ 项.标题 }}", "附件说明")
        self.add("正文段", "{%p endif %}")
        self.add("空行")
        self.add("空行")
        self.add("落款", "{{ 落款 }}")
        self.add("落款", "{{ 成文日期 }}")
        self.add("附注", "（{{ 联系方式 }}）")

    def annex(self, label: str, title: str, table: Sequence[Any], note: str = "") -> None:
        """A page with label, title and table, where there is one."""
        self.add("正文段", f"{{%p if {label} %}}")
        self.add("附件标签", f"{{{{ {label} }}}}")
        self.add("空行")
        self.add("附件标题", title)
        self.add("附件截至", "（截至{{ 截至 }}）")
        self._table(table)
        self.add("表格字" if note else "表后", note)
        self.add("正文段", "{%p endif %}")

    def _table(self, spec: Sequence[Any]) -> None:
        source, *columns = spec
        table = self.document.add_table(rows=4, cols=len(columns), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        begin, body, end = table.rows[1], table.rows[2], table.rows[3]
        for row, words in ((begin, f"{{%tr for 项 in {source} %}}"), (end, "{%tr endfor %}")):
            row.cells[0].paragraphs[0].text = words
        for place, (head, cell, width, style) in enumerate(columns):
            table.columns[place].width = Mm(width)
            for row in table.rows:
                row.cells[place].width = Mm(width)
                row.cells[place].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            fill(table.rows[0].cells[place], head, "表头")
            fill(body.cells[place], cell, style)
        for row, mark in ((table.rows[0], "w:tblHeader"), (table.rows[0], "w:cantSplit"), (body, "w:cantSplit")):
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
    made.head(issue=True)
    made.add("正文段", "现将有关{% if 填报提示 %}任务分工和近期到期情况{% else %}进展情况{% endif %}通报如下。")
    made.add("一级标题", "一、总体情况")
    made.add("正文段", "{{ 总体情况 }}{{ 填报提示 }}")
    made.when("变化情况", ("正文段", "{{ 变化情况 }}"))
    made.each("变化", "{{ 项.句 }}")
    made.when("各阶段", ("正文段", "分类看，{% for 项 in 各阶段 %}{{ 项.句 }}{% endfor %}"))
    made.add("一级标题", "二、{% if 填报提示 %}任务分工{% else %}进展滞后的单位{% endif %}")
    made.when("逾期情况", ("正文段", "{{ 逾期情况 }}"))
    made.when("填报提示", ("正文段", "{{ 分工情况 }}{% if 分工附件 %}各单位任务见{{ 分工附件 }}。{% endif %}"))
    made.each("滞后单位", "{{ 项.句 }}")
    made.when("其余滞后数", ("正文段", "另有{{ 其余滞后数 }}个单位有任务逾期，见附件。"))
    made.add("一级标题", "三、近期到期任务")
    made.add("正文段", "{{ 到期情况 }}{% if 其余到期数 %}先列最近的{{ 主要到期|length }}项，其余见附件。{% endif %}")
    made.each("主要到期", "{{ 项.句 }}")
    made.add("一级标题", "四、工作要求")
    made.each_to_the_end("办理要求", "{{ 项.句 }}")
    made.closing = True
    made.when("not 办理要求", ("正文段", "各单位要继续抓好各项任务的落实。"))
    made.foot()
    made.annex("分工附件", "各单位任务分工表", DIVISION, DIVISION_NOTE)
    made.annex("单位附件", "各单位任务进展情况表", UNITS, UNITS_NOTE)
    made.annex("逾期附件", "逾期任务一览表", LATE)
    made.annex("到期附件", "近期到期任务一览表", DUE)
    return made


def build_letter() -> Builder:
    """督办函."""
    made = Builder()
    made.head()
    made.when("督办情况", ("正文段", "{{ 督办情况 }}逾期任务见附件。"))
    made.when("not 督办情况", ("正文段", "{{ 总体情况 }}"))
    made.add("正文段", "请对照附件立即办理，于{{ 请填写 }}前将办理情况、逾期原因和拟办结的时间书面报{{ 单位名称 }}。")
    made.when(
        "临期数",
        ("正文段", "另有{{ 临期数 }}项任务即将到期，请一并抓紧办理，确保按时办结。"),
    )
    made.closing = True
    made.add("正文段", "特此函告。")
    made.foot()
    made.annex("逾期附件", "逾期任务一览表", URGED)
    return made


def build_reminder() -> Builder:
    """催报通知."""
    made = Builder()
    made.head()
    made.add("正文段", "{{ 未报情况 }}")
    made.when(
        "未报单位",
        (
            "正文段",
            ASKED
            + "{% for 项 in 未报单位 %}{{ 项.单位 }}（{{ 项.未报数 }}项）{% if not loop.last %}、{% endif %}{% endfor %}。",
        ),
        (
            "正文段",
            "请上述单位于{{ 请填写 }}前填报进展情况，报{{ 单位名称 }}。",
        ),
        ("正文段", "已完成的，写明完成日期；没有完成的，写明进度和下一步安排；时限已过的，说明原因。"),
        ("正文段", "特此通知。"),
    )
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
    made.when("主要逾期", ("一级标题", "逾期{{ 逾期数 }}项"))
    made.each_to_the_end("主要逾期", "{{ 项.序号 }}.{{ 项.天数 }}　{{ 项.单位 }}：{{ 项.项次 }}　{{ 项.任务 }}。")
    made.when("其余逾期数", ("正文段", "另有{{ 其余逾期数 }}项，见进度工作簿“逾期清单”。"))
    made.when("主要到期", ("一级标题", "未来30天到期{{ 到期数 }}项"))
    made.each_to_the_end("主要到期", "{{ 项.序号 }}.{{ 项.句 }}")
    made.when("其余到期数", ("正文段", "另有{{ 其余到期数 }}项，见进度工作簿“临期清单”。"))
    made.add("空行")
    made.add("落款", "{{ 落款 }}")
    made.add("落款", "{{ 成文日期 }}")
    made.add("附注", "（{{ 联系方式 }}）")
    return made


def main() -> None:
    """Build all of them."""
    for name, build in (
        ("通报", build_notice), ("督办函", build_letter), ("催报通知", build_reminder), ("周报", build_weekly),
    ):  # fmt: skip
        build().save(f"{name}.docx")


if __name__ == "__main__":
    main()
