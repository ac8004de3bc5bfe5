"""Parts as spans of bytes, entries as they lie in a zip: what is not touched is copied, what is put in stands where the schema has it."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessments import HEADS, assessment, document, task_row
from tests.workbooks import parts
from xltrack.ooxml import packed
from xltrack.ooxml.packed import WORKSHEET, Packer, Part, elements, joined_crc, pack_entry, read_entries, write_entries
from xltrack.ooxml.workbook import BLANK, MARK_NAME, marked_names
from xltrack.report.writing import report_workbook

SHEET = (
    b'\xef\xbb\xbf<?xml version="1.0"?>\r\n<x:worksheet xmlns:x="m" mc:Ignorable="y"><x:dimension ref="A1"/>'
    b'<!-- <x:mergeCells/> --><x:sheetData><x:row r="1"><x:c r="A1" t="a>b"/></x:row></x:sheetData >'
    b"<x:pageMargins left='1'/><y:own><y:own/></y:own><x:extLst><x:ext/></x:extLst></x:worksheet>\n"
)


# --- parts ---


def test_a_part_that_nothing_is_put_into_is_copied():
    assert SHEET == Part(SHEET, WORKSHEET).plain()


def test_children_are_found_through_prefixes_comments_and_brackets_in_attributes():
    part = Part(SHEET, WORKSHEET)
    assert ["dimension", "sheetData", "pageMargins", "own", "extLst"] == [child.name for child in part.children]
    rows = part.inside("sheetData")
    assert [b'<x:row r="1"><x:c r="A1" t="a>b"/></x:row>'] == [SHEET[row.start : row.end] for row in rows]
    assert [] == part.inside("mergeCells")


@pytest.mark.parametrize(
    ("name", "behind"),
    [
        ("mergeCells", b"</x:sheetData >"),
        ("hyperlinks", b"</x:sheetData >"),
        ("cols", b"<!-- <x:mergeCells/> -->"),
        ("rowBreaks", b"</y:own>"),
        ("sheetPr", b'mc:Ignorable="y">'),
    ],
)
def test_what_is_put_in_stands_in_the_order_of_the_schema(name, behind):
    part = Part(SHEET, WORKSHEET)
    part.put(name, b"<new/>")
    assert SHEET.replace(behind, behind + b"<new/>") == part.plain()


def test_what_is_there_gives_way():
    part = Part(SHEET, WORKSHEET)
    part.put("dimension", b"<x:dimension ", b'ref="A1:B2"/>')
    part.put("sheetData", b"<x:sheetData/>")
    head, tail = SHEET.split(b'<x:dimension ref="A1"/>')
    assert (
        head
        + b'<x:dimension ref="A1:B2"/><!-- <x:mergeCells/> --><x:sheetData/>'
        + tail.partition(b"</x:sheetData >")[2]
        == part.plain()
    )


def test_two_edits_of_the_same_bytes_are_a_fault():
    part = Part(SHEET, WORKSHEET)
    part.put("sheetData", b"")
    part.replace(part.inside("sheetData")[0].start, part.root.close, b"")
    with pytest.raises(ValueError, match="two edits"):
        part.plain()


@pytest.mark.parametrize("data", [b"", b"<!-- <a/> -->", b"<a><b></a>"])
def test_a_part_without_an_element_or_an_end_is_a_fault(data):
    with pytest.raises(ValueError, match="element"):
        Part(data, WORKSHEET)


@given(st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=4), max_leaves=20))
def test_elements_are_those_that_stand_directly_in_another_one(tree):
    def xml(node):
        return b"<e>" + b"<!--</e>-->".join(xml(child) for child in node) + b"</e>" if node else b"<e/>"

    data = xml(tree)
    (root,) = elements(data)
    assert [xml(child) for child in tree] == [data[child.start : child.end] for child in elements(data, root)]


# --- entries ---


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_checksum_of_two_runs_is_that_of_both_together(first, second):
    assert zlib.crc32(first + second) == joined_crc(zlib.crc32(first), zlib.crc32(second), len(second))


def packed_pieces(rows: list[bytes]) -> list[packed.Piece]:
    packer = Packer()
    for row in rows:
        packer.add(row)
    return [b"<head>", packer.packed(), b"<tail>", Packer().packed(), b"<end>"]


def test_what_was_packed_by_itself_stands_in_the_middle_of_an_entry():
    rows = [b"row %d " % n * 5000 for n in range(40)]
    entry = pack_entry("表/甲.xml", packed_pieces(rows))
    whole = b"".join([b"<head>", *rows, b"<tail><end>"])
    assert whole == entry.data
    book = zipfile.ZipFile(io.BytesIO(b"".join(write_entries([entry, pack_entry("b", [])]))))
    assert None is book.testzip()
    assert (["表/甲.xml", "b"], whole, b"") == (book.namelist(), book.read("表/甲.xml"), book.read("b"))


def test_entries_are_copied_packed_with_their_dates_and_in_their_order():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr(zipfile.ZipInfo("b.xml", (2021, 8, 1, 12, 30, 58)), b"b" * 500, zipfile.ZIP_DEFLATED, 9)
        book.writestr(zipfile.ZipInfo("a.bin", (1980, 1, 1, 0, 0, 0)), b"a", zipfile.ZIP_STORED)
    entries = read_entries(target.getvalue())
    again = zipfile.ZipFile(io.BytesIO(b"".join(write_entries(entries))))
    assert [b"b" * 500, b"a"] == [entry.data for entry in entries]
    assert [("b.xml", 8, (2021, 8, 1, 12, 30, 58)), ("a.bin", 0, (1980, 1, 1, 0, 0, 0))] == [
        (info.filename, info.compress_type, info.date_time) for info in again.infolist()
    ]
    assert None is again.testzip()


# --- the mark ---


def written() -> bytes:
    return report_workbook(assessment(document(HEADS, task_row()))).data


def test_a_book_as_it_was_written_is_known_by_its_mark():
    assert {"xltrack_ledger", MARK_NAME} <= marked_names(written())


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    texts = {part: text.replace(old, new) if part == name else text for part, text in parts(data).items()}
    assert texts != parts(data)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        for part, text in texts.items():
            book.writestr(part, text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/sharedStrings.xml", "制定方案", "制定方按"),
        ("xl/workbook.xml", "逾期和临期", "预期和临期"),
        ("xl/workbook.xml", MARK_NAME, "xltrack_other"),
        ("docProps/core.xml", "</cp:coreProperties>", "<cp:category>x</cp:category></cp:coreProperties>"),
    ],
)
def test_any_change_of_a_part_makes_the_mark_fit_no_more(name, old, new):
    assert set() == marked_names(changed(written(), name, old, new))


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"\xd0\xcf\x11\xe0", Path(__file__).read_bytes()])
def test_what_is_no_book_has_no_mark(data):
    assert set() == marked_names(data)


def test_the_blank_stands_in_no_book():
    assert BLANK.decode() not in parts(written())["xl/workbook.xml"]
