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
        国庆节 元旦 春节 五一 期间 前夕 两节 农历 初一 八月十五 民国 → 延期至 原 现 申请 提前到 元月 Jun -21 l O 6/30/2021
        1/2/2020 '21. 0:00 H1 双月 发现 立即整改 HT-001 第一周
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
        ("国庆节 前完成", "D425", "国庆节 前"),
        ("2090年国庆节前", "D426", "2090年国庆节前"),
        ("3-7 -2017", "D427", "3-7 -2017"),
        ("于 农历八月十五 前", "D428", "农历八月十五 前"),
        ("2021年 l2月底", "D429", "2021年 l2月底"),
        ("2021年6 底", "D429", "2021年6 底"),
        ("2021年6月底前，工期 3个月", "D412", "工期 3个月"),
        ("6月底前（申请延期至 9月底）", "D412", "申请延期至 9月底"),
        ("2021年6月底前完成，NMDY-HT-001", "D412", "NMDY-HT-001"),
        ("会商 2021年6月底前，实施", "D412", "会商"),
    ],
)
def test_a_note_points_at_its_words_in_the_cell_as_given(text, code, words):
    notes = resolve(read_deadline(text), YearContext(given=2021)).notes
    assert [words] == [text[n.start : n.end] for n in notes if n.code == code]


def test_a_replaced_date_is_kept_beside_the_one_that_counts():
    deadline = parse_deadline("由6月底前调整为9月底前", year=2021)
    before = deadline.superseded or Deadline()
    assert ("2021-09-30", "2021-06-30", "6月底前") == (shown(deadline), shown(before), before.text)


@pytest.mark.parametrize(
    ("text", "due", "before"),
    [
        ("2021年6月30日展期至2021年9月30日", "2021-09-30", "2021-06-30"),
        ("2021年6月底前（已延至9月底）", "2021-09-30", "2021-06-30"),
        ("6月底前，后延至9月底", "2021-09-30", "2021-06-30"),
        ("6月30日推迟到7月31日", "2021-07-31", "2021-06-30"),
        ("2021.6.30→2021.9.30", "2021-09-30", "2021-06-30"),
        ("9月底（原定6月底）", "2021-09-30", "2021-06-30"),
        ("原定6月底前，现9月底前", "2021-09-30", "2021-06-30"),
        ("12月底提前到10月底", "2021-10-31", "2021-12-31"),
        ("11月底→2月底", "2022-02-28", "2021-11-30"),
        ("6月底→9月底→12月底", "2021-12-31", "2021-09-30"),
    ],
)
def test_a_date_that_is_moved_in_its_cell_is_the_new_one_alone(text, due, before):
    """docs/规则.md 3.8."""
    deadline = parse_deadline(text, year=2021)
    assert ("date", due, before) == (deadline.kind, shown(deadline), shown(deadline.superseded or Deadline()))


@pytest.mark.parametrize(
    "text",
    [
        "2021-06-30 0:00:00",
        "2021/6/30 0:00",
        "2021/6/30 00:00:00.000",
        "2021-06-30 09:30:00",
        "２０２１／６／３０　０：００",
        "2021-6-30  23:59前",
        "2021 6 30",
        "2021  06  30",
        "2021 6 30日前",
        "2021年6月30日 18:00前",
        "30 June 2021",
        "June 30, 2021",
    ],
)
def test_the_hour_of_an_export_and_spaces_between_the_numbers_are_no_part_of_the_day(text):
    """docs/规则.md 3.8."""
    assert ("date", "2021-06-30") == (parse_deadline(text).kind, shown(parse_deadline(text)))


@pytest.mark.parametrize(
    ("day", "text", "year"),
    [
        ("2020-09-30", "中秋节前", 2020),  # 国庆 and 中秋 on one day
        ("2022-12-30", "元旦前", 2022),  # off from Saturday, 31 December
        ("2023-12-29", "2024年元旦前", None),  # off from the Saturday before
        ("2025-01-27", "春节前", 2025),
        ("2022-04-29", "五一前", 2022),
        ("2023-09-28", "国庆节前", 2023),  # 中秋 right before it
    ],
)
def test_before_a_festival_is_the_day_before_its_first_day_off(day, text, year):
    """docs/规则.md 3.1: by the arrangement of the State Council for that year."""
    assert day == shown(parse_deadline(text, year))


def test_a_festival_of_a_year_not_yet_arranged_is_read_with_a_warning():
    codes = [note.code for note in resolve(read_deadline("国庆节前"), YearContext(given=2090)).notes]
    assert ["D406", "D426"] == codes


@pytest.mark.parametrize(
    "text",
    [
        "2021年6月底前完成方案编制",
        "确保10月底前完成",
        "按市统一部署，6月底前建成3个示范点",
        "完成改造任务，2021年10月底前",
        "26个试点领域：2020年6月底前",
        "2021年底前，力争完成80%",
        "立行立改，2021年6月底前",
        "试点期为2021年1月1日至2023年12月31日",
        "第一个阶段为梳理阶段，完成时限：8月1日至8月31日；第二个阶段为审查阶段，完成时限：9月1日至9月30日。",
        "6月底前完成核心层，12月底前完成接入层",
        "国庆节前完成",
        "2021年6月底前（延期至2021年9月底）",
    ],
)
def test_words_that_change_nothing_are_not_noted(text):
    """docs/规则.md 3.10."""
    notes = resolve(read_deadline(text), YearContext(title=2021)).notes
    assert [] == [note for note in notes if rule(note.code).severity != "info"]


def test_the_text_is_the_cells_own():
    assert "2021年6月底前" == parse_deadline("2021 年\n6月底前").text
