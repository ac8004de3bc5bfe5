"""How a clause of a story says done of all of its task: of itself, of its things, by the deed that it asks for (docs/规则.md 5.2)."""

from typing import Literal

from xltrack.base.patterns import pattern
from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import (
    DEMAND,
    PAIR,
    asked_words,
    asks_for_many,
    covers,
    fulfils,
    is_closing,
    is_enough,
    is_less,
    shares,
)
from xltrack.language.status.subjects import core_of, head_of, names, subject_of
from xltrack.language.status.tokens import STATUS

End = Literal["told", "named", "deed", "paper", "thing", "sent"]

_PAPER = STATUS.pattern("{documents}|{papers_asked}")
_ITEM = pattern(r"^[0-9]{1,2}[.、](?=[^0-9])")
# 「最后一台拆除完毕」
LAST = STATUS.pattern("{last_ones}(?:[0-9]|{one})")
_LAST_HEAD = STATUS.pattern("^{last_ones}(?:(?:[0-9]+|{one}){counts}?)?")
# 「提前完成压降目标」, 「圆满完成各项任务」
_FULFILLED = STATUS.pattern("(?:{fulfilled_well}){fulfilled}[^0-9]{0,8}?{aims}$")
_FULLY = STATUS.pattern("{tasks}{fully}")
# 「院周会确认该项工作完成」
_OF_ITSELF = STATUS.pattern("{itself}{whole_ends}(?:{wholly})*{done}$")

# 「48块全部」
_COUNTED_ALL = STATUS.pattern("[0-9][\u4e00-\u9fff]{1,2}{all}$")


def end_of(clause: Clause, task: str, *, reached: bool = False) -> End | None:
    """How a clause says done of all of a task.

    `told` of the task itself (「此项工作已完成」); `named` of what it is about (「集中排查工作于6月12日完成」, 「31个问题全部完成整改」);
    `paper`: 「办法已印发」 of 制定办法; `thing`: 「已投入使用」; `sent`: 「材料已上报」 of 申报示范县, which waits for an answer then.
    """
    if clause.verdict in ("done", "neutral") and _FULFILLED.search(clause.text):
        return "told"
    if clause.verdict == "neutral" and clause.text.endswith(STATUS.event_ends):
        subject = subject_of(clause).removesuffix(next(end for end in STATUS.event_ends if clause.text.endswith(end)))
        return "named" if subject.endswith(STATUS.whole_ends) and covers(core_of(subject), task) else None
    if not clause.says_done:
        return None
    deed, already = _deed(clause), STATUS.already.inside(clause.text)
    if deed is None:  # 「占年度任务的104%」
        return "told" if clause.verdict == "done" and clause.share is None and clause.bare else None
    itself = _FULLY.search(clause.text) or (clause.verdict == "done" and _OF_ITSELF.search(clause.text))
    if itself and deed in STATUS.done and clause.text.endswith(deed):
        return "told"
    if (
        clause.verdict == "done"
        and clause.bare
        and clause.shape.decisive
        and deed in STATUS.done
        and (already or not clause.loose)
    ):
        if STATUS.general.inside(clause.text):
            return "told"
        if already or clause.day or (fulfils(deed, task) and not asks_for_many(task)):
            return "thing"
    if deed in STATUS.done and already and _is_general(clause):
        return "told"
    paper = deed in STATUS.papers_done and (already or clause.day) and _asks_for_paper(task)
    if clause.verdict == "done" and paper and _is_its_paper(clause.about, task):
        return "paper"
    if _is_its_deed(clause, deed, task, reached=reached):
        return "sent" if deed in STATUS.says_sent else "deed"
    return "named" if _is_named(clause, deed, task) else None


def _deed(clause: Clause) -> str | None:
    """The done-word of a clause, of a step as well: 「征地拆迁任务全部完成」."""
    return clause.words[clause.shape.place].text if clause.verdict == "step" else clause.deed


