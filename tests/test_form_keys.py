"""The keys of the rows of a form, and its mark: told again as they were, none where changed, weighed (docs/规则.md 14.3)."""

from __future__ import annotations

import struct
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import office
from tests.forms import ASKED, BODY, DAY, DUE, columns_of, fill, page_of, sheet, written
from xltrack.base.text import visible
from xltrack.domain.forms import FormCode, FormMark, RoundPeriod, RowKey, parse_key, parse_mark, words_digest
from xltrack.reading.files.properties import property_texts
from xltrack.reading.forms import read_form, weigh

KEY = RowKey(DAY, "县教育局", "17", "abc", "def", "")


@pytest.mark.parametrize(
    ("fits", "code", "mark", "agreeing", "clashing"),
    [
        (True, "17", "县教育局", {"key", "code", "book"}, set()),
        (True, "18", "县教育局", {"key", "book"}, {"code"}),
        (False, "18", "县教育局", {"code", "book"}, {"key"}),
        (False, "17", "县教育局", {"key", "code", "book"}, set()),  # the words were changed, both numbers say so
        (True, "17", "县民政局", {"key", "code"}, {"book"}),
        (True, None, "县民政局", {"key"}, {"book"}),
        (False, None, "县教育局", set(), {"key"}),
        (True, None, None, {"key"}, set()),
    ],
)
def test_where_carriers_differ_the_words_of_the_task_decide(fits, code, mark, agreeing, clashing):
    key = KEY._replace(words=words_digest("编制方案" if fits else "别的任务"))
    told = FormCode("2021-08", code) if code else None
    book = FormMark(DAY, "2021-08", mark, DUE) if mark else None
    assert (agreeing, clashing) == weigh(key, told, book, "编制方案")


@given(st.text(max_size=20), st.text(max_size=20), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_keys_and_marks_come_back_as_they_were_told(unit, number, day):
    key, mark = RowKey(day, unit, number, "k", "d", "w"), FormMark(day, RoundPeriod(day).label, unit, day)
    # A cell holds no controls: they are told by their marks.
    shown = key._replace(unit=visible(unit), number=visible(number)), mark._replace(unit=visible(unit))
    assert shown == (parse_key(key.told), parse_mark(mark.told))
    assert (None, None) == (parse_mark(key.told), parse_key(mark.told))


@pytest.mark.parametrize(
    "text", ["填报表", "填报表（2021年8月）", "填报表｜", "填报表｜2021-08-01｜县教育局", "", "｜"]
)
def test_words_that_begin_like_a_key_are_none(text):
    assert (None, None) == (parse_key(text), parse_mark(text))


@settings(max_examples=60)
@given(st.data())
def test_a_key_of_which_anything_was_changed_is_none(data):
    told = KEY.told
    at = data.draw(st.integers(0, len(told) - 1))
    other = data.draw(st.characters().filter(lambda c: c != told[at]))
    assert parse_key(told[:at] + other + told[at + 1 :]) in (None, KEY)


@pytest.mark.parametrize(("page", "encoding"), [(936, "gbk"), (65001, "utf-8"), (1200, "utf-16-le")])
def test_the_property_of_an_old_workbook_is_read_in_any_encoding(page, encoding):
    """[MS-OLEPS]: a set of two properties, the encoding and a text, as Excel and LibreOffice write it."""
    mark = FormMark(DAY, "2021-08", "县教育局", DUE)
    text = (mark.told + "\0").encode(encoding)
    values = (
        struct.pack("<IhH", 2, page - 65536 if page > 32767 else page, 0) + struct.pack("<II", 0x1E, len(text)) + text
    )
    section = struct.pack("<II", 24 + len(values), 2) + struct.pack("<IIII", 1, 24, 2, 32) + values
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0, b"", 2) + struct.pack("<16sI", b"", 68)
    user = bytes.fromhex("05D5CDD59C2E1B10939708002B2CF9AE") + struct.pack("<I", 68)
    data = b"\xd0\xcf\x11\xe0" + bytes(508) + head + user + section
    assert [mark] == [parse_mark(told) for told in property_texts(data)]
    for end in range(520, len(data), 7):
        property_texts(data[:end])  # whatever is cut off, nothing is raised


def test_a_form_that_was_handed_on_is_a_form_in_turn(tmp_path):
    """The town's form has its own mark, and the number under which the county knows the task."""
    county = written(sheet(tmp_path))["县教育局"]
    town = written(county, to="东山镇中心校", day=date(2021, 8, 3))["东山镇中心校"]
    fill(town, {"修缮敬老院": {"完成情况": "推进中"}})
    read = read_form(town)
    assert ("东山镇中心校", date(2021, 8, 3), {"all"}) == (read.unit, read.day, {row.agreement for row in read.rows})
    assert [("1", None), ("2", "推进中")] == [(row.number, row.answers.status) for row in read.rows]
    above = {row.text: row.key.key for row in read_form(county).rows}
    assert above == {row.text: row.key.key for row in read.rows}


@pytest.mark.office
@pytest.mark.parametrize("kinds", [("xls", "xlsx"), ("ods", "xlsx")], ids="→".join)
def test_what_is_hidden_locked_and_listed_stays_so_in_other_formats(tmp_path, kinds):
    path = written(sheet(tmp_path))["县教育局"]
    for number, kind in enumerate(kinds):
        (tmp_path / str(number)).mkdir()
        (path,) = office.convert([path], kind, tmp_path / str(number))
    page = page_of(path)
    heads = columns_of(page)
    hidden = {n for d in page.column_dimensions.values() if d.hidden for n in range(d.min, d.max + 1)}
    assert {heads["任务键"], heads["底稿"]} <= hidden
    assert page.protection.sheet
    open_ = {head for head, column in heads.items() if not page.cell(BODY, column).protection.locked}
    assert set(ASKED) == open_
    listed = [v for v in page.data_validations.dataValidation if v.type == "list"]
    assert any("同上期" in v.formula1 for v in listed)
    assert not any(v.showErrorMessage for v in listed)
