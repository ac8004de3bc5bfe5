"""The closing deed of a story: what can only come after the end of what its task asks for (docs/规则.md 5.2).

A careful reader leaves out what stands around the work (why it was late, what was met on the way, what comes next), looks whether
anything of the task is told as open, and takes the last deed that closes a task of its kind: 「6月12日清理结果向社会公布」 of a check,
「11月26日移交使用」 of a building, 「12座全部立起」 of as many as were asked for. A meeting, a contract, a trial run close nothing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.language.status.clauses import Clause, parse_clause
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
    "kind_moved": _deeds("{closes_moved}"),
    "kind_founded": _deeds("{closes_founded}"),
    "kind_posted": _deeds("{closes_posted}"),
    "kind_handed": _deeds("{closes_handed}"),
    "kind_hired": STATUS.pattern(
        "{signed_papers}[^,]{0,10}?{signs}(?!{after_no_deed})|{signs}[^,]{0,8}?{signed_papers}"
    ),
}
_DESK: Final = "kind_desk"
_BESIDES: Final = frozenset(("kind_moved", "kind_founded", "kind_posted", "kind_handed", "kind_hired"))
_UNKNOWN: Final = (_DESK, "kind_work")
# 「台账报市住建局」, 「小结报人行」; not 「报名」
_HANDED_IN = STATUS.rare("{handed_in}(?:.{0,14}?{handed_to})", "{handed_in}")
# 「因石材返工」, 「后续列入维修计划」
_BESIDE = STATUS.pattern("^{background}")
_ON_THE_WAY = STATUS.pattern("{on_the_way}|{trials}(?!{passed_well})")
# 「7月提交局长办公会」
_SENT_UP = STATUS.pattern("{sent_up}.{0,10}?{boards}")
# 「10月30日剩余21座装完」, as the last ones of all
_REST = STATUS.pattern("(?:{rest_ones})(?=[0-9]|[{numerals}{pair_numeral}]{counts})")
# 「第二十场8月8日讲罢」 of 20场
_ORDINAL = STATUS.pattern("{ordinal_mark}([0-9{numerals}]{1,4}{counts})")
# 「旁听了」
_DID = STATUS.pattern("[\u4e00-\u9fff]{2}(?={past_mark})")
# 「3月18日收尾」, 「全部工作收尾」
_WOUND_UP = STATUS.pattern("(?:[日号]|{all}(?:{whole_ends})?|[日号]{all}){wound_up}$")
# 「7月22日看了头一批」, of which the day is no day of the end
_STARTS = STATUS.pattern("{first_ones}")
_ARRIVED = STATUS.pattern("{arrivals}")
# 「合计34项」
_IN_ALL = STATUS.pattern("^{in_all}[^0-9]{0,7}[0-9]")
# 「才播完」, as it is read: 「播完成」
_OVER = STATUS.pattern("([\u4e00-\u9fff]){made}(?:{sent_off})?$")
_WORK = STATUS.pattern("{works}")
_VERB: Final = 4  # characters of a task in which its verb stands
_DENIED: Final = frozenset("nfPopcuNUl")
_STAGE: Final = frozenset("sS")
_ALL: Final = frozenset("AB")
_MARKS: Final = frozenset("aABtm")
_WHEN: Final = frozenset("tAavm")
_NEAR: Final = 4


class Close(NamedTuple):
    """The clause that closes a story, and the words of the day on which it did."""

    clause: Clause
    day: str | None


def closing(clauses: Sequence[Clause], task: str) -> Close | None:
    """The clause whose deed closes a task of which nothing open is told, the last with a day where any has one."""
    told = _told(clauses)
    kinds = _kinds_of(task)
    places = [place for place in range(len(told)) if _closes(told, place, task, kinds)]
    if not places:
        return None
    last = places[-1]
    if not _tells_last(told[last]) and falls_behind([clause.text for clause in told], task):
        return None
    if _is_held_open(told, last, task):
        return None
    place = next((at for at in reversed(places) if _day(told, at) and _is_one_sentence(told, at, last)), last)
    return Close(told[place], _day(told, place) or _day_of_late(told, place, task))


def _day_of_late(told: Sequence[Clause], place: int, task: str) -> str | None:
    """The day of the sentence before that tells what came last: 「西关市场拖到9月18日重新开市。6个市场全部改造完成」."""
    before = told[place - 1] if place and told[place].opens else None
    if before is None or not _tells_all(told[place], task) or _letters(before) & _DENIED:
        return None
    late = STATUS.tardy_words.inside(before.text) or LAST.search(before.text)
    return _day(told, place - 1) if late else None


@lru_cache(maxsize=1024)
def _kinds_of(task: str) -> Sequence[str]:
    """The kinds of a task; those that only tell of one more way to end it leave the common ones."""
    kinds = [kind for kind in _KINDS if getattr(STATUS, kind).inside(task)]
    return kinds if set(kinds) - _BESIDES else (*kinds, *_UNKNOWN)


def _tells_last(clause: Clause) -> bool:
    return LAST.search(clause.text) is not None or _WOUND_UP.search(clause.text) is not None


def _is_one_sentence(told: Sequence[Clause], first: int, last: int) -> bool:
    return not any(clause.opens for clause in told[first + 1 : last + 1])


def _told(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses up to what comes next, without what stands around the work."""
    plans = next((place for place, clause in enumerate(clauses) if clause.shape.plans), len(clauses))
    return [_as_last(c) for c in _in_time(clauses[:plans]) if not _is_beside(c)]


