"""Parts numbered inside one task (docs/规则.md 1)."""

from __future__ import annotations

import pytest

from xltrack.language.parts import list_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.起草方案；2.印发方案；3.总结。", ("起草方案", "印发方案", "总结。")),
        ("１．起草；２．印发", ("起草", "印发")),
        ("1、甲2、乙", ("甲", "乙")),
        ("（1）检查；（2）整改。", ("检查", "整改。")),
        ("（一）检查；（二）整改", ("检查", "整改")),
        ("加强领导：①成立专班；②压实责任", ("成立专班", "压实责任")),
        ("一是摸底；二是整改", ("摸底", "整改")),
        ("1)甲；2)乙", ("甲", "乙")),
        ("1.甲；（1）小项；（2）小项；2.乙", ("甲；（1）小项；（2）小项", "乙")),
    ],
)
def test_parts(text, parts):
    assert parts == list_parts(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "起草方案",
        "1.起草方案",
        "修路1.5公里、2.5公里",
        "2.起草；3.印发",
        "2021年6月1.起草",
        "（1）成立领导组",
        "一、总体要求",
    ],
)
def test_one_number_makes_no_parts(text):
    assert () == list_parts(text)