def _is_named(clause: Clause, deed: str, task: str) -> bool:
    """Whether a clause says done of what a task is about: by its name, of all of it, or of as many as it asks for."""
    subject = subject_of(clause)
    if clause.step and clause.step not in task:
        return False
    if (
        deed in (*STATUS.done, *STATUS.event_ends)
        and clause.text.endswith(deed)
        and subject.endswith(STATUS.whole_ends)
    ):
        core = core_of(subject)
        return covers(core, task) and (core[:PAIR] in task or not asks_for_many(head_of(task)))
    marked = is_marked(clause)
    core = core_of(subject, STATUS.whole_things)
    if (
        marked
        and deed in (*STATUS.done, *STATUS.event_ends)
        and len(core) >= PAIR
        and core_of(head_of(task)).endswith(core)
    ):
        return True
    if not marked or not is_closing(deed, task) or _ITEM.match(clause.text):
        return False
    if not _is_of_task(clause, task):
        return False
    if any(is_enough(count, task) for count in clause.counts):
        return core[-PAIR:] in task and (core != "" or clause.shape.total)
    return clause.shape.total and names(subject, task)


def _is_general(clause: Clause) -> bool:
    """Whether a clause speaks of the task and of nothing in it: 「项目已完成并正常运转」."""
    subject, behind = subject_of(clause), clause.words[clause.shape.place + 1 :]
    return clause.verdict == "done" and bool(subject) and not core_of(subject) and not behind


def _is_of_task(clause: Clause, task: str) -> bool:
    """Whether what stands behind a done-word is of the task: 「完成改造」, not 「完成现场踏勘」."""
    behind = [word.text for word in clause.words[clause.shape.place + 1 :] if word.letter in ".sS"]
    return not behind or any(shares(text, task) for text in behind)


def _is_its_deed(clause: Clause, deed: str, task: str, *, reached: bool) -> bool:
    """Whether a deed was done that a task asks for first, to all of it: 「现场会于7月24日召开」 of 承办现场会."""
    head, subject = head_of(task), subject_of(clause)
    made = deed in STATUS.made and subject.endswith(head[:PAIR])
    if clause.loose or not (is_marked(clause) or STATUS.accomplished.inside(clause.text)):
        return False
    if clause.verdict not in ("done", "part") and not (made and (clause.step or "") in head):
        return False
    if made and counts_all(clause, task):
        return True
    core = core_of(subject.removesuffix(head[:PAIR]) if made else subject, STATUS.whole_things)
    first = made or fulfils(deed, task) or (core != "" and task.startswith(asked_words(deed)))
    if LAST.search(clause.text):
        done = first or deed in (*STATUS.done, *STATUS.event_ends)
        return done and (shares(core, head) or not _LAST_HEAD.sub("", core))
    if not first or clause.verdict == "part" or is_less(clause.text, head):
        return False
    return _is_of_all(clause, deed, core, task, reached=reached)


def counts_all(clause: Clause, task: str) -> bool:
    """Whether a clause does the deed of a task to all of what it counts and does not name: 「两个社区48块全部更换完毕」."""
    before, deed, behind = clause.text.partition(head_of(task)[:PAIR])
    counted = clause.verdict == "done" and behind in STATUS.made and _COUNTED_ALL.search(before) is not None
    return bool(deed) and counted and not is_less(clause.text, head_of(task))


def _is_of_all(clause: Clause, deed: str, core: str, task: str, *, reached: bool) -> bool:
    """Whether a deed that a task asks for first was done to all that it asks for, or to the thing that it names."""
    head, event = head_of(task), deed in (*STATUS.says_event, *STATUS.says_course)
    if deed in STATUS.says_sent and (not core or core.endswith(STATUS.documents)):
        return True  # 「申报材料已报送」
    if any(is_enough(count, task) for count in clause.counts):
        return deed in STATUS.says_people or not core or shares(core, head)
    many = asks_for_many(head, STATUS.attendees) if event else asks_for_many(task)
    if many and not (clause.shape.total and (reached or core != "")):
        return False
    if core.endswith(STATUS.actors) and not shares(core, head) and deed[:PAIR] == head[:PAIR]:
        return True  # 「全县公立医疗机构于3月28日落实到位」
    if not core:
        return not event or _is_of_task(clause, task)
    begins = (event or deed in STATUS.says_paid) and core[:PAIR] in head  # 「补贴资金已发放到位」 of 发放补贴
    return begins or core[-PAIR:] in head or covers(core, head)


def is_marked(clause: Clause) -> bool:
    """Whether a clause says that something is over, by a day, of all of it or by 「已」."""
    return clause.shape.total or clause.day is not None or STATUS.already.inside(clause.text)


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
