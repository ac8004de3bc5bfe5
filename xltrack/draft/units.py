"""Units in running words: who has to act, by the words around the names (docs/规则.md 12.4).

subject = [ "请" | "由" ] names ( modal | verb ) ;      「各乡镇、街道要…」, 「由区教育局牵头，…」
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import UnitRole
from xltrack.draft.notice import LOOKED_INTO, NOTICES
from xltrack.language.units.grammar import read_units
from xltrack.language.units.name import is_bare, is_complete, is_group, is_place

_UNREAD: Final = frozenset({"D501", "D502", "D508", "D514", "D517", "D518"})
_CLAUSE = NOTICES.pattern(r"[，,。；;：:\n]|(?={by_whom_clause})")
_SENTENCE = pattern(r"[^。；;\n]+")
_LONGEST: Final = 120
_OFFICE: Final = 4  # 组织部, 推进办
_LONGEST_HEAD: Final = 60
# What stands in front of 各 or 有关 in a phrase for several units: a place, a level, an office.
_GROUP_HEAD = NOTICES.pattern("(?:{whole}[{levels}{towns}]|.{0,8}?{group_seats})?")
_GROUP_WORD = NOTICES.pattern("{group_marks}")
_SURE = NOTICES.pattern("^(?:{sure_starts}|.{2,4}{sure_levels})|{sure_ends}$")
# Names go on behind these; what is asked of them is to help.
_GOES_ON = NOTICES.pattern("[、，,]|{going_on}")
_ACTS_BESIDE = NOTICES.pattern(
    r"{helping_manners}*{helping}(?:{helping_objects}*(?=[，,。；;\n]|$)|(?={helping_acts}))"
)
# 「各街道主要负责同志要…」: the office of him who is to act
_PERSON = NOTICES.pattern("{person_heads}?{persons}$")
_WITH = NOTICES.pattern("{companion_manners}*{companions}")
_CHARGED = NOTICES.pattern("{charge_manners}*{charges}")
_NO_NAME = NOTICES.pattern("[0-9《》“”。;:]|{no_names}|{by_whom}|^.{0,4}{levels_said}|^{each}|(?<!^){towards}")
_ACT = NOTICES.pattern("{acts}|[0-9]{1,4}[年月]")
_LEAD = NOTICES.pattern("{before_unit}")


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
    if (
        name.endswith(NOTICES.no_unit_ends)
        or _NO_NAME.search(name)
        or (is_bare(name) and among == 1 and "(" not in name)
    ):
        return False
    group = is_group(name)
    if not (is_complete(name) or is_bare(name) or (group and name.endswith(NOTICES.group_ends))):
        return False
    rests = [name[len(verb) :] for verb in NOTICES.no_unit if name.startswith(verb) and len(name) > len(verb) + 1]
    if any(is_complete(rest) or is_group(rest) or is_bare(rest) for rest in rests):
        return False
    if name.startswith(NOTICES.doing) and (len(name) > _OFFICE or is_place(name) or group):
        return False
    found = _GROUP_WORD.search(name) if group else None
    return found is None or _GROUP_HEAD.fullmatch(name, 0, found.start()) is not None


def in_charge(text: str) -> tuple[Subject, ...]:
    """The subjects that count: those put in charge, and those that a later sentence asks; all where none is in charge."""
    found = tuple(find_subjects(text))
    last = max((subject.behind for subject in found if subject.charged), default=0)
    stop = text.find("。", last) if last else -1
    return tuple(
        one for one in found if not last or one.charged or (0 < stop < one.start and one.word in NOTICES.modals)
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
    while lead := _LEAD.match(text, start, end):
        start = lead.end() + (text[lead.end() : lead.end() + 1] in "，,")
    best: Subject | None = None
    for act in _ACT.finditer(text, start + 2, min(end, start + _LONGEST)):
        word, begin = act[0], act.start()
        goes_on = best is not None and _GOES_ON.search(text, best.end, begin) is not None
        if best is not None and len(best.word) > 1 and not goes_on:
            break  # behind one character it may have been part of a name: 「市应急局要…」
        if begin - start > _LONGEST_HEAD and not _GOES_ON.search(text, start, begin):
            break
        # 「甲牵头，乙配合」: the part that the last word gives belongs to the names.
        shared = best is not None and word in NOTICES.acting
        names = _PERSON.sub("", text[start : act.end() if shared else begin].rstrip("，,"))
        units = names_in(names) if _makes_act(text, act) else None
        if not units or (best and not goes_on and units[-1].kind == "group"):
            continue
        if word in NOTICES.modals or not all(is_place(fold(unit.name)) for unit in units):
            if not shared and _ACTS_BESIDE.match(text, begin, end):
                units = _supporting(units)
            charged = _CHARGED.match(text, begin, end) is not None or NOTICES.charge_marks.inside(names)
            units += _companions(text, begin, end)
            best = Subject(units, start, start + len(names), act.end(), word, charged)
    return best


def _makes_act(text: str, act: re.Match[str]) -> bool:
    """Whether the word is the verb of a sentence: not 「…牵头的机制」, 「…所需经费」."""
    if len(act[0]) > 1 and NOTICES.office_ends.begin(text, act.end()):  # 区委宣传部, 县统计局
        return False
    return not text.startswith("的", act.end()) and not (act[0][0] == "需" and text[: act.start()].endswith("所"))


def _companions(text: str, start: int, end: int) -> tuple[UnitRole, ...]:
    """Those whom the subject is to act with: 「要会同区民政局…」."""
    beside = _WITH.match(text, start, end)
    at = beside.end() if beside else end
    acts = _ACT.finditer(text, at + 2, min(end, at + _LONGEST_HEAD)) if beside else iter(())
    return _supporting(next((units for act in acts if (units := names_in(text[at : act.start()]))), ()))


def _supporting(units: tuple[UnitRole, ...]) -> tuple[UnitRole, ...]:
    return tuple(unit._replace(role="support") for unit in units)
