"""The closing deed of a story: what can only come after the end of what its task asks for (docs/规则.md 5.2).

A careful reader leaves out what stands around the work (why it was late, what was met on the way, what comes next), looks whether
anything of the task is told as open, and takes the last deed that closes a task of its kind: 「6月12日清理结果向社会公布」 of a check,
「11月26日移交使用」 of a building, 「12座全部立起」 of as many as were asked for. A meeting, a contract, a trial run close nothing.
"""

from collections.abc import Sequence
from typing import Final

from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import PAIR, asks_for_many, falls_behind, is_enough, is_less, shares
from xltrack.language.status.open_ends import is_open
from xltrack.language.status.signs import with_day
from xltrack.language.status.subjects import head_of
from xltrack.language.status.tokens import STATUS

# What a task of some kind asks for, and the deeds that close it.
_KINDS: Final = {
    "kind_desk": "closes_desk",
    "kind_work": "closes_work",
    "kind_people": "closes_people",
    "kind_paid": "closes_paid",
    "kind_got": "closes_got",
    "kind_taught": "closes_taught",
    "kind_solved": "closes_solved",
    "kind_held": "closes_held",
    "kind_named": "closes_named",
}
# 「台账报市住建局」, 「小结报人行」; not 「报名」
_HANDED_IN = STATUS.rare("{handed_in}(?:{receivers}|.{0,14}?{receivers}(?!$)|.{0,14}{receivers}$)", "{handed_in}")
_WHY = STATUS.pattern("^{background}")
# 「比规定晚6天」, 「推迟原因为机构改革」
_OFF_TIME = STATUS.pattern("^{off_time}{of_why}|(?:{off_time})了?(?:[0-9]+|[{numerals}]+|{some}).{0,2}?{off_units}")
# 「仍在审批」, 「等监测合格后再加固」, 「正式启用时间放在12月8日」
_PENDING = STATUS.pattern("{pending}|{waits}.{1,16}?{then}|{set_for}.{0,8}?[0-9]{1,2}月|{planned_later}|{midway}$")
_MONEY_LATER = STATUS.pattern("^[^0-9]{0,2}{money_later}")
# 「表格在录入」, 「询问开诊时间」
_NO_DEED = STATUS.pattern("[在待未再将]{closes_all}|{closes_all}{of_when}")
_DENIED: Final = frozenset("nfPopcuNUl")
_STAGE: Final = frozenset("sS")
_ALL: Final = frozenset("AB")
_MARKS: Final = frozenset("aABtm")
_NEAR: Final = 3


def closing(clauses: Sequence[Clause], task: str) -> Clause | None:
    """The clause, with its day, whose deed closes a task of which nothing open is told; None where none does."""
    told = _told(clauses)
    kinds = [deeds for asks, deeds in _KINDS.items() if getattr(STATUS, asks).inside(task)] or [
        "closes_desk",
        "closes_work",
    ]
    for place in range(len(told) - 1, -1, -1):
        if not _closes(told, place, task, kinds):
            continue
        if _is_held_open(told, place, task) or falls_behind([clause.text for clause in told], task):
            return None
        return _dated(told, place)
    return None


