"""The words of a status cell (docs/规则.md 5.2 to 5.5)."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.language.status.clauses import parse_clause
from xltrack.language.status.grammar import parse_status
from xltrack.language.status.milestones import meets
from xltrack.language.status.tokens import cut_words

KINDS = ("done", "in_progress", "not_started", "suspended", "cancelled", "blank")
TABLE = tomllib.loads(Path(__file__).with_name("cases").joinpath("status.toml").read_text(encoding="utf-8"))
CASES = [*TABLE["case"], *({"text": text, "kind": kind} for kind in KINDS for text in TABLE[kind])]


@pytest.mark.parametrize("case", CASES, ids=[c["text"] or "blank" for c in CASES])
def test_words(case):
    read = parse_status(case["text"])
    assert (case["kind"], case.get("day"), case.get("progress")) == (read.kind, read.day, read.progress)


@pytest.mark.parametrize(
    ("text", "label", "number", "met"),
    [
        ("26个试点领域已完成，其他领域正在推进", "26个试点领域", 1, True),
        ("26个试点领域已完成，其他领域正在推进", "其他领域", 2, False),
        ("试点领域已完成，其他领域正在推进", "26个试点领域", 1, True),
        ("梳理阶段已完成", "梳理阶段", 1, True),
        ("梳理工作已完成", "梳理阶段", 1, True),
        ("梳理阶段已完成", "审查阶段", 2, False),
        ("第一阶段已完成", "梳理阶段", 1, True),
        ("第一阶段已完成", "审查阶段", 2, False),
        ("开工2个，未开工3个", "开工", 1, False),
        ("已开工", "开工", 1, True),
        ("开工完成", "开工", 1, True),
        ("预计12月完工", "完工", 2, False),
        ("梳理阶段未完成", "梳理阶段", 1, False),
        ("梳理阶段基本完成", "梳理阶段", 1, False),
    ],
)
def test_a_milestone_named_is_met_alone(text, label, number, met):
    """docs/规则.md 5.5: words that name a milestone meet that one alone."""
    assert met is meets(parse_status(text), label, number)


@pytest.mark.parametrize(
    ("text", "certain", "step", "loose"),
    [
        ("已完成", True, None, False),
        ("已完成。下一步持续推进", True, None, False),
        ("方案已印发", False, None, False),
        ("初稿已完成", True, "初稿", False),
        ("方案已制定", True, "方案", False),
        ("9月底完成", True, None, True),
        ("已于9月底完成", True, None, False),
        ("于9月完成", True, None, False),
        ("9月20日完成", True, None, False),
    ],
)
def test_what_the_judge_has_to_know(text, certain, step, loose):
    """A subject makes it an inference; a step alone is no whole; a month without 「已」 may be a plan."""
    read = parse_status(text)
    assert (certain, step, loose) == (read.certain, read.step, read.loose)


@pytest.mark.parametrize(
    ("text", "telling"), [("正在推进", True), ("未完成", True), ("√", True), ("见附件", False), ("", False)]
)
def test_words_that_tell_nothing(text, telling):
    assert telling is parse_status(text).telling


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已于7月12日印发", ["已", "于", "7月12日", "印发"]),
        ("已印发了方案", ["已", "印发", "了", "方案"]),
        ("完成总工程量的65%", ["完成", "总工程量", "的", "65%"]),
        ("不断完善制度", ["不断", "完善", "制度"]),
        ("3个", ["3个"]),
        ("", []),
    ],
)
def test_the_longest_word_is_cut(text, expected):
    assert expected == [word.text for word in cut_words(text)]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("未完成", "undone"),
        ("前期未完成的3项现已全部完成", "done"),
        ("已完成3个未完成2个", "undone"),
        ("完成12个", "part"),
        ("主体工程全部完成", "step"),
        ("尚差2个", "left"),
        ("满意度98%", "neutral"),
        ("取消办事环节12个", "neutral"),
        ("因规划调整取消", "cancelled"),
        ("不得暂缓", "neutral"),
    ],
)
def test_verdict_on_a_clause(text, verdict):
    assert verdict == parse_clause(text).verdict


@given(st.sampled_from(CASES), st.sampled_from(["\u3000", " ", "\n", "\xa0"]))
def test_outer_spaces_change_nothing(case, space):
    """docs/规则.md 1: line breaks and spaces between Chinese characters mean nothing."""
    assert parse_status(case["text"]).kind == parse_status(space + case["text"] + space).kind


@given(st.sampled_from([c for c in CASES if c["text"].strip()]), st.integers(0), st.sampled_from(["\u3000", " ", "\n"]))
def test_spaces_inside_change_nothing(case, place, space):
    """docs/规则.md 1 and 2.7: nor inside a cell."""
    at = place % len(case["text"])
    read = parse_status(case["text"][:at] + space + case["text"][at:])
    assert (case["kind"], case.get("progress")) == (read.kind, read.progress)


@given(st.sampled_from([c for c in CASES if c["text"].isprintable()]))
def test_full_width_changes_nothing(case):
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in case["text"])
    assert (case["kind"], case.get("progress")) == (parse_status(wide).kind, parse_status(wide).progress)


@given(
    st.sampled_from(["完成", "办结", "印发", "落实", "竣工", "投入使用", "销号"]),
    st.sampled_from([t for t in TABLE["done"] if t[:1] == "已" and "下一步" not in t and "今后" not in t]),
)
def test_a_negation_before_the_word_wins(word, other):
    """docs/规则.md 5.2: 未完成, 尚未完成, 没有完成 -> not done."""
    for no in ("未", "尚未", "没有", "还未", "未能按期"):
        assert parse_status(no + word).kind == "in_progress"
    assert parse_status(f"{other}；其余3项未完成").kind != "done"


@given(st.sampled_from([c for c in CASES if c["kind"] == "done" and c["text"].startswith(("已", "完成", "于"))]))
def test_a_plan_behind_it_changes_nothing(case):
    """「已完成。下一步…」 is done."""
    assert (case["kind"], case.get("day")) == (
        (read := parse_status(case["text"] + "。下一步将继续推进，预计9月完成80%")).kind, read.day
    )  # fmt: skip


@given(st.text(max_size=60) | st.text("已未完成正在推进，取消暂缓预计9月底%80☑□（）《》12.、个", max_size=30))
def test_anything_gives_an_answer(text):
    """docs/规则.md 6: bad data never raises."""
    read = parse_status(text)
    assert read.kind in KINDS
    assert read.progress is None or 0 <= read.progress <= 1
