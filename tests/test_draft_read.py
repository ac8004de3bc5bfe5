"""Reading notices: Word's own ways, pages, encodings, and what is refused."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.drafts import as_docx, as_html, drafted
from xltrack.base.errors import SourceError
from xltrack.draft.docx_numbering import chinese, count
from xltrack.draft.lines import parse_part_number
from xltrack.draft.notice import NoticeGrid, Paragraph
from xltrack.draft.reader import parse_notice, read_notice

ASKED = "一、任务\n（一）区教育局要于2021年6月底前制定方案。\n"


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def paragraphs(data: bytes, name: str = "通知.docx") -> list[tuple[str, str]]:
    """Label and words of each paragraph."""
    return [(b.label, b.text) for b in parse_notice(data, name).blocks if isinstance(b, Paragraph)]


def with_xml(*parts: str) -> bytes:
    """A document whose body is some XML."""
    document = docx.Document()
    for part in parts:
        document.element.body.insert(
            len(document.element.body) - 1, parse_xml(part.replace(">", f" {nsdecls('w')}>", 1))
        )
    return saved(document)


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def test_deleted_words_are_left_out_and_inserted_ones_are_read():
    body = (
        f"<w:p>{run('制定')}<w:del w:id='1' w:author='a'><w:r><w:delText>旧</w:delText></w:r></w:del>"
        f"<w:ins w:id='2' w:author='a'>{run('新')}</w:ins>{run('方案')}</w:p>"
    )
    assert [("", "制定新方案")] == paragraphs(with_xml(body))


def test_a_deleted_end_of_paragraph_joins_it_with_the_next():
    first = f"<w:p><w:pPr><w:rPr><w:del w:id='1' w:author='a'/></w:rPr></w:pPr>{run('前一半')}</w:p>"
    assert [("", "前一半后一半")] == paragraphs(with_xml(first, f"<w:p>{run('后一半')}</w:p>"))


def test_what_was_left_out_is_said_once_with_its_counts():
    body = (
        f"<w:p>{run('见')}{run('隐藏', '<w:vanish/>')}<w:del w:id='1' w:author='a'>{run('删')}</w:del>{run('得')}</w:p>"
    )
    notice = parse_notice(with_xml(body), "通知.docx")
    assert [("D795", {"deleted": 1, "hidden": 1})] == [(note.code, dict(note.facts)) for note in notice.notes]
    assert "见得" == notice.blocks[0].text


def test_a_document_without_changes_has_nothing_to_say_of_them():
    notice = parse_notice(with_xml(f"<w:p>{run('制定方案')}</w:p>"), "通知.docx")
    assert () == notice.notes


def test_a_text_box_is_read_once_behind_its_paragraph():
    inner = f"<w:txbxContent><w:p>{run('框里的话')}</w:p></w:txbxContent>"
    alternate = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps">{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>'
    )
    body = f"<w:p>{run('正文')}<w:r>{alternate}</w:r></w:p>"
    assert [("", "正文"), ("", "框里的话")] == paragraphs(with_xml(body))


def numbered(levels: list[tuple[str, str]], items: list[tuple[int, str]]) -> bytes:
    """A document with a numbering of levels (form, text) and paragraphs at some of them."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    own = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum w:abstractNumId="77" {nsdecls("w")}>{own}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num w:numId="77" {nsdecls("w")}><w:abstractNumId w:val="77"/></w:num>'))
    for level, words in items:
        paragraph = document.add_paragraph(words)
        properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(properties))
    return saved(document)


def test_the_numbers_that_word_counts_are_read_as_they_show():
    levels = [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("bullet", "•")]
    items = [(0, "甲"), (1, "乙"), (1, "丙"), (2, "丁"), (2, "戊"), (3, "点"), (0, "己"), (1, "庚")]
    expected = ["一、", "（一）", "（二）", "1.", "2.", "•", "二、", "（一）"]
    assert expected == [label for label, _ in paragraphs(numbered(levels, items))]


def test_counted_numbers_make_the_same_sheet_as_typed_ones():
    levels = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）")]
    items = [(0, "工作任务"), (1, "区教育局要于2021年6月底前制定方案。"), (1, "区民政局要于2021年7月底前汇总情况。")]
    typed = "一、工作任务\n（一）区教育局要于2021年6月底前制定方案。\n（二）区民政局要于2021年7月底前汇总情况。"
    assert drafted(typed) == drafted(numbered(levels, items), "通知.docx")


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三"), (105, "一百〇五")]
)
def test_chinese_numbers(number, words):
    assert words == chinese(number)


