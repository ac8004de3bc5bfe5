"""A story of many clauses, and the one that ends it: 「……，该项任务已于5月6日完成。其间接待游客53万人次」 (docs/规则.md 5.2).

What ends one speaks of the task itself, of all of its things or as many as it asks for, or tells the deed that it asks for first.
Steps, shares of parts, what comes next and what went wrong stand around it and change nothing.
"""

from collections.abc import Iterable, Sequence
from sys import maxsize
from typing import Final

from xltrack.language.status.clauses import Clause, parse_clause
from xltrack.language.status.closing import Close, closing
from xltrack.language.status.deeds import (
    PAIR,
    asks_for_many,
    covers,
    falls_short,
    is_enough,
    plain_task,
    reaches,
    shares,
)
from xltrack.language.status.ends import LAST, End, counts_all, end_of, is_marked
from xltrack.language.status.grammar import (
    TOLD_AT_LENGTH,
    StatusWords,
    dated_at,
    is_taken_up,
    says_progress,
)
from xltrack.language.status.open_ends import THINGS, may_be_over, told_of
from xltrack.language.status.pending import is_left_open
from xltrack.language.status.signs import all_have, signed, with_day
from xltrack.language.status.subjects import core_of, head_of, subject_of, unpointed
from xltrack.language.status.tokens import STATUS, cut_words
from xltrack.language.status.turns import TO_DROP, is_dropped, is_unbegun, turn_of

# 「以县政府文件印发」
_ISSUED = STATUS.rare("以[^,]{1,24}?{issued_as}", "以")
# 「整改后7月19日通过竣工验收」
_AFTER = STATUS.rare("^[^0-9]{1,12}{after}(?=[0-9]{1,2}月)", "{after}")
# 「6月15日复查合格」
_PASSED = STATUS.pattern("{found_good}$")
# 「可能停工」, 「2月3日至3月14日停工」
_NOT_NOW = STATUS.pattern("{not_now}.{0,12}?{suspended}|[日号](?:{entry_to}|[—~-])[^,]{1,8}[日号]{suspended}")
_NEAR: Final = 2
_STORY: Final = 3  # clauses from which on one of them can end a story
_OPENS: Final = frozenset(("undone", "left", "suspended", "cancelled"))
_ADVANCES: Final = frozenset(("done", "step", "part"))
_ALSO: Final = "并"
_OF_ALL: Final = frozenset("AB")
_NOT_SO: Final = frozenset("nfpoPLT")


def closed(said: StatusWords, task: str) -> StatusWords:
    """What a story says of a task by the sentence that ends it: 「……，该项任务已于5月6日完成。其间……」; as it is without one.

    「此项工作尚未启动」, 「该项目取消」 end it too, behind 「下一步」 as well.
    """
    text = plain_task(task)
    said = _weighed(said, text)
    if said.kind == "done" and not said.whole and falls_short(said.clauses, text):
        return said._replace(kind="in_progress")
    clauses = _of_task(said.named or said.clauses)
    return _by_deed(said, clauses, text) or _by_sentence(said, clauses, text)


def _by_deed(said: StatusWords, clauses: Sequence[Clause], task: str) -> StatusWords | None:
    """What a cell says by a deed that closes its task, or by what waits behind the last deed; None where neither is told."""
    if said.kind == "in_progress" and said.progress is None and (sign := signed(clauses, task)):
        return _closed_by(said, Close(sign, sign.day))
    if not _is_untold(said):
        return None
    if close := closing(clauses, task):
        return _closed_by(said, close)
    left = said.kind == "done" and is_left_open(clauses, task)
    return said._replace(kind="in_progress", day=None) if left else None


def _by_sentence(said: StatusWords, clauses: Sequence[Clause], text: str) -> StatusWords:
    """What a cell says by the sentence that ends its story, or turns it."""
    if said.kind == "done" and clauses:
        said = _summed(said, clauses, text)
    if len(clauses) < _STORY:
        unbegun = len(clauses) > 1 and said.kind == "in_progress" and is_unbegun(clauses[-1], text)
        return said._replace(kind="not_started", day=None) if unbegun and not _has_begun(clauses) else said
    reached = reaches(clauses, text)
    plans = _first(place > 0 and clause.shape.plans for place, clause in enumerate(clauses))
    begun = _first(clause.verdict in _ADVANCES or bool(clause.share) for clause in clauses)
    for place in range(len(clauses) - 1, -1, -1):
        clause, later = clauses[place], clauses[place + 1 : max(plans, place + 1)]
        if turn := turn_of(clause, text, first=place <= begun):
            if any(is_taken_up(each, turn) for each in later):
                return said
            return said._replace(kind=turn, day=None, progress=None, step=None, clauses=(clause,))
        ending = _done_as_asked(_first_deed(clause), text)
        end = end_of(ending, text, reached=reached)
        if end is None or (end not in ("told", "named") and place >= plans):
            continue
        if said.whole and end == "thing":
            return said
        if reopened := _reopened(ending, end, later, text):
            return said._replace(disputed=said.progress is None and _is_disputed(clause, reopened, text))
        return _ended(said, clauses, place, end, text)
    told = said.kind == "in_progress" and said.progress is None
    return said._replace(disputed=told and may_be_over(clauses, text))


