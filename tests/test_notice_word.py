"""Notices in Word: laid out by GB/T 9704-2012, the fonts of each profile, templates with mistakes, hostile ones."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from tests.assessments import HEADS, assessment, document, task_row
from tests.notices import many_tasks, noticed, plain_words, small, template, word, words_of
from tests.office import convert
from tests.test_notice_text import HOSTILE, MISTAKES, units_of
from xltrack.annex.looks import FONTS
from xltrack.base.errors import UsageError, XltrackError
from xltrack.base.rules import rule
from xltrack.notices.model import KINDS
from xltrack.notices.render import render_notice
from xltrack.template.bounds import TemplateSource

GOLDEN = Path(__file__).parent / "data" / "golden"
MM = 36_000


def dump(document: Any) -> Iterator[str]:
    """Every paragraph with the name of its style; tables cell by cell."""
    for block in document.iter_inner_content():
        if isinstance(block, docx.table.Table):
            for row in block.rows:
                yield "  | " + " | ".join(f"{told(cell.text)}〈{cell.paragraphs[0].style.name}〉" for cell in row.cells)
        else:
            yield f"〈{block.style.name}〉{told(block.text)}"


def told(text: str) -> str:
    """The words of one line of what was accepted."""
    return plain_words(text).replace("\n", "/")


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_reads_as_accepted(kind):
    """XLTRACK_ACCEPT=1 in the environment writes the accepted one anew."""
    accepted = GOLDEN / f"{kind}.docx.txt"
    text = "\n".join(dump(word(noticed(kind=kind, units=units_of(kind))))) + "\n"
    if os.environ.get("XLTRACK_ACCEPT"):
        accepted.write_text(text, encoding="utf-8")
    assert accepted.read_text(encoding="utf-8").splitlines() == text.splitlines()


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_that_of_the_standard(kind):
    """GB/T 9704-2012 5 and 7.5: A4, margins, the page number outside and 7 mm under the text."""
    document = word(noticed(kind=kind))
    (section,) = document.sections
    sizes = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.left_margin,
        section.right_margin,
        section.bottom_margin,
    )
    assert (210, 297, 37, 28, 26, 35) == tuple(round(size / MM) for size in sizes)
    assert document.settings.odd_and_even_pages_header_footer
    assert 7 == pytest.approx((section.bottom_margin - section.footer_distance) / MM - 14 * 12_700 / MM, abs=0.2)
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        (paragraph,) = footer.paragraphs
        assert ("— 1 —", side) == (paragraph.text, paragraph.style.paragraph_format.alignment.name)
        assert "PAGE" in paragraph._p.xml
        assert ("宋体", 14) == (font_of(paragraph.style), paragraph.style.font.size.pt)


def font_of(style: Any) -> str:
    """The font of Chinese characters; that of digits is the same."""
    fonts = style.element.rPr.rFonts
    names = {fonts.get(qn(f"w:{part}")) for part in ("ascii", "hAnsi", "eastAsia", "cs")}
    assert 1 == len(names)
    return str(names.pop())


@pytest.mark.parametrize("profile", FONTS)
def test_the_fonts_are_those_of_the_profile(profile):
    fonts = FONTS[profile]
    styles = word(noticed(assessment(*small().documents, fonts=profile))).styles
    wanted = {
        "公文标题": (fonts.title, 22), "期次": (fonts.caption, 16), "主送": (fonts.body, 16), "正文段": (fonts.body, 16),
        "一级标题": (fonts.head, 16), "落款": (fonts.body, 16), "附件标签": (fonts.head, 16), "附件标题": (fonts.title, 22),
        "表头": (fonts.head, 12), "表格字": (fonts.body, 10.5), "页码": (fonts.number, 14),
    }  # fmt: skip
    assert wanted == {name: (font_of(styles[name]), styles[name].font.size.pt) for name in wanted}
    assert fonts.bold_title == styles["公文标题"].font.bold
    assert not styles["正文段"].font.bold
    used = {font_of(style) for style in styles if style.element.rPr is not None and style.element.rPr.rFonts is not None
            and style.element.rPr.rFonts.attrib}  # fmt: skip
    assert used <= {*fonts[:5]}


def test_the_text_has_28_points_a_line_and_an_indent_of_two_characters():
    styles = word(noticed()).styles
    for name in ("正文段", "主送", "一级标题", "附件说明", "落款"):
        layout = styles[name].paragraph_format
        assert ("EXACTLY", 28) == (layout.line_spacing_rule.name, layout.line_spacing.pt)
    for name in ("正文段", "一级标题"):
        assert "200" == styles[name].element.pPr.ind.get(qn("w:firstLineChars"))
        assert 32 == styles[name].paragraph_format.first_line_indent.pt
    # 28 characters a line: each is 16 points less a quarter, in 156 mm.
    spacing = styles["正文段"].element.rPr.find(qn("w:spacing")).get(qn("w:val"))
    assert 28 * (16 + int(spacing) / 20) <= 156 / 25.4 * 72


def test_each_annex_begins_a_page_and_its_header_is_on_every_page():
    document = word(noticed(many_tasks()))
    assert document.styles["附件标签"].paragraph_format.page_break_before
    labels = [plain_words(p.text) for p in document.paragraphs if p.style.name == "附件标签"]
    assert ["附件1", "附件2", "附件3"] == labels
    assert 3 == len(document.tables)
    for table in document.tables:
        head, *body = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert body
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert 156 == round(sum(cell.width for cell in head.cells) / MM)
        assert {"表头"} == {p.style.name for cell in head.cells for p in cell.paragraphs}


def test_one_annex_has_no_number_and_none_no_page():
    shown = words_of(word(noticed(assessment(document(HEADS, *(
        task_row(status="已完成", lead=f"第{number}局") for number in range(6)
    ))))))  # fmt: skip
    assert "附件：各单位任务进展情况表" in shown
    assert "附件" in shown
    one = assessment(document(HEADS, task_row(status="已完成")))
    nobody = words_of(word(noticed(one, "催报通知")))
    assert not any(text.startswith("附件") for text in nobody)
    assert [] == word(noticed(one, "催报通知")).tables


def test_a_long_title_is_broken_between_words():
    judged = assessment(document(HEADS, task_row(), title="榆阳区全面推进基层政务公开标准化规范化工作任务分解表"))
    lines = [p.text for p in word(noticed(judged)).paragraphs if p.style.name == "公文标题"]
    assert ["关于榆阳区全面推进基层政务公开", "标准化规范化工作进展情况的通报"] == lines


def test_hostile_words_stay_words():
    shown = words_of(
        word(noticed(assessment(document(HEADS, task_row(text=HOSTILE, lead="局\f\a甲\x0b", status="正在推进")))))
    )
    (cell,) = {text for text in shown if text.startswith("=cmd") and "。" not in text}
    assert HOSTILE.replace("\n", " ") == cell
    assert "局  甲 " in shown or "局  甲" in shown


@pytest.mark.parametrize("mistake", [*MISTAKES])
def test_a_mistake_in_a_template_is_told_with_its_paragraph(mistake):
    text, code, _ = MISTAKES[mistake]
    text = text.replace("\n", " ")
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", template("甲", text))
    assert (code, "「模板.docx」第2段") == (caught.value.code, caught.value.facts["cell"])
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", template(table=[["甲", "乙"], ["丙", text]]))
    assert (code, "「模板.docx」第1张表第2行第2格") == (caught.value.code, caught.value.facts["cell"])


PAIRS = {
    "across": (("{%p if 逾期数 %}",), [["{%p endif %}"]], "D723", "第1张表第1行第1格"),
    "mixed": ((), [["{%tr if 逾期数 %}"], ["{%p endif %}"]], "D723", "第1张表第2行第1格"),
    "not alone": (("{%p if 逾期数 %}逾期", "{%p endif %}"), (), "D705", "第1段"),
    "row not alone": ((), [["{%tr if 逾期数 %}", "甲"], ["{%tr endif %}", ""]], "D705", "第1张表第1行第1格"),
    "open": (("甲", "{%p for 项 in 逾期任务 %}", "{{ 项.任务 }}"), (), "D705", "段"),
    "two paragraphs": (("{{ 逾期数", "}}"), (), "D705", "第1段"),
    "inline across": (("{% if 逾期数 %}甲", "{% endif %}"), (), "D705", "第1段"),
    "rich": (("{{r 标题 }}",), (), "D705", "第1段"),
    "merge": (("{{ 标题 }}{%- if 逾期数 %}{% endif %}",), (), "D707", "第1段"),
    "merge cells": ((), [["{% vm %}{{ 标题 }}"]], "D705", "第1张表第1行第1格"),
    "color": ((), [["{% cellbg 标题 %}"]], "D705", "第1张表第1行第1格"),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_tags_that_do_not_fit_paragraphs_and_rows_are_told(pair):
    """D723."""
    paragraphs, table, code, place = PAIRS[pair]
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", template(*paragraphs, table=table))
    assert code == caught.value.code
    assert place in str(caught.value.facts["cell"])
    assert "{" not in re.sub(r"\{[%{].*?[%}]\}", "", rule(code).remedy(caught.value.facts))


def test_an_office_template_is_filled_and_keeps_its_fonts():
    made = template(
        "{{ 标题 }}", "{%p for 项 in 逾期任务 %}", "{{ 项.序号 }}.{{ 项.任务 }}{% if 项.逾期天数 > 6 %}（久）{% endif %}", "{%p endfor %}",
        "{%p if 逾期数 > 9 %}", "很多", "{%p else %}", "不多", "{%p endif %}",
        table=[["任务", "天数"], ["{%tr for 项 in 逾期任务 %}", ""], ["{{ 项.任务 }}", "{{ 项.逾期天数 }}"], ["{%tr endfor %}", ""]],
        footer="{{ 单位名称 }}",
    )  # fmt: skip
    filled = word(noticed(), made)
    wanted = [
        "关于榆阳区政务公开工作进展情况的通报", "1.完成目录编制初稿（久）", "2.征求意见", "不多", "任务", "天数", "完成目录编制初稿", "12",
        "征求意见", "6",
    ]  # fmt: skip
    assert wanted == words_of(filled)
    assert "榆阳区人民政府办公室" == filled.sections[0].footer.paragraphs[0].text
    assert "仿宋" not in filled.styles.element.xml


def test_mistakes_in_footers_and_properties_are_told():
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", template("{{ 标题 }}", footer="{{ 页 }}"))
    assert ("D706", "「模板.docx」页脚第1段") == (caught.value.code, caught.value.facts["cell"])
    made = docx.Document(BytesIO(template("{{ 标题 }}").data))
    made.core_properties.subject = "{{ '啊' * 1000000000 }}"
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", saved(made))
    assert "D707" == caught.value.code


def saved(made: Any) -> TemplateSource:
    target = BytesIO()
    made.save(target)
    return TemplateSource("模板.docx", target.getvalue())


def changed(data: bytes, **parts: Any) -> TemplateSource:
    """A template with other bytes in some parts; `_rels` and slashes as in 「word__document」."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            change = parts.get(name.partition(".")[0].replace("/", "__"))
            made.writestr(name, change(source.read(name)) if change else source.read(name))
    return TemplateSource("模板.docx", target.getvalue())


