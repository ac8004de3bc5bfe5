"""Tags come from anywhere: mistakes are one sentence with the cell, and nothing reaches out of the sandbox."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.templates import TASKS, fill, filled
from xltrack.base.errors import UsageError
from xltrack.base.rules import rule


def outcome(text):
    try:
        fill({"A1": "{{ 标题 }}", "B7": text})
    except UsageError as error:
        return error.code, rule(error.code).message(error.facts)
    return "", ""


def mistake(text, drawn=TASKS):
    with pytest.raises(UsageError) as caught:
        fill({"B7": text}, drawn)
    error = caught.value
    assert rule(error.code).message(error.facts)
    return error.code, error.facts.get("cell")


@pytest.mark.parametrize(
    "text",
    ["{{ 标题", "{{ 标题 } }", "{% if 任务总数 %}", "{{ 任务 总数 }}", "{{ }}", "{% 乱 %}", "{{ 标题 + 任务总数 }}"],
)
def test_what_cannot_be_read_is_named_with_its_cell(text):
    assert ("D705", "Sheet!B7") == mistake(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ 单未 }}",
        "{{ 标题 }}{{ 没有 }}",
        "{% for 项 in 任务总数 %}{% endfor %}",
        "{% for 项 in 全部任务 %}{{ 项.没有 }}{% endfor %}",
    ],
)
def test_a_name_that_is_not_there_is_named_with_what_is(text):
    assert ("D706", "Sheet!B7") == mistake(text)
    with pytest.raises(UsageError) as caught:
        fill({"B7": "{{ 单未 }}{{ 任务 }}"})
    assert "单位" in rule("D706").message(caught.value.facts)


def test_an_unknown_mark_is_named_with_what_can_be_written():
    assert ("D709", "Sheet!B7") == mistake("{# 每只猫 #}{{ 任务 }}")
    assert ["制定方案"] == [filled({"B7": "{# 每项任务 #}{{ 任务 }}"}).active["B7"].value]


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ 标题.__class__.__mro__ }}",
        "{{ 标题['__class__'] }}",
        "{{ 标题.upper() }}",
        "{{ ().__class__.__bases__[0].__subclasses__() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum.__globals__['os'].popen('id').read() }}",
        "{{ self.__init__ }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'a' %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% set a = 标题 %}{{ a }}",
        "{{ 标题|attr('__class__') }}",
        "{{ 全部任务|map(attribute='__class__')|list }}",
        "{{ 标题 * 999999999 }}",
        "{{ 2 ** 99999999 }}",
        "{{ '%0999999999d' % 1 }}",
        "{{ 标题|center(999999999) }}",
        "{{ range(999999999) }}",
        "{% for a in range(9) %}{% endfor %}",
        "{% for a in 标题 %}{% endfor %}",
        "{% for a in 全部任务 recursive %}{{ loop(a) }}{% endfor %}",
        "{{ loop.__class__ }}",
        "{% filter upper %}a{% endfilter %}",
        "{% raw %}{{ x }}{% endraw %}{{ config }}",
        "{{ 标题[0:9] }}",
        "{{ {'a': 1} }}",
    ],
)
def test_nothing_reaches_out_of_the_sandbox(text):
    code, cell = mistake(text)
    assert code in ("D705", "D706", "D707")
    assert "Sheet!B7" == cell


def test_a_filter_that_is_not_let_in_is_named():
    assert ("D707", "Sheet!B7") == mistake("{{ 标题|center(9) }}")
    assert "某区任务分解表（2021年）" == filled({"B7": "{{ 标题|trim }}"}).active["B7"].value


def test_loops_are_bounded():
    rows = "".join(f"| {n} | 任务{n} | 区政府办 | 6月底前 | |\n" for n in range(1, 400))
    drawn = "某区任务表（2021年）\n| 序号 | 任务 | 责任单位 | 完成时限 | 完成情况 |\n" + rows
    nested = "{% for a in 全部任务 %}{% for b in 全部任务 %}{% for c in 全部任务 %}{% endfor %}{% endfor %}{% endfor %}"
    start = time.monotonic()
    assert ("D710", "Sheet!B7") == mistake(nested, drawn)
    assert 20 > time.monotonic() - start
    assert (
        "任务1任务2"
        == str(filled({"B7": "{% for a in 全部任务 %}{{ a.任务 }}{% endfor %}"}, drawn).active["B7"].value)[:6]
    )


def test_what_loops_write_is_bounded_too():
    text = "{% for a in 全部任务 %}" + "{{ a.任务 }}" * 50 + "{% endfor %}"
    value = filled({"B7": text}, TASKS.replace("制定方案", "长" * 3000)).active["B7"].value
    assert 32_767 >= len(value)


def test_the_reason_is_said_in_chinese():
    for text in (
        "{{ 标题",
        "{{ 标题 } }",
        "{% if 任务总数 %}",
        "{{ }}",
        "{% 乱 %}",
        "{{ “甲” }}",
        "{{ 标题 + 任务总数 }}",
    ):
        with pytest.raises(UsageError) as caught:
            fill({"B7": text})
        assert not re.search("[a-z]{4}", str(caught.value.facts["reason"]).replace("endfor", "").replace("endif", ""))


@settings(deadline=None)
@given(st.text(alphabet="{}%#'\"()[]._|标题任务总数 for in if end 0\n", max_size=60))
def test_any_words_fill_or_are_one_sentence(text):
    code, message = outcome(text)
    assert code in ("", "D705", "D706", "D707", "D709", "D710")
    assert "\n" not in message


def test_deep_nesting_is_one_sentence():
    assert "D705" == mistake("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}")[0]


@pytest.mark.parametrize("text", ["｛｛ 任务 ｝｝", "{ { 任务 } }", "共｛{ 任务总数 }}项", "｛% if 任务 %｝"])
def test_brackets_of_another_width_are_told(text):
    assert "D705" == mistake(text)[0]
