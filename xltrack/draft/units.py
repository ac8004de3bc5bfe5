"""Units in running words: who has to act, by the words around the names (docs/规则.md 9.4).

    subject = [ "请" | "由" ] names ( modal | verb ) ;      「各乡镇、街道要…」, 「由区教育局牵头，…」
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from xltrack.grammar.unit_words import is_bare, is_complete, is_group, is_place
from xltrack.grammar.units import read_units
from xltrack.lexicon import words
from xltrack.patterns import pattern
from xltrack.records import UnitRole
from xltrack.text import fold, squeeze

_UNREAD: Final = frozenset({"D501", "D502", "D508", "D514", "D518"})
_CLAUSE = pattern(r"[，,。；;：:\n]|(?=(?<![自经理事缘])由(?!于|此))")
_SENTENCE = pattern(r"[^。；;\n]+")
_LONGEST: Final = 120
_LONGEST_HEAD: Final = 60
# What stands in front of 各 or 有关 in a phrase for several units: a place, a level, an office.
_GROUP_HEAD = pattern(r"(?:全[省市县区旗州盟镇乡]|.{0,8}?(?:[省市县区旗州盟镇乡直级属驻委办局]|政府|党委|机关|系统|街道|领域|地))?")
_GROUP_WORD = pattern("各(?!庄)|有关|相关|试点|所有|全体|其他|其它|其余|涉及")


# Names go on behind these; what is asked of them is to help.
_GOES_ON = pattern("[、，,]|会同|联合|牵头|配合|指导")
_ACTS_BESIDE = pattern(
    "(?:要|应|须|应当|负责|做好|积极|密切|主动|全力|协同|共同|予以|给予|认真|切实)*(?:配合|协助|参与|协同|支持)"
    "(?:(?:做好|抓好|开展|落实|实施|推进|有关|相关|工作)*(?=[，,。；;\n]|$)|(?=做好|抓好|开展))"
)


class Subject(NamedTuple):
    """Units that have to act, with the half-open span of their names, and of the names with the words that make them act."""

    units: tuple[UnitRole, ...]
    start: int
    end: int
    behind: int
    word: str


@lru_cache(maxsize=16384)
def names_in(text: str) -> tuple[UnitRole, ...] | None:
    """The units of words that are nothing but names of units with their parts; None where they are anything else."""
    flat = squeeze(text)
    if not 2 <= len(flat) <= _LONGEST * 3:
        return None
    read = read_units(flat, "lead")
    if not read.units or any(note.code in _UNREAD for note in read.notes):
        return None
    names = [fold(unit.name) for unit in read.units]
    if all(len(name) == 1 for name in names):  # 「（市、区）」
        return None
    return read.units if all(_is_name(name, len(names)) for name in names) else None


def _is_name(name: str, among: int) -> bool:
    if name.endswith(_vocabulary("no_unit_ends")) or re.search(r"[0-9《》“”。；:]", name):
        return False
    if not (is_complete(name) or (is_group(name) and (among > 1 or not is_bare(name) or "(" in name))):
        return False
    if any(name.startswith(verb) and _stands(name[len(verb) :]) for verb in _vocabulary("no_unit")):
        return False
    if (is_place(name) or is_group(name)) and name.startswith(_vocabulary("doing")):
        return False
    found = _GROUP_WORD.search(name)
    return found is None or not is_group(name) or _GROUP_HEAD.fullmatch(name, 0, found.start()) is not None


def _stands(rest: str) -> bool:
    return len(rest) > 1 and (is_complete(rest) or is_group(rest))


@cache
def _vocabulary(key: str) -> tuple[str, ...]:
    return tuple(sorted(words("notices")[key], key=len, reverse=True))


@cache
def _acts() -> re.Pattern[str]:
    """A modal or verb behind names."""
    known = {word: None for key in ("modals", "verbs", "acting") for word in _vocabulary(key)}
    return re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, _vocabulary('before_unit')))})")


def find_subjects(text: str) -> Iterator[Subject]:
    """The units that have to act, sentence by sentence: those at the head of a clause, in front of a modal or verb."""
    for sentence in _SENTENCE.finditer(text):
        at = sentence.start()
        while at < sentence.end():
            found = _subject(text, at, sentence.end())
            if found:
                yield found
            stop = _CLAUSE.search(text, found.behind if found else at + 1, sentence.end())
            at = stop.end() if stop else sentence.end()


def _subject(text: str, start: int, end: int) -> Subject | None:
    """The longest run of names from the head of a clause on that something makes act; they may go on behind commas."""
    while lead := _leads().match(text, start, end):
        start = lead.end() + (text[lead.end() : lead.end() + 1] in "，,")
    best: Subject | None = None
    for act in _acts().finditer(text, start + 2, min(end, start + _LONGEST)):
        if best is not None and not _GOES_ON.search(text, best.end, act.start()):
            break
        if act.start() - start > _LONGEST_HEAD and not _GOES_ON.search(text, start, act.start()):
            break
        names = text[start : act.start()].rstrip("，,")
        units = names_in(names) if text[act.end() : act.end() + 1] != "的" else None
        if units and (act[0] in _vocabulary("modals") or not all(is_place(fold(unit.name)) for unit in units)):
            role_of = _ACTS_BESIDE.match(text, act.start(), end)
            found = tuple(unit._replace(role="support") for unit in units) if role_of else units
            best = Subject(found, start, start + len(names), act.end(), act[0])
    return best
