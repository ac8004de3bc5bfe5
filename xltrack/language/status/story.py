"""A story of many clauses, and the one that ends it: 「……，该项任务已于5月6日完成。其间接待游客53万人次」 (docs/规则.md 5.2).

Steps, shares of parts, what comes next and what went wrong stand around it and change nothing.
"""

from typing import Final, Literal

from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import DEMAND, PAIR, plain_task, shares
from xltrack.language.status.grammar import StatusKind, StatusWords
from xltrack.language.status.tokens import STATUS

_WHOLE = STATUS.pattern("{whole_ends}(?:{already}|{all}|{on_day}|[0-9])")
_THEREFORE = STATUS.pattern("^{therefore}+")
_TURNED = STATUS.pattern("(.{0,12}?{whole_ends}){whole_turns}")
_PAPER = STATUS.pattern("{documents}|{papers_asked}")
_STORY: Final = 3  # clauses from which on one of them can end a story
_OPENS: Final = frozenset(("undone", "left", "suspended", "cancelled"))
_ADVANCES: Final = frozenset(("done", "step", "part"))
_TURNS: Final[dict[str, StatusKind]] = {
    "not_started": "not_started", "suspended": "suspended", "cancelled": "cancelled",
}  # fmt: skip


def closed(said: StatusWords, task: str) -> StatusWords:
    """What a story says of a task by the sentence that ends it: 「……，该项任务已于5月6日完成。其间……」; as it is without one.

    「此项工作尚未启动」, 「该项目取消」 end it too, behind 「下一步」 as well.
    """
    clauses = said.named or said.clauses
    if len(clauses) < _STORY:
        return said
    text = plain_task(task)
    planned = (place for place, clause in enumerate(clauses) if place and clause.shape.plans)
    plans = next(planned, len(clauses))
    for place in range(len(clauses) - 1, -1, -1):
        clause = clauses[place]
        if clause.verdict in _TURNS and _is_headed(clause, text):
            if any(_takes_up(later, clause.verdict) for later in clauses[place + 1 : max(plans, place)]):
                return said
            return said._replace(kind=_TURNS[clause.verdict], day=None, progress=None, step=None, clauses=(clause,))
        end = _end_of(clause, text)
        if end is None or (end != "told" and place >= plans):
            continue
        if (said.whole and end == "thing") or any(_reopens(later, end) for later in clauses[place + 1 : plans]):
            return said
        before = clauses[place - 1] if place and not clause.day else clause
        dated = before if before.says_done else clause
        return said._replace(
            kind="done", day=dated.day, progress=None, certain=True, loose=dated.loose, step=None, whole=True,
            clauses=(clause,),
        )  # fmt: skip
    return said


def _takes_up(clause: Clause, turn: str) -> bool:
    """Whether a later clause says that what was put off, dropped or not begun was taken up: 「3月停工，4月已复工」."""
    if clause.shape.resumed or turn == "cancelled":
        return clause.shape.resumed
    return clause.shape.going or clause.share is not None or (turn == "not_started" and clause.verdict in _ADVANCES)


def _is_headed(clause: Clause, task: str) -> bool:
    """Whether a clause speaks of the task itself: 「因此本项工作尚未启动」, 「示范街建设取消」."""
    text = _THEREFORE.sub("", clause.text)
    if text.startswith(STATUS.general):
        return True
    found = _TURNED.match(text)
    return found is not None and shares(found[1], task)


def _end_of(clause: Clause, task: str) -> Literal["told", "paper", "thing"] | None:
    """How a clause says done of all of a task.

    `told` of the task itself (「此项工作已完成」, 「集中排查工作于6月12日完成」); `paper`: 「办法已印发」 of 制定办法;
    `thing`: 「已投入使用」.
    """
    deed, already = clause.deed, STATUS.already.inside(clause.text)
    if clause.verdict != "done" or not clause.shape.decisive or deed is None or not (already or clause.day):
        return None
    if deed in STATUS.done and clause.bare and (already or not clause.loose):
        return "told" if STATUS.general.inside(clause.text) else "thing"
    if deed in STATUS.done and clause.text.endswith(deed):
        return "told" if _WHOLE.search(clause.text) and shares(clause.about, task) else None
    paper = deed in STATUS.papers_done and already and _asks_for_paper(task)
    return "paper" if paper and _is_its_paper(clause.about, task) else None


def _asks_for_paper(task: str) -> bool:
    """Whether the first deed that a task asks for is to write or issue something: 「制定办法」, not 「推进改革，建立机制」."""
    found = DEMAND.search(task)
    return found is not None and found[0] not in STATUS.works


def _is_its_paper(about: str, task: str) -> bool:
    """Whether a paper that was issued is the one that a task asks for: 「规划文本」 of 编制规划, not 「工作方案」."""
    others = [word for word in STATUS.documents if word in about and word not in task]
    if not others:
        return not about or shares(about, task) or not _PAPER.search(about)
    for word in others:
        about = about.replace(word, "")
    pairs = (about[at : at + PAIR] for at in range(len(about) - 1))
    return any(pair in task and pair not in STATUS.vague and pair not in STATUS.works for pair in pairs)


def _reopens(clause: Clause, end: str) -> bool:
    """Whether a later clause says that the task is not over after all."""
    if end == "told":
        return clause.bare and clause.verdict in _OPENS
    return clause.verdict in _OPENS or (end == "thing" and (clause.shape.going or clause.verdict == "not_started"))
