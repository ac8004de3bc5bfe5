"""What a heading is worth: sections that hold no tasks, headings that name no matter of their own (docs/规则.md 12.6)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, Literal

from xltrack.base.lexicon import words
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, tidy

Worth = Literal["left_out", "soft", "matter", "general", "own"]
_KINDS: Final[tuple[tuple[Worth, str], ...]] = (
    ("matter", "matters"), ("left_out", "left_out"), ("soft", "soft"), ("general", "general"),
)  # fmt: skip
_SHORT: Final = 6
_ENDINGS: Final[tuple[tuple[Worth, tuple[str, ...]], ...]] = (
    ("soft", ("要求",)), ("left_out", ("思想", "目标", "原则", "意义", "主题", "背景", "目的")),
)  # fmt: skip
# The same with what it is about in front: 「普查目的和意义」, 「活动总体要求」.
_ABOUT: Final[tuple[tuple[Worth, tuple[str, ...]], ...]] = (
    ("soft", ("工作要求", "有关要求", "相关要求")),
    ("left_out", ("目的和意义", "目的意义", "重要意义", "对象和范围", "范围和对象", "指导思想", "总体要求", "工作目标", "总体目标",
                  "基本原则", "组织领导", "保障措施", "组织保障")),
)  # fmt: skip
_LONGEST_ABOUT: Final = 14
_GENERAL_CARE = pattern("(?:强化|加强|落实|做好|抓好)(?:工作|组织|制度|机制|组织领导和)?保障(?:措施|落实)?")
_LIMITS = pattern(
    "(?!扩|拓|延伸|明确|规范|严格|细化|界定|突出|聚焦|精准|厘清|划定|确定|优化|加强|强化|关注|压缩|缩短|压减).{2,4}(?:范围|对象|时间)"
)
# A first sentence that asks something already: 「在…领域实施全链条监管。」, 「新改建户厕8000座。」
_ASKS = pattern(
    "^(?:在|将|把|对(?![标接口外]))"
    "|[0-9][万余多]?(?:[个家所处座户亩场套项名人次条辆]|公里|平方米|[万亿]元|%)(?:以上|以内|左右|以下)?$"
)
_BRACKET = pattern(r"[（(][^（）()]*[)）]")
_SENTENCE = pattern(r"[。；;：:\n]")
_LONGEST_TITLE: Final = 36
_MOST_CLAUSES: Final = 2


@cache
def _known(key: str) -> frozenset[str]:
    return frozenset(words("notices")[key])


@cache
def _joints() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("notices")["joints"])))


@lru_cache(maxsize=4096)
def classify_heading(heading: str) -> Worth:
    """The worth of a heading: one that is made of several words is left out only where all of them are."""
    name = fold(_BRACKET.sub("", tidy(heading))).strip("。.:;,、 ")
    for worth, key in _KINDS:
        if name in _known(key):
            return worth
    if _GENERAL_CARE.fullmatch(name) or _LIMITS.fullmatch(name):
        return "left_out"
    for longest, table in ((_SHORT, _ENDINGS), (_LONGEST_ABOUT, _ABOUT)):
        ending = next((worth for worth, ends in table if name.endswith(ends)), None)
        if len(name) <= longest and ending and not set(",、") & set(name):
            return ending
    parts = [part for part in _joints().split(name) if part]
    worths = {next((worth for worth, key in _KINDS if part in _known(key)), "own") for part in parts}
    if len(parts) < 2 or "own" in worths:
        return "own"
    return next(worth for worth in ("general", "soft", "left_out", "matter") if worth in worths)


def split_heading(text: str) -> tuple[str, str]:
    """The heading that a paragraph begins with, and what follows it: 「编制标准目录。各部门要…」.

    A first sentence is a heading where it is short and more follows; 「」 where the paragraph has none.
    """
    stop = next(
        (found for found in _SENTENCE.finditer(text, 0, 4 * _LONGEST_TITLE) if _is_outside(text, found.start())), None
    )
    if stop is None:
        return "", text
    head, rest = text[: stop.start()].strip(), text[stop.end() :].strip()
    if not rest or not 2 <= len(head) <= _LONGEST_TITLE or stop[0] in "；;":
        return "", text
    if stop[0] in "：:" and len(_BRACKET.sub("", head)) > _LONGEST_TITLE // 2:
        return "", text
    if len(re.findall("[，,]", head)) >= _MOST_CLAUSES or (stop[0] in "。\n" and _ASKS.search(head)):
        return "", text
    return head, rest


def _is_outside(text: str, at: int) -> bool:
    """Whether a place stands in no bracket."""
    return sum(text.count(mark, 0, at) for mark in "（(") <= sum(text.count(mark, 0, at) for mark in "）)")
