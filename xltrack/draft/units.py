"""Units in running words: who has to act, by the words around the names (docs/规则.md 12.4).

subject = [ "请" | "由" ] names ( modal | verb ) ;      「各乡镇、街道要…」, 「由区教育局牵头，…」
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from xltrack.base.lexicon import words
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import UnitRole
from xltrack.draft.notice import LOOKED_INTO
from xltrack.language.units.grammar import read_units
from xltrack.language.units.name import is_bare, is_complete, is_group, is_place

_UNREAD: Final = frozenset({"D501", "D502", "D508", "D514", "D517", "D518"})
_CLAUSE = pattern(r"[，,。；;：:\n]|(?=(?<![自经理事缘])由(?!于|此))")
_SENTENCE = pattern(r"[^。；;\n]+")
_LONGEST: Final = 120
_OFFICE: Final = 4  # 组织部, 推进办
_LONGEST_HEAD: Final = 60
# What stands in front of 各 or 有关 in a phrase for several units: a place, a level, an office.
_GROUP_HEAD = pattern(
    r"(?:全[省市县区旗州盟镇乡]|.{0,8}?(?:[省市县区旗州盟镇乡直级属驻委办局院厅会地]|政府|党委|机关|系统|街道|领域|中心|牵头|配合))?"
)
_GROUP_ENDS: Final = ("地", "级", "方", "组", "系统", "战线", "领域", "主体", "人", "行", "校", "园", "户")
_GROUP_WORD = pattern("各(?!庄)|有关|相关|试点|所有|全体|其他|其它|其余|涉及")


_SURE = pattern(
    "^(?:[省市县区州旗盟镇乡]|国家|中国|各|团|公安|.{2,4}[省市县区旗州镇乡](?!中|容)|.{2,4}街道)"
    "|(?:局|委|办公室|政府|委员会|法院|检察院|公司)$"
)
# Names go on behind these; what is asked of them is to help.
_GOES_ON = pattern("[、，,]|会同|联合|牵头|配合|指导")
_ACTS_BESIDE = pattern(
    "(?:要|应|须|应当|负责|做好|积极|密切|主动|全力|协同|共同|予以|给予|认真|切实)*(?:配合|协助|参与|协同|支持)"
    "(?:(?:做好|抓好|开展|落实|实施|推进|有关|相关|工作)*(?=[，,。；;\n]|$)|(?=做好|抓好|开展))"
)


# 「各街道主要负责同志要…」: the office of him who is to act
_PERSON = pattern("(?:主要|分管|第一|有关|相关)?(?:负责同志|负责人|责任人|领导(?:同志)?|领导干部)$")
_WITH = pattern("(?:要|应|应当|须|需|负责|牵头|积极|主动|按职责|切实)*(?:会同|联合|协同)")
_CHARGED = pattern("(?:要|具体|共同|分别|统一|全面|总|应|须)*(?:负责|牵头|承担|主抓|组织实施|具体实施|抓好落实)")
_OFFICE_END = pattern(
    "部(?![署分门队])|局(?!部)|办(?![理公法好])|委(?![托派员])|[厅股科]|处(?![理置罚])|站|中心|[大中支]队|组(?!织)|院"
)
_MARK = pattern("牵头|负责|主办")


_NO_NAME = pattern(
    "[0-9《》“”。;:将把被让已]|(?<![自经理事缘])由(?!于)|^.{0,4}[两三]级|^每|并(?!网)|上报|报送|报[省市县区旗]|提交|印发|召开|形成|进行|会同|成立|设在|设于|要(?!素)|逐[一项个]|(?<!^)对(?![外口台])"
)


class Subject(NamedTuple):
    """Units that have to act: where their names begin and end, where the word ends that makes them act, and that word.

    `charged` where the words put them in charge: 「由…负责」, 「…牵头」.
    """

    units: tuple[UnitRole, ...]
    start: int
    end: int
    behind: int
    word: str
    charged: bool = False


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
    if any(len(name) == 1 for name in names):  # 「（市、区）」
        return None
    return read.units if all(_is_name(name, len(names)) for name in names) else None


def surely_names(text: str) -> tuple[UnitRole, ...] | None:
    """The same, of words that stand alone and could be anything: 「区教育局」, not 「动员部署」."""
    units = names_in(text)
    return units if units and all(_SURE.search(unit.name) for unit in units) else None


def _is_name(name: str, among: int) -> bool:
    if name.endswith(_vocabulary("no_unit_ends")) or _NO_NAME.search(name):
        return False
    if is_bare(name) and among == 1 and "(" not in name:
        return False
    if not (is_complete(name) or is_bare(name) or (is_group(name) and name.endswith(_GROUP_ENDS))):
        return False
    if any(name.startswith(verb) and _stands(name[len(verb) :]) for verb in _vocabulary("no_unit")):
        return False
    if name.startswith(_vocabulary("doing")) and (len(name) > _OFFICE or is_place(name) or is_group(name)):
        return False
    found = _GROUP_WORD.search(name)
    return found is None or not is_group(name) or _GROUP_HEAD.fullmatch(name, 0, found.start()) is not None


def _stands(rest: str) -> bool:
    return len(rest) > 1 and (is_complete(rest) or is_group(rest) or is_bare(rest))


@cache
def _vocabulary(key: str) -> tuple[str, ...]:
    return tuple(sorted(words("notices")[key], key=len, reverse=True))


@cache
def _acts() -> re.Pattern[str]:
    """A modal or verb behind names."""
    known = {word: None for key in ("modals", "verbs", "acting") for word in _vocabulary(key)}
    return re.compile("|".join([*map(re.escape, sorted(known, key=len, reverse=True)), "[0-9]{1,4}[年月]"]))


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, _vocabulary('before_unit')))})")


def in_charge(text: str) -> tuple[Subject, ...]:
    """The subjects that count: those put in charge, and those that a later sentence asks; all where none is in charge."""
    found = tuple(find_subjects(text))
    last = max((subject.behind for subject in found if subject.charged), default=0)
    stop = text.find("。", last) if last else -1
    return tuple(
        one for one in found if not last or one.charged or (0 < stop < one.start and one.word in _vocabulary("modals"))
    )


def find_subjects(text: str) -> Iterator[Subject]:
    """The units that have to act, sentence by sentence: those at the head of a clause, in front of a modal or verb."""
    for sentence in _SENTENCE.finditer(text[:LOOKED_INTO]):
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
        if best is not None and len(best.word) > 1 and not _GOES_ON.search(text, best.end, act.start()):
            break  # behind one character it may have been part of a name: 「市应急局要…」
        if act.start() - start > _LONGEST_HEAD and not _GOES_ON.search(text, start, act.start()):
            break
        # 「甲牵头，乙配合」: the part that the last word gives belongs to the names.
        shared = best is not None and act[0] in _vocabulary("acting")
        names = text[start : act.end() if shared else act.start()].rstrip("，,")
        names = _PERSON.sub("", names)
        units = names_in(names) if _makes_act(text, act) else None
        if units and best and not _GOES_ON.search(text, best.end, act.start()) and units[-1].kind == "group":
            continue
        if units and (act[0] in _vocabulary("modals") or not all(is_place(fold(unit.name)) for unit in units)):
            role_of = _ACTS_BESIDE.match(text, act.start(), end)
            found = tuple(unit._replace(role="support") for unit in units) if role_of and not shared else units
            found += _companions(text, act.start(), end)
            charged = _CHARGED.match(text, act.start(), end) is not None or _MARK.search(names) is not None
            best = Subject(found, start, start + len(names), act.end(), act[0], charged)
    return best


def _makes_act(text: str, act: re.Match[str]) -> bool:
    """Whether the word is the verb of a sentence: not 「…牵头的机制」, 「…所需经费」."""
    if len(act[0]) > 1 and _OFFICE_END.match(text, act.end()):  # 区委宣传部, 县统计局
        return False
    return not text.startswith("的", act.end()) and not (act[0][0] == "需" and text[: act.start()].endswith("所"))


def _companions(text: str, start: int, end: int) -> tuple[UnitRole, ...]:
    """Those whom the subject is to act with: 「要会同区民政局…」."""
    beside = _WITH.match(text, start, end)
    if not beside:
        return ()
    for act in _acts().finditer(text, beside.end() + 2, min(end, beside.end() + _LONGEST_HEAD)):
        units = names_in(text[beside.end() : act.start()])
        if units:
            return tuple(unit._replace(role="support") for unit in units)
    return ()
