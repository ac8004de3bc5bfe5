"""Report-backs inside the words of a task (docs/规则.md 3.5)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xltrack.language.deadline.years import find_report_backs, resolve_reports


def reports(text: str, due: date | None = date(2021, 8, 16), document: int | None = None) -> list[tuple[str, str]]:
    return [(str(r.due), r.to) for r in resolve_reports(text, find_report_backs(text), due, document)[0]]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (("2021-07-15", "区电子政务中心"), "落实工作机构和人员（7月15日前报区电子政务中心）。"),
        (("2021-07-15", "区电子政务中心"), "落实工作机构和人员（7月\n１５日前报区电\n子政务中心）。"),
        (("2021-05-20", "市发改委"), "制定营商环境评价办法（5月20日前将初稿报市发改委）。"),
        (("2021-06-30", "市政府办公室"), "于6月30日前报送实施方案至市政府办公室"),
        (("2021-06-30", "市政府办公室"), "6月30日前将实施方案报送至市政府办公室备案"),
        (("2021-06-30", "市政务公开办"), "请于2021年6月30日前将总结材料报市政务公开办汇总"),
        (("2021-07-15", "区政府办公室"), "7月15日前向区政府办公室报送方案"),
        (("2021-06-30", "区司法局"), "6月底前报区司法局审核"),
        (("2021-06-20", "市财政局"), "6月20日前反馈市财政局"),
        (("2021-07-26", "市政务中心"), "（7月26日前由区政府办汇总后报市政务中心）"),
        (("2020-10-30", "区电子政务中心、区政府办公室"), "（10月30日前报区电子政务中心、区政府办公室）"),
        (("2020-11-30", "县委编办"), "11月30日前，将自查报告报县委编办。"),
        (("2020-12-31", "市政府"), "12月底前将全年工作总结报市政府，并抄送市发改委"),
        (("2021-07-15", "省政府"), "2021年7月15日下班前报省政府"),
    ],
)
def test_a_report_back_has_its_day_and_the_unit_that_receives_it(expected, text):
    assert [expected] == reports(text)


def test_two_report_backs_stand_in_one_text():
    expected = [("2021-07-15", "区司法局"), ("2021-08-01", "区政府办")]
    assert expected == reports("7月15日前报区司法局审核、8月1日前报区政府办备案")


@pytest.mark.parametrize(
    "text",
    [
        "形成工作总体报告，上报市政务信息化服务中心。",
        "将总结材料报区电子政务中心。",
        "于2020年10月底前，完成政府门户网站政府信息公开平台规范化建设工作。",
        "每月25日前报区政府办公室",
        "并于每月5日前报送进展情况至县政府办",
        "每年1月31日前报市政府",
        "每季度末月25日前将情况报市审改办",
        "按季度向区政府办公室报送进展情况",
        "印发后10日内报市司法局备案",
        "6月底前完成目录编制，报区司法局审核",
        "7月10日前报名参加培训",
        "7月10日前完成报告编制",
        "7月15日前形成调研报告",
        "7月15日前报批",
        "6月20日前提交市政府常务会议审议",
        "报市政府审定，2021年6月底前印发",
        "",
    ],
)
def test_a_date_or_a_report_alone_is_none(text):
    assert [] == reports(text)


@pytest.mark.parametrize(
    ("expected", "due", "document"),
    [
        ("2021-07-15", date(2021, 7, 15), 2019),
        ("2020-07-15", date(2021, 7, 14), 2021),
        ("2019-07-15", None, 2019),
        ("None", None, None),
    ],
)
def test_it_takes_the_latest_year_on_or_before_the_tasks_own_due_date(expected, due, document):
    assert [(expected, "区政府办")] == reports("（7月15日前报区政府办）", due, document)


def test_a_day_without_any_year_is_noted_at_its_words():
    text = "印发 通知（7月15日前报区政府办）"
    notes = resolve_reports(text, find_report_backs(text), None, None)[1]
    assert [("D414", "7月15日前报区政府办")] == [(n.code, text[n.start : n.end]) for n in notes]


@given(
    st.lists(
        st.sampled_from(re.findall(r"\S+", "7月 15日 前 报 报送 区政府办 至 将 ， （ ） 每 备案 2021年 《 》 材料 向")),
        max_size=20,
    )
)
@example(["7月", "报", "《", "，", "》", "区政府办"])
def test_any_text_gives_report_backs_with_words_of_its_own(parts):
    text = "".join(parts)
    for found in find_report_backs(text):
        assert found.to
        assert text[slice(*found.place)] == found.words
