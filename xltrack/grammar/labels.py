"""The words around dates: which belong to which date, and what of them names a milestone (docs/规则.md 3.6)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from xltrack.grammar.tokens import WORDS, alternatives, plain_width

_LEADS: Final = re.compile(rf"(?:{alternatives(WORDS['leads'])}|[-:,;、(（])+$")
_HEADS: Final = alternatives(WORDS["heads"])
_HEAD: Final = re.compile(rf"(?:^|[,;:、(])(?:{_HEADS})(?:为|是|:)*$|(?<=.)(?:{_HEADS})(?:为|是|:)*$")
_STAGE: Final = re.compile(r"^第[一二三四五六七八九十0-9]+个?(?:阶段|步)(?:为|是|:|,|-)*")
_PLAIN: Final = frozenset(WORDS["plain"])
_TRAIL: Final = re.compile(r"(?:并|且|和|及|与|以及|同时|[-:,;、。(])+$")
_HEADWORD: Final = re.compile(r"^[):,;、。-]+")
_VERBS: Final = frozenset(WORDS["lead_verbs"])
_VERB_ENDS: Final = re.compile(rf"(?:{alternatives(WORDS['lead_verbs'])})$")
_BRACKETED: Final = re.compile(r"\([^()]*\)")


class Around(NamedTuple):
    """The words between two dates, given to the date before them and to the date after them."""

    after: str
    before: str


def divide(gap: str, labelled: bool) -> Around:
    """Give the words between two dates to the date that they belong to.

    `labelled` says whether the first date has words before it: then an unmarked word belongs to the second.

        gap = after (";" | "。") before | after ("," | "、") before | before ":" | after ;
    """
    if not gap:
        return Around("", "")
    opened = gap.rfind("(")
    if opened > gap.rfind(")") and gap[opened + 1 :]:
        return Around(gap[:opened], gap[opened + 1 :])
    cut = max(gap.rfind(";"), gap.rfind("。"))
    if cut >= 0:
        return Around(gap[:cut], gap[cut + 1 :])
    outside = _BRACKETED.sub(lambda m: "※" * len(m[0]), gap) if "(" in gap else gap
    cut = max(outside.rfind(","), outside.rfind("、"))
    if cut >= 0:
        return Around(gap[:cut], gap[cut + 1 :])
    if gap[0] == ":":
        return Around(gap, "")
    if gap[-1] in ":(" or labelled:
        return Around("", gap)
    return Around(gap, "")


def name_before(words: str) -> str | None:
    """The name of a milestone in the words before its date: 「第一个阶段为梳理阶段,完成时限:」 is 「梳理阶段」."""
    marked = words.rstrip("(").endswith(":") or words.endswith("(")
    words = _strip_leads(words[max(words.rfind(";"), words.rfind("。")) + 1 :])
    if not words:
        return None
    stage = _STAGE.match(words)
    name = words[stage.end() :] if stage else words
    for mark in ":,":
        name = name.rsplit(mark, 1)[-1]
    name = _unbracket(name.strip(");。,、:")) if stage else name.strip(";。,、:").lstrip(")")
    name = name.removeprefix("其中") or (stage[0].rstrip(":,-为是") if stage else "")
    return plain_width(name) if name and (marked or name not in _VERBS) else None


def is_stage(name: str | None) -> bool:
    """Whether a name is a mere number: 「第一阶段」."""
    return name is not None and bool(_STAGE.fullmatch(name))


def name_after(words: str) -> str | None:
    """The name of a milestone in the words after its date: 「开工、」 is 「开工」."""
    words = _TRAIL.sub("", _HEADWORD.sub("", words))
    words = words.removesuffix(")") if words.count(")") > words.count("(") else words
    words = _TRAIL.sub("", words)
    return plain_width(words[1:-1] if _BRACKETED.fullmatch(words) else words) or None


def is_plain(name: str | None) -> bool:
    """Whether a name says no more than that the task is done by then: 「完成」."""
    return name is None or name in _PLAIN


def _strip_leads(words: str) -> str:
    while words:
        shorter = _HEAD.sub("", _LEADS.sub("", words))
        if shorter == words:
            return words
        words = shorter
    return words


def _unbracket(name: str) -> str:
    return name.strip("()") if name.startswith("(") or name.count("(") != name.count(")") else name


def leftover(words: str) -> str:
    """What remains of words around a single date when all that is commonly printed there is taken away."""
    return _VERB_ENDS.sub("", _strip_leads(words))