@pytest.mark.parametrize(("form", "shown"), [("decimalEnclosedCircle", "③"), ("upperLetter", "C"), ("decimal", "3")])
def test_forms_of_numbers(form, shown):
    assert shown == count(3, form)


@pytest.mark.parametrize(
    ("text", "printed"),
    [("一、总体要求", "一、"), ("（二）任务", "（二）"), ("1. 2020年9月底前", "1."), ("1.2020年9月底前", "1."), ("（3）甲", "（3）"),
     ("①甲", "①"), ("第一部分 总则", "第一部分"), ("1.1 甲", "1.1"), ("2020年9月", None), ("1.5万元", None), ("一是甲", "一是")],
)  # fmt: skip
def test_numbers_at_the_head_of_a_paragraph(text, printed):
    found = parse_part_number(text)
    assert printed == (found.printed if found else None)


def test_a_heading_style_is_a_level_whatever_it_is_called():
    document = docx.Document()
    document.add_heading("工作任务", 2)
    (block,) = parse_notice(saved(document), "通知.docx").blocks
    assert 2 == block.level


def test_a_table_inside_a_table_that_only_lays_out_the_page_is_found():
    inner = [["序号", "具体任务", "责任单位", "完成时限"], ["1", "制定方案", "区教育局", "2021年6月底前"]]
    rows = "".join("<tr>" + "".join(f"<td>{w}</td>" for w in row) + "</tr>" for row in inner)
    page = f"<table><tr><td><p>任务分解表</p><table>{rows}</table></td><td>　</td></tr></table>"
    (task,) = drafted(page, "通知.html")
    assert ("制定方案", "2021-06-30") == (task["text"], task["deadline"]["milestones"][0]["due"])


def test_a_table_that_goes_on_without_its_header_is_one_with_it():
    head = ["序号", "具体任务", "责任单位", "完成时限"]
    first = (("table", ([head, ["1", "制定方案", "区教育局", "2021年6月底前"]], [])),)
    second = (("table", ([["2", "汇总情况", "区民政局", "2021年7月底前"]], [])),)
    assert ["制定方案", "汇总情况"] == [task["text"] for task in drafted(as_docx([*first, *second]), "通知.docx")]


def test_a_page_runs_nothing_and_shows_what_it_shows():
    page = """<html><head><meta charset="utf-8"><title>一、标题任务</title><style>p{}</style></head><body>
    <script>document.write('<p>一、脚本任务</p>')</script><p style="display:none">一、隐藏任务</p><!-- 一、注释 -->
    <p>一、工作&nbsp;任务</p><ol start="3"><li>区教育局要于2021年6月底前制定方案。<li>区民政局要于2021年7月底前汇总。</ol></body></html>"""
    expected = [
        ("", "一、工作\xa0任务"),
        ("3.", "区教育局要于2021年6月底前制定方案。"),
        ("4.", "区民政局要于2021年7月底前汇总。"),
    ]
    assert expected == paragraphs(page.encode(), "通知.html")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_text_in_the_encodings_of_offices(encoding):
    assert [("", "一、任务"), ("", "（一）区教育局要于2021年6月底前制定方案。")] == paragraphs(
        ASKED.encode(encoding), "通知.txt"
    )


def test_lines_that_a_page_broke_are_joined():
    text = "一、任务\n（一）区教育局要结合本单位职责和公共服务事项清单全面梳理细化相关领域政务公开事项标\n\n准目录。"
    assert "标准目录。" == paragraphs(text.encode(), "通知.txt")[1][1][-5:]


def test_tables_by_tabs_and_by_markdown_are_the_same():
    rows = [["序号", "具体任务", "责任单位", "完成时限"], ["1", "制定方案", "区教育局", "2021年6月底前"]]
    tabs = "\n".join("\t".join(row) for row in rows)
    bars = "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], ["---"] * 4, rows[1]])
    assert drafted(tabs) == drafted(bars, "通知.md")


# What is refused


def packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, words in parts.items():
            target.writestr(name.replace("__", "/"), words)
    return file.getvalue()


