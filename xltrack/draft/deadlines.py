"""Deadlines in running words: which dates of a sentence say until when, and which only mention a time (docs/规则.md 12.5)."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import squeeze, tidy
from xltrack.draft.names import names_in
from xltrack.draft.near_dates import NEAR, spell_near
from xltrack.draft.notice import LOOKED_INTO, NOTICES
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.phrases import Phrase, join_dates, read_dates
from xltrack.language.deadline.tokens import DATES, DeadlineCell, find_tokens, fold_deadline, mask, span_in
from xltrack.language.deadline.years import find_report_backs

_STOPS: Final = ",。;:!?、()\n"
_CLAUSE = pattern(r"[^,。;:!?()]*")
_PLAIN: Final = (*DATES, "five")
# What leads to a date that ends something, at the head of a clause or in it.
_TOWARDS = NOTICES.pattern("(?:^|(?<=[,。;:!?、(])){date_leads}*{date_at}?$")
_FROM_NOW = NOTICES.pattern("{now_from}?{now},?(?:{now_to}|-)$")
_DONE = NOTICES.pattern("(?:[^,。;:()]{0,8}?{date_done}|,|$|[。;)])")
# 「…前收到的线索」, 「…前尚未办结的事项」 say which
_PAST = NOTICES.pattern("(?:{not_yet}?[\u4e00-\u9fff]{2})?{which_sign}")
# 「2023年底建成的水厂」
_WHICH = NOTICES.pattern("{which_done}?(?:[\u4e00-\u9fff]{2}){1,2}{which_sign}")
# 「…，6月上旬播出。」
_SHORT_DEED = NOTICES.pattern("(?![^,。;]*?{told_marks})[^,。;:()]{2,14}(?=$|[,。;)])")
# 「，上半年印发。」; not 「上半年印发的」
_DEED_ALONE = NOTICES.pattern("{deed_names}(?=$|[,。;)])")
# 「协会于8月上旬策划宣传」; not 「…策划的宣传」
_ACTS_ON = NOTICES.pattern(
    "(?=[\u4e00-\u9fff]{2})(?:{deed_names}|{verbs})(?<=[\u4e00-\u9fff]{2})(?![^,。;]{0,6}{which_sign})"
)
_BY_WHOM = NOTICES.pattern("[{levels}{every_sign}]")
_CLAUSE_HEAD = pattern("[,。;:!?、()]")
_SOME_DAY: Final = date(2000, 1, 1)
_WHILE: Final = 8  # 「活动期间」
_LASTING: Final = 8
_AGAIN: Final = 16  # 「每年12月31日前更新一次」
_DAY_OF_CYCLE = NOTICES.pattern("[^,。;:()、{each}]{0,9}?{before}")
_NEAR: Final = 24
_LONGEST: Final = 40
_NODE_LABEL = NOTICES.pattern("(?:^|(?<=[，,；;。、]))([\u4e00-\u9fff]{2,6}){date_at}$")
_DATE_ALONE = NOTICES.pattern(
    "[{date_heads}][^{of}]{0,6}$|{half_year}[^{of}]{0,4}$|[{end_heads}][^{of}]{0,4}$|[{day_heads}][^{of}]{0,6}$|[0-9]$"
)
_MOST: Final = 6
_MOST_BESIDE: Final = 3
_BETWEEN = pattern("[,，;；、。:：]")
_OF_DEADLINE = NOTICES.pattern("{deadline_deeds}|{date_leads}|{date_at}")


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


@lru_cache(maxsize=4096)
def find_deadlines(text: str) -> tuple[FoundDates, ...]:
    """The deadlines of some sentences, in order."""
    text = text[:LOOKED_INTO]
    folded = fold_deadline(text)
    if not folded:
        return ()
    cell = mask(text, folded)
    tokens = find_tokens(cell.masked)
    reports = [report.place for report in find_report_backs(text)]
    near = list(_near(cell, reports))
    others = (*_dated(cell, tokens, reports), *_counted(cell, tokens))
    found = [*near, *(one for one in others if not any(one.start < a.end and a.start < one.end for a in near))]
    return tuple(sorted(found, key=lambda one: one.start))


def is_deadline(words: str) -> bool:
    """Whether words are a deadline and nothing else of weight: 「2021年6月底前完成」, 「长期坚持」; not 「2021年修订」."""
    flat = spell_near(tidy(words), _SOME_DAY)
    quoted = any(mark in flat for mark in (*"“”《》「」", *NOTICES.quoted)) or flat.endswith(NOTICES.quoted_ends)
    if not flat or len(flat) > _LONGEST or quoted or find_report_backs(flat):
        return False
    if len(flat) <= _WHILE and flat.endswith(NOTICES.while_ends):
        return True
    kind = read_deadline(flat).kind
    if kind == "external" and not flat.endswith(NOTICES.outer_ends):
        return False  # 「依法处理违法案件」
    if kind in ("immediate", "external", "ongoing", "recurring"):
        return len(flat) <= (_AGAIN if flat.startswith("每") else _LASTING + 4)
    dated = kind not in ("none", "unreadable") and bool(find_deadlines(flat) or _DATE_ALONE.search(flat))
    return dated and all(len(rest) <= _MOST_BESIDE for rest in _beside_dates(flat))


def _beside_dates(flat: str) -> Iterator[str]:
    """What each clause says beside its dates and that something is to be done until then."""
    shown = mask(flat, fold_deadline(flat)).masked
    for token in reversed(find_tokens(shown)):
        shown = f"{shown[: token.start()]} {shown[token.end() :]}"
    for clause in _BETWEEN.split(shown):
        yield _OF_DEADLINE.sub("", squeeze(clause))


def compose_deadline(found: tuple[FoundDates, ...], text: str) -> str:
    """The words of a deadline cell: of one date its own, of several each with what is to be done until then."""
    own = [one for one in found if not one.report] or list(found)
    dated = [one for one in own if one.dated] or own
    if len({one.text for one in dated}) == 1 or not dated[0].dated:
        return dated[0].text
    nodes = zip_longest(dated, dated[1:])
    return "；".join(_node(text, one, following) for one, following in list(nodes)[:_MOST])


def _node(text: str, one: FoundDates, following: FoundDates | None) -> str:
    """A date with what is to be done until then; of dates that 、 parts in one clause, each with what is its own."""
    stop = one.clause
    if following and following.start < stop:
        stop = max(text.rfind("、", one.end, following.start), one.end)
    if NOTICES.long_gone.inside(text[one.end : stop]):  # 「3月31日前缴清上年度会费」: another year would be read
        stop = one.end
    label = (
        _NODE_LABEL.search(text, max(0, one.start - _NEAR), one.start)
        if stop < one.clause or following is None
        else None
    )
    return (label[1] if label else "") + tidy(text[one.start : stop]).strip("，；。、")


def _dated(cell: DeadlineCell, tokens: list[re.Match[str]], reports: list[tuple[int, int]]) -> Iterator[FoundDates]:
    plain = [token for token in tokens if token.lastgroup in _PLAIN and not _recurs(cell, tokens, token)]
    for phrase in join_dates(cell.shown, read_dates(cell, plain, [])):
        begun = _FROM_NOW.search(cell.shown, max(0, phrase.begin - _NEAR), phrase.begin)
        if begun and phrase.start is None:
            yield _found(cell, begun.start(), phrase.end)
            continue
        report = any(a <= phrase.begin < b for a, b in reports)
        if report or _ends_something(cell.shown, phrase):
            yield _found(cell, phrase.begin, phrase.end, report=report)


def _near(cell: DeadlineCell, reports: list[tuple[int, int]]) -> Iterator[FoundDates]:
    """Dates that count from the day of the notice, where they end something."""
    for found in NEAR.finditer(cell.shown):
        begin, end = found.span()
        after, before = cell.shown[end : end + _NEAR], cell.shown[max(0, begin - _NEAR) : begin]
        if found[0].endswith(NOTICES.date_ended):
            ends = _PAST.match(after) is None
        else:
            heads = _TOWARDS.search(before) is not None and _DONE.match(after) is not None
            ends = heads or after.startswith(NOTICES.date_done)
        if ends and not NOTICES.date_names.begin(after):
            yield _found(cell, begin, end, report=any(a <= begin < b for a, b in reports))


def _recurs(cell: DeadlineCell, tokens: list[re.Match[str]], token: re.Match[str]) -> bool:
    """Whether a date belongs to a recurrence in front of it: 「每月5日前」."""
    before = (other.end() for other in tokens if other.lastgroup == "cycle" and other.end() <= token.start())
    return any(not cell.shown[end : token.start()].strip("的") for end in before)


def _ends_something(shown: str, phrase: Phrase) -> bool:
    before, own = shown[max(0, phrase.begin - _NEAR) : phrase.begin], shown[phrase.begin : phrase.end]
    after = shown[phrase.end : phrase.end + _NEAR]
    if before.endswith((*NOTICES.date_mentioned, *NOTICES.in_force)) or after.startswith(NOTICES.date_about):
        return False
    if own.startswith(NOTICES.long_gone) or (before.endswith(NOTICES.as_of) and after.startswith(NOTICES.as_of_told)):
        return False
    if own.endswith(NOTICES.date_ended):
        return not (after.startswith(NOTICES.date_past) if own.endswith("以前") else _PAST.match(after))
    if phrase.start is not None:
        return not after.startswith((*NOTICES.date_past, "度"))
    heads = _TOWARDS.search(before) is not None
    names = NOTICES.date_names.begin(after) and not (heads and _DEED_ALONE.match(after))
    if phrase.due.bare_year:
        return heads and before.endswith(("到", "至")) and not names
    ended = own.endswith(NOTICES.month_ends)
    if ended and _WHICH.match(after):
        return False
    if names or (ended and (heads or after.startswith(NOTICES.date_done))):  # 「进度6月底达到60%」
        return not names
    deed = (before.endswith(",") and _SHORT_DEED.match(after)) or (heads and _BY_WHOM.match(after))
    acts = _ACTS_ON.match(after)
    until = heads or before.endswith(NOTICES.date_until)
    return bool(until and (deed or _DONE.match(after) or acts)) or (acts is not None and _is_named(before))


def _is_named(before: str) -> bool:
    """Whether a name stands right in front of a date: 「县医院3月上旬举办…」."""
    clause = _CLAUSE_HEAD.split(before)[-1]
    return len(clause) > 1 and names_in(clause) is not None


def _counted(cell: DeadlineCell, tokens: list[re.Match[str]]) -> Iterator[FoundDates]:
    """Recurrences with a day, durations from an event, lasting effort at the end of a sentence."""
    shown = cell.shown
    for at, token in enumerate(tokens):
        begin, end = token.span()
        head = max(shown.rfind(stop, 0, begin) for stop in _STOPS) + 1
        if token.lastgroup == "cycle":
            if last := _cycle_end(shown, token, tokens[at + 1 :]):
                yield _found(cell, begin, last, dated=False)
        elif token.lastgroup == "spell" and token[0].endswith("内") and not NOTICES.not_yet.begin(shown, end):
            yield _found(cell, head if NOTICES.events.inside(shown[head:begin]) else begin, end, dated=False)
        elif token.lastgroup == "ongoing":
            last = _clause_end(shown, head)
            words = shown[head:last]
            lasting = len(words) <= _LASTING and read_deadline(words).kind == "ongoing" and not words.endswith("机制")
            if lasting and shown[last : last + 1] in "。;)":
                yield _found(cell, head, last, dated=False)


def _cycle_end(shown: str, token: re.Match[str], behind: list[re.Match[str]]) -> int:
    """Where a recurrence with its day ends: 「每年12月31日前」, 「每月底」; 0 where it names no day."""
    end = token.end()
    day = _DAY_OF_CYCLE.match(shown, end)
    if day:
        return day.end()
    if behind and behind[0].lastgroup in _PLAIN and behind[0].start() - end <= 1:
        return behind[0].end()
    if shown[end : end + 1] in ("末", "底"):
        return end + 1 + (shown[end + 1 : end + 2] == "前")
    return end if token[0].endswith(("末", "底")) else 0


def _clause_end(shown: str, at: int) -> int:
    clause = _CLAUSE.match(shown, at)
    return clause.end() if clause else at


def _found(cell: DeadlineCell, begin: int, end: int, *, report: bool = False, dated: bool = True) -> FoundDates:
    start, stop = span_in(cell.text, begin, end)
    behind = span_in(cell.text, begin, _clause_end(cell.shown, end))[1]
    return FoundDates(tidy(cell.text[start:stop]), start, stop, behind, report, dated)