def _in_time(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses but those of a sentence that tells what else came about: 「之后收到投诉2起，已查实」; not where it has a day."""
    sentences: list[list[Clause]] = []
    for clause in clauses:
        if clause.opens or not sentences:
            sentences.append([])
        sentences[-1].append(clause)
    for told in sentences:
        if not told[0].text.startswith(STATUS.meanwhile) or any(clause.shape.dated for clause in told):
            yield from told


def _as_last(clause: Clause) -> Clause:
    """A clause that tells the end of the rest as one of the last ones: 「10月30日剩余21座装完」."""
    if not (clause.says_done or clause.verdict == "part" or clause.text.endswith(STATUS.ended_as)):
        return clause
    text, rest = _REST.subn(STATUS.last_ones[0], clause.text, count=1)
    return parse_clause(text)._replace(opens=clause.opens) if rest else clause


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
    if _WOUND_UP.search(clause.text):
        of_all = clause.words[0].letter in _WHEN  # not 「西线3月18日收尾」
        return of_all and not letters & (_DENIED - {"o"})
    if letters & _DENIED or ("T" in letters and not letters & set("aAB")):
        return False
    if not (letters & _MARKS or enough or place == len(told) - 1 or _is_of_day(told, place)) or is_pending(
        clause, task
    ):
        return False
    if _is_fewer(told, clause, task):
        return False
    if enough and _IN_ALL.search(clause.text):
        return place > 0 and told[place - 1].shape.dated and not _letters(told[place - 1]) & _DENIED
    if enough and head_of(task)[:PAIR] in clause.text and letters & _MARKS and "b" not in letters:
        return True
    if _is_stage(clause, task, kinds):
        return False
    many = asks_for_many(head_of(task), STATUS.attendees)
    if many and not any(_tells_all(each, task) for each in told):
        return False
    return _is_own_deed(clause, task) or _is_closing_deed(clause, kinds)


def _is_own_deed(clause: Clause, task: str) -> bool:
    """Whether a clause tells the deed of a task by its own verb, or anything but a beginning done to all of it."""
    letters, head, enough = _letters(clause), head_of(task), _is_enough(clause, task)
    if clause.shape.dated and any(verb in head and verb not in STATUS.begun_only for verb in _DID.findall(clause.text)):
        return True
    if "b" in letters or STATUS.beginnings.inside(clause.text):
        return False
    told = clause.verdict in ("done", "part") or (head[:PAIR] in clause.text and letters & _MARKS)
    if enough and (_says_all(clause) or told):
        return True
    if not clause.shape.dated:
        return False
    verbs = "".join((head[:_VERB], head[-PAIR:], *_WORK.findall(head), *STATUS.any_deed))
    if (over := _OVER.search(clause.text)) and over[1] in verbs:
        return True
    if LAST.search(clause.text) and (clause.says_done or clause.verdict == "part" or not _ARRIVED.search(clause.text)):
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
    ordinal = _ORDINAL.search(clause.text)
    return (ordinal is not None and is_enough(_in_digits(ordinal[1]), task)) or any(
        is_enough(count, task)
        for count in clause.counts
        if not (things and count + STATUS.money_units[0] in clause.text)
    )


def _in_digits(count: str) -> str:
    """「二十场」 as 「20场」."""
    if count[0].isdigit():
        return count
    tens, ten, ones = count[:-1].rpartition(STATUS.numerals[-1])
    digit = {char: value for value, char in enumerate(STATUS.numerals, 1)}
    return f"{(digit.get(tens, 1) * 10 if ten else 0) + digit.get(ones, 0)}{count[-1]}"


def _says_all(clause: Clause) -> bool:
    return bool(_letters(clause) & _ALL) or STATUS.all_of.inside(clause.text)


def _tells_all(clause: Clause, task: str) -> bool:
    """Whether a clause tells of all, or of as many as a task asks for."""
    if _WOUND_UP.search(clause.text):
        return True
    if _letters(clause) & _DENIED:
        return False
    if LAST.search(clause.text):
        return True
    return not is_less(clause.text, task) and (_says_all(clause) or _is_enough(clause, task))


def _is_fewer(told: Sequence[Clause], clause: Clause, task: str) -> bool:
    """Whether a clause counts fewer than its task asks for, or than another clause does: 「8家已通过验收」 of 「12家」."""
    if LAST.search(clause.text):
        return False
    if is_less(clause.text, task):
        return True
    total = _says_all(clause) or _is_enough(clause, task) or LAST.search(clause.text)
    return not total and any(is_less(clause.text, each.text) for each in told)


def _is_stage(clause: Clause, task: str, kinds: Sequence[str]) -> bool:
    """Whether a clause tells of a stage, a trial or a paper on the way of which its task says nothing."""
    said = text = clause.text.rpartition(STATUS.and_then[0])[2]
    for kind in kinds:
        text = _KINDS[kind].sub("", text)
    if _SENT_UP.search(said):
        return True
    if any(word.letter in _STAGE and word.text not in task and word.text in text for word in clause.words):
        return True
    return any(found[0] not in task for found in _ON_THE_WAY.finditer(text)) and head_of(task)[:PAIR] not in said


def _is_of_day(told: Sequence[Clause], place: int) -> bool:
    """Whether a clause is of the day that its sentence named just before: 「8月26日统一目录经审定下发」, 「当日转入运行」."""
    if STATUS.same_day.begin(told[place].text):
        return True
    return not told[place].opens and any(
        each.shape.dated and not _letters(each) & _DENIED and not _STARTS.search(each.text)
        for each in told[max(place - PAIR, 0) : place]
    )


def _is_held_open(told: Sequence[Clause], place: int, task: str) -> bool:
    """Whether something of the task is told as open: behind its close, or beside it where that tells not of all."""
    total = _tells_all(told[place], task)
    if any({"x", "n"} <= _letters(c) for c in told):
        return True  # 「除变电站段未拆迁外，其余均通车」
    if any(is_pending(c, task, total=total) or _is_of_fewer(c, task) for c in told[place + 1 :]):
        return True
    if total:
        return False
    begun = STATUS.kind_desk.inside(task) and any(
        _STARTS.search(c.text) and _is_one_sentence(told, at, place) for at, c in enumerate(told[:place])
    )
    return begun or any(is_still_open(c, task) for c in told[:place])


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