def with_document(words: str) -> bytes:
    """A .docx whose main part is some words."""
    source, file = io.BytesIO(saved(docx.Document())), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, words if name == "word/document.xml" else old.read(name))
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
REFUSED = [
    ("empty", b"", "D101"),
    ("zeros", bytes(64), "D102"),
    ("old Word", OLE + "WordDocument".encode("utf-16-le") + b"\0\0", "D781"),
    ("rich text", b"{\\rtf1 x}", "D781"),
    ("odt", packed(mimetype="application/vnd.oasis.opendocument.text"), "D781"),
    ("pdf", b"%PDF-1.4 x", "D782"),
    ("ofd", packed(**{"OFD.xml": "<x/>"}), "D782"),
    ("picture", b"\x89PNG\r\n\x1a\n0000", "D783"),
    ("pdf table", "序\n号\n主要任务 责任单位 完成时限\n1\n制定方案 区政府办 2021年6月".encode(), "D784"),
    ("workbook", packed(**{"xl__workbook.xml": "<x/>"}), "D785"),
    ("old workbook", OLE + "Workbook".encode("utf-16-le") + b"\0\0", "D785"),
    ("archive", b"Rar!\x1a\x07\x00", "D785"),
    ("mail", b"MIME-Version: 1.0\nContent-Type: multipart/related", "D785"),
    ("cut off", saved(docx.Document())[:900], "D797"),
    ("not well-formed", with_document("<w:document><w:body>"), "D797"),
    ("a DTD", with_document('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "D131"),
    ("deep", with_document("<x>" * 400 + "</x>" * 400), "D797"),
    ("no encoding", b"\x81\x20\xff\x01\x02" * 3, "D798"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "code"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_is_no_notice_has_its_own_sentence(name, data, code, tmp_path: Path):
    path = tmp_path / "通知.docx"
    path.write_bytes(data)
    with pytest.raises(SourceError) as refused:
        read_notice(path)
    assert (code, "通知.docx") == (refused.value.code, refused.value.facts["name"])


def test_a_bomb_in_a_part_that_is_not_needed_is_never_unpacked():
    source, file = io.BytesIO(with_xml(f"<w:p>{run('制定方案')}</w:p>")), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/media/image1.png", bytes(200 << 20))
    assert [("", "制定方案")] == paragraphs(file.getvalue())


def test_a_bomb_in_the_text_is_refused():
    with pytest.raises(SourceError) as refused:
        parse_notice(zipped_words(60 << 20), "通知.docx")
    assert "D132" == refused.value.code


def zipped_words(size: int) -> bytes:
    source, file = io.BytesIO(saved(docx.Document())), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b" " * size if name == "word/document.xml" else old.read(name))
    return file.getvalue()


@pytest.mark.parametrize(
    "words", ["区教育局，" * 40_000, "2021年6月底前，" * 20_000, "（" * 100_000, "责任单位：区教育局；" * 10_000]
)
def test_a_paragraph_longer_than_any_that_people_write_is_not_looked_into_for_ever(words):
    begun = time.monotonic()
    with suppress(SourceError):  # most of these ask nothing
        drafted(f"一、任务\n（一）{words}")
    assert 20 > time.monotonic() - begun


def grid_of(data: bytes, name: str) -> NoticeGrid:
    return next(block for block in parse_notice(data, name).blocks if isinstance(block, NoticeGrid))


@pytest.mark.parametrize("write", [as_docx], ids=["docx"])
def test_merges_of_word_are_kept(write: Callable[..., bytes]):
    rows = [["组", "任务", "任务"], ["甲", "子", "丑"], ["甲", "寅", "卯"]]
    grid = grid_of(write([("table", (rows, [(1, 2, 1, 3), (2, 1, 3, 1)]))]), "通知.docx")
    assert {(1, 2, 1, 3), (2, 1, 3, 1)} == {(m.top, m.left, m.bottom, m.right) for m in grid.merges()}


def test_a_rowspan_without_end_is_bounded():
    page = "<table><tr><td rowspan='65534' colspan='9999'>甲</td></tr><tr><td>乙</td></tr></table>"
    assert 2 == grid_of(page.encode(), "通知.html").height


@pytest.mark.parametrize("write", [as_docx, as_html])
@pytest.mark.parametrize("tail", ["（责任单位：县民政局；完成时限：2021年8月底前）", ""])
def test_the_last_item_before_a_table_is_no_heading(write, tail):
    lines = ("关于做好公开工作的通知", "一、工作任务", "1.编制目录（责任单位：县教育局；完成时限：2021年6月底前）",
             "2.公开目录（责任单位：县财政局；完成时限：2021年7月底前）", f"3.总结经验{tail}")  # fmt: skip
    table = [["序号", "工作任务", "责任单位", "完成时限"], ["1", "建立机制", "县司法局", "2021年9月底前"]]
    tasks = drafted(write([*(("line", line) for line in lines), ("table", (table, []))]), "通知.docx")
    assert ["编制目录", "公开目录", "总结经验", "建立机制"] == [task["text"] for task in tasks]
