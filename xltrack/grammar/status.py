"""The words of progress reports: done, begun, not begun, put off, dropped (docs/规则.md 5.2 to 5.5).

report  = mark | clause { ("，" | "；" | "。" | line break) clause }
mark    = "√" | "是" | "×" | "否" | …                       (the whole cell)
clause  = [subject] [negation | partial] done-word [object] | not-begun | put-off | dropped | anything
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from xltrack.lexicon import words
from xltrack.text import fold, squeeze

StatusKind = Literal["blank", "done", "in_progress", "not_started", "suspended", "cancelled"]
Verdict = Literal["done", "open", "not_started", "neutral"]


@dataclass(frozen=True, slots=True)
class StatusWords:
    """What the words of a status cell say.

    Attributes:
        kind: blank (nothing was reported), or the state of the whole task.
        day: words of the day on which it was done (「7月12日」), where the words name one.
        progress: 0 to 1, where the words name a percentage of completion.
        clauses: the clauses with the verdict on each, for milestones named in them.
        certain: False where the verdict rests on inference (a subject or an object beside the done-word).
    """

    kind: StatusKind
    day: str | None = None
    progress: float | None = None
    clauses: tuple[tuple[str, Verdict], ...] = ()
    certain: bool = True

    def meets(self, label: str, number: int) -> bool:
        """Whether the words say that one milestone (its label, its 1-based number) is met: 「梳理阶段已完成」."""
        stem = squeeze(fold(label)).removesuffix("阶段").removesuffix("工作")
        ordinal = f"第{'一二三四五六七八九十'[min(number, 10) - 1]}"
        for clause, verdict in self.clauses:
            named = (stem and stem in clause) or re.search(ordinal + "(?:个)?(?:阶段|节点|步|批|期)", clause)
            if named and (
                verdict == "done" or (stem and clause in (f"已{stem}", f"{stem}完成", f"已经{stem}", f"全部{stem}"))
            ):
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Patterns:
    done: re.Pattern[str]
    bare: re.Pattern[str]
    negated: re.Pattern[str]
    partial: re.Pattern[str]
    counted: re.Pattern[str]
    open: re.Pattern[str]
    begun: re.Pattern[str]
    not_started: re.Pattern[str]
    cancelled: re.Pattern[str]
    suspended: re.Pattern[str]
    percent: re.Pattern[str]
    day: re.Pattern[str]


_SPLIT = re.compile(r"[,;。!?\n\r]+")
_ADVERB = "(?:已经|已|均|都|全部|全面|全|按时|按期|如期|按要求|按时限|提前|顺利|圆满|现已|目前|现|业已)*"
_DAY = r"(?:(?:\d{4}|[一二三四五六七八九〇○零]{4})[年./-])?\d{1,2}(?:月(?:\d{1,2}[日号]?|[上中下]旬|底|初|末)?|[./-]\d{1,2}日?)"


def _any(alternatives: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, alternatives), key=len, reverse=True)) + ")"


@cache
def _patterns() -> _Patterns:
    w = words("status")
    done, plain, no = _any(w["done"]), _any(w["plain_done"]), _any(w["not_done"])
    return _Patterns(
        done=re.compile(f"(?:已|均|全部|全面|都|了).{{0,24}}?{done}|{plain}"),
        bare=re.compile(
            f"(?:任务|工作|整改|该项工作|此项工作|本项工作|该任务|整改任务|项目|状态[:])?{_ADVERB}(?:于?{_DAY})?{_ADVERB}{done}(?:并.{{0,20}}|了|任务|工作|整改|目标|全部任务|年度任务|目标任务)?"
        ),
        negated=re.compile(
            f"{no}(?:[^已]{{0,4}}?)(?:{done})|{no}(?:得到|有|能|予|全部|按时|如期|彻底|最终)?(?:{done})"
        ),
        partial=re.compile(
            f"(?:{_any(w['partial'])}|(?<!提)前|(?<!已)将|(?<!模)拟)[^已]{{0,12}}?{done}|完成.{{0,4}}?{_any(w['steps'])}|{done}(?:过半|一半|大半|近半|了?约?近?[0-9.]+%)"
        ),
        counted=re.compile(
            rf"{done}(?:了|约|近)?\d+(?:\.\d+)?(?:个|项|家|处|户|公里|条|所|座|人|件|万|亿|亩|台|套|批|次|平方米|米|吨|万元|千米|余)"
        ),
        open=re.compile(f"{_any(w['unfinished'])}|未(?!来)|待(?!遇)|(?<!已)将|(?<!模)拟|中$"),
        begun=re.compile(rf"已|正在|完成|推进|进行|{_any(w['begin'])}|起草|编制|征求|论证|施工|建设|办理"),
        not_started=re.compile(f"{_any(w['not_started'])}|(?:{_any(w['future'])}).{{0,16}}?{_any(w['begin'])}"),
        cancelled=re.compile(f"{_any(w['cancelled'])}|^取消(?:$|.{{0,2}}(?:任务|实施|执行))|已?取消$"),
        suspended=re.compile(f"(?<![不未]){_any(w['suspended'])}"),
        percent=re.compile(rf"(?:^[已约近]*|{_any(w['progress_before'])}[^,;。\d覆]{{0,6}}|[:])(\d{{1,3}}(?:\.\d+)?)%"),
        day=re.compile(f"(?:于|在|,|^|已|:)({_DAY})[^前,;。]{{0,14}}?{done}|{done}[(]?({_DAY})"),
    )


@lru_cache(maxsize=65536)
def parse_status(text: str) -> StatusWords:
    """Read the words of a status cell; anything at all gives an answer, words not understood are 「in_progress」."""
    flat = fold(text).strip()
    mark = squeeze(flat).rstrip("。.;,")
    lexicon = words("status")
    if not mark or mark in lexicon["blank"]:
        return StatusWords("blank")
    if mark.upper() in lexicon["yes"]:
        return StatusWords("done", progress=1.0 if mark == "100%" else None, clauses=((mark, "done"),))
    if mark.upper() in lexicon["no"]:
        return StatusWords("in_progress", clauses=((mark, "open"),))
    if mark[0] in "√✓✔" and (day := re.fullmatch(f".[(,]?({_DAY})[)]?(?:完成)?", mark)):
        return StatusWords("done", day[1], clauses=((mark, "done"),))
    clauses = tuple((c, _verdict(c)) for c in (squeeze(part) for part in _SPLIT.split(flat)) if c)
    return _judge(squeeze(flat), clauses)


def _judge(flat: str, clauses: tuple[tuple[str, Verdict], ...]) -> StatusWords:
    p = _patterns()
    percent = p.percent.search(flat)
    progress = float(percent[1]) / 100 if percent and float(percent[1]) <= 100 else None
    if p.cancelled.search(flat):
        return StatusWords("cancelled", progress=progress, clauses=clauses)
    if p.suspended.search(flat) and not p.bare.fullmatch(clauses[0][0] if clauses else ""):
        return StatusWords("suspended", progress=progress, clauses=clauses)
    kind, certain = _overall(clauses, progress)
    day = p.day.search(flat) if kind == "done" else None
    return StatusWords(kind, (day[1] or day[2]) if day else None, progress, clauses, certain)


def _overall(clauses: tuple[tuple[str, Verdict], ...], progress: float | None) -> tuple[StatusKind, bool]:
    """The whole from its clauses: a bare 「已完成」 first decides; else every clause has its say."""
    p = _patterns()
    if progress is not None and progress < 1:
        return "in_progress", True
    first, verdict = clauses[0] if clauses else ("", "neutral")
    if verdict == "done" and p.bare.fullmatch(first):
        return "done", True
    verdicts = [v for _, v in clauses]
    if verdict == "not_started" or (
        "not_started" in verdicts and not any(p.begun.search(c) for c, v in clauses if v != "not_started")
    ):
        return "not_started", True
    if "done" in verdicts and "open" not in verdicts and "not_started" not in verdicts:
        return "done", False
    return "in_progress", True


def _verdict(clause: str) -> Verdict:
    """One clause: a negation before the done-word wins, then what makes it partial, then what is still open."""
    p = _patterns()
    if p.not_started.search(clause):
        return "not_started"
    share = p.percent.search(clause)
    if share:
        return "done" if float(share[1]) == 100 else "open"
    found = p.done.search(clause)
    if not found:
        return "open" if p.open.search(clause) else "neutral"
    if p.bare.fullmatch(clause) and not clause.startswith("基本"):
        return "done"
    if p.negated.search(clause) or p.partial.search(clause) or p.counted.search(clause):
        return "open"
    return "open" if p.open.search(clause[: found.start()] + clause[found.end() :]) else "done"
