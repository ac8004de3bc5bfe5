"""No file at all gives a traceback or a hang: mutants of good workbooks, 450 of them in each run of the tests.

XLTRACK_MUTANTS=10000 python -m pytest tests/faults/test_mutants.py       the long form, for the night
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults import mutants, seeds
from tests.faults.reading import judge
from xltrack.base.errors import SourceError
from xltrack.language import parse_deadline, parse_units
from xltrack.language.deadline.years import find_report_backs
from xltrack.language.status.grammar import parse_status
from xltrack.ooxml.cells import Shared
from xltrack.ooxml.package import Package
from xltrack.ooxml.scan import scan_sheet
from xltrack.ooxml.strings import parse_strings
from xltrack.ooxml.styles import parse_styles
from xltrack.ooxml.xml import PartError
from xltrack.reading.files.ods import read_ods

COUNT = int(os.environ.get("XLTRACK_MUTANTS", "450"))
SHARES = 4
SECONDS = 2_000  # milliseconds that one example may take
DEEPER = settings(max_examples=max(100, COUNT // 3), deadline=SECONDS)


@pytest.mark.parametrize("share", range(SHARES))
def test_a_mutant_is_read_or_refused(tmp_path: Path, share: int) -> None:
    faults = {}
    for seed in range(share, COUNT, SHARES):
        kind = mutants.KINDS[seed // SHARES % len(mutants.KINDS)]
        path = tmp_path / f"变_{seed}.{kind}"
        path.write_bytes(mutants.mutant(kind, seed))
        if fault := judge(path, report=seed % 30 == 0).fault:
            faults[path.name] = fault
        path.unlink()
    assert {} == faults


# What the long form has found once: each stays a case.
FOUND = {
    "a cell whose place has no letters": '<row r="1"><c r="65536" s="9" t="s"><v>30</v></c></row>',
    "a cell whose row has nine digits": '<row r="1"><c r="A999999999" s="2"><v>1</v></c></row>',
    "a cell that a row cuts in two": '<row r="1"><c r="B2" t="inlineStr"><row r="2"><c r="A1"><v>1</v></c></row></c></row>',
    "an empty item with a space": '<row r="1"><c r="A1" t="s" /><c r="B1" /></row>',
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once_stays_mended(tmp_path: Path, name: str) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(seeds.packages.book(seeds.packages.sheet(FOUND[name])))
    assert "" == judge(path).fault


def test_text_that_ends_within_a_character_is_damage() -> None:
    strings = parse_strings([seeds.packages.strings("<t>一</t>", "<t>二").encode()[: -len("</si></sst>") - 1]])
    assert (True, ["一"]) == (bool(strings.damage), strings.texts[:1])


# --- Fuzz targets: bytes near those of a part, words near those of a cell ---

PIECES = (
    "<row>", '<row r="3">', "</row>", '<c r="B3">', "<c>", '<c r="C3" t="inlineStr">', '<c t="s" r="D3"/>', "</c>", "<v>1</v>",
    "<v>", "</v>",
    "<is><t>词</t></is>", "<f>A1</f>", "<f/>", "<!-- <c> -->", "<![CDATA[<v>]]>", "<?x ?>", "&lt;", "&#13;", '<mergeCell ref="A1:B2"/>',
    "</sheetData>", "<sheetData>", "\n", "𠮷", "<rPh><t>x</t></rPh>", "<si>", "</si>", "<si />", "<r>", "</r>", "<t>",
    "</t>", '<t x="a>b">', "_x000D_",
)  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@DEEPER
@given(MARKUP, st.integers(60, 400))
def test_any_worksheet_is_scanned_or_damaged(body: str, size: int) -> None:
    """A worksheet gives a scan or a PartError, in whatever pieces it comes."""
    data = seeds.packages.sheet(body).encode()
    try:
        assert scan_sheet([data[at : at + size] for at in range(0, len(data), size)], Shared()).faults is not None
    except PartError:
        return


@DEEPER
@given(MARKUP)
def test_any_table_of_strings_or_styles_is_read_or_damaged(body: str) -> None:
    """Damage is said, never raised."""
    strings = parse_strings([f'<sst xmlns="{seeds.packages.MAIN}">{body}</sst>'.encode()])
    assert all(isinstance(text, str) for text in strings.texts)
    assert parse_styles(f"<styleSheet>{body}</styleSheet>".encode()).kinds == ()


ODF = (
    "<table:table>", '<table:table table:name="表">', "</table:table>", "<table:table-row>",
    '<table:table-row table:number-rows-repeated="3">',
    "</table:table-row>", "<table:table-cell>", "<table:table-cell/>", '<table:table-cell office:value-type="float" office:value="x">',
    '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="99999999">', "<table:covered-table-cell/>",
    "</table:table-cell>",
    "<text:p>", "</text:p>", "词", '<text:s text:c="9"/>', "<text:span>", "</text:span>", "<office:annotation>",
    "</office:annotation>", "<draw:frame/>",
)  # fmt: skip


@DEEPER
@given(st.lists(st.sampled_from(ODF), max_size=25).map("".join))
def test_any_content_of_an_ods_is_read_or_refused(body: str) -> None:
    """OpenDocument content gives a book or a SourceError."""
    try:
        assert read_ods(Package(seeds.packages.ods(body)), "a.ods").sheets
    except SourceError as error:
        refused = error.code
    else:
        refused = ""
    assert refused in {"", "D112", "D133"}


_VOCABULARY = [
    "2021年", "6月", "底", "前", "31日", "上旬", "季度", "第一", "至", "—", "－", "~", "、", "，", "；", "。", "/",
    "（", "）", "(", ")", "【", "每", "年内", "十四五", "期间", "持续", "长期", "立即", "印发后", "10", "个工作日",
    "内", "起", "次年", "区政府办", "区教育局", "市公安局屯留分局", "各乡镇", "街道", "等", "有关部门", "牵头",
    "配合", "：", "负责", "同（3）", "和", "及", "已", "未", "完成", "办结", "80%", "％", "√", "×", "于7月12日",
    "报", "基本", "无",
]  # fmt: skip
WORDS = st.lists(
    st.one_of(
        st.sampled_from(
_VOCABULARY
        ),
        st.text(max_size=3),
        st.sampled_from(["\n", " ", "\u3000", "\u202e", "０", "𠮷", "\ud842", "99999999999999999999"]),
    ),
    max_size=40,
).map("".join)  # fmt: skip


@DEEPER
@given(WORDS, st.sampled_from([None, 2021, 9999]))
def test_any_words_are_understood_or_not_by_each_grammar(text: str, year: int | None) -> None:
    """No words of a cell stop a grammar."""
    assert parse_deadline(text, year).to_dict()["kind"]
    assert all(unit.name for unit in parse_units(text))
    assert parse_status(text) is not None
    assert find_report_backs(text) is not None


@pytest.mark.parametrize(
    "words",
    ["6月底前、", "区教育局", "（", "每月5日前，", "已完成，", "同（3）", "2021年", "和", "12345", "牵头单位：", "至"],
)
def test_very_long_words_take_no_time(words: str) -> None:
    text, began = words * (30_000 // len(words)), time.process_time()
    parse_deadline(text, 2021)
    parse_units(text)
    parse_status(text)
    find_report_backs(text)
    assert 5.0 > time.process_time() - began
