"""Signs that a task is over which need no done-word: its own words told by a day, and how early or late that was (docs/规则.md 5.2).

「市场已于8月2日搬入室内」 of 马路市场搬入室内; 「8月23日颁发聘书，实聘32人，晚了三天」.
"""

from collections.abc import Sequence
from typing import Final

from xltrack.language.status.clauses import Clause, parse_clause
from xltrack.language.status.deeds import PAIR, demands_work, falls_behind, fulfils, is_less, shares
from xltrack.language.status.open_ends import is_open, told_of
from xltrack.language.status.subjects import head_of
from xltrack.language.status.tokens import STATUS

_OFF_TIME = STATUS.rare("(?:{off_time})了?(?:[0-9]+|[{numerals}]+){off_units}$", "{off_time}")
# 「9月1日起接种流感疫苗」
_SINCE = STATUS.rare("[0-9][日号]{since}", "{since}")
_ECHO: Final = 4  # characters of a task that are its own words and no chance
_NEAR: Final = 2
_NOT_SO: Final = frozenset("nfpoPLTbsSkuj")
_AHEAD: Final = frozenset("nfpoPTk")
_STAGES: Final = frozenset("bs")  # of words that tell of a beginning or a stage


def signed(clauses: Sequence[Clause], task: str) -> Clause | None:
    """The clause, with its day, by which a task of which nothing open is told is over; None where none is."""
    if any(is_open(clause, task) for clause in clauses):
        return None
    if falls_behind([clause.text for clause in clauses], task):
        return None
    for place, clause in enumerate(clauses):
        if _echoes(clause, task):
            return _dated(clause)
        if place and _OFF_TIME.search(clause.text):
            before = (each for each in clauses[max(place - _NEAR, 0) : place][::-1] if each.shape.dated)
            if (told := next(before, None)) and not _letters(told) & _AHEAD and not _is_one_step(told, task):
                return _dated(told)
    return None


def _echoes(clause: Clause, task: str) -> bool:
    """Whether a clause ends as the first words of its task do, by a day, with nothing that says it is not so, or not all."""
    head = head_of(task)
    if not clause.shape.dated or len(head) < _ECHO or not clause.text.endswith(head[-_ECHO:]):
        return False
    if _SINCE.search(clause.text):
        return False
    return not _letters(clause) & _NOT_SO and not is_less(clause.text, task)


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


def _dated(clause: Clause) -> Clause:
    """The clause with its day as that of a deed."""
    return clause if clause.day else parse_clause(clause.text + STATUS.ended_as[0])