def related(kind: str, *, coded: bool = False) -> TemplateSource:
    """A template with a relation to a file outside; `coded` writes External so that no search for words finds it."""
    made = docx.Document(BytesIO(template("{{ 标题 }}").data))
    made.part.relate_to("file:///C:/Users/a/x", related_kind(kind), is_external=True)
    source = saved(made)
    if not coded:
        return source
    return changed(source.data, word___rels__document=lambda part: part.replace(b'"External"', b'"&#69;xternal"'))


@pytest.mark.parametrize("kind", ["image", "oleObject", "frame", "subDocument", "mailMergeSource"])
def test_a_template_that_would_fetch_something_is_refused(kind):
    """D722."""
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", related(kind))
    assert ("D722", kind) == (caught.value.code, caught.value.facts["what"])
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", related(kind, coded=True))
    assert ("D722", kind) == (caught.value.code, caught.value.facts["what"])


def test_a_link_is_taken_but_the_path_of_a_style_sheet_is_not_told():
    assert isinstance(render_notice(noticed(), "docx", related("hyperlink")), bytes)
    made = docx.Document(BytesIO(template("{{ 标题 }}").data))
    settings = made.part._settings_part
    key = settings.relate_to("file:///C:/Users/zhang/Normal.dotm", related_kind("attachedTemplate"), is_external=True)
    mark = docx.oxml.OxmlElement("w:attachedTemplate")
    mark.set(qn("r:id"), key)
    settings.element.insert(0, mark)
    source = saved(made)
    assert b"zhang" in every_part(source.data)
    filled = render_notice(noticed(), "docx", source)
    assert isinstance(filled, bytes)
    assert b"zhang" not in every_part(filled)
    assert b"attachedTemplate" not in every_part(filled)


