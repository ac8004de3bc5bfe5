"""The words of a status cell (docs/规则.md 5.2 to 5.5)."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.grammar.status import parse_status

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("status.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["text"] or "blank" for c in CASES])
def test_words(case):
    read = parse_status(case["text"])
    assert (case["kind"], case.get("day"), case.get("progress")) == (read.kind, read.day, read.progress)


@pytest.mark.parametrize(
    ("text", "label", "number", "met"),
    [
        ("26个试点领域已完成，其他领域正在推进", "26个试点领域", 1, True),
        ("26个试点领域已完成，其他领域正在推进", "其他领域", 2, False),
        ("梳理阶段已完成", "梳理阶段", 1, True),
        ("梳理阶段已完成", "审查阶段", 2, False),
        ("第一阶段已完成", "梳理阶段", 1, True),
        ("开工2个，未开工3个", "开工", 1, False),
        ("已开工", "开工", 1, True),
        ("梳理阶段未完成", "梳理阶段", 1, False),
    ],
)
def test_a_milestone_named_is_met_alone(text, label, number, met):
    """docs/规则.md 5.5: words that name a milestone meet that one alone."""
    assert met is parse_status(text).meets(label, number)


@given(st.sampled_from(CASES), st.sampled_from(["\u3000", " ", "\n", "\xa0"]))
def test_outer_spaces_change_nothing(case, space):
    """docs/规则.md 1: line breaks and spaces between Chinese characters mean nothing."""
    assert parse_status(case["text"]).kind == parse_status(space + case["text"] + space).kind


@given(st.sampled_from([c for c in CASES if c["text"].isprintable()]))
def test_full_width_changes_nothing(case):
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in case["text"])
    assert (case["kind"], case.get("progress")) == (parse_status(wide).kind, parse_status(wide).progress)


@given(st.text(max_size=60))
def test_anything_gives_an_answer(text):
    """docs/规则.md 6: bad data never raises."""
    read = parse_status(text)
    assert read.kind in ("blank", "done", "in_progress", "not_started", "suspended", "cancelled")
    assert read.progress is None or 0 <= read.progress <= 1
