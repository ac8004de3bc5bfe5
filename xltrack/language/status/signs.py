"""Signs that a task is over which need no done-word: its own words told by a day, and how early or late that was (docs/规则.md 5.2).

「市场已于8月2日搬入室内」 of 马路市场搬入室内; 「8月23日颁发聘书，实聘32人，晚了三天」.
"""

from collections.abc import Sequence
from typing import Final

from xltrack.language.status.clauses import Clause, parse_clause
from xltrack.language.status.deeds import (
    PAIR,
    asks_for_many,
    demands_work,
    falls_behind,
    fulfils,
    is_enough,
    is_less,
    reaches_all,
    shares,
)
from xltrack.language.status.open_ends import is_open, told_of
from xltrack.language.status.subjects import head_of
from xltrack.language.status.tokens import STATUS

_OFF_TIME = STATUS.rare("(?:{off_time})了?(?:[0-9]+|[{numerals}]+){off_units}$", "{off_time}")
# 「双过半任务完成」
_FULFILLED = STATUS.pattern("^[\u4e00-\u9fff]{0,4}?{aims}(?:{wholly})*{done}$")
# 「全部有驻村医生」
_ALL_HAVE = STATUS.pattern("{all}{have}.{2,}$")
# 「实聘32人」, 「共72座」
_IN_ALL = STATUS.pattern("^{in_all}(?P<verb>[\u4e00-\u9fff]?)[^0-9]{0,6}[0-9]")
# 「6月18日如期开展」
_ON_TIME = STATUS.rare("{on_time}{held_as}$", "{on_time}")
# 「9月1日起接种流感疫苗」
_SINCE = STATUS.rare("[0-9][日号]{since}", "{since}")
_ECHO: Final = 4  # characters of a task that are its own words and no chance
_NEAR: Final = 2
_NOT_SO: Final = frozenset("nfpoPLTbsSkuj")
_AHEAD: Final = frozenset("nfpoPTk")
_WHEN: Final = frozenset("taAvq")
_DENIED: Final = frozenset("nfoPT")
_STAGES: Final = frozenset("bs")  # of words that tell of a beginning or a stage


def signed(clauses: Sequence[Clause], task: str) -> Clause | None:
    """The clause, with its day, by which a task of which nothing open is told is over; None where none is."""
    if fulfilled := _fulfilled(clauses, task):
        return fulfilled
    going = any(clause.shape.going for clause in clauses)
    signs = (sign for place in range(len(clauses)) if (sign := _sign_at(clauses, place, task, going)))
    sign = next(signs, None)
    if sign is None or any(is_open(clause, task) for clause in clauses):
        return None
    return None if falls_behind([clause.text for clause in clauses], task) else sign


def _sign_at(clauses: Sequence[Clause], place: int, task: str, going: bool) -> Clause | None:
    """The clause that tells the day of an end of which a clause is the sign: itself, or the deed that was early or late."""
    clause = clauses[place]
    if any(tells(clause, task) for tells in (_echoes, _retells, _is_held)):
        return with_day(clause)
    before = clauses[max(place - _NEAR, 0) : place][::-1]
    if _tells_total(before[:1], clause, task):
        return with_day(before[0]) if before[0].shape.dated else before[0]._replace(day=None)  # 「10月底」
    if going or not place or not _OFF_TIME.search(clause.text):
        return None
    told = next((each for each in before if each.shape.dated), None)
    return with_day(told) if told and not _letters(told) & _AHEAD and not _is_one_step(told, task) else None


def _fulfilled(clauses: Sequence[Clause], task: str) -> Clause | None:
    """The clause that says 「任务完成」 beside all the numbers that a task asks for."""
    if not reaches_all(clauses, task):
        return None
    told = next((c for c in clauses if _FULFILLED.search(c.text) and not _letters(c) & _DENIED), None)
    return None if any(is_open(c, task) for c in clauses if c is not told) else told


def all_have(clause: Clause, task: str) -> bool:
    """Whether as many as a task asks for have by a day what it asks for: 「到8月28日12个村卫生室全部有医生」."""
    told = _ALL_HAVE.search(clause.text)
    enough = clause.verdict == "neutral" and any(is_enough(count, task) for count in clause.counts)
    return enough and told is not None and clause.shape.dated and shares(told[0], task)


def _tells_total(before: Sequence[Clause], clause: Clause, task: str) -> bool:
    """Whether a clause gives the number behind a deed that ends all: 「全部建成，共72座、312亩」, 「颁发聘书，实聘32人」."""
    found = _IN_ALL.search(clause.text)
    if not (found and before and any(is_enough(count, task) for count in clause.counts)):
        return False
    told = before[0]
    if _letters(told) & _AHEAD or not (told.shape.dated or told.says_done):
        return False
    return (told.says_done and told.shape.total) or (told.shape.dated and found["verb"] in (task[:1], task[1:PAIR]))


def _is_held(clause: Clause, task: str) -> bool:
    """Whether the event that a task asks for was held when it was to be: 「6月18日如期开展」."""
    held = clause.shape.dated and _ON_TIME.search(clause.text) is not None and clause.step is None
    return (
        held
        and not asks_for_many(task, STATUS.attendees)
        and task.startswith(STATUS.asks_event)
        and not _letters(clause) & _DENIED
    )


def _echoes(clause: Clause, task: str) -> bool:
    """Whether a clause ends as the first words of its task do, by a day, with nothing that says it is not so, or not all."""
    head = head_of(task)
    if not clause.shape.dated or len(head) < _ECHO or not clause.text.endswith(head[-_ECHO:]):
        return False
    if _SINCE.search(clause.text):
        return False
    return not _letters(clause) & _NOT_SO and not is_less(clause.text, task)


def _retells(clause: Clause, task: str) -> bool:
    """Whether a clause tells by its day the verb and the object of its task, in any order, and nothing else: 「不动产证7月15日颁发」."""
    head, letters = head_of(task), _letters(clause)
    verb, thing = head[:PAIR], head[-PAIR:]
    lasting = verb in (*STATUS.asks_built, *STATUS.asks_course, *STATUS.weak_works) or STATUS.papers_asked.begin(
        head, 0
    )
    if _SINCE.search(clause.text):
        return False
    if lasting or len(head) < _ECHO or not clause.shape.dated or letters & _NOT_SO:
        return False
    told = "".join(word.text for word in clause.words if word.letter not in _WHEN)
    enough = all(is_enough(count, task) for count in clause.counts)
    return verb in told and thing in told and set(told) <= set(head) and enough and not is_less(clause.text, task)


def _is_one_step(clause: Clause, task: str) -> bool:
    """Whether a deed that came early or late only begins its task, or is a stage of it: 「6月8日开工」, 「定标」 of 新建敬老院."""
    if any(word.letter in _STAGES and word.text not in task for word in clause.words):
        return True
    if clause.deed in STATUS.opening and not fulfils(clause.deed or "", task):
        return True
    things = told_of(clause)
    own = shares(things, task) or set(things) & set(head_of(task)[:PAIR])  # 「报出」 of 上报
    return demands_work(task) and len(things) >= PAIR and not own


def _letters(clause: Clause) -> set[str]:
    return {word.letter for word in clause.words}


def with_day(clause: Clause) -> Clause:
    """The clause with its day as that of a deed."""
    told = "".join(word.text for word in clause.words if word.letter != "j")
    return clause if clause.day else parse_clause(told + STATUS.ended_as[0])
