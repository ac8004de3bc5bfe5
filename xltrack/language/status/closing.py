"""The closing deed of a story: what can only come after the end of what its task asks for (docs/规则.md 5.2).

A careful reader leaves out what stands around the work (why it was late, what was met on the way, what comes next), looks whether
anything of the task is told as open, and takes the last deed that closes a task of its kind: 「6月12日清理结果向社会公布」 of a check,
「11月26日移交使用」 of a building, 「12座全部立起」 of as many as were asked for. A meeting, a contract, a trial run close nothing.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import PAIR, asks_for_many, falls_behind, is_enough, is_less, shares
from xltrack.language.status.ends import LAST
from xltrack.language.status.pending import OFF_TIME, is_pending, is_still_open
from xltrack.language.status.subjects import head_of
from xltrack.language.status.tokens import STATUS


def _deeds(slot: str) -> re.Pattern[str]:
    return STATUS.pattern(f"(?<![{{before_no_deed}}])(?:{{closes_any}}|{slot})(?!{{after_no_deed}})")


# What a task of some kind asks for, and the deeds that close it.
_KINDS: Final = {
    "kind_desk": _deeds("{closes_desk}"),
    "kind_work": _deeds("{closes_work}"),
    "kind_people": _deeds("{closes_people}"),
    "kind_paid": _deeds("{closes_paid}"),
    "kind_got": _deeds("{closes_got}"),
    "kind_taught": _deeds("{closes_taught}"),
    "kind_solved": _deeds("{closes_solved}"),
    "kind_held": _deeds("{closes_held}"),
    "kind_named": _deeds("{closes_named}"),
    "kind_printed": _deeds("{closes_printed}"),
}
_DESK: Final = "kind_desk"
_UNKNOWN: Final = (_DESK, "kind_work")
# 「台账报市住建局」, 「小结报人行」; not 「报名」
_HANDED_IN = STATUS.rare("{handed_in}(?:.{0,14}?{handed_to})", "{handed_in}")
# 「因石材返工」, 「后续列入维修计划」
_BESIDE = STATUS.pattern("^{background}")
_ON_THE_WAY = STATUS.pattern("{on_the_way}|{trials}(?!{passed_well})")
# 「合计34项」
_IN_ALL = STATUS.pattern("^{in_all}[^0-9]{0,7}[0-9]")
# 「才播完」, as it is read: 「播完成」
_OVER = STATUS.pattern("([\u4e00-\u9fff]){made}$")
_WORK = STATUS.pattern("{works}")
_VERB: Final = 4  # characters of a task in which its verb stands
_DENIED: Final = frozenset("nfPopcuNUl")
_STAGE: Final = frozenset("sS")
_ALL: Final = frozenset("AB")
_MARKS: Final = frozenset("aABtm")
_NEAR: Final = 4


class Close(NamedTuple):
    """The clause that closes a story, and the words of the day on which it did."""

    clause: Clause
    day: str | None


def closing(clauses: Sequence[Clause], task: str) -> Close | None:
    """The clause whose deed closes a task of which nothing open is told, the last with a day where any has one."""
    told = _told(clauses)
    kinds = [kind for kind in _KINDS if getattr(STATUS, kind).inside(task)] or _UNKNOWN
    places = [place for place in range(len(told)) if _closes(told, place, task, kinds)]
    if not places or falls_behind([clause.text for clause in told], task):
        return None
    last = places[-1]
    if _is_held_open(told, last, task):
        return None
    place = next((at for at in reversed(places) if _day(told, at) and _is_one_sentence(told, at, last)), last)
    return Close(told[place], _day(told, place))


def _is_one_sentence(told: Sequence[Clause], first: int, last: int) -> bool:
    return not any(clause.opens for clause in told[first + 1 : last + 1])


def _told(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses up to what comes next, without what stands around the work."""
    plans = next((place for place, clause in enumerate(clauses) if clause.shape.plans), len(clauses))
    return [c for c in clauses[:plans] if not _is_beside(c)]


def _is_beside(clause: Clause) -> bool:
    """Whether a clause tells why, or how early or late; 「因石材返工10月15日完工」 tells the end as well."""
    return OFF_TIME.search(clause.text) is not None or (
        _BESIDE.search(clause.text) is not None and not _ends_by_day(clause)
    )


def _ends_by_day(clause: Clause) -> bool:
    return clause.says_done and clause.shape.dated


def _closes(told: Sequence[Clause], place: int, task: str, kinds: Sequence[str]) -> bool:
    """Whether a clause tells a deed that closes a task of its kinds, or one done to all or to as many as it asks for."""
    clause = told[place]
    letters, enough = _letters(clause), _is_enough(clause, task)
    if letters & _DENIED or ("T" in letters and not letters & set("aAB")) or is_pending(clause, task):
        return False
    if _is_fewer(told, clause, task):
        return False
    if enough and _IN_ALL.search(clause.text):
        return place > 0 and told[place - 1].shape.dated and not _letters(told[place - 1]) & _DENIED
    if enough and head_of(task)[:PAIR] in clause.text and letters & _MARKS and "b" not in letters:
        return True
    if _is_stage(clause, task) or not (letters & _MARKS or enough or place == len(told) - 1 or _is_of_day(told, place)):
        return False
    many = asks_for_many(head_of(task), STATUS.attendees)
    if many and not any(_tells_all(each, task) for each in told):
        return False
    return _is_own_deed(clause, task) or _is_closing_deed(clause, kinds)