def related_kind(name: str) -> str:
    return f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"


def every_part(data: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


FIELDS = (
    '<w:r><w:instrText xml:space="preserve"> INCLUDETEXT "x" </w:instrText></w:r>',
    "<w:r><w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:x</w:instrText></w:r>",
    '<w:fldSimple w:instr=" LINK x "/>',
)


@pytest.mark.parametrize("field", FIELDS)
def test_fields_that_fetch_are_refused(field):
    source = changed(
        template("{{ 标题 }}").data, word__document=lambda part: part.replace(b"</w:p>", field.encode() + b"</w:p>", 1)
    )
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", source)
    assert "D722" == caught.value.code


def test_macros_are_refused():
    made = docx.Document(BytesIO(template("{{ 标题 }}").data))
    part = docx.opc.part.Part(
        docx.opc.packuri.PackURI("/word/x.bin"), "application/vnd.ms-office.vbaProject", b"x", made.part.package
    )
    made.part.relate_to(part, "http://schemas.microsoft.com/office/2006/relationships/vbaProject")
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", saved(made))
    assert ("D722", "vbaProject") == (caught.value.code, caught.value.facts["what"])


def test_a_main_part_that_stands_elsewhere_is_refused():
    moved = changed(template("{{ 标题 }}").data, _rels__=lambda part: part.replace(b"word/document", b"word/styles"))
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", moved)
    assert "D720" == caught.value.code


@pytest.mark.parametrize(
    "source",
    [
        *(TemplateSource("模板.docx", data) for data in (b"", b"hello", template("{{ 标题 }}").data[:-200])),
        changed(template("{{ 标题 }}").data, word__document=lambda part: part[:-9]),
        changed(template("{{ 标题 }}").data, word__document=lambda part: part.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)),
        changed(template("{{ 标题 }}").data, word__document=lambda part: b"<a>" * 5000),
        changed(template("{{ 标题 }}").data, word__styles=lambda part: b"<"),
        changed(template("{{ 标题 }}").data, docProps__core=lambda part: b"<"),
    ],
    ids=["empty", "text", "cut", "broken", "dtd", "deep", "styles", "properties"],
)  # fmt: skip
def test_a_broken_document_is_one_sentence(source):
    """D720."""
    with pytest.raises(XltrackError) as caught:
        render_notice(noticed(), "docx", source)
    assert "D720" == caught.value.code
    assert "模板.docx" in rule("D720").message(caught.value.facts)


