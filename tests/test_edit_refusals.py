"""Workbooks that are not written into, tables that grow or stay, and a cross-check that finds whatever nobody claimed."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.editing import edit, edited, opened, parts_of, untouched, unwritten
from tests.locks import agile
from tests.packages import MAIN, STRICT, book, merged, parts, relations, sheet, strings, styles, zipped
from xltrack.ooxml.edit.book import edit_book
from xltrack.ooxml.edit.check import check_edited
from xltrack.ooxml.edit.refusals import open_editable

SHEET = "xl/worksheets/sheet1.xml"
BODY = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" s="1"><v>3</v></c></row>'
PLAIN = parts(sheet(BODY, after=merged("A5:B6")), texts=strings("<t>甲</t>"), formats=styles("0.00"))


def with_part(name: str, content: str = "<x/>") -> bytes:
    return zipped({**PLAIN, name: content})


def twice() -> bytes:
    target = io.BytesIO(zipped(PLAIN))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/styles.xml", "<styleSheet/>")
    return target.getvalue()


def binary() -> bytes:
    named = relations(("rId1", "officeDocument", "xl/workbook.bin"))
    return zipped({"_rels/.rels": named, "xl/workbook.bin": b"\0"})


def reserved(tag: str) -> bytes:
    return zipped(parts(sheet(BODY), inside=f"<fileSharing {tag}/>"))


REFUSED = {
    "old kind": ("D800", ".xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "other ending": ("D800", ".et", lambda: zipped(PLAIN)),
    "no ending": ("D800", "", lambda: zipped(PLAIN)),
    "text": ("D800", ".xlsx", "甲,乙".encode),
    "open document": ("D800", ".ods", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})),
    "a workbook in binary": ("D800", ".xlsx", binary),
    "locked": ("D802", ".xlsx", lambda: agile(zipped(PLAIN), "密码")),
    "an old kind by another name": ("D800", ".xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "signed": ("D803", ".xlsx", lambda: with_part("_xmlsignatures/origin.sigs")),
    "signed, without its origin": ("D803", ".xlsx", lambda: with_part("_xmlsignatures/sig1.xml")),
    "shared": ("D804", ".xlsx", lambda: with_part("xl/revisions/revisionHeaders.xml")),
    "shared, users alone": ("D804", ".xlsm", lambda: with_part("xl/revisions/userNames.xml")),
    "two parts of a name": ("D805", ".xlsx", twice),
    "two parts but for capitals": ("D805", ".xlsx", lambda: with_part("XL/Styles.xml")),
    "strict": ("D805", ".xlsx", lambda: zipped({**PLAIN, "xl/workbook.xml": str(PLAIN["xl/workbook.xml"]).replace(MAIN, STRICT)})),
    "a password for changes": ("D805", ".xlsx", lambda: reserved('userName="a" hashValue="x"')),
    "an old password for changes": ("D805", ".xlsx", lambda: reserved('reservationPassword="CC1A"')),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_written_into_is_refused_before_anything_is_made(case):
    code, suffix, make = REFUSED[case]
    with unwritten(code):
        open_editable(make(), suffix)


@pytest.mark.parametrize(
    "data",
    [
        zipped(PLAIN),
        reserved('readOnlyRecommended="1"'),
        with_part("xl/vbaProjectSignature.bin"),
        with_part("docProps/custom.xml"),
    ],
)
def test_what_only_looks_like_these_is_written_into(data):
    assert open_editable(data, ".xlsx")
    assert open_editable(data, ".XLSM")


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/styles.xml", SHEET])
@pytest.mark.parametrize("damage", ["", "<a><b></a>", '<?xml version="1.0" encoding="klingon"?><a/>'])
def test_a_part_that_is_damaged_is_left(name, damage):
    """D805."""
    data = zipped({**PLAIN, name: damage})
    with unwritten("D805"):
        edit_book(*opened(data), [edit("D1", "新", like=3)])


def test_texts_with_a_comment_among_them_are_left():
    """D805."""
    data = zipped(
        {**PLAIN, "xl/sharedStrings.xml": str(PLAIN["xl/sharedStrings.xml"]).replace("<si>", "<!-- <si/> --><si>")}
    )
    with unwritten("D805"):
        edit_book(*opened(data), [edit("D1", "新")])


# --- packages of other programs ---


class Pipe(io.BytesIO):
    """What cannot go back: a zip written to it tells sizes behind the bytes of each entry."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


def streamed() -> bytes:
    target = Pipe()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in PLAIN.items():
            package.writestr(name, content)
        package.comment = b"mine"
    return target.getvalue()


def in_zip64() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in PLAIN.items():
            with package.open(name, "w", force_zip64=True) as part:
                part.write(content if isinstance(content, bytes) else content.encode())
    return target.getvalue()


def in_gbk() -> bytes:
    """A picture by a Chinese name, as programs write it that know nothing of UTF-8."""
    name = "xl/media/图片.png"
    data = with_part("xl/media/" + "x" * len(name[9:].encode("gbk")))
    old = b"xl/media/" + b"x" * len(name[9:].encode("gbk"))
    assert 2 == data.count(old)
    return data.replace(old, name.encode("gbk"))