def _is_own_deed(clause: Clause, task: str) -> bool:
    """Whether a clause tells the deed of a task by its own verb, or anything but a beginning done to all of it."""
    letters, head, enough = _letters(clause), head_of(task), _is_enough(clause, task)
    if "b" in letters or STATUS.beginnings.inside(clause.text):
        return False
    told = clause.verdict in ("done", "part") or (head[:PAIR] in clause.text and letters & _MARKS)
    if enough and (_says_all(clause) or told):
        return True
    if not clause.shape.dated:
        return False
    verbs = "".join((head[:_VERB], *_WORK.findall(head), *STATUS.any_deed))
    if (over := _OVER.search(clause.text)) and over[1] in verbs:
        return True
    if LAST.search(clause.text) and clause.says_done:
        return True
    return _says_all(clause) and (enough or clause.verdict == "done" or shares(clause.text, task))


def _is_closing_deed(clause: Clause, kinds: Sequence[str]) -> bool:
    if any(_KINDS[kind].search(clause.text) for kind in kinds):
        return True
    return _DESK in kinds and clause.shape.dated and _HANDED_IN.search(clause.text) is not None


def _letters(clause: Clause) -> set[str]:
    return {word.letter for word in clause.words}


def _is_enough(clause: Clause, task: str) -> bool:
    """Whether a clause counts as many as a task asks for; of a task that counts things no sum of money does."""
    things = asks_for_many(task, STATUS.money_units)
    return any(
        is_enough(count, task)
        for count in clause.counts
        if not (things and count + STATUS.money_units[0] in clause.text)
    )


def _says_all(clause: Clause) -> bool:
    return bool(_letters(clause) & _ALL) or STATUS.all_of.inside(clause.text)


def _tells_all(clause: Clause, task: str) -> bool:
    """Whether a clause tells of all, or of as many as a task asks for."""
    if is_less(clause.text, task) or _letters(clause) & _DENIED:
        return False
    return _says_all(clause) or _is_enough(clause, task) or LAST.search(clause.text) is not None


def _is_fewer(told: Sequence[Clause], clause: Clause, task: str) -> bool:
    """Whether a clause counts fewer than its task asks for, or than another clause does: 「8家已通过验收」 of 「12家」."""
    if is_less(clause.text, task):
        return True
    total = _says_all(clause) or _is_enough(clause, task) or LAST.search(clause.text)
    return not total and any(is_less(clause.text, each.text) for each in told)


def _is_stage(clause: Clause, task: str) -> bool:
    """Whether a clause tells of a stage, a trial or a paper on the way of which its task says nothing."""
    text = clause.text.rpartition(STATUS.and_then[0])[2]
    if any(word.letter in _STAGE and word.text not in task and word.text in text for word in clause.words):
        return True
    return any(found[0] not in task for found in _ON_THE_WAY.finditer(text)) and head_of(task)[:PAIR] not in text


def _is_of_day(told: Sequence[Clause], place: int) -> bool:
    """Whether a clause is of the day that its sentence named just before: 「8月26日统一目录经审定下发」, 「当日转入运行」."""
    if STATUS.same_day.begin(told[place].text):
        return True
    return not told[place].opens and any(
        each.shape.dated and not _letters(each) & _DENIED for each in told[max(place - PAIR, 0) : place]
    )


def _is_held_open(told: Sequence[Clause], place: int, task: str) -> bool:
    """Whether something of the task is told as open: behind its close, or beside it where that tells not of all."""
    total = _tells_all(told[place], task)
    if any(is_pending(c, task, total=total) or _is_of_fewer(c, task) for c in told[place + 1 :]):
        return True
    return not total and any(is_still_open(c, task) for c in told[:place])


def _is_of_fewer(clause: Clause, task: str) -> bool:
    """Whether a clause tells what was begun or done of fewer than a task asks for: 「8座已开工」 of 15座."""
    told = _letters(clause) & set("bDd") and not clause.text.startswith(STATUS.among)
    return bool(told) and is_less(clause.text, task)


def _day(told: Sequence[Clause], place: int) -> str | None:
    """The words of the day of a deed: its own, or that of what was told just before in its sentence."""
    for clause in told[place : max(place - _NEAR, -1) : -1] if place >= _NEAR else told[place::-1]:
        if clause.text.startswith(STATUS.cutoff):
            return None
        whole = clause.day if "Y" not in _letters(clause) else None  # 「6月份」 is no day
        day = next((word.text for word in reversed(clause.words) if word.letter == "t"), whole)
        if day or clause.opens:
            return day
    return None
