"""What a clause of a story tells as not over: 「仍在审批」, 「等监测合格后再加固」, 「设备没到货」 (docs/规则.md 5.2)."""

from collections.abc import Sequence
from typing import Final

from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import is_less
from xltrack.language.status.open_ends import is_open
from xltrack.language.status.tokens import STATUS

_PENDING = STATUS.pattern(
    "{pending}|{waits}.{1,16}?{then}|{set_for}.{0,8}?(?:[0-9]{1,2}|[{numerals}]{1,2})[{month_marks}]"
    "|{planned_later}[^0-9]{0,3}(?:[0-9]{1,2}[{month_marks}]|{some_day})|{midway}$|{not_so_far}{not_come}"
    "|{just_now}{just_begun}|^(?:{lately})?{at_it}(?!{not_going})|[0-9]{day_ahead}|{not_out}$"
)
# 「比规定晚6天」, 「推迟原因为机构改革」
OFF_TIME = STATUS.pattern("^{off_time}{of_why}|(?:{off_time}).?(?:[0-9]+|[{numerals}]+|{some}).{0,2}?{off_units}")
# 「南门市场主体施工」
_AT_WORK = STATUS.pattern("{at_work}$")
# 「剩24户材料不齐」
_LEFT = STATUS.pattern("^(?:{rest_left})[0-9]")
# 「名单在核」, 「水电还没通」, 「就差人社局一家」, 「立了八成」
_OPEN = STATUS.pattern(
    "(?:{not_done_yet})(?!{nothing_wrong})[\u4e00-\u9fff]{1,5}$|(?:^|[^0-9日号]){at_place}(?:{at_doing})$|^(?:{wants})(?!{nearly})[^0-9%{value_ends}]{2,}$"
    "|[{numerals}]{tenths}$|(?:{so_much})$|[0-9]/[0-9]+$|{taken_in}$|{soon}|{rate_end}(?:[0-9]{1,2}(?:[.][0-9]+)?)%$"
)
_MONEY_LATER = STATUS.pattern("^[^0-9]{0,2}{money_later}")
_WHEN: Final = frozenset("tmYT")  # classes of words of time
_ONLY_LATE: Final = frozenset("nfPopUl")


def is_pending(clause: Clause, task: str, *, total: bool = False) -> bool:
    """Whether a clause tells of something that is not over; money and papers that follow the work are none.

    Where all was done before (`total`), what is only to begin some day is something else.
    """
    if _MONEY_LATER.search(clause.text) and not STATUS.money_asked.inside(task):
        return False
    if OFF_TIME.search(clause.text) or (clause.counts and clause.text.endswith(STATUS.middle)):
        return False  # 「比规定晚6天」, 「274件工单中」
    after = STATUS.aftermath.inside(clause.text) and not STATUS.left_over.inside(clause.text)
    if after and any(word in clause.text and word not in task for word in STATUS.aftermath):
        return False
    if (
        total
        and clause.verdict == "not_started"
        and not STATUS.denied.inside(clause.text)
        and not is_less(clause.text, task)
    ):
        return False
    letters = {word.letter for word in clause.words}
    amiss = bool(letters & _ONLY_LATE) or clause.verdict != "open"
    if clause.verdict == "suspended" or clause.shape.going or (is_open(clause, task) and amiss):
        return True
    return _waits(clause)


def _waits(clause: Clause) -> bool:
    at_work = clause.verdict == "neutral" and not clause.shape.dated and _AT_WORK.search(clause.text) is not None
    if _LEFT.search(clause.text) and not clause.says_done and not any(word.letter in "aABD" for word in clause.words):
        return True
    return at_work or (
        _PENDING.search(clause.text) is not None and not any(word.letter in "AB" for word in clause.words)
    )


def says_open(clause: Clause) -> bool:
    """Whether a clause says plainly, whatever the task, that something is not over: 「名单在核」, 「水电还没通」, 「定在11月」."""
    only_when = all(word.letter in _WHEN for word in clause.words)  # 「2021年8月底前」 is no report
    if only_when or (clause.shape.dated and clause.says_done):
        return False
    return clause.shape.going or _waits(clause) or _OPEN.search(clause.text) is not None


def is_left_open(clauses: Sequence[Clause], task: str) -> bool:
    """Whether behind the last deed of a story something is told that waits or is at work: 「……完工开放，设备没到货」."""
    last = next((place for place in range(len(clauses) - 1, -1, -1) if clauses[place].says_done), len(clauses))
    if any(clause.deed in (*STATUS.says_event, *STATUS.says_course) for clause in clauses[last : last + 1]):
        return False  # an event that was held has no rest
    return any((_waits(c) or c.verdict == "suspended") and is_pending(c, task) for c in clauses[last + 1 :])


def is_still_open(clause: Clause, task: str) -> bool:
    """Whether a clause before the close of a story tells of something that goes on or waits beside it, and not of a time gone by."""
    open_ = clause.shape.going or clause.verdict in ("left", "undone", "suspended") or _waits(clause)
    letters = {word.letter for word in clause.words}
    dated, ahead = bool(letters & set("tm")), "f" in letters
    now = ahead == dated or clause.verdict == "suspended"  # 「拟废止12件」, 「7月成立筹备组」 are of an earlier time
    return bool(open_) and now and is_pending(clause, task)