def _has_begun(clauses: Sequence[Clause]) -> bool:
    """Whether anything was done of a task, or is at work."""
    return any(
        c.verdict in _ADVANCES or c.begun or c.works_on or c.share or (c.shape.dated and c.shape.deed is not None)
        for c in clauses
    )


def _closed_by(said: StatusWords, close: Close) -> StatusWords:
    """What a cell says by the deed that closes it; milestones are named in all of its clauses."""
    day = close.day or (said.day if said.kind == "done" else None)
    over = close.clause._replace(verdict="done", deed=None, about="", counts=(), day=close.day)
    return said._replace(
        kind="done", day=day, step=None, whole=True, ended="thing", clauses=(over,),
        named=said.named or said.clauses,
    )  # fmt: skip


def _is_untold(said: StatusWords) -> bool:
    """Whether a story says neither how far its task is nor in one sentence that it is over: 「……。改造任务完成」."""
    if said.progress is not None or said.whole or not any(len(said.clauses) > 1 or c.shape.dated for c in said.clauses):
        return False
    return said.kind == "in_progress" or (said.kind == "done" and not any(map(_sums_up, said.clauses)))


def _sums_up(clause: Clause) -> bool:
    bare = clause.bare and clause.deed in STATUS.done
    return clause.says_done and (bare or subject_of(clause).endswith(STATUS.whole_ends))


def _weighed(said: StatusWords, task: str) -> StatusWords:
    """What a cell says beside its task, before a sentence ends it: dropped as the task asks, put off in part, its share."""
    if TO_DROP.search(task) and (said.kind == "cancelled" or any(map(is_dropped, said.clauses))):
        said = said._replace(kind="done")
    if len(said.clauses) > 1:
        said = said._replace(progress=_share_of_all(said, task))
    if said.kind != "suspended":
        return said
    clauses = said.named or said.clauses
    working = any(c.shape.going and not STATUS.talks.inside(c.text) for c in clauses)
    put_off = [clause for clause in clauses if clause.verdict == "suspended"]
    return said._replace(kind="in_progress") if all(_is_of_part(c, working=working) for c in put_off) else said


def _is_of_part(clause: Clause, *, working: bool) -> bool:
    """Whether a clause tells of a section that stands still, of a named part beside which work goes on, or of no stop now."""
    if STATUS.sections.inside(clause.text) or _NOT_NOW.search(clause.text):
        return True
    core = core_of(subject_of(clause), STATUS.whole_things)
    return working and len(core) >= PAIR and core not in (*STATUS.main_parts, *STATUS.sites)


def _first(told: Iterable[bool]) -> int:
    """The place of the first that holds; beyond all of them where none does."""
    return next((place for place, holds in enumerate(told) if holds), maxsize)


