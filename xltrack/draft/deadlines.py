"""Deadlines in running words: which dates of a sentence say until when, and which only mention a time (docs/规则.md 12.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import tidy
from xltrack.draft.notice import LOOKED_INTO
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.report_backs import find_reports
from xltrack.language.deadline.spans import Phrase, join_dates, read_dates
from xltrack.language.deadline.tokens import TOKEN, DeadlineCell, fold_deadline, mask, span_in

_STOPS: Final = ",。;:!?、()\n"
_CLAUSE = pattern(r"[^,。;:!?()]*")
_PLAIN: Final = ("date", "numeric", "five")
# What leads to a date that ends something, at the head of a clause or in it.
_TOWARDS = pattern(
    r"(?:^|(?<=[,。;:!?、(]))(?:力争|争取|确保|务必|原则上|最迟|不迟于|不晚于|截至|截止|截止到|并|并于|拟|计划|须|要|应|统一)*"
    r"(?:在|于|至|到)?$"
)
_UNTIL = pattern(r"(?:到|至|截至|截止|不迟于|不晚于|于|在)$")
_MENTIONED = pattern(
    r"(?:自|从|自从|依据|根据|按照?|对照|结合|截至目前|追溯至|列入|纳入|总结|回顾|对|以及|关于|落实|印发|执行)$"
)
_FROM_NOW = pattern("[自从]?(?:即日|现在|通知印发之日)起[,]?(?:至|到|-)$")
_NAMES_IT = pattern(
    r"(?:的|度|以来|起|开始|印发|下发|发布|出台|召开|制定的|工作要点|工作总结|任务|工作(?!方案)|预算|决算|目标|计划|版)"
)
_DONE = pattern(
    "(?:[^,。;:()]{0,8}?(?:完成|办结|落实|建成|到位|印发|上报|报送|报|提交|实现|启动|出台|公布|公开|发布|开展|组织|形成|达到"
    "|基本|全面|全部)|,|$|[。;)])"
)
_ABOUT = ("后", "前后", "左右")
_PAST = ("的", "形成", "产生", "发生", "出生", "参加工作")
_ENDED = ("前", "内", "止")
_BASE = pattern(r"(?:印发|下发|发布|公布|通过|批准|启动|结束|完成|收到|接到|之日|起|后|变更|成立|签订)")
_LASTING: Final = 8
_AGAIN: Final = 16  # 「每年12月31日前更新一次」
_DAY_OF_CYCLE = pattern("[^,。;:()、每]{0,9}?前(?![期后置提往])")
_NEAR: Final = 24
_LONGEST: Final = 40
_QUOTED = pattern("[“”《》「」]|简称|号$|修订|版$")
_DATE_ALONE = pattern("[月季旬][^的]{0,6}$|半年[^的]{0,4}$|[底末][^的]{0,4}$|[日号][^的]{0,6}$|[0-9]$")
_MOST: Final = 6


class FoundDates(NamedTuple):
    """A deadline in running words.

    Attributes:
        text: its words.
        start, end: their half-open span.
        clause: where the clause that holds it ends.
        report: whether it only says until when something is to be reported.
        dated: whether it is a date or span, not a recurrence, a duration or lasting effort.
    """

    text: str
    start: int
    end: int
    clause: int
    report: bool = False
    dated: bool = True


def find_deadlines(text: str) -> tuple[FoundDates, ...]:
    """The deadlines of some sentences, in order."""
    text = text[:LOOKED_INTO]
    folded = fold_deadline(text)
    if not folded:
        return ()
    cell = mask(text, folded)
    tokens = list(TOKEN.finditer(cell.masked))
    reports = [report.place for report in find_reports(text)]
    found = [*_dated(cell, tokens, reports), *_counted(cell, tokens)]
    return tuple(sorted(found, key=lambda one: one.start))


def is_deadline(words: str) -> bool:
    """Whether words are a deadline and nothing else of weight: 「2021年6月底前完成」, 「长期坚持」; not 「2021年修订」."""
    flat = tidy(words)
    if not flat or len(flat) > _LONGEST or _QUOTED.search(flat) or find_reports(flat):
        return False
    kind = read_deadline(flat).kind
    if kind in ("immediate", "external", "ongoing", "recurring"):
        return len(flat) <= (_AGAIN if flat.startswith("每") else _LASTING + 4)
    return kind not in ("none", "unreadable") and bool(find_deadlines(flat) or _DATE_ALONE.search(flat))


def compose_deadline(found: tuple[FoundDates, ...], text: str) -> str:
    """The words of a deadline cell: of one date its own, of several each with what is to be done until then."""
    own = [one for one in found if not one.report] or list(found)
    dated = [one for one in own if one.dated] or own
    if len({one.text for one in dated}) == 1 or not dated[0].dated:
        return dated[0].text
    return "；".join(tidy(text[one.start : one.clause]).strip("，；。、") for one in dated[:_MOST])


def _dated(cell: DeadlineCell, tokens: list[re.Match[str]], reports: list[tuple[int, int]]) -> Iterator[FoundDates]:
    plain = [token for token in tokens if token.lastgroup in _PLAIN and not _recurs(cell, tokens, token)]
    for phrase in join_dates(cell.shown, read_dates(cell, plain, [])):
        near = max(0, phrase.begin - _NEAR)
        begun = _FROM_NOW.search(cell.shown[near : phrase.begin])
        if begun and phrase.start is None:
            yield _found(cell, near + begun.start(), phrase.end)
            continue
        report = any(a <= phrase.begin < b for a, b in reports)
        if report or _ends_something(cell.shown, phrase):
            yield _found(cell, phrase.begin, phrase.end, report=report)


def _recurs(cell: DeadlineCell, tokens: list[re.Match[str]], token: re.Match[str]) -> bool:
    """Whether a date belongs to a recurrence in front of it: 「每月5日前」."""
    return any(
        other.lastgroup == "cycle"
        and other.end() <= token.start()
        and not cell.shown[other.end() : token.start()].strip("的")
        for other in tokens
    )


def _ends_something(shown: str, phrase: Phrase) -> bool:
    before, after = shown[max(0, phrase.begin - _NEAR) : phrase.begin], shown[phrase.end : phrase.end + 24]
    if _MENTIONED.search(before) or after.startswith(_ABOUT):
        return False
    if shown[phrase.begin : phrase.end].endswith(_ENDED):
        own = shown[phrase.begin : phrase.end]
        return not after.startswith(_PAST if own.endswith("以前") else "的")
    if phrase.start is not None:
        return not after.startswith((*_PAST, "度"))
    heads = _TOWARDS.search(before) is not None
    if phrase.due.bare_year:
        return heads and before.endswith(("到", "至")) and not _NAMES_IT.match(after)
    if _NAMES_IT.match(after):
        return False
    if heads and shown[phrase.begin : phrase.end].endswith(("底", "末")):
        return True
    return (heads or _UNTIL.search(before) is not None) and _DONE.match(after) is not None


def _counted(cell: DeadlineCell, tokens: list[re.Match[str]]) -> Iterator[FoundDates]:
    """Recurrences with a day, durations from an event, lasting effort at the end of a sentence."""
    for at, token in enumerate(tokens):
        shown, begin, end = cell.shown, token.start(), token.end()
        if token.lastgroup == "cycle":
            follows = tokens[at + 1] if at + 1 < len(tokens) else None
            day = _DAY_OF_CYCLE.match(shown, end)
            if day:
                end = day.end()
            elif follows and follows.lastgroup in _PLAIN and follows.start() - end <= 1:
                end = follows.end()
            elif shown[end : end + 1] in ("末", "底"):
                end += 1 + (shown[end + 1 : end + 2] == "前")
            elif not token[0].endswith(("末", "底")):
                continue
            yield _found(cell, begin, end, dated=False)
        elif token.lastgroup == "spell" and token[0].endswith("内"):
            head = max(shown.rfind(stop, 0, begin) for stop in _STOPS) + 1
            yield _found(cell, head if _BASE.search(shown, head, begin) else begin, end, dated=False)
        elif token.lastgroup == "ongoing":
            head = max(shown.rfind(stop, 0, begin) for stop in _STOPS) + 1
            clause = _CLAUSE.match(shown, head)
            last = clause.end() if clause else end
            if (
                last - head <= _LASTING
                and read_deadline(shown[head:last]).kind == "ongoing"
                and not shown.endswith("机制", head, last)
                and shown[last : last + 1] in "。;)"
            ):
                yield _found(cell, head, last, dated=False)


def _found(cell: DeadlineCell, begin: int, end: int, *, report: bool = False, dated: bool = True) -> FoundDates:
    clause = _CLAUSE.match(cell.shown, end)
    start, stop = span_in(cell.text, begin, end)
    behind = span_in(cell.text, begin, clause.end() if clause else end)[1]
    return FoundDates(tidy(cell.text[start:stop]), start, stop, behind, report, dated)
