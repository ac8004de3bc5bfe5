"""What turns a task: it was dropped, put off, or is not begun: 「因此本项工作尚未启动」, 「示范街建设取消」 (docs/规则.md 5.2)."""

from typing import Final

from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import PAIR, covers, is_enough
from xltrack.language.status.grammar import StatusKind
from xltrack.language.status.subjects import core_of, names, plain, subject_of
from xltrack.language.status.tokens import STATUS

_THEREFORE = STATUS.pattern("^{therefore}+")
_DECIDED = STATUS.pattern("^.*{deciders}")
# 「取消燃煤小锅炉」
TO_DROP = STATUS.pattern("^(?:{manner}|{done})*{cancel}")
# 「目前」, 「眼下属于」
_NOW = STATUS.pattern("^(?:{right_now})+")
# 「尚未栽植」, 「至今没有展业」
_UNDONE = STATUS.pattern("^(?:{right_now})*{not}(?P<act>[\u4e00-\u9fff]{2})$")
_TURNS: Final[dict[str, StatusKind]] = {
    "not_started": "not_started", "suspended": "suspended", "cancelled": "cancelled",
}  # fmt: skip


def turn_of(clause: Clause, task: str, *, first: bool) -> StatusKind | None:
    """What a clause makes of a task that was dropped, put off or not begun: 「因此本项工作尚未启动」, 「示范街建设取消」.

    Where nothing was done before (`first`), a beginning that is denied of nothing is that of the task: 「……，尚未开工建设」.
    """
    if _drops(clause, task):
        return "cancelled"
    turn = "not_started" if is_unbegun(clause, task) else _TURNS.get(clause.verdict)
    if turn == "cancelled" and TO_DROP.search(task):
        return None
    if turn is None or _THEREFORE.sub("", clause.text).startswith(STATUS.general):
        return turn
    subject = _NOW.sub("", subject_of(clause))
    if turn == "not_started":
        if first and is_unbegun(clause, task):
            return turn
        if not first or not STATUS.denied.inside(clause.text):
            return None
        all_ = subject[-PAIR:] in task and any(is_enough(count, task) for count in clause.counts)
        if not subject or all_ or names(subject, task):
            return turn
    headed = subject.endswith((*STATUS.whole_ends, *STATUS.whole_things))
    return turn if headed and covers(core_of(subject, STATUS.whole_things), task) else None


def is_unbegun(clause: Clause, task: str) -> bool:
    """Whether a clause says of nothing but the task that it was not begun: 「活动未启动」, or its first act not done: 「尚未栽植」."""
    if clause.verdict == "not_started" and STATUS.denied.inside(clause.text):
        subject = _NOW.sub("", subject_of(clause))
        return not clause.counts and (not core_of(subject) or names(subject, task))
    found = _UNDONE.search(clause.text)
    return found is not None and found["act"] in (*STATUS.first_acts, task[:PAIR])


def _drops(clause: Clause, task: str) -> bool:
    """Whether a clause says that the task itself was dropped: 「该建设项目取消」, 「决定终止该项目」, 「研究决定取消庆典活动」."""
    if not STATUS.cancel.inside(clause.text) or STATUS.cancel.inside(task) or STATUS.asks_for.inside(clause.text):
        return False
    words = clause.words
    at = next((place for place, word in enumerate(words) if word.letter == "k"), 0)
    before, after = words[:at], "".join([word.text for word in words[at + 1 :]])
    if any(word.letter in "nf" for word in before):
        return False
    told = plain(before)
    return names(after or _DECIDED.sub("", told), task) or (not after and told.endswith(STATUS.deciders))


def is_dropped(clause: Clause) -> bool:
    """Whether a clause says that all of something was dropped: 「18台已全部取消」."""
    return clause.text.endswith(STATUS.cancel) and clause.verdict == "neutral" and STATUS.already.inside(clause.text)