def _of_task(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Clauses without a share of what was told just before: 「公交场景刷卡量最大，占总量的72%」."""
    if not any(clause.share is not None and clause.text.startswith(STATUS.part_of) for clause in clauses):
        return clauses
    return [clause for place, clause in enumerate(clauses) if not (place and _is_share_of(clauses[place - 1], clause))]


def _is_share_of(before: Clause, clause: Clause) -> bool:
    """Whether a share is that of a thing named before it, of which nothing was done."""
    shared = clause.share is not None and clause.text.startswith(STATUS.part_of) and before.verdict == "neutral"
    return shared and (not before.counts or before.text.startswith(STATUS.among))


def _done_as_asked(clause: Clause, task: str) -> Clause:
    """A clause that tells in the task's own word what was done to all: 「60座站台全部更新」 of 更新公交站台."""
    verb, letters = head_of(task)[:PAIR], {word.letter for word in clause.words}
    told = clause.verdict == "neutral" and len(verb) == PAIR and clause.text.endswith(verb)
    return (
        parse_clause(clause.text + STATUS.made[0]) if told and letters & _OF_ALL and not letters & _NOT_SO else clause
    )


def _ended(said: StatusWords, clauses: Sequence[Clause], place: int, end: End, task: str) -> StatusWords:
    """What a cell says by the clause that ends it."""
    clause, dated = clauses[place], _dated_at(clauses, place, task)
    deed = clause.deed if end in ("paper", "thing") else None
    own = end == "told" and STATUS.general.inside(clause.text) and not any(w.letter in "mY" for w in clause.words)
    return said._replace(
        kind="done", day=dated.day, progress=None, certain=end != "named", loose=dated.loose, step=None, whole=True,
        ended="task" if own else "thing", clauses=(clause._replace(verdict="done", deed=deed, about=""),),
    )  # fmt: skip


def _dated_at(clauses: Sequence[Clause], place: int, task: str) -> Clause:
    """The clause that gives the day of the one that ends a story.

    「至此全部完工」 takes it from before, 「9月1日开学」 yields to 「8月18日通过验收」; of 「2处已全部建成」 each had its day.
    """
    clause = clauses[place]
    if clause.text.startswith(STATUS.by_then):
        return next((c for c in clauses[place::-1] if c.day), clause)
    before = clauses[max(place - 1, 0)]
    named = clause.deed in STATUS.says_named and not clause.shape.dated and before.shape.dated
    if named or (clause.day is None and LAST.search(before.text) and before.shape.dated):
        told = "".join([word.text for word in before.words if word.letter != "o"])
        return before if before.day else parse_clause(told + STATUS.ended_as[0])  # 「6月21日省厅发文，我县获评」
    opened = clause.deed in STATUS.opened and before.deed in STATUS.done and before.day
    if opened and end_of(_first_deed(before), task):
        return before
    found = clause if clause.counts else dated_at(clauses, place)
    if found.day is None and clause.text.endswith(STATUS.event_ends) and (held := _held_before(clauses, place)):
        return held
    if found.day or clause.counts or clause.opens:
        return found
    of_deed = _told_before(clauses, place)
    return (of_deed and _dated_deed(of_deed)) or found


def _held_before(clauses: Sequence[Clause], place: int) -> Clause | None:
    """The clause that tells the day of an event of which another says that it is over, in a sentence before it too."""
    held = [c for c in clauses[:place] if c.deed in STATUS.says_event and c.shape.dated]
    return held[0] if len(held) == 1 else None


def _told_before(clauses: Sequence[Clause], place: int) -> Clause | None:
    """The clause with a day of which another is the sum, in the same sentence and near it."""
    for clause in clauses[max(place - _NEAR, 0) : place][::-1]:
        if clause.shape.dated:
            return clause
        if clause.opens or any(word.letter in _NOT_SO or word.letter == "a" for word in clause.words):
            return None  # 「现已正常使用」 is of another time
    return None


def _summed(said: StatusWords, clauses: Sequence[Clause], task: str) -> StatusWords:
    """What a cell that says done says by its sum: its day, and that all is over where all that it counts was done."""
    place = next((at for at in range(len(clauses) - 1, -1, -1) if clauses[at].verdict == "done"), None)
    if had := next((with_day(c) for c in clauses if all_have(c, task)), None):
        return said._replace(day=had.day or said.day)
    if place is None:
        return said
    if len(clauses) < _STORY and not said.whole and counts_all(clauses[place], task):
        return _ended(said, clauses, place, "deed", task)
    passed = clauses[max(place - 1, 0)]
    if said.day or clauses[place].counts or clauses[place].opens or not _PASSED.search(passed.text):
        return said
    dated = _dated_deed(passed) if passed.shape.dated else None
    return said._replace(day=dated.day, loose=dated.loose) if dated else said


def _dated_deed(clause: Clause) -> Clause | None:
    """A deed told by a day, of which the clause behind it is the sum: 「9月19日最后一个片区收尾，更换任务全部完成」."""
    if clause.verdict not in ("done", "step", "part", "neutral") or any(w.letter in _NOT_SO for w in clause.words):
        return None
    return clause if clause.day else parse_clause(clause.text + STATUS.ended_as[0])


def _share_of_all(said: StatusWords, task: str) -> float | None:
    """The share of the whole among those of a cell: 「占总投资的78%」, 「管网改造完成60%」 of that task; not 「电梯安装完成60%」."""
    told = [c for c in _of_task(said.clauses) if c.share is not None]
    if not told:
        return said.progress
    story = len(said.clauses) >= TOLD_AT_LENGTH
    shares = [c for c in told if _is_share_of_all(c, task) and (not story or says_progress(c))]
    if len({c.share for c in shares}) > 1:
        shares = [c for c in shares if c.overall][:1]
    return shares[0].share if shares else None


def _is_share_of_all(clause: Clause, task: str) -> bool:
    """Whether what a share is of is the task itself, or nothing else is named."""
    words = clause.words
    end = next((place for place, word in enumerate(words) if word.letter == "r"), len(words))
    told = [word.text for word in words[:end] if word.letter in THINGS and word.text not in STATUS.main_parts]
    named = unpointed("".join(told))
    return STATUS.overall.inside(clause.text) or not named or named in STATUS.works or covers(named, task)


def _first_deed(clause: Clause) -> Clause:
    """A clause without the form of a paper and what was done besides: 「已全部完成」 of 「已全部完成并通过市级验收」."""
    text = _AFTER.sub("", _ISSUED.sub("", clause.text))
    if text == clause.text and _ALSO not in text:
        return clause
    words = cut_words(text)
    told = next((place for place, word in enumerate(words) if word.letter in "Dde"), len(words))
    also = next((place for place in range(told + 1, len(words)) if words[place].text == _ALSO), len(words))
    return clause if text == clause.text and also == len(words) else parse_clause("".join(w.text for w in words[:also]))


def _reopened(clause: Clause, end: End, later: Sequence[Clause], task: str) -> Clause | None:
    """The later clause by which a task is not over after all, though one seems to end it; what came of it is none."""
    over, passed = _is_over(clause, task), clause.deed in STATUS.passed_all and not STATUS.next_phase.inside(task)
    return next(
        (c for c in later if _reopens(c, end, passed=passed) and not ((over or _is_ahead(c)) and _is_other(c, task))),
        None,
    )


def _is_disputed(clause: Clause, later: Clause, task: str) -> bool:
    """Whether one clause says plainly that all is over, and a later one does not plainly say that something of it is left."""
    units = {count[-1:] for count in clause.counts if is_enough(count, task)}
    beyond = any(count[-1:] in units for count in later.counts)  # 「12所全部建成」, 「另有3所」
    return is_marked(clause) and (beyond or later.verdict not in _OPENS or _is_other(later, task))


def _is_ahead(clause: Clause) -> bool:
    """Whether a clause tells when something is to begin, and does not deny that it has: 「测算工作在年底统一开展」."""
    ahead = clause.verdict == "not_started" and not any(word.letter in "tm" for word in clause.words)
    return ahead and not STATUS.denied.inside(clause.text)


def _is_over(clause: Clause, task: str) -> bool:
    """Whether what was done cannot have a rest: an event was held, a thing named or sold."""
    deed, head = clause.deed, head_of(task)
    if deed in (*STATUS.says_event, *STATUS.says_course):
        return not asks_for_many(head, STATUS.attendees)
    return deed in (*STATUS.says_named, *STATUS.says_sold)


def _is_other(clause: Clause, task: str) -> bool:
    """Whether a clause speaks of something else than its task: 「其余6个正在商谈股权结构」 behind 「论坛于10月17日举办」."""
    told = told_of(clause)
    return len(told) >= PAIR and not shares(told, task)


def _reopens(clause: Clause, end: End, *, passed: bool = False) -> bool:
    """Whether a later clause says that the task is not over after all; what comes after all work does not: 「结算资料正在收集」."""
    if clause.verdict == "open" and clause.shape.going and passed and STATUS.next_phase.inside(clause.text):
        return False  # 「通过验收，正在编二期方案」
    if clause.verdict == "open" and STATUS.aftermath.inside(clause.text):
        return False
    if clause.verdict == "left" and (STATUS.settled_later.inside(clause.text) or end == "sent"):
        return False
    if end == "told":
        return clause.verdict == "left" or (clause.bare and clause.verdict in _OPENS)
    if clause.verdict in _OPENS or (end != "paper" and clause.verdict == "not_started"):
        return True
    if end in ("named", "deed", "sent") and clause.verdict == "open" and STATUS.not_yet.inside(clause.text):
        return True
    if clause.share is not None and STATUS.measure.inside(clause.text):
        return clause.share < 1
    if end == "paper":
        return clause.shape.going and STATUS.revising.inside(clause.text)
    return clause.shape.going and (end == "thing" or clause.works_on)