def mixed() -> bytes:
    """Folders, entries that are stored, those that are packed by other methods."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("xl/", b"")
        for at, (name, content) in enumerate(PLAIN.items()):
            package.writestr(name, content, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)[at % 2])
        package.writestr("docProps/thumbnail.jpeg", b"p" * 500, zipfile.ZIP_BZIP2)
    return target.getvalue()


@pytest.mark.parametrize("make", [streamed, in_zip64, in_gbk, mixed])
def test_the_zips_of_other_programs_keep_what_is_not_touched(make):
    data = make()
    done = edited(data, *EDITS)
    untouched(data, done.data, done.parts)
    if make is in_gbk:
        assert 2 == done.data.count("图片.png".encode("gbk"))


# --- tables ---


def table(ref: str = "A1:B3", more: str = "", names: tuple[str, ...] = ("甲", "乙")) -> bytes:
    columns = "".join(f'<tableColumn id="{at}" name="{name}"/>' for at, name in enumerate(names, 1))
    head = f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{ref}"{more}><autoFilter ref="{ref}"/>'
    told = f'{head}<tableColumns count="{len(names)}">{columns}</tableColumns></table>'
    body = '<row r="1"><c r="A1"><v>1</v></c></row>'
    made = parts(sheet(body, after='<tableParts count="1"><tablePart id="r1"/></tableParts>'))
    made["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("r1", "table", "../tables/table1.xml"))
    return zipped({**made, "xl/tables/table1.xml": told})


def tables_of(data: bytes) -> str:
    return parts_of(data)["xl/tables/table1.xml"][0].decode()


def test_columns_put_at_the_right_edge_of_a_table_are_its_own():
    data = table()
    done = edited(data, edit("C1", "丙&"), edit("D1", "丁"), edit("C2", 1), edit("F1", "己"))
    told = tables_of(done.data)
    assert 'ref="A1:D3"><autoFilter ref="A1:D3"/><tableColumns count="4">' in told
    assert '<tableColumn id="3" name="丙&amp;"/><tableColumn id="4" name="丁"/></tableColumns>' in told
    untouched(data, done.data, {SHEET, "xl/tables/table1.xml"})


@pytest.mark.parametrize(
    ("data", "head"),
    [
        (table(more=' headerRowCount="0"'), "C1"), (table(more=' tableType="queryTable"'), "C1"), (table(), "D1"), (table(), "C2"),
        (table(names=("甲", "新")), "C1"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_take_a_column_stays_as_it_is(data, head):
    done = edited(data, edit(head, "新"))
    untouched(data, done.data, {SHEET})


def test_the_head_of_a_table_is_not_renamed():
    """D809."""
    for place in ("A1", "B1"):
        with unwritten("D809"):
            edit_book(*opened(table()), [edit(place, "新", 1 if place == "A1" else None)])
    edited(table(more=' headerRowCount="0"'), edit("B1", "新"))
    edited(table(), edit("B2", "新"))


# --- the cross-check ---

EDITS = (edit("D1", "新"), edit("A1", "乙", "甲"))


def tampered(name: str, old: str, new: str) -> tuple[bytes, bytes]:
    """A book, and what its edits make of it with one more change that nobody claimed."""
    data = zipped(PLAIN)
    made = {part: told[0] for part, told in parts_of(edited(data, *EDITS).data).items()}
    assert old.encode() in made[name]
    made[name] = made[name].replace(old.encode(), new.encode(), 1)
    entries = {entry.filename: entry for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for part, content in made.items():
            entry = zipfile.ZipInfo(part, entries[part].date_time)
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return data, target.getvalue()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (SHEET, '<c r="C1" s="1"><v>3</v>', '<c r="C1" s="1"><v>4</v>'),
        (SHEET, '<c r="C1" s="1"><v>3</v>', '<c r="C1" s="0"><v>3</v>'),
        (SHEET, '<c r="C1" s="1"><v>3</v></c>', ""),
        (SHEET, "<f>1+1</f>", "<f>1+2</f>"),
        (SHEET, "<f>1+1</f>", ""),
        (SHEET, 'ref="A5:B6"', 'ref="A5:B7"'),
        (SHEET, '<row r="1">', '<row r="1" hidden="1">'),
        (SHEET, "</worksheet>", "<pageMargins/></worksheet>"),
        (SHEET, "<v>1</v>", "<v>0</v>"),
        (SHEET, "</sheetData>", '<row r="9"><c r="A9"><v>1</v></c></row></sheetData>'),
        (SHEET, "</worksheet>", ""),
        ("xl/sharedStrings.xml", "<t>甲</t>", "<t>丙</t>"),
        ("xl/sharedStrings.xml", "<t>新</t>", "<t>旧</t>"),
        ("xl/styles.xml", 'formatCode="0.00"', 'formatCode="0%"'),
        ("xl/workbook.xml", 'name="Sheet1"', 'name="Sheet2"'),
        ("xl/styles.xml", "<fonts>", "<fonts >"),
        ("xl/styles.xml", '<xf numFmtId="0" fontId="0"/>', '<xf numFmtId="1" fontId="0"/>'),
        ("xl/workbook.xml", "<sheets>", "<bookViews/><sheets>"),
        ("xl/workbook.xml", "fullCalcOnLoad", "fullPrecision"),
        (SHEET, "<worksheet ", "<worksheet  "),
        ("[Content_Types].xml", "xml", "xmm"),
        ("_rels/.rels", "xl/workbook.xml", "/xl/workbook.xml"),
    ],
)  # fmt: skip
def test_whatever_differs_that_no_edit_claimed_is_found(name, old, new):
    """D812."""
    before, after = tampered(name, old, new)
    with unwritten("D812"):
        check_edited(before, after, EDITS)


def test_an_old_value_that_is_another_and_an_edit_that_is_lacking_are_found():
    """D812."""
    data = zipped(PLAIN)
    done = edited(data, *EDITS)
    for edits in (EDITS[:1], (), (EDITS[0], edit("A1", "乙", "丙")), (*EDITS, edit("E1", 1))):
        with unwritten("D812"):
            check_edited(data, done.data, edits)
    with unwritten("D812"):
        check_edited(data, book(sheet("")), EDITS)
    check_edited(data, done.data, EDITS)
