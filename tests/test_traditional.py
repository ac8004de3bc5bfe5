"""Traditional characters: read as simplified ones, shown as printed (docs/规则.md 2.4)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xltrack
from tests import sketch
from xltrack.base.text import TABLE, fold, is_traditional, restore, simplify
from xltrack.language.status.grammar import parse_status
from xltrack.reading.document import read_document
from xltrack.reading.tables.headers import classify_header


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("序號", "seq"), ("工作任務", "text_2"), ("責任單位", "lead"), ("牽頭單位", "lead"), ("協辦單位", "support"),
        ("主管單位", "supervise"), ("責任人", "person"), ("完成時限", "deadline"), ("時間節點", "deadline"), ("完成情況", "status"),
        ("進展情況", "status"), ("完成比例", "progress"), ("實際完成時間", "done_date"), ("備註", "note"), ("類別", "wide"),
    ],
)  # fmt: skip
def test_headers(header, kind):
    found = classify_header(header)
    assert found
    assert kind == found[0]


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("2021年6月底前", "date", "2021-06-30"), ("二〇二一年十二月", "date", "2021-12-31"), ("長期堅持", "ongoing", None),
        ("印發後10個工作日內", "relative", None), ("立行立改，長期堅持", "immediate", None), ("按上級要求", "external", None),
        ("每季度結束後15個工作日內", "recurring", None), ("第一季度", "date", "2021-03-31"), ("“十四五”期間", "date", "2025-12-31"),
        ("8月1日至8月31日", "date", "2021-08-31"), ("即日起至年底", "date", "2021-12-31"), ("上半年", "date", "2021-06-30"),
    ],
)  # fmt: skip
def test_deadlines(text, kind, due):
    read = xltrack.parse_deadline(text, year=2021).to_dict()
    assert (text, kind) == (read["text"], read["kind"])
    assert due == (read["milestones"][-1]["due"] if read["milestones"] else None)


def test_names_of_milestones_stay_as_printed():
    read = xltrack.parse_deadline("6月底前開工、12月底前竣工驗收", year=2021)
    assert [("開工", date(2021, 6, 30)), ("竣工驗收", date(2021, 12, 31))] == [
        (m.label, m.due) for m in read.milestones
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("區教育局、區財政局", ["區教育局 lead unit", "區財政局 lead unit"]),
        (
            "區民政局牽頭，區衛健局、各鄉鎮、街道配合",
            ["區民政局 lead unit", "區衛健局 support unit", "各鄉鎮 support group", "各街道 support group"],
        ),
        ("牽頭單位：區發改局；配合單位：區應急管理局", ["區發改局 lead unit", "區應急管理局 support unit"]),
        (
            "區總工會、團區委、區婦聯等有關部門",
            ["區總工會 lead unit", "團區委 lead unit", "區婦聯 lead unit", "有關部門 lead group"],
        ),
        ("區教育局市公安局屯留分局", ["區教育局 lead unit", "市公安局屯留分局 lead unit"]),
        ("無", []),
    ],
)
def test_units(text, names):
    assert names == [f"{u.name} {u.role} {u.kind}" for u in xltrack.parse_units(text)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("已辦結", "done"),
        ("已於7月12日印發", "done"),
        ("尚未啟動", "not_started"),
        ("未開展", "not_started"),
        ("基本完成", "in_progress"),
        ("暫緩", "suspended"),
        ("取消，不再實施", "cancelled"),
        ("已竣工", "done"),
        ("正在推進", "in_progress"),
        ("已投入運行", "done"),
    ],
)
def test_status_words(words, kind):
    assert kind == parse_status(words).kind


def test_a_sheet_and_its_roster_may_be_in_different_characters():
    text = """
    | 工作任务 | 責任單位 | 完成时限 |
    | 甲 | 區發改委 | 2021年6月 |
    sheet 单位名录
    | 单位 | 简称 |
    | 区发展和改革委员会 | 区发改委 |
    """
    task = read_document(sketch.book(text)).tables[0].tasks[0]
    assert ("區發改委", "区发展和改革委员会") == (task.units[0].name, task.units[0].unit)


def test_restoring_finds_the_place_or_goes_by_the_characters():
    assert "發展" == restore("发展", "頭髮與發展")
    assert "各街道" == restore("各街道", "各鄉鎮、街道")
    assert "各鄉" == restore("各乡", "各鄉鎮、街道")


@given(st.text(max_size=40))
def test_simplifying_keeps_the_length_and_is_done_once(text):
    plain = simplify(text)
    assert len(text) == len(plain)
    assert not is_traditional(plain)
    assert simplify(fold(text)) == fold(text)


def test_no_character_is_both():
    assert set() == set(TABLE.values()) & set(TABLE)