def test_a_large_document_is_refused():
    many = changed(
        template("{{ 标题 }}").data,
        word__document=lambda part: part.replace(b"<w:body>", b"<w:body>" + b" " * (5 << 20)),
    )
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", many)
    assert "D704" == caught.value.code
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", template("{{ 标题 }}" * 2001))
    assert "D704" == caught.value.code
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "docx", template("没有标记"))
    assert "D708" == caught.value.code


def test_nothing_tells_when_or_by_whom_it_was_made():
    data = render_notice(noticed(), "docx")
    assert isinstance(data, bytes)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {info.date_time for info in archive.infolist()}
        assert not any("thumbnail" in name for name in archive.namelist())
    core = docx.Document(BytesIO(data)).core_properties
    assert ("", "", "关于榆阳区政务公开工作进展情况的通报") == (core.author, core.last_modified_by, core.title)


@pytest.mark.office
def test_libreoffice_opens_all_of_them(tmp_path):
    bare = assessment(
        document(
            "seq:序号 text:主要任务 lead:责任单位 deadline:完成时限", (1, "制定方案", "区政府办", date(2021, 6, 30))
        )
    )
    books = []
    for name, judged in (("小", small()), ("无情况", bare), ("多", many_tasks())):
        for kind in KINDS:
            data = render_notice(noticed(judged, kind), "docx")
            assert isinstance(data, bytes)
            books.append(tmp_path / f"{name}_{kind}.docx")
            books[-1].write_bytes(data)
    shown = {pdf.stem: printed(pdf) for pdf in convert(books, "pdf", tmp_path / "out")}
    assert all(pages and all(page.strip() for page in pages) for pages in shown.values())
    pages = shown["多_通报"]
    late = [page for page in pages if "第" in page and "责任单位" in page and "逾期" in page]
    assert len(late) > 3
    assert all(f"—{number}—" in page.replace(" ", "") for number, page in enumerate(pages, 1))
    assert any("附件2" in page.replace(" ", "") for page in pages)


def printed(pdf: Path) -> list[str]:
    """The words of each page."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True)
    return done.stdout.decode("utf-8").split("\f")[:-1]
