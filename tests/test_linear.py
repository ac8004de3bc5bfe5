"""The grammars take time in proportion to their text (docs/规则.md 6): four times as many words are not sixteen times as slow.

Times of one run are compared with each other alone, never with a clock; where a pair is disturbed, it is measured again.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

import pytest

from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import YearContext, find_report_backs, resolve, title_year
from xltrack.language.status.clauses import parse_clause
from xltrack.language.status.grammar import StatusWords, parse_status
from xltrack.language.status.lateness import tells_late
from xltrack.language.status.plainly import told_plainly
from xltrack.language.units.grammar import read_units

_SHORT, _TIMES, _BOUND, _TRIES = 5_000, 4, 9, 4  # characters; linear is 4, quadratic 16
REPEATED = """
1月 第一季度 每月 6月底、 6月底 2021年 2021年方案 今年 次年 5、6、 1、 1/ 1- 1至 每季度末 双月 十四五 国庆节前 元旦、 春节前( 农历 三月初一
年初一 A-1 l2月 Jun-21 1/2/2020 6/30/2021- 2021。6。30、 6月底→ 6月底延期至 力争 原定 调整为 长期 持续推进 随 批复后立即 发现后
第一阶段: 第一阶段 其中 (6月底 6月底( ( （ 《 按 按2021年 印发后10个工作日内 半 百 十 ①6月底 1、6月底 2021H1 2021年6底 12月底前每 9:00
"""


def _cost(read: Callable[[str], object], text: str) -> float:
    begun = process_time()
    read(text)
    return process_time() - begun


def _growth(read: Callable[[str], object], words: str, head: str) -> float:
    """How many times as long four times as many of some words take: of a few measurements the least."""
    count, least = _SHORT // len(words), float("inf")
    gc.disable()
    try:
        for _ in range(_TRIES):
            few = max(_cost(read, head + words * count), 1e-4)
            least = min(least, _cost(read, head + words * (_TIMES * count)) / few)
            if least < _BOUND:
                break
    finally:
        gc.enable()
    return least


def _read(text: str) -> object:
    read_deadline.cache_clear()
    return resolve(read_deadline(text), YearContext(given=2021))


@pytest.mark.parametrize("words", REPEATED.split())
@pytest.mark.parametrize("head", ["", "6月底"])
def test_a_deadline_takes_time_as_its_length(words, head):
    assert _growth(_read, words, head) < _BOUND


def _report(text: str) -> object:
    find_report_backs.cache_clear()
    return find_report_backs(text)


@pytest.mark.parametrize(
    "words", ["6月30日前报区政府办", "7月15日前报送", "6月底", "报", "向", "每月", "6月底前报送区", "1、", "（"]
)
def test_report_backs_take_time_as_their_length(words):
    assert _growth(_report, words, "6月底前报") < _BOUND


@pytest.mark.parametrize("words", ["2021年", "2021年考核", "2021年考核反馈", "考核", "〔", "2021-"])
def test_a_title_takes_time_as_its_length(words):
    assert _growth(title_year, words, "2020年度") < _BOUND


def test_the_measure_tells_a_square_from_a_line():
    def squared(text: str) -> object:
        return [text[:place].count("月") for place in range(0, len(text), 4)]

    assert _growth(squared, "1月", "") > _BOUND


def _units(text: str) -> object:
    read_units.cache_clear()
    return read_units(text, "lead")


UNITS = """
牵头 区、 县、 各区、 街道、 区教育局、 区教育局 等 和区局 （ 责任单位： 同（3） 配合，
"""


@pytest.mark.parametrize("words", UNITS.split())
def test_units_take_time_as_their_length(words):
    assert _growth(_units, words, "") < _BOUND


def _status(text: str) -> object:
    parse_status.cache_clear()
    return parse_status(text)


@pytest.mark.parametrize(
    "words", ["《", "已", "已完成", "完成，", "未", "正在", "7月：", "50%", "□", "□是", "已完成/", "12个", "（", "等"]
)
def test_a_status_takes_time_as_its_length(words):
    assert _growth(_status, words, "") < _BOUND


PLAIN_TASKS = ("更换水泵，签订协议", "发放补贴", "拆除棚屋", "选派书记", "报送总结")


def _plainly(text: str) -> object:
    said = StatusWords("in_progress", clauses=(parse_clause(text),))
    return [(told_plainly(said, task), tells_late(text, task)) for task in PLAIN_TASKS]


@pytest.mark.parametrize(
    "words",
    [
        "换好",
        "签了",
        "报市局",
        "打到卡上",
        "好",
        "了",
        "拆平了",
        "到村",
        "9月3日装",
        "逾期3天",
        "逾期",
        "全部",
        "备了案",
    ],
)
def test_plain_words_take_time_as_their_length(words):
    """Up to 100,000 characters."""
    cut = [words * (count // len(words)) for count in (25_000, 100_000)]
    for text in cut:
        parse_clause(text)  # what is cut once is no matter here
    least = float("inf")
    for _ in range(_TRIES):
        few, many = (_cost(_plainly, text) for text in cut)
        least = min(least, many / max(few, 1e-3))
    assert least < _BOUND