def _told(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses up to what comes next, without what stands around the work."""
    plans = next((place for place, clause in enumerate(clauses) if clause.shape.plans), len(clauses))
    return [clause for clause in clauses[:plans] if not (_WHY.search(clause.text) or _OFF_TIME.search(clause.text))]


def _closes(told: Sequence[Clause], place: int, task: str, kinds: Sequence[str]) -> bool:
    """Whether a clause tells a deed that closes a task of its kinds, or one done to all or to as many as it asks for."""
    clause, letters = told[place], {word.letter for word in told[place].words}
    if letters & _DENIED or ("T" in letters and not letters & set("aAB")) or _is_stage(clause, task):
        return False
    if _PENDING.search(clause.text):
        return False
    if not (letters & _MARKS or place == len(told) - 1):
        return False
    if _is_fewer(told, clause, task):
        return False
    enough = any(is_enough(count, task) for count in clause.counts)
    if asks_for_many(head_of(task), STATUS.attendees) and not (
        enough or letters & _ALL or any(_counts_all(each, task) for each in told)
    ):
        return False
    if enough and (letters & _ALL or head_of(task)[:PAIR] in clause.text) and "b" not in letters:
        return True
    if letters & _ALL and clause.shape.dated and "b" not in letters and not STATUS.beginnings.inside(clause.text):
        return shares(clause.text, task) or enough or place == len(told) - 1
    return _is_closing_deed(clause.text, kinds)


def _is_closing_deed(text: str, kinds: Sequence[str]) -> bool:
    if _NO_DEED.search(text):
        return False
    if STATUS.closes_any.inside(text) or any(getattr(STATUS, deeds).inside(text) for deeds in kinds):
        return True
    return "closes_desk" in kinds and _HANDED_IN.search(text) is not None


def _is_fewer(told: Sequence[Clause], clause: Clause, task: str) -> bool:
    """Whether a clause counts fewer than its task asks for, or than another clause does: 「8家已通过验收」 of 「12家」."""
    if is_less(clause.text, task):
        return True
    total = _ALL & {word.letter for word in clause.words} or any(is_enough(count, task) for count in clause.counts)
    return not total and any(is_less(clause.text, each.text) for each in told)


def _counts_all(clause: Clause, task: str) -> bool:
    """Whether a clause tells of all, or of as many as a task asks for."""
    letters = {word.letter for word in clause.words}
    if is_less(clause.text, task):
        return False
    return not letters & _DENIED and bool(letters & _ALL or any(is_enough(count, task) for count in clause.counts))


def _is_stage(clause: Clause, task: str) -> bool:
    """Whether a clause tells of a stage, a trial or a paper on the way of which its task says nothing."""
    if any(word.letter in _STAGE and word.text not in task for word in clause.words):
        return True
    return any(word in clause.text and word not in task for word in (*STATUS.on_the_way, *STATUS.trials))


def _is_held_open(told: Sequence[Clause], place: int, task: str) -> bool:
    """Whether something of the task is told as open: behind its close, or beside it where that tells not of all."""
    later = told[place + 1 :]
    if any(_is_pending(c, task) or _is_of_fewer(c, task) for c in later):
        return True
    if _counts_all(told[place], task):
        return False
    return any(_is_pending(c, task) and not _is_past(c) for c in told[:place])


def _is_pending(clause: Clause, task: str) -> bool:
    """Whether a clause tells of something that is not over; money and papers that follow the work are none."""
    if (_MONEY_LATER.search(clause.text) and not STATUS.money_asked.inside(task)) or _OFF_TIME.search(clause.text):
        return False
    if STATUS.aftermath.inside(clause.text) and not STATUS.left_over.inside(clause.text):
        return False
    if is_open(clause, task) or clause.verdict == "suspended" or clause.shape.going:
        return True
    return _PENDING.search(clause.text) is not None


def _is_of_fewer(clause: Clause, task: str) -> bool:
    """Whether a clause tells what was begun or done of fewer than a task asks for: 「8座已开工」 of 15座."""
    told = any(word.letter in "bDd" for word in clause.words) and not clause.text.startswith(STATUS.among)
    return told and is_less(clause.text, task)


def _is_past(clause: Clause) -> bool:
    """Whether a clause tells of an earlier time: 「7月成立筹备组」, 「土建去年底完工」."""
    letters = {word.letter for word in clause.words}
    return (
        not clause.shape.going
        and clause.verdict != "left"
        and bool(letters & set("tm") or clause.text.startswith(STATUS.last_year))
    )


def _dated(told: Sequence[Clause], place: int) -> Clause:
    """The clause with the day of its deed, or of the one just before of which it is the sum."""
    for clause in told[place : max(place - _NEAR, -1) : -1] if place >= _NEAR else told[place::-1]:
        if clause.text.startswith(STATUS.cutoff):
            break
        if clause.shape.dated or clause.day:
            return with_day(clause)
        if clause.opens:
            break
    return told[place]._replace(day=None)
