"""The deadline language, by the cases that a clerk can extend, and by the properties of docs/规则.md 3."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.base.rules import rule
from xltrack.domain.records import Deadline
from xltrack.language import parse_deadline
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import YearContext, resolve

CASES = tomllib.loads((Path(__file__).parent / "cases" / "deadlines.toml").read_text(encoding="utf-8"))
PRINTED = CASES.pop("printed")
TABLE = [(text, kind, reads) for kind, phrases in CASES.items() for text, reads in phrases.items()]
PHRASES = [text for text, _, _ in TABLE] + [case["text"] for case in PRINTED]
UNREADABLE = {"D401", "D402", "D403", "D418", "D427", "D428"}


def kind_of(deadline: Deadline) -> str:
    return deadline.kind + ("_ongoing" if deadline.ongoing and deadline.kind != "ongoing" else "")


def shown(deadline: Deadline, codes: set[str] = frozenset()) -> str:
    """A deadline in the notation of the cases."""
    if deadline.milestones:
        return " | ".join(
            (f"{m.label}:" if m.label else "") + (f"{m.start}~" if m.start else "") + str(m.due)
            for m in deadline.milestones
        )
    if cycle := deadline.cycle:
        return " ".join(str(part) for part in (cycle.every, cycle.month, cycle.day) if part is not None)
    if offset := deadline.offset:
        return f"{offset.base}+{offset.amount} {offset.unit}"
    return " ".join(sorted(codes & UNREADABLE))


@pytest.mark.parametrize(("text", "kind", "reads"), TABLE, ids=[text for text, _, _ in TABLE])
def test_a_phrase_reads_as_the_case_says(text, kind, reads):
    resolved = resolve(read_deadline(text), YearContext(given=2021))
    assert (kind, reads) == (kind_of(resolved.deadline), shown(resolved.deadline, {n.code for n in resolved.notes}))


@pytest.mark.parametrize("case", PRINTED, ids=lambda case: f"{case['text']} {case['year']}")
def test_a_printed_phrase_reads_as_a_clerk_reads_it(case):
    deadline = parse_deadline(case["text"], year=case["year"] or None)
    assert case["kind"] == kind_of(deadline)
    assert case.get("reads", "") == (shown(deadline) if deadline.milestones else "")


def meaning(deadline: Deadline) -> tuple[object, ...]:
    """All of a deadline but its text, and but the words of the event that it counts from."""
    offset = deadline.offset and (deadline.offset.amount, deadline.offset.unit)
    superseded = deadline.superseded and deadline.superseded.milestones
    return deadline.kind, deadline.ongoing, deadline.milestones, deadline.cycle, offset, superseded


@given(st.sampled_from(PHRASES), st.data())
def test_spaces_and_line_breaks_change_nothing(text, data):
    """docs/规则.md 2.7: line breaks inside a cell that only wrap are dropped; 1: so are spaces."""
    gaps = data.draw(
        st.lists(st.sampled_from(["", "", " ", "\n", "　", "\xa0", "\r\n", "\u200b"]), min_size=len(text) + 1)
    )
    spaced = "".join(gap + char for gap, char in zip(gaps, [*text, ""], strict=False))
    assert meaning(parse_deadline(text, 2021)) == meaning(parse_deadline(spaced, 2021))


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@given(st.sampled_from(PHRASES), st.data())
def test_full_width_digits_and_brackets_change_nothing(text, data):
    """docs/规则.md 3.8: full-width digits read as their dates; 4.6: full-width and half-width brackets are equal."""
    widened = "".join(char.translate(WIDE) if data.draw(st.booleans()) else char for char in text)
    assert meaning(parse_deadline(text, 2021)) == meaning(parse_deadline(widened, 2021))


@given(st.sampled_from(PHRASES), st.sampled_from(["之前", "以前"]))
def test_the_words_for_before_are_equal(text, before):
    """docs/规则.md 3.1: 前, 之前, 以前 include the day, month or year named."""
    if "底前" in text or "日前" in text:
        other = text.replace("底前", f"底{before}").replace("日前", f"日{before}")
        assert meaning(parse_deadline(text, 2021)) == meaning(parse_deadline(other, 2021))


@given(
    st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31)),
    st.sampled_from(
        [
            "{y}年{m}月{d}日",
            "{y}.{m}.{d}",
            "{y}-{m:02}-{d:02}",
            "{y}/{m}/{d}前",
            "{y}{m:02}{d:02}",
            "{y}年{m:02}月{d:02}日24时",
        ]
    ),
)
def test_a_day_reads_as_itself_in_every_writing(day, writing):
    """docs/规则.md 3.8: 2021.6.30, 2021-6-30, 2021/6/30, 20210630 and 24时 read as their dates."""
    read = parse_deadline(writing.format(y=day.year, m=day.month, d=day.day))
    assert ("date", [(None, day)]) == (read.kind, [(m.start, m.due) for m in read.milestones])


FRAGMENTS = st.sampled_from(
    re.findall(
        r"[^ \n]+",
        """
        2021 年 月 日 6 12 31 30 底 前 之前 至 到 — 、 ， ； 。 ： （ ） 每 季度 第一 一 二 三 十 廿 〇 起 止 内 个 工作日
        印发后 之日起 今年 次年 明年 持续推进 长期 立即 按上级要求 完成 开工 十四五 “ ” 《 》 〔2020〕3号 半年 上半年 年底
        末 旬 上 中 下 24时 (含) 2021.6.30 20210630 6.30 第一阶段 无 / 力争 确保 调整为 ① 1. 2. 周五 次 每月 以后 Ⅱ 𠮷
        """,
    )
)


@given(st.one_of(st.text(max_size=40), st.lists(FRAGMENTS, max_size=16).map("".join)), st.sampled_from([None, 2021]))
def test_any_text_reads_as_something_whole(text, year):
    """docs/规则.md 3.9: milestones stand where the kind has dates; what is unreadable says so; a span never ends first."""
    resolved = resolve(read_deadline(text), YearContext(above=None, document=year, given=None))
    deadline = resolved.deadline
    assert (1 if deadline.kind == "date" else 2 if deadline.kind == "staged" else 0) == min(len(deadline.milestones), 2)
    assert [] == [m for m in deadline.milestones if m.start and m.start > m.due]
    assert (deadline.kind != "unreadable") or any(rule(n.code).severity == "error" for n in resolved.notes)
    for note in resolved.notes:
        assert 0 <= note.start <= note.end <= len(text)
        assert rule(note.code).message(note.facts)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("工程 2021年 2月30日 前", "D403", "2021年 2月30日 前"),
        ("2021年\n6月15日左右", "D412", "左右"),
        ("确保２０２１年12月底前，力争11月底前", "D412", "11月底前"),
        ("由2021年6月底前\n调整为9月底前", "D417", "2021年6月底前"),
        ("2021年 6月 初", "D415", "2021年 6月 初"),
        ("报送 20日前", "D413", "报送 20日前"),
    ],
)
def test_a_note_points_at_its_words_in_the_cell_as_given(text, code, words):
    notes = resolve(read_deadline(text), YearContext(given=2021)).notes
    assert [words] == [text[n.start : n.end] for n in notes if n.code == code]


def test_a_replaced_date_is_kept_beside_the_one_that_counts():
    deadline = parse_deadline("由6月底前调整为9月底前", year=2021)
    before = deadline.superseded or Deadline()
    assert ("2021-09-30", "2021-06-30", "6月底前") == (shown(deadline), shown(before), before.text)


def test_the_text_is_the_cells_own():
    assert "2021年6月底前" == parse_deadline("2021 年\n6月底前").text
